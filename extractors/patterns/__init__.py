"""Patterns and word lists: versioned data, read by the extractors."""
