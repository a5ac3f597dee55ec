"""A place in its sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review.excerpt import excerpt


def around(text: str, marked: str) -> tuple[str, str, str]:
    start = text.index(marked)
    found = excerpt(text, start, start + len(marked))
    return found.before, found.marked, found.after


def test_the_sentence_and_no_more() -> None:
    text = "Câu đầu. Trồng ít nhất 120 cây trong năm 2026. Câu cuối."
    assert around(text, "120 cây") == ("Trồng ít nhất ", "120 cây", " trong năm 2026.")


def test_a_line_that_is_only_wrapped_flows_on() -> None:
    text = "Mục đầu.\n\nTrồng ít nhất\n120 cây\ntrong năm 2026.\n\nMục sau"
    assert around(text, "120 cây") == ("Trồng ít nhất ", "120 cây", " trong năm 2026.")


def test_a_bullet_begins_a_sentence() -> None:
    text = "Các việc sau\n- Việc một\n- Trồng 120 cây\n- Việc ba"
    assert around(text, "120 cây") == ("- Trồng ", "120 cây", "")


def test_cells_of_a_row_are_kept_apart() -> None:
    assert around("1\tTrồng cây\t120", "Trồng cây") == ("1 · ", "Trồng cây", " · 120")


def test_a_long_sentence_is_cut_at_words_and_says_so() -> None:
    text = "từ " * 200 + "ĐÍCH" + " từ" * 200
    before, marked, after = around(text, "ĐÍCH")
    assert (before[:4], marked, after[-2:]) == ("… từ", "ĐÍCH", " …")
    assert len(before) < 300
    assert len(after) < 300


def test_a_number_with_points_does_not_end_a_sentence() -> None:
    assert around("Có 7.818 người, tăng 1.5 lần", "người") == ("Có 7.818 ", "người", ", tăng 1.5 lần")


@given(st.text(alphabet="ab .;\n\t", max_size=400), st.data())
def test_the_marked_part_is_the_quote_with_white_space_collapsed(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = excerpt(text, start, end)
    assert found.marked.replace("·", " ").split() == text[start:end].split()
    for part in (found.before, found.marked, found.after):
        assert "\n" not in part
        assert "\t" not in part
