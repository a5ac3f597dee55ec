"""The syllable tokenizer: exact offsets and the units that must stay whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.language import nlp, phrase_matcher, span_ruler, token_matcher


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("aạăâbđƠƯ 0123.,%/-&\n\t  ()“”…–KHUBND")), max_size=60))
def test_tokens_join_to_the_text(text: str) -> None:
    assert "".join(token.text_with_ws for token in nlp().make_doc(text)) == text


@settings(deadline=None)
@given(st.text(max_size=40))
def test_offsets_are_those_of_the_text(text: str) -> None:
    assert all(text[t.idx : t.idx + len(t.text)] == t.text for t in nlp().make_doc(text))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Số 21/KH-UBND.", ["Số", "21/KH-UBND", "."]),  # a symbol is one word, the full stop is not part of it
        ("số 05-NQ/ĐU", ["số", "05-NQ/ĐU"]),  # Party symbols have the dash first
        ("Số: /KH-UBND", ["Số", ":", "/KH-UBND"]),  # the number is blank
        ("tăng 12,5%, đạt 1.200 hộ", ["tăng", "12,5%", ",", "đạt", "1.200", "hộ"]),  # comma in and behind a number
        ("ngày 03/9/2027", ["ngày", "03/9/2027"]),  # a date is one word
        ("Sở KH&CN; VH - XH", ["Sở", "KH&CN", ";", "VH", "-", "XH"]),  # ampersand joins, a spaced dash does not
        ("Hòa-Bình", ["Hòa", "-", "Bình"]),  # a dash between syllables is punctuation
    ],
)
def test_what_stays_whole(text: str, tokens: list[str]) -> None:
    assert [token.text for token in nlp().make_doc(text)] == tokens


def test_decomposed_letters_stay_in_their_syllable() -> None:
    assert [t.text for t in nlp().make_doc("Hòa thuận")] == ["Hòa", "thuận"]


def test_phrases_match_in_any_case_and_tone_placement() -> None:
    matcher = phrase_matcher({"unit": ["phòng văn hóa"]})
    doc = nlp().make_doc("Giao PHÒNG Văn hoá thực hiện")
    assert [doc[start:end].text for _, start, end in matcher(doc)] == ["PHÒNG Văn hoá"]


def test_token_patterns_and_rulers_are_built_from_data() -> None:
    doc = nlp().make_doc("trước ngày 05/7/2027")
    found = token_matcher({"date": [[{"LOWER": "ngày"}, {"SHAPE": "dd/d/dddd"}]]})(doc)
    assert [doc[start:end].text for _, start, end in found] == ["ngày 05/7/2027"]
    ruled = span_ruler([{"label": "BEFORE", "pattern": "Trước Ngày"}])(doc)
    assert [span.text for span in ruled.spans["ruler"]] == ["trước ngày"]


@pytest.mark.slow
def test_speed() -> None:
    text = "Phối hợp với Phòng Kinh tế, Trạm Y tế và 12 tổ dân phố trước ngày 05/7/2027. " * 2000
    nlp().make_doc(text)
    begin = time.perf_counter()
    count = len(nlp().make_doc(text))
    assert count / (time.perf_counter() - begin) > 300_000
