"""Parallel data for the recovery of badly read text: what was printed, and what an engine read.

``python -m corpus.training.parallel [TEXT…] --out FILE.tsv --language eng --pages 300 --seed 1`` sets random paragraphs
of the text files (``.txt``, ``.txt.xz``; without any, of the plans of the corpus) as pages, reads them with tesseract
in the given, usually wrong, language and writes ``FILE.lines.tsv`` (truth, read) and ``FILE.tokens.tsv`` (read, true,
count, kind). A kind is *read:true*, the number of tokens on either side: ``2:1`` is a word read in two, ``0:1`` a word
that was not read. Every source has the same share of the paragraphs, and within a folder every file.

With ``--in-order`` every file is a document whose first pages are set as they stand, and FILE is a folder of
``NAME.truth.txt`` and ``NAME.read.txt``, line for line. A line on which nothing like it was read is left out and
counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from pathlib import Path
from random import Random

from rapidfuzz.distance import Levenshtein

from corpus.training.blocks import Block, compose, files_of, in_order, paragraphs_of, sample
from corpus.training.pages import draw_page, random_look, read_page, scan
from corpus.training.spoiling import Conditions, random_spoiling
from normalizers.unicode import fold_case

GROUPS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))  # true tokens, read tokens
LIKENESS = 0.4  # a line less like its reading than this was not read
PARAGRAPHS_A_PAGE = 40  # more than fit, were all of them single lines
SAVE_EVERY = 20


@dataclass(frozen=True)
class Group:
    """Tokens that belong together; one side may be empty."""

    truth: str
    read: str

    @property
    def kind(self) -> str:
        """How many tokens were read for how many true ones."""
        return f"{len(self.read.split())}:{len(self.truth.split())}"


@dataclass
class Pairs:
    """What has been gathered so far."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    groups: Counter[Group] = field(default_factory=Counter)
    pages: int = 0
    unread: int = 0
    strays: int = 0
    seconds: float = 0.0

    def add(self, truth: str, read: str) -> None:
        """Keep a line, or count it as unread."""
        if not is_alike(truth, read):
            self.unread += 1
            return
        self.lines.append((truth, read))
        self.groups.update(align_tokens(truth, read))

    def summary(self) -> str:
        """The figures in one line."""
        tokens = sum(n * len(g.truth.split()) for g, n in self.groups.items())
        right = sum(n * len(g.truth.split()) for g, n in self.groups.items() if g.truth == g.read)
        pace = self.seconds / max(1, self.pages)
        return (
            f"{self.pages} pages, {len(self.lines)} lines, {self.unread} unread, {self.strays} stray words, "
            f"{tokens} tokens, {right / max(1, tokens):.4f} right as read, {pace:.2f} s a page"
        )


def is_alike(truth: str, read: str) -> bool:
    """Whether a reading can be one of this line: marks, case and spaces apart, it shares letters with it."""
    left, right = (fold_case(text).replace(" ", "") for text in (truth, read))
    if len(left) <= 4:
        return 0 < len(right) <= 8
    return float(Levenshtein.normalized_similarity(left, right)) >= LIKENESS


def align_tokens(truth: str, read: str) -> list[Group]:
    """Cut a line and its reading into groups of tokens that belong together, at the least total edit distance.

    The distance counts letters without marks and case fully and marks and case by a tenth, so that a wrong engine's
    habits hardly weigh and words stay opposite to their own letters. A token without a partner costs nearly its length.
    """
    true, seen = truth.split(), read.split()
    best: list[list[tuple[float, int, int]]] = [[(float("inf"), 0, 0)] * (len(seen) + 1) for _ in range(len(true) + 1)]
    best[0][0] = (0.0, 0, 0)
    for i in range(len(true) + 1):
        for j in range(len(seen) + 1):
            options = [best[i][j]]
            if i:
                options.append((best[i - 1][j][0] + 0.6 + 0.8 * len(true[i - 1]), 1, 0))
            if j:
                options.append((best[i][j - 1][0] + 0.6 + 0.8 * len(seen[j - 1]), 0, 1))
            for a, b in GROUPS:
                if a <= i and b <= j:
                    cost = _distance("".join(true[i - a : i]), "".join(seen[j - b : j])) + 0.3 * (a + b - 2)
                    options.append((best[i - a][j - b][0] + cost, a, b))
            best[i][j] = min(options)
    groups: list[Group] = []
    i, j = len(true), len(seen)
    while i or j:
        _, a, b = best[i][j]
        groups.append(Group(" ".join(true[i - a : i]), " ".join(seen[j - b : j])))
        i, j = i - a, j - b
    return groups[::-1]


@cache
def _folded(text: str) -> str:
    return fold_case(text)


def _distance(truth: str, read: str) -> float:
    if truth == read:
        return 0.0
    return float(Levenshtein.distance(_folded(truth), _folded(read)) + 0.1 * Levenshtein.distance(truth, read))


def confusions(groups: Counter[Group]) -> Counter[tuple[str, str]]:
    """How often which letters (true) were read as which, over all groups with both sides; neighbours are one step."""
    counts: Counter[tuple[str, str]] = Counter()
    for group, number in groups.items():
        if group.truth and group.read:
            for true, seen in _steps(group.truth, group.read):
                counts[true, seen] += number
    return counts


def _steps(truth: str, read: str) -> Iterator[tuple[str, str]]:
    for is_equal, run in groupby(Levenshtein.opcodes(truth, read), key=lambda step: step.tag == "equal"):
        if not is_equal:
            steps = list(run)
            first, last = steps[0], steps[-1]
            yield truth[first.src_start : last.src_end], read[first.dest_start : last.dest_end]


def gather(blocks: deque[Block], pages: int, language: str, conditions: Conditions, random: Random) -> Iterator[Pairs]:
    """Set, spoil and read up to ``pages`` pages; yields what there is after each of them, always the same object."""
    pairs = Pairs()
    while blocks and pairs.pages < pages:
        started = time.perf_counter()
        page = draw_page(blocks, random_look(random, conditions))
        page = scan(page, random_spoiling(random, conditions), random.getrandbits(32))
        reading = read_page(page, language, random.choice((3, 6)))
        for line, read in zip(page.lines, reading.lines, strict=True):
            pairs.add(line.text, read)
        pairs.pages += 1
        pairs.strays += reading.strays
        pairs.seconds += time.perf_counter() - started
        yield pairs


def write(pairs: Pairs, out: Path) -> None:
    """Write the lines and the tokens, the commonest first; whole or not at all."""
    _replace(out.with_suffix(".lines.tsv"), (f"{truth}\t{read}" for truth, read in pairs.lines))
    ordered = sorted(pairs.groups.items(), key=lambda item: (-item[1], item[0].truth, item[0].read))
    _replace(out.with_suffix(".tokens.tsv"), (f"{g.read}\t{g.truth}\t{n}\t{g.kind}" for g, n in ordered))


def _replace(path: Path, lines: Iterator[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    draft.replace(path)


def _documents(options: argparse.Namespace) -> None:
    for path in (file for source in options.text for file in files_of(source)):
        name = path.name.removesuffix(".xz").removesuffix(".txt")
        random = Random(f"{options.seed} {name}")
        blocks = deque(in_order(list(paragraphs_of(path))))
        pairs = Pairs()
        for pairs in gather(blocks, options.pages, options.language, options.conditions, random):  # noqa: B007
            pass
        _replace(options.out / f"{name}.truth.txt", (truth for truth, _ in pairs.lines))
        _replace(options.out / f"{name}.read.txt", (read for _, read in pairs.lines))
        sys.stderr.write(f"{name}: {pairs.summary()}\n")


def _random_pages(options: argparse.Namespace) -> None:
    random = Random(options.seed)
    paragraphs = sample(options.text, options.pages * PARAGRAPHS_A_PAGE, random)
    blocks = deque(compose(paragraphs, random))
    pairs = Pairs()
    for pairs in gather(blocks, options.pages, options.language, options.conditions, random):
        if pairs.pages % SAVE_EVERY == 0:
            write(pairs, options.out)
            sys.stderr.write(pairs.summary() + "\n")
    write(pairs, options.out)
    sys.stderr.write(pairs.summary() + "\n")
    for (true, seen), number in confusions(pairs.groups).most_common(options.confusions):
        sys.stdout.write(f"{true or '∅'}\t{seen or '∅'}\t{number}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make parallel data: printed text and what an engine read.")
    parser.add_argument("text", nargs="*", type=Path, help="files or folders; none: the plans of the corpus")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--language", default="eng", help="a language or script model of tesseract")
    parser.add_argument("--pages", type=int, default=300, help="with --in-order: of each document")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--conditions", choices=("clean", "mixed", "poor"), default="mixed")
    parser.add_argument("--in-order", action="store_true", help="every file is a document")
    parser.add_argument("--confusions", type=int, default=0, metavar="N", help="print the N commonest")
    options = parser.parse_args(arguments)
    if options.in_order and not options.text:
        parser.error("--in-order needs files")
    (_documents if options.in_order else _random_pages)(options)


if __name__ == "__main__":
    main()
