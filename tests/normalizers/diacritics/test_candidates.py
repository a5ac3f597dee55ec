"""What a piece may have been."""

import numpy as np
import pytest

from normalizers.diacritics.candidates import LONGEST_PIECE
from normalizers.diacritics.channel import stripped
from normalizers.diacritics.pieces import Style
from tests.normalizers.diacritics.small import LOG_PRIOR, SYLLABLES, VOCABULARY, finder, misread, words_of


def candidates(text, style=Style.LOWER, channel=None):
    found = finder(channel).find([(text, style)])[0]
    return dict(zip(words_of(found.words), found.costs.tolist(), strict=True))


def test_text_without_marks_may_have_been_any_word_with_these_letters():
    found = candidates("nghi")
    likely = {word for word, cost in found.items() if cost < 1}
    assert likely == {"nghị", "nghĩ", "nghi"}


def test_text_without_marks_is_no_word_with_other_letters():
    others = [cost for word, cost in candidates("nghi").items() if word not in {"nghị", "nghĩ", "nghi"}]
    assert min(others, default=np.inf) > 9


def test_a_misread_letter_is_found_by_what_the_channel_counted():
    found = candidates("nghj", channel=misread())
    assert min(found, key=found.__getitem__) == "nghị"
    assert found["nghị"] < found["nghĩ"] - 1


def test_digits_may_be_letters():
    found = candidates("10", channel=misread())
    assert min(found, key=found.__getitem__) == "rõ"


@pytest.mark.parametrize(("style", "text"), [(Style.TITLE, "Nghi"), (Style.UPPER, "NGHI")])
def test_a_word_is_compared_as_it_is_written(style, text):
    assert candidates(text, style)["nghị"] < 1
    assert candidates(text.lower(), style).get("nghị", np.inf) > 5


def test_abbreviations_are_written_in_capitals():
    assert "ubnd" in candidates("UBND", Style.UPPER)
    assert "hđnd" in candidates("HDND", Style.UPPER)
    assert "ubnd" not in candidates("ubnd", Style.LOWER)


def test_foreign_words_are_never_proposed_but_with_vietnamese_letters():
    assert "project" not in candidates("project")
    assert "hoc" not in candidates("hoc")
    assert "đắk" in candidates("dak")


def test_special_words_are_never_proposed():
    assert not {"<unk>", "<num>", "<s>"} & candidates("num").keys()


def test_the_least_cost_counts_how_frequent_the_word_is():
    found = finder().find([("quyet", Style.LOWER)])[0]
    assert found.least == pytest.approx(min(found.costs - LOG_PRIOR[found.words]))
    assert found.least == pytest.approx(min(found.costs) + 5.0)


def test_the_order_is_by_cost_and_answers_are_remembered():
    own = finder()
    first, second = own.find([("nghi", Style.LOWER), ("hoc", Style.LOWER)])
    assert own.find([("hoc", Style.LOWER), ("nghi", Style.LOWER)]) == [second, first]
    assert list(first.costs) == sorted(first.costs)


def test_an_answer_does_not_depend_on_the_company():
    pieces = [(word, style) for word in ("nghi", "quyet", "hocva", "tuy", "10") for style in Style]
    together = finder(misread()).find(pieces)
    for piece, found in zip(pieces, together, strict=True):
        alone = finder(misread()).find([piece])[0]
        np.testing.assert_array_equal(alone.words, found.words)
        np.testing.assert_allclose(alone.costs, found.costs, rtol=1e-5)


def test_what_is_far_from_every_word_is_dear():
    found = finder(stripped()).find([("zzzzzzzzzz", Style.LOWER), ("q" * (LONGEST_PIECE + 20), Style.LOWER)])
    assert all(candidate.least > 20 for candidate in found)


def test_every_syllable_is_found_under_its_own_letters():
    own = finder()
    for syllable in SYLLABLES:
        plain = VOCABULARY.skeletons[VOCABULARY.ids([syllable])[0]]
        assert syllable in words_of(own.find([(plain, Style.LOWER)])[0].words)


def test_nothing_asked_nothing_found():
    assert finder().find([]) == []
