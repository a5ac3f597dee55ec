"""Organisations: their canonical names, and enumerations of them."""
