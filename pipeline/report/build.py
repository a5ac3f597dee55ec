"""Writes ``report.html``: one self-contained file that needs no network and no program but a browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from checks.page import rule_page
from checks.policy import Judged
from dataset.exports.base import replacing
from dataset.records import Target
from dataset.store import Failure, Store
from pipeline.exports.base import rule_help, rule_title
from pipeline.messages import Language, stage_name, text_in
from pipeline.report.crops import draw_crops
from pipeline.report.model import gather
from pipeline.version import release
from review import formats


@dataclass(frozen=True)
class SwitchedOff:
    """The findings that do not count, and what has to be told of suppressions (``stale``)."""

    judged: Judged = field(default_factory=lambda: Judged([]))
    stale: Sequence[str] = ()


PLACES: Final = 6
"""Further places of a finding that are shown at once: as many addends as the message of a sum writes out."""
LIMIT: Final = 5000
"""Entries of a list on the page; the dataset has all of them, and the page tells how many it leaves out."""


def write_report(
    store: Store,
    failures: Sequence[Failure],
    out: Path,
    language: Language,
    low_confidence: float,
    *,
    switched_off: SwitchedOff | None = None,
) -> Path:
    """Write the report and return its path.

    Raises:
        OSError: It cannot be written.
    """
    report = gather(store, failures, low_confidence, LIMIT, partial(draw_crops, store, out))
    template = _environment(language).get_template("template.html")
    path = out / "report.html"
    values = {"report": report, "language": language, "release": release(), "low_confidence": low_confidence}
    with replacing(path) as file:
        file.write(template.render(**values, costs=store.costs(), off=switched_off or SwitchedOff(), limit=LIMIT))
    return path


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": lambda key, **values: text_in(language, f"report.{key}", **values),
        "name_of": formats.document_name,
        "stage_name": partial(stage_name, speaking=language),
        "rule_title": partial(rule_title, language=language),
        "rule_text": lambda code: _rendered(rule_help(code, language)),
        "shown_places": PLACES,
        "fix_of": lambda code: rule_page(code).fix,
        "target_grid": partial(target_grid, language=language),
        "quantity": lambda row: formats.quantity(row.comparator, row.value, row.value_max, row.unit, language),
        "asset": lambda name: Markup((Path(__file__).parent / name).read_text(encoding="utf-8")),  # noqa: S704  our own file
    }
    environment.filters |= {
        "date": partial(formats.date, language=language),
        "number": partial(formats.number, language=language),
        "readable": partial(formats.readable, language=language),
    }
    return environment


def _rendered(markdown: str) -> Markup:
    # raw HTML in the source stays text
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown))  # noqa: S704  rendered without raw HTML


def target_grid(targets: Sequence[Target], language: Language) -> dict[str, Any]:
    """Targets of one document as a grid: a row per indicator and scope, a column per period."""
    periods = sorted({target.period or "" for target in targets}, key=lambda period: (not period[:1].isdigit(), period))
    rows: dict[tuple[str, str], dict[str, list[Target]]] = {}
    for target in targets:
        row = rows.setdefault((target.indicator, target.scope or ""), {})
        row.setdefault(target.period or "", []).append(target)
    heads = [formats.date(period, language) or text_in(language, "report.no_period") for period in periods]
    return {"heads": heads, "rows": [(name, [row.get(period, []) for period in periods]) for name, row in rows.items()]}
