"""Draws the two pictures of ``docs/architecture.md`` from the program itself: the floors and the way of a document.

The floors and their arrows are the imports that stand in the files; the stations of the way are what a plan of the
corpus passes, noted on its way, with the readers, steps, extractors, families of rules and exports that the program
finds.
``python -m docs.generate`` writes both.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from checks.engine import rules_of_package
from corpus.plans import variants
from corpus.render import render
from extractors.base import all_extractors
from pipeline import recovery, run
from pipeline.exports.base import all_exporters
from pipeline.reading.base import Source, all_readers

ROOT: Final = Path(__file__).parents[1]
IMAGES: Final = ROOT / "docs" / "images"
FLOORS: Final = ("pipeline", "review", "checks", "extractors", "normalizers", "dataset")
"""From the top; ``tests/test_layers.py`` sees to it that no import goes up."""
_STYLE: Final = (
    "text{font:13px 'Liberation Sans',Arial,sans-serif;fill:#1f2937}.b{font-weight:bold}.s{font-size:12px;fill:#4b5563}"
    "rect{fill:#f0fdfa;stroke:#0f766e}path{stroke:#6b7280;fill:none}"
)
_HEAD: Final = (
    '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" style="fill:#6b7280;stroke:none"/></marker></defs>'
)


class Station(NamedTuple):
    """A stage of the way of a document, and what works there in its order."""

    name: str
    parts: tuple[str, ...]


@cache
def imports() -> set[tuple[str, str]]:
    """Which floor imports from which other one."""
    return {
        (floor, name)
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        for name in _imported(path)
        if name in FLOORS and name != floor
    }


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.split(".")[0]


def purpose(floor: str) -> str:
    """What a floor says of itself: the first sentence of its package."""
    words = ast.get_docstring(ast.parse((ROOT / floor / "__init__.py").read_text("utf-8"))) or ""
    return " ".join(words.split("\n\n")[0].split())


@cache
def stages() -> tuple[str, ...]:
    """The stages that a plan of the corpus passes, in their order."""
    passed: list[str] = []
    original = run._stage

    @contextmanager
    def noting(name: str, source: Source) -> Iterator[None]:
        passed.append(name)
        with original(name, source):
            yield

    variant = next(iter(variants()))
    with patch.object(run, "_stage", noting):
        run.process(Source("plan.txt", render(variant, "txt")))
    return tuple(dict.fromkeys(name.split()[0] for name in passed))


def stations() -> list[Station]:
    """The stages of a document with what works there, then what is done with the store."""
    exports = all_exporters()
    known: dict[str, tuple[str, ...]] = {
        "read": tuple(type(reader).__name__.removesuffix("Reader") for reader in all_readers()),
        "recover": _steps(),
        "outline": (),
        "extract": tuple(extractor.name for extractor in all_extractors()),
    }
    families = sorted({rule.code[0] for rule in rules_of_package()})
    return [
        *(Station(name, known[name]) for name in stages()),
        Station("store", ("kehoach.sqlite",)),
        Station("check", (f"rules {' '.join(families)}",)),
        Station("export", tuple(entry.name for entry in exports if entry.always)),
        Station("report", ("report.html",)),
    ]


@cache
def _steps() -> tuple[str, ...]:
    """The steps of the recovery, as a plan meets them."""
    noted: list[str] = []
    original = recovery._recovered

    def noting(text: str, steps: Sequence[recovery.Step]) -> Any:
        noted.extend(step.__qualname__.split(".")[0].strip("_") for step in steps)
        return original(text, steps)

    with patch.object(recovery, "_recovered", noting):
        run.process(Source("plan.txt", render(next(iter(variants())), "txt")))
    return tuple(noted)


def floors_picture() -> str:
    """The floors, one above the other, and an arrow from each to every other one that it imports from."""
    height, width = 56, 640
    arrows = imports()
    reach = sorted(arrows, key=lambda pair: (FLOORS.index(pair[1]) - FLOORS.index(pair[0]), FLOORS.index(pair[0])))
    lines = []
    for number, floor in enumerate(FLOORS):
        top = 10 + number * (height + 18)
        lines.append(f'<rect x="10" y="{top}" width="{width}" height="{height}" rx="6"/>')
        lines.append(f'<text class="b" x="24" y="{top + 23}">{floor}/</text>')
        lines.append(f'<text class="s" x="24" y="{top + 43}">{escape(_cut(purpose(floor), 100))}</text>')
    for lane, (upper, lower) in enumerate(reach):
        start = 10 + FLOORS.index(upper) * (height + 18) + height / 2 - 8
        end = 10 + FLOORS.index(lower) * (height + 18) + height / 2 + 8
        right = width + 10 + 16 + lane * 13
        lines.append(f'<path d="M{width + 10} {start:.0f}H{right}V{end:.0f}H{width + 13}" marker-end="url(#a)"/>')
    return _svg(lines, width + 50 + 13 * len(arrows), 10 + len(FLOORS) * (height + 18))


def way_picture() -> str:
    """The stations from left to right, what works there below each."""
    width, gap = 132, 22
    found = stations()
    tallest = max(len(station.parts) for station in found)
    lines = []
    for number, station in enumerate(found):
        left = 10 + number * (width + gap)
        lines.append(f'<rect x="{left}" y="10" width="{width}" height="34" rx="6"/>')
        lines.append(f'<text class="b" x="{left + 12}" y="32">{station.name}</text>')
        lines += (
            f'<text class="s" x="{left + 12}" y="{66 + 18 * row}">{escape(part)}</text>'
            for row, part in enumerate(station.parts)
        )
        if number:
            lines.append(f'<path d="M{left - gap} 27H{left - 3}" marker-end="url(#a)"/>')
    return _svg(lines, 10 + len(found) * (width + gap), 66 + 18 * tallest)


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[:letters].rsplit(" ", 1)[0] + " …"


def _svg(lines: Sequence[str], width: int, height: int) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    ground = f'<rect width="{width}" height="{height}" style="fill:#ffffff;stroke:none"/>'
    head = [f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', f"<style>{_STYLE}</style>", _HEAD, ground]
    return "\n".join([*head, *lines, "</svg>"]) + "\n"


PICTURES: Final = {"floors.svg": floors_picture, "way-of-a-document.svg": way_picture}


def drifted() -> list[str]:
    """The pictures that no longer show what the program is."""
    return [
        name
        for name, drawn in PICTURES.items()
        if not (IMAGES / name).is_file() or (IMAGES / name).read_text("utf-8") != drawn()
    ]


def write() -> list[Path]:
    """Draw the pictures that have drifted."""
    paths = [IMAGES / name for name in drifted()]
    for path in paths:
        path.write_text(PICTURES[path.name](), "utf-8")
    return paths
