"""What was misread on scanned pages is mended before anything else, and listed; other pages are left alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dataset.document import Box, Document, Page, TextOrigin, Word
from dataset.records import Recovery
from dataset.spans import Span
from pipeline.recovery import recover
from tests.support import plain_document

READ = "Tổ chức đầu thâu mua thuôc cho các cơ sở y tê"
TRUE = "Tổ chức đấu thầu mua thuốc cho các cơ sở y tế"


def scanned(text: str, confidence: float, origin: TextOrigin = "ocr") -> Document:
    """A document of one page, every word read equally surely."""
    words = tuple(
        Word(Span(*match.span()), 1, Box(match.start(), 0, match.end(), 10), confidence)
        for match in re.finditer(r"\S+", text)
    )
    page = Page(1, Span(0, len(text)), origin, 595, 842)
    return replace(plain_document(text), pages=(page,), words=words)


def rows(document: Document) -> tuple[Document, list[Recovery]]:
    recovered, records = recover(document)
    return recovered, list(records.of(Recovery))


def test_changes_are_rows_and_words_keep_their_boxes() -> None:
    read = scanned(READ, 0.8)
    document, found = rows(read)
    assert document.text == TRUE
    assert [(row.before, row.after) for row in found] == [
        ("đầu", "đấu"),
        ("thâu", "thầu"),
        ("thuôc", "thuốc"),
        ("tê", "tế"),
    ]
    assert all(0.9 <= row.confidence < 1 and row.line == 1 for row in found)
    assert [word.box for word in document.words] == [word.box for word in read.words]
    assert [document.text[slice(*word.span)] for word in document.words] == TRUE.split()


def test_a_space_that_was_lost_leaves_the_boxes_of_what_was_read() -> None:
    document, found = rows(scanned("xây dựng kế hoạch lựachọn nhà thầu", 0.6))
    assert document.text == "xây dựng kế hoạch lựa chọn nhà thầu"
    assert len(document.words) == 7
    assert found


@pytest.mark.parametrize(
    ("confidence", "origin"), [(0.98, "ocr"), (0.8, "text-layer")], ids=["read surely", "not read by us"]
)
def test_what_is_left_alone(confidence: float, origin: TextOrigin) -> None:
    document, found = rows(scanned(READ.replace("thuôc", "thuốc").replace("tê", "tế"), confidence, origin))
    assert document.text == "Tổ chức đầu thâu mua thuốc cho các cơ sở y tế"
    assert found == []


def test_later_steps_work_on_what_this_one_made() -> None:
    document, found = rows(scanned("Ðảng ủy đề nghị tô chức đâu thầu", 0.8))
    assert document.text == "Đảng ủy đề nghị tổ chức đấu thầu"
    assert "Đảng" in {row.after for row in found} | {document.text[:4]}
