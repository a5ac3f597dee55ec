"""Two readings of one line made into one: word by word the one that its confidence and its sentence speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from normalizers.diacritics.language_model import LanguageModel
from normalizers.diacritics.misreadings import Gate
from normalizers.diacritics.vocabulary import BOUNDARY, TOKEN, normal_form
from normalizers.syllables import syllables
from normalizers.unicode import tone_placement
from pipeline.errors import ReadingError
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.geometry import READING_DPI
from pipeline.reading.ocr.tables.sheet import patch_of, read_patches
from pipeline.reading.ocr.unread import Beside, beside, is_rest, unreadable
from pipeline.reading.ocr.zones import SURE_WORDS, doubtful_lines, unread_ink, without_noise

MARGIN = 1.0
"""The second reading is taken where it is likelier by this many nats."""
ADDED = 0.7
"""A word that only the second reading has is taken if it was read at least this surely."""
ODD, ODD_LETTER = 4.0, 1.5
"""Nats that a word outside the vocabulary costs, and each of its letters."""
BEAM = 8
_OUTER = ".,;:!?()[]“”\"'…"


Words = tuple[OcrWord, ...]


class Group(NamedTuple):
    """Words of both readings that stand over each other."""

    first: Words
    second: Words


class _Line(NamedTuple):
    """The beginning of a line: how likely it is (ln), its words as ids, and what was chosen for each place."""

    score: float
    ids: list[int]
    words: list[Words]


def with_second_look(words: Sequence[OcrWord], grey: Grey, dpi: int, engine: Engine | None) -> list[OcrWord]:
    """The words of a page, doubtful lines and unread ink read again.

    Args:
        words: The first reading, in pixels of the page.
        grey: The page, tables blotted out.
        dpi: Its resolution.
        engine: What reads the second time; None leaves the first reading as it is.

    Where the second engine fails, the first reading stays.
    """
    if engine is None:
        return list(words)
    zones = [*doubtful_lines(words, dpi), *unread_ink(grey, words, dpi)]
    cut = [(zone, patch) for zone in zones if (patch := patch_of(grey, zone.cut, dpi)) is not None]
    try:
        readings = read_patches([patch for _, patch in cut], dpi, min(dpi, READING_DPI), engine)
    except ReadingError:
        return list(words)
    merged = list(words)
    replaced: dict[int, list[OcrWord]] = {}
    for number, ((zone, patch), reading) in enumerate(zip(cut, readings, strict=True)):
        second = [
            word._replace(
                x0=word.x0 + patch.x, x1=word.x1 + patch.x, top=word.top + patch.y, bottom=word.bottom + patch.y
            )
            for word in reading
        ]
        if zone.words:
            first = [words[index] for index in zone.words]
            replaced[zone.words[0]] = list(reconciled(first, second))
            replaced.update((index, []) for index in zone.words[1:])
        else:
            fresh = [word for word in second if not any(_covers(other, word) for other in words)]
            merged += _new(fresh, number, beside(zone, words, dpi), dpi)
    return _once([word for index, own in enumerate(merged) for word in replaced.get(index, [own])])


def _once(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words without those that an engine read twice at one place, in two lines of its own."""
    kept: list[OcrWord] = []
    places: dict[str, list[OcrWord]] = {}
    for word in words:
        same = places.setdefault(word.text, [])
        if not any(_covers(other, word) for other in same):
            same.append(word)
            kept.append(word)
    return kept


def _covers(one: OcrWord, other: OcrWord) -> bool:
    """Whether a word that was read stands where most of the other does: ink between two letters is read with them."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    area = (other.x1 - other.x0) * (other.bottom - other.top)
    return width > 0 and height > 0 and width * height > 0.5 * area


def _new(second: Sequence[OcrWord], number: int, place: Beside | None, dpi: int) -> Iterator[OcrWord]:
    """The words of ink that was not read at first: numbers of pages, mostly; in a line of print also what is left."""
    added = [word for word in second if _may_be_added(word)]
    if place is None and len(added) >= SURE_WORDS:
        # a line of print that the first reading lost: symbols and dashes stand in it, too
        yield from (word._replace(line=(-1, number, *word.line)) for word in without_noise(second))
    elif place is None:
        yield from (word._replace(line=(-1, number, *word.line)) for word in added)
    elif added:
        yield from (word._replace(line=place.left.line) for word in added if not is_rest(word, place, dpi))
    elif (sign := unreadable(place, dpi)) is not None:
        yield sign


def reconciled(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> Iterator[OcrWord]:
    """One line of two readings; the words keep the line of the first.

    A search from left to right keeps the ``BEAM`` likeliest lines that the choices so far make.
    """
    groups = list(grouped(first, second))
    options = [_options(group) for group in groups]
    chosen = [option[0] for option in options]
    if any(len(option) > 1 for option in options):
        chosen = _likeliest(options)
    line = first[0].line
    return (word._replace(line=line) for words in chosen for word in words)


def grouped(first: Sequence[OcrWord], second: Sequence[OcrWord]) -> Iterator[Group]:
    """The words of both readings, from left to right, those that overlap by more than half of one of them together."""
    marked = sorted([*((word, 0) for word in first), *((word, 1) for word in second)], key=lambda item: item[0].x0)
    held: tuple[list[OcrWord], list[OcrWord]] = ([], [])
    reach = 0
    for word, side in marked:
        narrow = min([word.x1 - word.x0, *(other.x1 - other.x0 for other in (*held[0], *held[1]))])
        if (held[0] or held[1]) and reach - word.x0 < 0.5 * narrow:
            yield Group(tuple(held[0]), tuple(held[1]))
            held = ([], [])
            reach = 0
        held[side].append(word)
        reach = max(reach, word.x1)
    if held[0] or held[1]:
        yield Group(tuple(held[0]), tuple(held[1]))


def _options(group: Group) -> list[Words]:
    """What may stand there: the first reading, and the second one where it differs."""
    first, second = group
    if not second:
        return [first]
    if not first:
        return [tuple(filter(_may_be_added, second))]
    if _core(first) == _core(second):
        # what was read alike twice is as sure as the surer of both
        sure = max(min(word.confidence for word in words) for words in group)
        return [tuple(word._replace(confidence=max(word.confidence, sure)) for word in first)]
    return [first, second]


def _may_be_added(word: OcrWord) -> bool:
    core = word.text.strip(_OUTER)
    return word.confidence >= ADDED and (core.isdigit() or tone_placement(core.lower()) in syllables())


def _core(words: Sequence[OcrWord]) -> str:
    return " ".join(word.text.strip(_OUTER) for word in words)


def _evidence(words: Sequence[OcrWord]) -> float:
    """How likely the words were read right, by the least sure of them, against words on the whole: nats."""
    points, odds = zip(*Gate().resistance, strict=True)
    return float(np.interp(min(word.confidence for word in words), points, odds))


def _likeliest(options: Sequence[Sequence[Words]]) -> list[Words]:
    """The choice among the options of each place that makes the likeliest line."""
    model = LanguageModel.load()
    start = _Line(0.0, model.vocabulary.ids([BOUNDARY] * (model.order - 1)).tolist(), [])
    lines = [start]
    for places in options:
        longer = []
        for rank, words in enumerate(places):
            own = (_evidence(words) - MARGIN * rank) if len(places) > 1 else 0.0
            tokens = _tokens(words)
            ids = model.vocabulary.ids(tokens).tolist() if tokens else []
            own -= sum(
                ODD + ODD_LETTER * len(t) for t, i in zip(tokens, ids, strict=True) if i == model.vocabulary.unknown
            )
            longer += [
                _Line(line.score + own + _fluency(model, line.ids, ids), line.ids + ids, [*line.words, words])
                for line in lines
            ]
        lines = sorted(longer, key=lambda line: -line.score)[:BEAM]
    return lines[0].words


def _fluency(model: LanguageModel, before: list[int], ids: list[int]) -> float:
    """The logarithm of the probability of words behind others."""
    if not ids:
        return 0.0
    whole = before + ids
    ends = range(len(before) + 1, len(whole) + 1)
    return float(model.log_prob(np.array([whole[end - model.order : end] for end in ends], np.int32)).sum())


def _tokens(words: Sequence[OcrWord]) -> list[str]:
    return [normal_form(token) for word in words for token in TOKEN.findall(word.text)]
