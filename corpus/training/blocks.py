"""What is printed on the pages: random paragraphs of text files, set as everything that a plan is made of."""

from __future__ import annotations

import lzma
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from corpus.training.text import text_files

REGULAR, BOLD, ITALIC, BOLD_ITALIC = range(4)
Word = tuple[str, int]
Align = Literal["left", "justify", "centre"]
LONGEST = 110  # words of a paragraph that are taken
LABELS = (
    "-",
    "+",
    "•",
    "a)",
    "b)",
    "c)",
    "d)",
    "đ)",
    "e)",
    "1.",
    "2.",
    "3.",
    "4.1.",
    "1.2.",
    "(1)",
    "III.",
    "IV.",
    "*",
)


@dataclass(frozen=True)
class Block:
    """A paragraph (one cell) or a row of a table (several); ``shares`` are the widths of the cells."""

    cells: tuple[tuple[Word, ...], ...]
    align: Align = "left"
    indent: float = 0.0
    shares: tuple[float, ...] = (1.0,)
    ruled: bool = False


def files_of(source: Path) -> list[Path]:
    """The text files of a folder, or the file itself; FileNotFoundError if there is none."""
    if not (files := text_files([source])):
        raise FileNotFoundError(f"no .txt or .txt.xz in {source}")
    return files


def paragraphs_of(path: Path) -> Iterator[str]:
    """The paragraphs of a text file, one a line, reduced to what the faces can draw."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if text := drawable(line):
                yield text


def drawable(text: str) -> str:
    """NFC, plain spaces, and no word with characters that are neither Latin letters nor common signs."""
    composed = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\ufeff", "")
    words = composed.split()
    return " ".join(w for w in words if all(c < "\u0250" or "\u1e00" <= c < "\u1f00" or c in "–—‘’“”•…₫" for c in w))


def sample(sources: Sequence[Path], count: int, random: Random) -> list[str]:
    """About ``count`` random paragraphs, in random order; of the plans of the corpus if no source is given."""
    if not sources:
        own = [drawable(line) for n in plan_names() for line in render_text(make_variant(n).plan).splitlines()]
        return random.choices([text for text in own if text], k=count)
    chosen: list[str] = []
    for source in sources:
        files = files_of(source)
        for path in files:
            chosen += _reservoir(paragraphs_of(path), -(-count // (len(sources) * len(files))), random)
    random.shuffle(chosen)
    return chosen


def _reservoir(items: Iterator[str], size: int, random: Random) -> list[str]:
    kept: list[str] = []
    for number, item in enumerate(items):
        if number < size:
            kept.append(item)
        elif (place := int(random.random() * (number + 1))) < size:
            kept[place] = item
    return kept


def compose(paragraphs: Sequence[str], random: Random) -> Iterator[Block]:
    """Blocks of every kind that a plan has: prose, headings, capitals, lists, italics, tables."""
    for text in paragraphs:
        words = text.split()
        start = random.randrange(max(1, len(words) - LONGEST + 1))
        words = words[start : start + LONGEST]
        kind = random.random()
        if kind < 0.05 and len(words) > 12:
            yield from _table(words, random)
        elif kind < 0.13:
            yield _block(" ".join(words[:14]).upper().split(), BOLD, align="centre")
        elif kind < 0.20:
            yield _block([random.choice(LABELS), *words[:16]], BOLD, indent=28)
        elif kind < 0.26:
            yield _block(words[:60], ITALIC, indent=28)
        else:
            label = [random.choice(LABELS)] if kind < 0.40 else []
            align: Align = random.choice(("justify", "justify", "left"))
            lead = random.randint(2, 6) if kind > 0.95 else 0
            yield _block([*label, *words], REGULAR, lead, indent=28, align=align)


def in_order(paragraphs: Sequence[str]) -> Iterator[Block]:
    """The paragraphs of a document as they stand; those in capitals bold and centred."""
    for text in paragraphs:
        if text.isupper() and len(text) > 5:
            yield _block(text.split(), BOLD, align="centre")
        else:
            yield _block(text.split(), REGULAR, indent=28, align="justify")


def _block(words: Sequence[str], style: int, lead: int = 0, *, indent: float = 0, align: Align = "left") -> Block:
    return Block((tuple((word, BOLD if n < lead else style) for n, word in enumerate(words)),), align, indent)


def _table(words: Sequence[str], random: Random) -> Iterator[Block]:
    columns = random.randint(2, 4)
    weights = [0.25, *(random.uniform(0.6, 1.6) for _ in range(columns - 1))]
    shares = tuple(weight / sum(weights) for weight in weights)
    step = random.randint(3, 9)
    cells = [words[n : n + step] for n in range(0, len(words), step)]
    for row, first in enumerate(range(0, len(cells) - columns + 2, columns - 1)):
        texts = [[str(row + 1)], *cells[first : first + columns - 1]]
        if len(texts) == columns:
            yield Block(tuple(tuple((w, REGULAR) for w in cell) for cell in texts), "left", 0.0, shares, ruled=True)
