"""The accuracy gate: no figure may fall below the committed one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.evaluate.report import Evaluation

SHARES = ("precision", "recall", "f1")
# the same plan gives the same figures, except through another version of the engine that reads scans
TOLERANCE = {"scan": 0.02}


def losses(evaluation: Evaluation, baseline: Path) -> Iterator[str]:
    """Every figure that fell below the committed one, as a sentence; forms that were not evaluated are left out."""
    committed = json.loads(baseline.read_text(encoding="utf-8"))
    now = evaluation.figures()
    for form in (form for form in committed if form in now):
        for name, figures in committed[form].items():
            for share in SHARES:
                before, after = figures[share], now[form].get(name, {}).get(share)
                if before is not None and after is not None and after < before - TOLERANCE.get(form, 0.0):
                    yield f"{form}: {share} of {name} fell from {before:.3f} to {after:.3f}"


def update(evaluation: Evaluation, baseline: Path) -> None:
    """Commit the figures of this evaluation; forms that were not evaluated keep theirs."""
    committed = json.loads(baseline.read_text(encoding="utf-8")) if baseline.exists() else {}
    committed.update(evaluation.figures())
    baseline.write_text(json.dumps(committed, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
