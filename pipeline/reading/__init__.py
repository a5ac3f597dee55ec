"""Readers: bytes in, a document out; the right one is chosen by content."""
