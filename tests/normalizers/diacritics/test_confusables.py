"""Confusable words: one slip of the fingers away, and nothing further."""

from __future__ import annotations

import pytest

from normalizers.diacritics.confusables import ConfusableFinder, is_marked_non_word, split_tone
from normalizers.diacritics.vocabulary import ABBREVIATION, SPECIAL, SYLLABLE, Vocabulary

WORDS = "điện điên diện để đề thực thức trong trông nghiệp nghịêp quý quí hàng hằng của cua củ sử xử bắc bắt"
COSTS = {
    "tone_left_out": 0.0,
    "tone_changed": 0.5,
    "tone_added": 1.0,
    "mark": 0.25,
    "letter": 3.0,
    "sound": 1.5,
    "letter_no_word": 2.0,
    "no_word": -6.0,
    "no_word_marked": -10.0,
    "foreign": 4.0,
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    words = ["<unk>", "<num>", "<s>", *WORDS.split(), "thuc"]
    kinds = [SPECIAL] * 3 + [SYLLABLE] * len(WORDS.split()) + [ABBREVIATION]
    return Vocabulary(words, kinds)


@pytest.fixture(scope="module")
def finder(vocabulary: Vocabulary) -> ConfusableFinder:
    return ConfusableFinder(vocabulary, COSTS, [("hàng", "hằng")], [("s-", "x-"), ("-c", "-t")])


def found(finder: ConfusableFinder, vocabulary: Vocabulary, word: str) -> dict[str, float]:
    confusables = finder.find(word)
    return {
        vocabulary.words[index]: cost
        for index, cost in zip(confusables.words.tolist(), confusables.costs.tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("điên", {"điện": 0.0, "diện": 0.25}),  # a tone left out; a bar too
        ("đề", {"để": 0.5}),  # another tone
        ("củ", {"của": 3.0}),  # a letter left out, the tone kept: củ is a word
        ("trông", {"trong": 0.25}),
        ("thhực", {"thực": -8.0}),  # a letter typed twice, no word
        ("trogn", {"trong": 6.0}),  # two letters changed places; without marks it may be foreign
        ("thuc", {"thực": -5.75, "thức": -5.75}),  # an abbreviation may be a word without its marks, itself none
        ("nghịêp", {"nghiệp": -10.0}),  # the tone on the wrong letter
        ("xử", {"sử": 1.5}),  # said alike, at the head and at the end
        ("bắc", {"bắt": 1.5}),
        ("quí", {}),  # i and y are two spellings
        ("hàng", {}),  # so are these, as they were told
        ("khôngcódấucách", {}),  # no syllable
    ],
)
def test_confusables(finder: ConfusableFinder, vocabulary: Vocabulary, word: str, expected: dict[str, float]) -> None:
    assert found(finder, vocabulary, word) == expected


def test_a_vowel_typed_twice_bears_its_tone_twice(finder: ConfusableFinder, vocabulary: Vocabulary) -> None:
    assert split_tone("điệện") == ("điêên", "\u0323")
    assert found(finder, vocabulary, "điệện")["điện"] == -8.0


def test_marks_are_a_part_of_all(finder: ConfusableFinder, vocabulary: Vocabulary) -> None:
    assert {vocabulary.words[n] for n in finder.marks("củ").words.tolist()} == set()
    assert {vocabulary.words[n] for n in finder.marks("trong").words.tolist()} == {"trông"}


@pytest.mark.parametrize(
    ("word", "none"), [("thhực", True), ("thực", False), ("homestay", False), ("điêện", True), ("ôxít", False)]
)
def test_non_words_with_vietnamese_letters(word: str, none: bool) -> None:
    assert is_marked_non_word(word) is none
