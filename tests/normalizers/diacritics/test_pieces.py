"""What is one piece of a line, of which kind, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.diacritics.pieces import Kind, Style, pieces_of_line, style_of

CHARACTERS = st.text(st.sampled_from("aâđưIlO015 \t|./-–(),;:'’?“”é"), max_size=40)


def kinds(line):
    return [(piece.text, piece.kind) for piece in pieces_of_line(line)]


@given(CHARACTERS, st.integers(0, 50))
def test_pieces_stand_in_order_where_they_say(line, offset):
    pieces = pieces_of_line(line, offset)
    bounds = [bound for piece in pieces for bound in (piece.start, piece.end)]
    assert bounds == sorted(bounds)
    for piece in pieces:
        assert piece.start < piece.end
        assert line[piece.start - offset : piece.end - offset] == piece.text
        assert not any(map(str.isspace, piece.text))


@given(CHARACTERS)
def test_every_letter_and_digit_belongs_to_a_piece(line):
    covered = {place for piece in pieces_of_line(line) for place in range(piece.start, piece.end)}
    assert covered >= {place for place, character in enumerate(line) if character.isalnum()}


@pytest.mark.parametrize(
    ("line", "text", "kind"),
    [
        ("nam 2026", "2026", Kind.NUMBER),
        ("dat 98,5%.", "98", Kind.NUMBER),
        ("ngay 15 thang", "15", Kind.SHORT_NUMBER),
        ("ngay 15/7", "15", Kind.NUMBER),
        ("so 123a", "123a", Kind.NUMBER),
        ("thi x4 ay", "x4", Kind.WORD),
        ("nghi ¥ kien", "¥", Kind.WORD),
        ("gia 5.000 dong", "5.000", Kind.NUMBER),
    ],
)
def test_numbers_are_told_from_misread_words(line, text, kind):
    assert (text, kind) in kinds(line)


def test_the_letters_behind_the_number_of_a_symbol_are_abbreviations():
    assert kinds("so 73/NQ-HDND ngay")[1:4] == [
        ("73", Kind.NUMBER),
        ("NQ", Kind.ABBREVIATION),
        ("HDND", Kind.ABBREVIATION),
    ]
    assert kinds("kinh te/xa hoi")[1:3] == [("te", Kind.WORD), ("xa", Kind.WORD)]


@pytest.mark.parametrize(
    ("line", "first", "kind"),
    [
        ("II. NHIEM VU", "II", Kind.ROMAN),
        ("IIl | Noi dung", "IIl", Kind.ROMAN),
        ("1. Muc tieu", "1", Kind.NUMBER),
        ("6 dia ban", "6", Kind.SHORT_NUMBER),
        ("a) Muc tieu", "a", Kind.MARKER),
        ("đ) Muc tieu", "đ", Kind.MARKER),
        ("d/ Muc tieu", "d", Kind.MARKER),
        ("V nhan vien", "V", Kind.WORD),
        ("a con", "a", Kind.WORD),
    ],
)
def test_the_label_of_a_heading_or_an_item(line, first, kind):
    assert kinds(line)[0] == (first, kind)


def test_a_label_stands_at_the_beginning_only():
    assert ("IV", Kind.ROMAN) not in kinds("quy IV. Noi")
    assert ("a", Kind.MARKER) not in kinds("diem a) khoan")


def test_outer_signs_belong_to_no_piece_and_inner_ones_part():
    assert [text for text, _ in kinds("“kinh te - xa hoi” (nong/lam);")] == ["kinh", "te", "xa", "hoi", "nong", "lam"]


def test_an_apostrophe_may_be_the_horn_of_a_letter():
    assert kinds("dau tu’ cong")[1] == ("tu’", Kind.WORD)
    assert kinds("goi la ‘tu’ thoi")[2] == ("tu", Kind.WORD)
    assert kinds("nguoi st? dung")[1] == ("st?", Kind.WORD)
    assert kinds("the nao? Cac")[1] == ("nao", Kind.WORD)


@pytest.mark.parametrize("line", ["het. Sau", "het; sau", "het | sau", "het| sau", "het: sau"])
def test_a_sentence_or_a_cell_ends(line):
    pieces = pieces_of_line(line)
    stops = [piece.stop_after for piece in pieces if piece.kind in {Kind.WORD, Kind.OTHER}]
    assert any(stops[:-1])
    assert not stops[-1]


def test_a_point_within_a_number_ends_nothing():
    assert not any(piece.stop_after for piece in pieces_of_line("chi 1.250,5 trieu")[:-1] if piece.kind is Kind.WORD)
    assert [piece.joined_to_next for piece in pieces_of_line("15/7/2025 den")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("dan", Style.LOWER),
        ("Dan", Style.TITLE),
        ("DAN", Style.UPPER),
        ("DAn", Style.UPPER),
        ("Y", Style.TITLE),
        ("UY", Style.UPPER),
        ("Iuat", Style.LOWER),
    ],
)
def test_how_a_word_is_written(text, style):
    assert style_of(text) is style


def test_among_capitals_a_small_letter_is_misread():
    assert style_of("NHAn", among_capitals=True) is Style.UPPER
    assert style_of("vA", among_capitals=True) is Style.UPPER
    assert style_of("va", among_capitals=True) is Style.LOWER


@pytest.mark.parametrize(("style", "result"), [(Style.LOWER, "đường"), (Style.TITLE, "Đường"), (Style.UPPER, "ĐƯỜNG")])
def test_a_style_is_put_on_a_word(style, result):
    assert style.apply("đường") == result
