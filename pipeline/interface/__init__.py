"""The program as a library: what ``from pipeline import …`` hands out, one job a module (docs/python.md)."""
