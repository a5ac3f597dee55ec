"""The consistency checker: one rule, one file, one page."""
