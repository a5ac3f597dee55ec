"""Whatever the text, the overlay is sound and nothing is lost in silence."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.base import ReadingOptions, Source
from pipeline.reading.markdown import MarkdownReader
from pipeline.reading.plain import PlainReader
from tests.pipeline.reading.helpers import read
from tests.pipeline.reading.overlay import check_overlay, uncovered

LINES = st.sampled_from(
    [
        "", "", "\f", "I. MỤC TIÊU", "1. Trồng cây", "- Thôn rà soát danh sách", "tiếp tục theo dõi",
        "Kinh phí 300 triệu.",
        "**2. Tổ chức**", "# Chung", r"\* Cơ quan: xã", "*nghiêng", "a ** b", "|", "| A | B | C |", "|---|---|---|",
        "TT\tViệc\tHạn",
        "1\tTrồng\tQuý I", "\ttiếp\t", "TT\tViệc\tHạn\t", "\t\tĐầu\tCuối", "\t\t\tĐơn vị tính: cây",
        "ỦY BAN NHÂN DÂN     CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "XÃ A      Độc lập - Tự do - Hạnh phúc", "Nơi nhận:         TM. ỦY BAN NHÂN DÂN", "- Lưu: VT.      CHỦ TỊCH",
        "Số: 1/KH",
        "PHỤ LỤC", "KẾ HOẠCH", "(Kèm theo Kế hoạch)", "-----", "12", "- 3 -",
        "2027", "......", "Trần Văn Bình",
        "<table>", "<tr><td>ô</td><td rowspan=2>b</td></tr>", "</table>",
        "a   bb   ccc   d", "_gạch_ dưới", "đ) mục", "x <br> y",
    ]
)  # fmt: skip


def has_words(text: str) -> bool:
    """Whether it is read at all: white space only is refused, a byte order mark is no part of the text."""
    return bool(text.removeprefix("\ufeff").strip())


TEXTS = st.lists(LINES, max_size=30).map("\n".join).filter(has_words)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_overlay_of_assembled_texts(text: str) -> None:
    for reader in (PlainReader(), MarkdownReader()):
        document = reader.read(Source("x", text.encode()), ReadingOptions())
        check_overlay(document)
        assert document.text == text


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\f|*#-_ "), max_size=200
    ).filter(has_words)
)
@settings(max_examples=300, deadline=None)
def test_overlay_of_any_text(text: str) -> None:
    for reader in (PlainReader(), MarkdownReader()):
        document = reader.read(Source("x", text.encode()), ReadingOptions())
        check_overlay(document)


@given(
    st.lists(LINES.filter(lambda line: "\t" not in line and "|" not in line and "<" not in line), max_size=25)
    .map("\n".join)
    .filter(has_words)
)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost_in_silence(text: str) -> None:
    # tables are left out here: a repeated header is dropped on purpose
    assert uncovered(read(text, MarkdownReader())) == ""
    assert uncovered(read(text, PlainReader())) == ""


def test_bars_around_a_table_of_html() -> None:
    # lone bars before and behind it make no table of their own over its lines
    document = read("|\n<table>\n<tr><td>TT</td><td>Việc</td></tr>\n<tr><td>1</td><td>Tỉa</td></tr>\n</table>\n|")
    assert uncovered(document) == ""


def test_the_proof_can_fail() -> None:
    document = read("Một đoạn.\n\nHai đoạn.")
    object.__setattr__(document, "blocks", document.blocks[:1])
    assert uncovered(document) == "Haiđoạn"
