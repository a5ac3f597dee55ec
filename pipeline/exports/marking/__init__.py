"""Findings as comments in the documents that they were found in."""
