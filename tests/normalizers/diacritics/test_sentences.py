"""What the language model sees in one go."""

from itertools import pairwise

from normalizers.diacritics.pieces import Style, pieces_of_line
from normalizers.diacritics.sentences import Sentences


def sentences_of(*lines):
    sentences = Sentences()
    sentences.begin()
    sentences.extend((line, pieces_of_line(line)) for line in lines)
    sentences.close()
    bounds = [*sentences.starts, len(sentences.words)]
    found = [" ".join(word.piece.text for word in sentences.words[begin:end]) for begin, end in pairwise(bounds)]
    assert all(found)
    return found


def test_a_sentence_goes_on_over_the_end_of_a_line():
    assert sentences_of("Cac don vi", "bao cao") == ["Cac don vi bao cao"]


def test_stops_end_a_sentence_and_so_do_the_edges_of_cells():
    assert sentences_of("Het. Sau; nua", "1 | Ra soat | Phong") == ["Het", "Sau", "nua 1", "Ra soat", "Phong"]


def test_empty_lines_and_bullets_part_sentences():
    assert sentences_of("Noi nhan", "- Nhu tren", "+ Luu", "", "Ke hoach") == [
        "Noi nhan",
        "Nhu tren",
        "Luu",
        "Ke hoach",
    ]


def test_a_date_counts_as_one_number():
    assert sentences_of("ngay 15/7/2025 ve") == ["ngay 15 ve"]
    assert sentences_of("tu 1500 2025") == ["tu 1500 2025"]


def test_no_words_no_sentences():
    assert sentences_of("", "---", "   ") == []
    assert sentences_of() == []


def test_beginning_twice_makes_no_empty_sentence():
    sentences = Sentences()
    sentences.begin()
    sentences.begin()
    assert sentences.starts == [0]


def test_capitals_are_an_abbreviation_only_among_small_letters():
    sentences = Sentences()
    sentences.begin()
    for line in ("UBND xa bao cao", "UBND XA BAO CAO"):
        sentences.extend([(line, pieces_of_line(line))])
    quiet, loud = sentences.words[0], sentences.words[4]
    assert (quiet.abbreviated, loud.abbreviated) == (True, False)
    assert loud.style is Style.UPPER
