"""The accuracy gate: no figure may fall below the committed one, no plan may lose a value.

The committed file holds the figures of every form, and for the text form the values that are still missed or wrong in
each plan: what is not in that list has to come out. Of the recovery of diacritics it holds the figures of our own
material: shares may not fall, counts of what went wrong may not rise.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.evaluate.documents import Evaluated
from corpus.evaluate.measures import TABLE_MEASURES
from corpus.evaluate.report import Evaluation

BASELINE = Path(__file__).parent / "baseline.json"
SHARES = ("precision", "recall", "f1")
# the same plan gives the same figures, except through another version of the engine that reads scans; there are too few
# of them for the figures of single rules to say anything
TOLERANCE = {"scan": 0.05, "ocr": 0.05}
GOLDEN_FORM = "txt"
# a model that was trained again decides a word here and there otherwise; numbers are not its to decide
RECOVERY_TOLERANCE = {"right": 0.003, "covered at 0.99": 0.02, "covered at 0.95": 0.02}
RECOVERY_TOLERANCE |= {"right at 0.99": 0.002, "right at 0.95": 0.003}
_ERRORS = ("broken numbers", "changed lines", "changed tokens", "silent")

Differences = dict[str, dict[str, list[str]]]
RecoveryFigures = dict[str, dict[str, float | int | None]]


def read_baseline(path: Path = BASELINE) -> dict[str, Any]:
    """The committed figures and differences; empty where there are none yet."""
    empty: dict[str, Any] = {"figures": {}, "differences": {}, "recovery": {}}
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else empty


def losses(evaluation: Evaluation, baseline: dict[str, Any]) -> Iterator[str]:
    """Every figure that fell below the committed one, as a sentence; forms that were not evaluated are left out."""
    now = evaluation.figures()
    for form, measures in baseline["figures"].items():
        for name, figures in measures.items() if form in now else ():
            if form in TOLERANCE and name not in TABLE_MEASURES:
                continue
            for share in SHARES:
                before, after = figures[share], now[form].get(name, {}).get(share)
                if before is not None and after is not None and after < before - TOLERANCE.get(form, 0.0):
                    yield f"{form}: {share} of {name} fell from {before:.3f} to {after:.3f}"
    if evaluation.recovery is not None:
        yield from _recovery_losses(evaluation.recovery.figures(), baseline.get("recovery", {}))


def _recovery_losses(now: RecoveryFigures, committed: RecoveryFigures) -> Iterator[str]:
    for group, figures in committed.items():
        for name, before in figures.items():
            after = now.get(group, {}).get(name)
            if before is None or name == "right as read":
                continue
            if after is None:
                yield f"recovery of {group}: {name} is no longer measured"
            elif name in _ERRORS and after > before:
                yield f"recovery of {group}: {name} rose from {before} to {after}"
            elif name not in _ERRORS and after < before - RECOVERY_TOLERANCE.get(name, 0.0):
                yield f"recovery of {group}: {name} fell from {before:.4f} to {after:.4f}"


def differences(document: Evaluated) -> Differences:
    """What a document still misses, and what was found in it that is not wanted, by measure."""
    return {
        name: {"missed": sorted(tally.missed), "extra": sorted(tally.extra)}
        for name, tally in sorted(document.tallies.items())
        if tally.missed or tally.extra
    }


def new_differences(document: Evaluated, baseline: dict[str, Any]) -> list[str]:
    """What a document misses, or has too much of, beyond the committed differences."""
    known: Differences = baseline["differences"].get(document.name, {})
    new = []
    for name, kinds in differences(document).items():
        for kind, values in kinds.items():
            beyond = Counter(values) - Counter(known.get(name, {}).get(kind, ()))
            new += [f"{name}, {kind}: {value}" for value in sorted(beyond.elements())]
    return new


def update(evaluation: Evaluation, path: Path = BASELINE) -> None:
    """Commit the figures of this evaluation; forms that were not evaluated keep theirs."""
    baseline = read_baseline(path)
    baseline["figures"].update(evaluation.figures())
    golden = [document for document in evaluation.documents if document.form == GOLDEN_FORM]
    if golden:
        baseline["differences"] = {d.name: differences(d) for d in golden if differences(d)}
    if evaluation.recovery is not None:
        baseline["recovery"] = evaluation.recovery.figures()
    path.write_text(_as_lines(baseline), encoding="utf-8")


def _as_lines(baseline: dict[str, Any]) -> str:
    """JSON with one measure a line, so that a change of one is a change of one line."""
    parts = []
    for part in sorted(baseline):
        groups = []
        for group, measures in sorted(baseline[part].items()):
            rows = (f"   {_json(name)}: {_json(value)}" for name, value in sorted(measures.items()))
            groups.append(f"  {_json(group)}: {{\n" + ",\n".join(rows) + "\n  }")
        parts.append(f" {_json(part)}: {{\n" + ",\n".join(groups) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
