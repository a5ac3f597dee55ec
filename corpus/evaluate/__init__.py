"""Precision, recall and F1 of the pipeline, per dataset table and per rule: ``python -m corpus.evaluate``."""
