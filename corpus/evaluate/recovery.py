"""How right the recovery of lost diacritics is: texts of our own in damaged forms, and real ones where there are any.

Of our own: the plans of the corpus without any marks, as an engine without Vietnamese reads them (``corpus.damaged``),
and as they are, which has to change nothing. Where ``KEHOACH_REAL`` names a folder, its documents join them; where
``KEHOACH_TRUTH`` names folders (as PATH does), so do their pairs ``NAME.truth.txt``, ``NAME.read.txt`` and
``002.restored.txt``, the truth of a whole seed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from corpus.damaged import read_pairs
from corpus.evaluate.documents import real_folder
from corpus.evaluate.reliability import Verdict
from corpus.evaluate.tokens import Comparison, changed, compare
from corpus.forms.text import render_text
from corpus.plans import make_variant, plan_names
from dataset.spans import Alignment, Edit, Span, apply_edits
from normalizers.diacritics.restorer import Restored, Restorer
from normalizers.unicode import fold
from pipeline.errors import KehoachError
from pipeline.reading.base import ReadingOptions, Source, read_document

TRUTH_FOLDER = "KEHOACH_TRUTH"
STRIPPED, READ, CLEAN = "plans, without marks", "plans, read as English", "plans, as they are"
SEED = "002"
RESTORED = "restored"
POOR_LAYER = "layer_poor"

Material = Literal["damaged", "clean"]


@dataclass(frozen=True)
class Text:
    """A text to restore and its truth (the text itself where it is clean); ``group`` is its row in the table."""

    group: str
    name: str
    truth: str
    read: str
    material: Material = "damaged"


class Changed(NamedTuple):
    """How much of a text another one changed."""

    tokens: int
    lines: int


@dataclass(frozen=True)
class Restoration:
    """What the recovery made of a text, counted in tokens of the truth.

    ``numbers`` are tokens with a digit: numbers, dates, symbols. ``broken`` of them were right as read and no longer
    are; ``silent`` tokens changed without an edit that says so. ``outputs`` hold the restored text for comparisons.
    """

    text: Text
    output: str
    tokens: int
    right_as_read: int
    right: int
    numbers: int
    numbers_as_read: int
    numbers_right: int
    broken: int
    silent: int
    changed: Changed
    verdicts: tuple[Verdict, ...]


def own_texts() -> Iterator[Text]:
    """The plans of the corpus: without marks, as read, as they are."""
    for name in plan_names():
        text = render_text(make_variant(name).plan)
        yield Text(STRIPPED, name, text, fold(text))
        yield Text(CLEAN, name, text, text, "clean")
    for pair in read_pairs():
        yield Text(READ, pair.name, pair.truth, pair.read)


def real_texts() -> Iterator[Text]:
    """Real documents: those with a truth line for line, and the sound ones, of which nothing may change."""
    folder = real_folder()
    seed = (folder / "seeds" / f"{SEED}.txt").read_text(encoding="utf-8") if folder else None
    if folder:
        for path in sorted((folder / "gold").glob(f"{SEED}.{RESTORED}*.txt")):
            yield _first_lines(f"real {SEED}, prose", path, seed or "")
        yield from _sound_texts(folder)
    for truths in (Path(name) for name in os.environ.get(TRUTH_FOLDER, "").split(os.pathsep) if name):
        whole = truths / f"{SEED}.{RESTORED}.txt"
        if seed and whole.exists():
            yield _first_lines(f"real {SEED}, whole", whole, seed)
        for pair in read_pairs(truths):
            yield Text(f"pair {pair.name}, read", pair.name, pair.truth, pair.read)
            yield Text(f"pair {pair.name}, without marks", pair.name, pair.truth, fold(pair.truth))


def _first_lines(group: str, truth: Path, read: str) -> Text:
    """As many lines of ``read`` as there is truth for."""
    lines = truth.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    return Text(group, truth.stem, "\n".join(lines), "\n".join(read.split("\n")[: len(lines)]))


def _sound_texts(folder: Path) -> Iterator[Text]:
    """The documents of a folder that can be read without an engine.

    What has a restored truth is damaged, and so is a text layer that the reader calls poor.
    """
    damaged = {path.name.split(".")[0] for path in (folder / "gold").glob(f"*.{RESTORED}*")}
    for path in [*sorted((folder / "seeds").iterdir()), *sorted((folder / "real").iterdir())]:
        if path.is_file() and path.stem not in damaged and path.stem != "README":
            try:
                document = read_document(Source(path.name, path.read_bytes()), ReadingOptions(ocr="never"))
            except KehoachError:
                continue  # what cannot be read is told of by the evaluation of the pipeline
            if document.text.strip() and not any(note.code == POOR_LAYER for note in document.notes):
                yield Text(f"real {path.stem}", path.stem, document.text, document.text, "clean")


def assess(text: Text, restored: Restored) -> Restoration:
    """Count what a restorer made of a text."""
    edits = [Edit(edit.start, edit.end, edit.text) for edit in restored.edits]
    declared, alignment = apply_edits(text.read, edits)
    before, after = compare(text.truth, text.read), compare(text.truth, restored.text)
    was_right = [token.right for token in before.wanted]
    numbers = [(was, now.right) for was, now in zip(was_right, after.wanted, strict=True) if now.is_number]
    return Restoration(
        text,
        restored.text,
        tokens=len(after.wanted),
        right_as_read=sum(was_right),
        right=sum(token.right for token in after.wanted),
        numbers=len(numbers),
        numbers_as_read=sum(was for was, _ in numbers),
        numbers_right=sum(now for _, now in numbers),
        broken=sum(was and not now for was, now in numbers),
        silent=_difference(declared, restored.text).tokens,
        changed=_difference(text.read, restored.text),
        verdicts=tuple(_verdicts(after, restored, alignment)),
    )


def _verdicts(comparison: Comparison, restored: Restored, alignment: Alignment) -> Iterator[Verdict]:
    """Every word of the restored text; as sure as the least sure of the pieces that it came from."""
    judged = sorted((token.start, token.end, token.confidence) for token in restored.tokens)
    cursor = 0
    for token in comparison.found:
        if token.right is None or not any(map(str.isalnum, restored.text[token.start : token.end])):
            continue
        source = alignment.backward_span(Span(token.start, token.end))
        while cursor < len(judged) and judged[cursor][1] <= source.start:
            cursor += 1
        last = cursor
        while last < len(judged) and judged[last][0] < source.end:
            last += 1
        yield Verdict(min((confidence for _, _, confidence in judged[cursor:last]), default=None), token.right)


def _difference(before: str, after: str) -> Changed:
    lines = list(changed(before, after))
    return Changed(sum(tokens for _, tokens in lines), len(lines))


def evaluate_recovery(workers: int) -> list[Restoration]:
    """Restore every text there is."""
    texts = [*own_texts(), *real_texts()]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(_restore, texts))


def _restore(text: Text) -> Restoration:
    return assess(text, Restorer.load().restore(text.read))
