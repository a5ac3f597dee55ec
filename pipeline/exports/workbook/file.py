"""A workbook that is written row by row, and stands under its name only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dataset.exports.base import replacement
from pipeline.exports.base import EPOCH, without_times

if TYPE_CHECKING:
    from openpyxl import Workbook


@contextmanager
def workbook_at(path: Path) -> Iterator[Workbook]:
    """An empty workbook, which is saved when the block ends: the same rows give the same bytes at any time."""
    from openpyxl import Workbook  # noqa: PLC0415  heavy

    workbook = Workbook(write_only=True)
    workbook.properties.created = workbook.properties.modified = EPOCH
    workbook.properties.creator = "kehoach"
    yield workbook
    with replacement(path) as temporary:
        workbook.save(temporary)
        without_times(temporary)
