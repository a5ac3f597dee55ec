"""What is said where: the words of a comment, and the document read again to find its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dataset.document import Document
from dataset.records import DocumentRecord, Finding
from pipeline.errors import KehoachError
from pipeline.exports.base import rule_title
from pipeline.messages import language, say, system_error
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.received import NotReceivedError, find_received
from pipeline.recovery import recover
from review.formats import readable

AUTHOR: Final = "kehoach"
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class LeftOutError(Exception):
    """A document that cannot be annotated; ``key`` is the reason, by its name under ``exports.why``."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key, detail)
        self.cause = say(f"exports.why.{key}", detail=detail)
        self.remedy = say(f"exports.mend.{key}")


@dataclass(frozen=True)
class Remark:
    """One comment: the finding that it tells, and its words."""

    finding: Finding
    text: str

    @property
    def unplaced(self) -> str:
        """The words of a comment that stands elsewhere than what it is about."""
        quote = " ".join(self.finding.quote.split())
        return _written(f"{self.text}\n{say('exports.comment_unplaced', page=self.finding.page, quote=quote)}")


def remark(finding: Finding) -> Remark:
    """The comment that tells a finding."""
    severity, title = say(f"report.{finding.severity}"), rule_title(finding.rule, language())
    message = readable(finding.message, language())
    text = say("exports.comment", severity=severity, rule=finding.rule, title=title, message=message)
    if finding.expected:
        observed, expected = (
            readable(value, language()) for value in (finding.observed or finding.quote, finding.expected)
        )
        text += "\n" + say("exports.comment_expected", observed=observed, expected=expected)
    return Remark(finding, _written(text))


def _written(text: str) -> str:
    """A text without the control characters that no comment can hold, such as the form feed between pages."""
    return _CONTROL.sub(" ", text)


def original(document: DocumentRecord, roots: Sequence[Path] = (Path(),)) -> Source:
    """The bytes of a document as it was read, from the first folder below which they stand under its name.

    Raises:
        LeftOutError: The file is gone, or another one has taken its place.
    """
    try:
        return Source(document.source, find_received(document.source, document.sha256, roots).read())
    except NotReceivedError as error:
        raise LeftOutError(error.key) from error
    except OSError as error:
        raise LeftOutError("unreadable", system_error(error)) from error


def read_again(source: Source, text: str, options: ReadingOptions) -> Document | None:
    """The document with its words and boxes, which the store does not keep; None if its text comes out otherwise.

    That happens where another version, or other options, read it for the store: then no offset can be trusted.

    Raises:
        LeftOutError: It cannot be read any more.
    """
    try:
        document, _ = recover(read_document(source, options))
    except KehoachError as error:
        raise LeftOutError("unreadable", error.cause) from error
    return document if document.text == text else None
