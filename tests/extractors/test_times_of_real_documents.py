"""Whatever real documents hold, what comes out of them is well formed."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from edtf import parse_edtf

from dataset.records import Deadline, Target
from extractors.base import Context
from extractors.deadlines import DeadlineExtractor
from extractors.outline.build import build_outline
from extractors.targets import TargetExtractor
from pipeline.reading.base import Source, read_document

REAL = os.environ.get("KEHOACH_REAL")
FILES = sorted(p for p in Path(REAL).glob("*/*") if p.suffix in {".txt", ".md", ".docx"}) if REAL else []
DURATION = re.compile(r"P\d+[YMWD]")


@pytest.mark.real
@pytest.mark.skipif(not FILES, reason="KEHOACH_REAL does not name a folder of real documents")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_dates_rules_and_evidence_are_well_formed(path: Path) -> None:
    document = read_document(Source(str(path), path.read_bytes()))
    context = Context(document, build_outline(document))
    for row in DeadlineExtractor().extract(context):
        assert isinstance(row, Deadline)
        assert document.text[row.quote_start : row.quote_end] == row.quote
        for rule in (row.rrule or "").split():
            rrulestr(rule, dtstart=datetime(2026, 1, 1))
        for date in filter(None, (row.start, row.end)):
            parse_edtf(date)
        assert (row.kind == "recurring") == bool(row.rrule)
    for target in TargetExtractor().extract(context):
        assert isinstance(target, Target)
        assert document.text[target.start : target.end] == target.quote
        if target.period and not DURATION.fullmatch(target.period):
            parse_edtf(target.period)
        assert target.value_max is None or target.value_max > target.value
