"""Spaces that were lost or added, and signs within words."""

import pytest

from normalizers.diacritics.pieces import pieces_of_line
from normalizers.diacritics.segmentation import Segmenter
from tests.normalizers.diacritics.small import VOCABULARY, finder, misread


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter(finder(misread()), VOCABULARY)


def segmented(segmenter, line):
    return segmenter.resegment([pieces_of_line(line)], line)[0]


def texts(segmenter, line):
    return [piece.text for piece in segmented(segmenter, line)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("hocva", ["hoc", "va"]),
        ("nghiquyet va", ["nghi", "quyet", "va"]),
        ("tuyentruyenva", ["tuyen", "truyen", "va"]),
        ("tuy en truyen", ["tuyen", "truyen"]),
        ("truy en", ["truyen"]),
        ("ho;ach va", ["ho;ach", "va"]),
        ("nghi quyet va hoc", ["nghi", "quyet", "va", "hoc"]),
        ("ke hoach", ["ke", "hoach"]),
    ],
)
def test_words_after_joining_and_splitting(segmenter, line, words):
    assert texts(segmenter, line) == words


@pytest.mark.parametrize(
    "line", ["project", "Project va hoc", "2026 hocva"[:4], "1 5", "học và", "nghi - quyet", "UBND"]
)
def test_what_is_left_together_or_apart(segmenter, line):
    assert texts(segmenter, line) == [piece.text for piece in pieces_of_line(line)]


def test_signs_that_part_words_are_not_joined_over(segmenter):
    for line in ("tuy/en", "tuy-en", "tuy (en)", "tuy, en"):
        assert texts(segmenter, line) == ["tuy", "en"]


def test_a_split_word_needs_a_space_behind_all_its_parts_but_the_last(segmenter):
    line = "hocva. Nghi"
    parts = segmented(segmenter, line)
    assert [(part.text, part.space_lost, part.stop_after) for part in parts] == [
        ("hoc", True, False),
        ("va", False, True),
        ("Nghi", False, False),
    ]
    assert [line[part.start : part.end] for part in parts] == ["hoc", "va", "Nghi"]


def test_joined_pieces_cover_what_stood_between(segmenter):
    line = "va tuy en truyen"
    joined = segmented(segmenter, line)[1]
    assert (joined.start, joined.end, joined.text, joined.space_lost) == (3, 9, "tuyen", False)


def test_lines_do_not_reach_into_each_other(segmenter):
    text = "tuy\nen"
    lines = [pieces_of_line("tuy"), pieces_of_line("en", 4)]
    assert segmenter.resegment(lines, text) == lines
