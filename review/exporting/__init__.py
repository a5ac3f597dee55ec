"""Exports that are ordered from the pages or over HTTP, and made in the background."""
