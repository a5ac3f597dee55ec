"""Quarters read as figures."""

from __future__ import annotations

import pytest

from dataset.spans import apply_edits
from normalizers.quarters import quarter_edits


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("trong quý 11/2026 và quý IV", "trong quý II/2026 và quý IV"),
        ("Quý II1/2026", "Quý III/2026"),
        ("xong quy lll nam 2026.", "xong quy III nam 2026."),
        ("Quý 1V.", "Quý IV."),
    ],
)
def test_strokes_are_roman(read: str, meant: str) -> None:
    assert apply_edits(read, quarter_edits(read))[0] == meant


@pytest.mark.parametrize("text", ["quý 1/2026", "quý 3 năm 2026", "quý III", "quý 115", "Quý 1111", "quý 112026"])
def test_what_may_be_meant_stays(text: str) -> None:
    assert quarter_edits(text) == []
