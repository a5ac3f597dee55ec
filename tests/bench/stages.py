"""The road of a text in four stages, each to be timed alone."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from checks.engine import check_plan
from checks.rule import Plan
from dataset.document import Document
from dataset.records import DocumentRecord, Records
from extractors.base import Context, extract_all
from extractors.outline import build_outline
from extractors.outline.model import Outline
from pipeline.reading.base import Source, read_document
from pipeline.recovery import recover

STAGES = ("read", "outline", "extract", "check")


@dataclass(frozen=True)
class Prepared:
    """A text with what every stage starts from."""

    source: Source
    document: Document
    outline: Outline
    plan: Plan

    def run(self, stage: str) -> Any:
        """Run one stage."""
        return {"read": self._read, "outline": self._outline, "extract": self._extract, "check": self._check}[stage]()

    def _read(self) -> object:
        return recover(read_document(self.source))

    def _outline(self) -> object:
        return build_outline(self.document)

    def _extract(self) -> object:
        # an outline of its own: what an extractor keeps for the next one is kept by outline
        return extract_all(Context(self.document, Outline(self.outline.nodes)))

    def _check(self) -> object:
        # a plan of its own: it keeps what the rules have asked for
        return list(check_plan(Plan(self.plan.document, self.plan.text, self.plan.records)))


def prepare(text: str) -> Prepared:
    """Take a text through all stages once, which also loads what is loaded once."""
    source = Source("made.txt", text.encode())
    document, _ = recover(read_document(source))
    outline = build_outline(document)
    records = extract_all(Context(document, outline))
    plan = Plan(records.of(DocumentRecord)[0], document.text, Records(records))
    list(check_plan(plan))
    return Prepared(source, document, outline, plan)


def cpu_seconds(
    work: Callable[[], object], rounds: int = 3, of_rounds: Callable[[list[float]], float] = median
) -> float:
    """Median (or another of the rounds) of the processor time of something: other programs do not count.

    What was in memory before is no matter of the collector meanwhile, so that its size does not count either.
    """
    times = []
    gc.collect()
    gc.freeze()
    try:
        for _ in range(rounds):
            gc.collect()
            begin = time.process_time()
            work()
            times.append(time.process_time() - begin)
    finally:
        gc.unfreeze()
    return of_rounds(times)
