"""The archive in memory, under the name by which the tests know it."""

from checks.archive import ListArchive

__all__ = ["ListArchive"]
