"""The plans of the corpus: each from one clean source, with the slips that can be planted into it.

``plans/NAME/plan.md`` is the clean plan, in which every rule has to stay silent; ``truth.json`` is its truth;
``slips.toml`` lists edits of the source, each with the finding that it must bring and with what it changes in the
truth. The clean plan and the plan with its slips come from the same source, so they cannot drift apart.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from corpus.source import ABOVE, LEFT, Grid, Paragraph, Plan, parse_plan
from corpus.truth import Truth

FOLDER = Path(__file__).parent / "plans"
CLEAN = "clean"


@dataclass(frozen=True)
class Slip:
    """One planted inconsistency: replace ``find`` (which stands once in the source) by ``replace``."""

    rule: str
    find: str
    replace: str
    findings: tuple[Mapping[str, Any], ...]
    changes: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    added: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Variant:
    """A plan as it is to be read, and what has to come out of it."""

    name: str
    plan: Plan
    truth: Truth
    planted: tuple[Slip, ...] = ()


def plan_names() -> list[str]:
    """The names of all plans."""
    return sorted(path.parent.name for path in FOLDER.glob("*/plan.md"))


def variants() -> list[Variant]:
    """Every plan with all its slips, and its clean twin."""
    return [v for name in plan_names() for v in (make_variant(name, slips_of(name)), make_variant(name))]


@cache
def slips_of(name: str) -> tuple[Slip, ...]:
    """The slips that can be planted into a plan."""
    data = tomllib.loads((FOLDER / name / "slips.toml").read_text(encoding="utf-8"))
    return tuple(
        Slip(
            row["rule"],
            row["find"],
            row["replace"],
            tuple({"rule": row["rule"], **finding} for finding in row["findings"]),
            tuple(row.get("set", ())),
            tuple(row.get("remove", ())),
            tuple(row.get("add", ())),
        )
        for row in data["slip"]
    )


def make_variant(name: str, slips: Iterable[Slip] = ()) -> Variant:
    """A plan with some of its slips; without any it is the clean twin, named ``NAME.clean``.

    Raises:
        ValueError: The place of a slip is not in the source, or there are several.
    """
    slips = tuple(slips)
    source = (FOLDER / name / "plan.md").read_text(encoding="utf-8")
    truth = json.loads((FOLDER / name / "truth.json").read_text(encoding="utf-8"))
    for slip in slips:
        if source.count(slip.find) != 1:
            raise ValueError(
                f"{name}: {slip.rule} is to change a text that stands there {source.count(slip.find)} times"
            )
        source = source.replace(slip.find, slip.replace)
        truth = _changed(truth, slip)
    plan = parse_plan(source)
    truth["tables"] = [_table_truth(grid, title) for grid, title in _titled_grids(plan)]
    return Variant(name if slips else f"{name}.{CLEAN}", plan, Truth.model_validate(truth), slips)


def _changed(truth: dict[str, Any], slip: Slip) -> dict[str, Any]:
    """The truth after a slip: the text of quotes follows, the rows that it names change, its findings are added."""
    truth = _replaced(truth, slip)
    for change in slip.changes:
        _row(truth, change).update(change["values"])
    for change in slip.removed:
        truth[change["table"]].remove(_row(truth, change))
    for change in slip.added:
        truth[change["table"]].append(change["values"])
    truth["findings"] = [*truth["findings"], *slip.findings]
    return truth


def _replaced(value: Any, slip: Slip) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(part, slip) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, slip) for part in value]
    return value.replace(slip.find, slip.replace) if isinstance(value, str) else value


def _row(truth: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    table = truth[change["table"]]
    if isinstance(table, dict):
        return cast("dict[str, Any]", table)
    where = change["where"]
    found = [row for row in table if all(_holds(row.get(key), key, value) for key, value in where.items())]
    if len(found) != 1:
        raise ValueError(f"{len(found)} rows of {change['table']} are {where}")
    return cast("dict[str, Any]", found[0])


def _holds(value: Any, key: str, wanted: str) -> bool:
    # a task is named by how its text begins
    return bool(value.startswith(wanted)) if key == "text_start" else bool(value == wanted)


def _titled_grids(plan: Plan) -> list[tuple[Grid, str | None]]:
    titled: list[tuple[Grid, str | None]] = []
    for part in (plan.body, *plan.annexes):
        title = " - ".join(b.text for b in part if isinstance(b, Paragraph) and b.kind in {"annex", "annex-title"})
        titled += [(block, title or None) for block in part if isinstance(block, Grid)]
    return titled


def _table_truth(grid: Grid, title: str | None) -> dict[str, Any]:
    header = grid.flat_header
    cells = [
        (number, header[column], text)
        for number, row in enumerate(grid.data, 1)
        for column, text in enumerate(row)
        if text not in {"", LEFT, ABOVE}
    ]
    return {"title": title, "columns": header, "rows": len(grid.data), "cells_sample": cells}
