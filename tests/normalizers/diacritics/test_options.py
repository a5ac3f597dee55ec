"""What each piece may be, the piece as it stands first."""

import numpy as np
import pytest

from normalizers.diacritics.options import WIDTH, OptionMaker, Weights, Word
from normalizers.diacritics.pieces import Kind, Piece, style_of
from tests.normalizers.diacritics.small import VOCABULARY, finder, misread, words_of

WEIGHTS = Weights()


def options(*texts, kind=Kind.WORD, abbreviated=False, initial=True, channel=None):
    words = [Word(Piece(0, len(text), text, kind), style_of(text), abbreviated, abbreviated, initial) for text in texts]
    return OptionMaker(VOCABULARY, WEIGHTS).options(words, finder(channel))


def scores_of(text, **how):
    found = options(text, **how)
    return dict(zip(words_of(found.words[0, 1:]), found.scores[0, 1:].tolist(), strict=False))


def standing(text, **how):
    return float(options(text, **how).scores[0, 0])


def test_the_first_option_is_the_piece_as_it_stands():
    found = options("nghi", "project", "xyzt")
    assert found.words.shape == found.scores.shape == (3, WIDTH)
    assert [VOCABULARY.words[index] for index in found.words[:, 0]] == ["nghi", "project", "<unk>"]


def test_options_that_are_none_cannot_win():
    found = options("nghi", "quyet")
    assert (found.scores[found.words < 0] < -1e6).all()


@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.ROMAN, Kind.MARKER])
def test_numbers_and_labels_have_one_option(kind):
    found = options("10", kind=kind, channel=misread())
    assert found.words[0, 0] == VOCABULARY.number
    assert (found.words[0, 1:] == -1).all()
    assert found.scores[0, 0] == 0


def test_a_word_with_a_vietnamese_letter_has_one_option():
    found = options("học", channel=misread())
    assert words_of(found.words[0]) == ["học"]
    assert found.scores[0, 0] == 0


def test_a_short_number_is_a_word_only_at_a_price():
    as_word = scores_of("10", channel=misread())
    as_number = scores_of("10", kind=Kind.SHORT_NUMBER, channel=misread())
    assert as_number["rõ"] == pytest.approx(as_word["rõ"] - WEIGHTS.short_number)
    assert standing("10", kind=Kind.SHORT_NUMBER) == pytest.approx(-2 * WEIGHTS.digit)
    assert standing("1", kind=Kind.SHORT_NUMBER) > standing("10", kind=Kind.SHORT_NUMBER)


def test_capitals_among_small_letters_are_an_abbreviation_rather_than_a_word():
    loud = scores_of("UBND")
    quiet = scores_of("UBND", abbreviated=True)
    assert quiet["ubnd"] == pytest.approx(loud["ubnd"])
    assert scores_of("NGHI", abbreviated=True)["nghị"] == pytest.approx(scores_of("NGHI")["nghị"] - WEIGHTS.spelled_out)


def test_a_syllable_does_not_stand_but_by_the_channel():
    assert standing("nghi") < -30
    assert scores_of("nghi")["nghi"] > -1


def test_a_foreign_word_stands_at_a_price_that_is_higher_where_marks_make_a_word_of_it():
    assert standing("project") == pytest.approx(-WEIGHTS.foreign)
    assert standing("hoc") == pytest.approx(-WEIGHTS.foreign - WEIGHTS.contested)


def test_an_unknown_word_costs_more_the_longer_and_the_stranger_it_is():
    assert standing("Xyzt") > standing("xyzt") > standing("xyztw")
    assert standing("Xyzt") > standing("Xy4t") + 2
    assert standing("XYZT", abbreviated=True) > standing("XYZT")


def test_no_words_no_options():
    found = OptionMaker(VOCABULARY, WEIGHTS).options([], finder())
    assert found.words.shape == (0, WIDTH)
    assert not np.size(found.scores)


def test_a_capital_within_a_sentence_speaks_against_words_that_are_rarely_written_so():
    assert scores_of("Va", initial=False)["và"] < scores_of("Va")["và"] - 1
    assert scores_of("va", initial=False)["và"] > scores_of("va")["và"] - 0.1


def test_what_is_remembered_depends_on_all_that_makes_the_options():
    """Asked in one go, in any order and again, each word has the options that it has alone."""
    kinds = [
        Word(Piece(0, len(text), text, kind), style_of(text), abbreviated, abbreviated, initial)
        for text in ("nghi", "HDND", "Hoc", "10", "project")
        for kind in (Kind.WORD, Kind.ABBREVIATION, Kind.SHORT_NUMBER, Kind.NUMBER)
        for abbreviated in (False, True)
        for initial in (False, True)
    ]
    maker, forgetful = OptionMaker(VOCABULARY, WEIGHTS), OptionMaker(VOCABULARY, WEIGHTS)

    def alone(word, its_finder):
        forgetful._known.clear()
        return forgetful.options([word], its_finder)

    finders = (finder(), finder(misread()))
    for words in (kinds, kinds[::-1], kinds[::3] * 2):
        for its_finder in finders:
            together = maker.options(words, its_finder)
            each = [alone(word, its_finder) for word in words]
            np.testing.assert_array_equal(together.words, np.concatenate([found.words for found in each]))
            np.testing.assert_array_equal(together.scores, np.concatenate([found.scores for found in each]))


def test_too_many_are_forgotten(monkeypatch):
    monkeypatch.setattr("normalizers.diacritics.options._MOST_KNOWN", 2)
    maker, its_finder = OptionMaker(VOCABULARY, WEIGHTS), finder()
    texts = ("nghi", "hoc", "quyet", "va", "to")
    words = [Word(Piece(0, len(text), text, Kind.WORD), style_of(text), False, False, True) for text in texts]
    first = maker.options(words, its_finder)
    assert len(maker._known[its_finder]) == len(texts)
    again = maker.options(words[:1], its_finder)
    assert len(maker._known[its_finder]) == 1
    np.testing.assert_array_equal(again.scores, first.scores[:1])
