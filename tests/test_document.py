"""The document model: views over the text, evidence, and overlays that survive edits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dataset.document import Box, Document, Page, Paragraph, Word
from dataset.records import Citation, Deadline, Target
from dataset.spans import Edit, Span
from dataset.views import flow
from tests.support import plain_document


def test_a_view_leaves_markup_out_and_maps_back_over_it() -> None:
    text = "đạt từ **7.500** người\ntrở lên"
    view = flow(text, [Span(0, 7), Span(9, 14), Span(16, 22), Span(23, 30)])
    assert view.text == "đạt từ 7.500 người trở lên"
    start = view.text.index("7.500")
    assert text[slice(*view.span(start, start + 5))] == "7.500"
    whole = view.span(view.text.index("từ"), view.text.index("người") + 5)
    assert text[slice(*whole)] == "từ **7.500** người"


def test_a_view_does_not_quote_what_lies_between_the_parts_of_a_cut_cell() -> None:
    text = "Thường\tSố người\n7\tkhác\nxuyên"
    view = flow(text, [Span(0, 6), Span(23, 28)])
    assert view.text == "Thường xuyên"
    assert text[slice(*view.span())] == "Thường"
    assert [text[slice(*span)] for span in view.spans()] == ["Thường", "xuyên"]


@given(st.text(alphabet="aơ \n\t*", max_size=60), st.data())
def test_every_character_of_a_view_is_that_of_the_document(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    view = flow(text, [Span(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)])
    assert view.text == " ".join(view.text.split())
    assert list(view.offsets) == sorted(view.offsets)
    for character, offset in zip(view.text, view.offsets, strict=False):
        assert character == " " or text[offset] == character


@given(st.text(alphabet="aăđ \n", min_size=1, max_size=60), st.data())
def test_overlays_move_with_the_text(text: str, data: st.DataObject) -> None:
    document = plain_document(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edited = document.edited([Edit(start, end, data.draw(st.text(alphabet="xy", max_size=3)))])
    assert edited.read_text == text
    assert edited.alignment.target_length == len(edited.text)
    assert edited.pages[0].span == Span(0, len(edited.text))
    for before, after in zip(document.blocks, edited.blocks, strict=True):
        assert isinstance(before, Paragraph)
        assert isinstance(after, Paragraph)
        if before.spans[0].end < start or before.spans[0].start > end:
            assert edited.view(after.spans).text == document.view(before.spans).text


def test_boxes_follow_a_word_through_a_later_edit() -> None:
    word = Word(Span(5, 9), 1, Box(10, 20, 30, 40), 0.7)
    pages = (Page(1, Span(0, 9), "ocr"),)
    document = Document("d", "s", "0", "image/png", "ocr", "xin  chao", pages, (), (word,))
    edited = document.edited([Edit(4, 5, ""), Edit(5, 9, "chào nhé")])
    assert edited.text == "xin chào nhé"
    assert edited.boxes(Span(4, 8)) == [(1, word.box)]
    assert edited.boxes(Span(0, 3)) == []


def test_evidence_is_exactly_the_text_and_its_page() -> None:
    text = "trang một\ftrang hai"
    pages = (Page(1, Span(0, 10), "plain"), Page(2, Span(10, 19), "plain"))
    document = Document("d", "s", "0", "text/plain", "plain", text, pages, ())
    row = Citation.at(
        document, Span(16, 19), 0.5,
        citation_id="c1", act="a", doc_type=None, number=None, symbol=None, issued_on=None, issuer=None, title=None,
        role="mention",
    )  # fmt: skip
    assert (row.page, row.quote, row.confidence) == (2, "hai", 0.5)
    assert text[row.start : row.end] == row.quote


def test_the_evidence_columns_come_last_and_deadlines_keep_their_dates_apart() -> None:
    assert Target.column_names()[:2] == ["doc_id", "target_id"]
    assert Target.column_names()[-5:] == ["page", "start", "end", "quote", "confidence"]
    names = Deadline.column_names()
    assert names[-5:] == ["page", "quote_start", "quote_end", "quote", "confidence"]
    assert len(names) == len(set(names))
