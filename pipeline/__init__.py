"""The road from bytes to dataset, findings and report, and the commands that walk it."""
