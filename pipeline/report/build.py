"""Writes ``report.html``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dataset.exports.base import replacing
from dataset.store import Failure, Store
from pipeline.messages import Language


def write_report(
    store: Store, failures: Sequence[Failure], out: Path, language: Language, low_confidence: float
) -> Path:
    """Write the report and return its path."""
    path = out / "report.html"
    with replacing(path) as file:
        file.write("<!doctype html>")
    return path
