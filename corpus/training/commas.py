"""Counts where a comma parts two pairs of syllables and where none does: ``python -m corpus.training.commas``.

Reads the texts of a folder (``.txt`` or ``.txt.xz``, UTF-8, a paragraph a line) and writes a table of four syllables,
how often a comma parts the second from the third, and how often only a space does. Commas within the pairs do not
count.
"""

from __future__ import annotations

import argparse
import lzma
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from normalizers.unicode import compare_key

Quad = tuple[str, str, str, str]
_TOKEN = re.compile(r"[^\W\d_]+|\S")
_FEWEST = 8


def count(paths: list[Path]) -> tuple[Counter[Quad], Counter[Quad]]:
    """How often four syllables stand with a comma in their middle, and without one (of those that had one)."""
    parted, bare = Counter[Quad](), Counter[Quad]()
    for words, commas in _runs(paths):
        parted.update(quad for quad, comma in _quads(words, commas) if comma)
    kept = {quad for quad, times in parted.items() if times >= _FEWEST}
    for words, commas in _runs(paths):
        bare.update(quad for quad, comma in _quads(words, commas) if not comma and quad in kept)
    return Counter({quad: parted[quad] for quad in kept}), bare


def _quads(words: list[str], commas: list[bool]) -> Iterator[tuple[Quad, bool]]:
    for at in range(2, len(words) - 1):
        yield (words[at - 2], words[at - 1], words[at], words[at + 1]), commas[at]


def _runs(paths: list[Path]) -> Iterator[tuple[list[str], list[bool]]]:
    """Syllables between two marks other than commas, each with whether a comma stands before it."""
    for path in paths:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                words: list[str] = []
                commas: list[bool] = []
                comma = False
                for mark in _TOKEN.findall(compare_key(line)):
                    if mark[0].isalpha():
                        words.append(mark)
                        commas.append(comma)
                    elif mark != ",":
                        yield words, commas
                        words, commas = [], []
                    comma = mark == ","
                yield words, commas


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    paths = sorted(path for path in arguments.folder.iterdir() if path.name.endswith((".txt", ".txt.xz")))
    parted, bare = count(paths)
    head = "# Four syllables, how often a comma parts the second from the third, how often none does.\n"
    rows = sorted((quad, times, bare[quad]) for quad, times in parted.items())
    arguments.out.write_text(
        head + "".join(f"{' '.join(quad)}\t{times}\t{without}\n" for quad, times, without in rows), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
