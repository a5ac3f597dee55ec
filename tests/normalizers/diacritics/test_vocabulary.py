"""The words of the language model: tokens, kinds, skeletons, and what must not be among them."""

from __future__ import annotations

import re

import pytest

from corpus.training.syllables import is_syllable
from corpus.training.words import Limits, choose, is_joined
from normalizers.diacritics.vocabulary import (
    ABBREVIATION,
    BOUNDARY,
    NUMBER,
    OTHER,
    SPECIAL,
    SYLLABLE,
    TOKEN,
    UNKNOWN,
    Vocabulary,
    load,
    normal_form,
)
from normalizers.unicode import fold_case, tone_placement


def words_of(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kế hoạch, số 12/KH-UBND.", ["kế", "hoạch", "số", NUMBER, "kh", "ubnd", BOUNDARY]),
        ("TP.HCM có 1.200 hộ; xong", ["tp", "hcm", "có", NUMBER, NUMBER, "hộ", BOUNDARY, "xong"]),  # no stops inside
        ("“Hoá đơn” (thuỷ lợi)", ["hóa", "đơn", "thủy", "lợi"]),  # one placement of tone marks
        ("a\nb", ["a", BOUNDARY, "b"]),
        ("", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert [normal_form(token) for token in re.findall(TOKEN, text)] == words


@pytest.mark.parametrize(
    "word", ["nghiệp", "quốc", "gì", "giếng", "quyền", "hòa", "khuỷu", "yêu", "huỳnh", "các", "được", "oa", "ý", "ghế"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["nguoi", "cac", "lâp", "cà̀", "kế́t", "ngế", "ce", "hoà", "liệuvàphần", "ubnd", "đắk", "clo", "xta", "qu"]
)
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_choice_of_words() -> None:
    counted = [
        ("12", NUMBER, 9), (".", BOUNDARY, 9),
        ("người", "người", 4000), ("nguoi", "nguoi", 40),  # marks lost in a few places of the source
        ("UBND", "ubnd", 300), ("canada", "canada", 200), ("đượctính", "đượctính", 500), ("bêtông", "bêtông", 400),
        ("vẹo", "vẹo", 2), ("Дума", "дума", 900),
    ]  # fmt: skip
    vocabulary = choose(counted, Limits())
    assert dict(zip(vocabulary.words, vocabulary.kinds, strict=True)) == {
        UNKNOWN: SPECIAL, NUMBER: SPECIAL, BOUNDARY: SPECIAL,
        "người": SYLLABLE, "bêtông": OTHER, "ubnd": ABBREVIATION, "canada": OTHER,
    }  # fmt: skip


def test_syllables_come_before_others_where_there_is_no_room() -> None:
    specials = [(word, word, 1) for word in (UNKNOWN, NUMBER, BOUNDARY)]
    chosen = choose([*specials, ("canada", "canada", 900), ("xã", "xã", 5)], Limits(size=4))
    assert chosen.words[3:] == ["xã"]


def test_joined_words() -> None:
    assert is_joined("liệuvàphần")
    assert not is_joined("đakrông")
    assert not is_joined("panama")  # without marks nothing tells a foreign word from joined ones


def test_ids_of_unknown_words() -> None:
    vocabulary = load()
    unknown, known = vocabulary.ids(["đượctínhnăng", "tỉnh"]).tolist()
    assert unknown == vocabulary.unknown
    assert vocabulary.words[known] == "tỉnh"


def test_look_alikes_share_a_skeleton() -> None:
    vocabulary = load()
    words = {vocabulary.words[index] for index in vocabulary.by_skeleton["tinh"]}
    assert {"tính", "tình", "tỉnh", "tĩnh", "tinh"} <= words
    assert {fold_case(word) for word in words} == {"tinh"}


def test_special_words_are_no_candidates() -> None:
    assert not {"<unk>", "<num>", "<s>", ""} & load().by_skeleton.keys()


def test_shipped_words_are_in_normal_form() -> None:
    vocabulary = load()
    assert all(
        word == tone_placement(word.lower()) for word, kind in zip(vocabulary.words, vocabulary.kinds, strict=True)
    )


def test_shipped_kinds() -> None:
    vocabulary = load()
    kind = dict(zip(vocabulary.words, vocabulary.kinds, strict=True))
    assert {kind[word] for word in ("ubnd", "hđnd", "bhxh", "mttq")} == {ABBREVIATION}
    assert all(is_syllable(word) for word in kind if kind[word] == SYLLABLE)
    assert not [word for word in kind if kind[word] != SPECIAL and re.search(r"[\W\d_]", word)]


def test_round_trip() -> None:
    vocabulary = load()
    again = Vocabulary.loads(vocabulary.dumps())
    assert (again.words, again.kinds) == (vocabulary.words, vocabulary.kinds)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([UNKNOWN, NUMBER, BOUNDARY, "xã", "xã"], "every word"),
        ([UNKNOWN, NUMBER, "xã"], "no <s>"),
        ([UNKNOWN, NUMBER, BOUNDARY, *map(str, range(1 << 14))], "do not fit"),
    ],
)
def test_refused(words: list[str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Vocabulary(words, [OTHER] * len(words))
