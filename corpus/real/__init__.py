"""Truth of real documents as values, without their sentences; the documents themselves are not in this repository."""
