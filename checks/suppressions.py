"""Findings that someone has looked at and lets stand: which, why, and until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from checks.globs import path_matches
from dataset.records import DocumentRecord, Finding

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Suppression(BaseModel):
    """One finding by its ``finding_id``, or one rule on the documents that a pattern names.

    ``document`` is a ``doc_id`` or a pattern over addresses; ``until`` is the last day on which it holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")] | None = None
    rule: Annotated[str, StringConstraints(to_upper=True)] | None = None
    document: Words | None = None
    reason: Words
    until: date = Field(strict=True)

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.finding is None) == (self.rule is None):
            raise PydanticCustomError("one_thing", "either finding or rule")
        if self.rule is not None and self.document is None:
            raise PydanticCustomError("rule_without_document", "a rule needs a document")
        return self

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until < today

    def covers(self, document: DocumentRecord, names: tuple[str, ...]) -> bool:
        """Whether it speaks of a document, which goes by several names."""
        return self.document is None or self.document == document.doc_id or path_matches(self.document, names)

    def matches(self, finding: Finding) -> bool:
        """Whether it speaks of a finding on a document that it covers, expired or not."""
        return self.finding == finding.finding_id if self.finding else self.rule == finding.rule

    def __str__(self) -> str:
        """What it suppresses, as people call it."""
        return " ".join(filter(None, (self.finding or self.rule, self.document)))
