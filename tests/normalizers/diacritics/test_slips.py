"""Slips between real words, proposed by the model that comes with the package."""

from __future__ import annotations

import numpy as np
import pytest

from dataset.spans import Span
from normalizers.diacritics.slip_tokens import tokens_of
from normalizers.diacritics.slips import Proposal, SlipFinder
from normalizers.diacritics.vocabulary import load


def proposals(*paragraphs: str) -> list[tuple[str, str]]:
    text = "\n".join(paragraphs)
    return [(text[p.span.start : p.span.end], p.right) for p in find(text)]


def find(text: str) -> list[Proposal]:
    ends = [place for place, character in enumerate(text) if character == "\n"] + [len(text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    return SlipFinder.load().find(text, [Span(start, end) for start, end in zip(starts, ends, strict=True)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # a tone left out, changed; a mark; a word that is one too
        ("Công khai số điên thoại đường dây nóng.", [("điên", "điện")]),
        ("Các tiêu thương trong chợ niêm yết giá bán.", [("tiêu", "tiểu")]),
        ("Đề nghị các cơ quan phối hơp chặt chẽ.", [("hơp", "hợp")]),
        # a word so frequent that no neighbour speaks for it
        ("Tổ chức các hoạt động tuyên truyền đề cấp ủy đảng, chính quyền quan tâm.", [("đề", "để")]),
        # letters: one too many, one too few, changed places
        ("Kế hoạch thhực hiện trong năm.", [("thhực", "thực")]),
        ("Hỗ trợ các doanh nghiệp trong khu công nhiệp của tỉnh.", [("nhiệp", "nghiệp")]),
        ("Vốn vay của doanh ngihệp nhỏ và vừa.", [("ngihệp", "nghiệp")]),
        # written as it is said
        ("Nhà máy sản suất vật liệu xây dựng.", [("suất", "xuất")]),
        # both words wrong, neither strange beside the other
        ("Phần đầu đến năm 2030 toàn xã không còn hộ nghèo.", [("Phần đầu", "phấn đấu")]),
        # a word left out, and one that stands twice
        ("Bố trí kinh phí thực Kế hoạch này.", [("thực", "thực hiện")]),
        ("Thực hiện trên trên địa bàn xã.", [("trên trên", "trên")]),
        # over the end of a line within a part, in capitals, at the head of a sentence
        ("KẾ HOẠCH THỰC HIÊN PHÁT TRIỂN KINH TẾ", [("HIÊN", "hiện")]),
        ("Điên thoại liên hệ: 0236.", [("Điên", "điện")]),
    ],
)
def test_slips_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert proposals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Hằng năm, hàng năm, quí I, quý II.",  # two spellings each
        "Y tế số, giáo dục số, du lịch số, văn hóa số và nông nghiệp số.",  # the neighbour beyond the comma is no proof
        "Chuẩn bị đủ cơ số y tế, cơ số thuốc.",  # a term that the model hardly saw
        "Tổ chức sơ kết kết quả thực hiện; cơ hội hội nhập; hành vi vi phạm.",  # compounds that meet
        "Ông Đàm Văn Thuơng, bà Lò Thị Điên.",  # names
        "Gửi về địa chỉ bophan-thuc.hien@xa.gov.vn, ký hiệu th-ks/kh.",  # addresses and codes
        "Homestay, website, fanpage, email và logistics.",  # foreign words
        "",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert proposals(text) == []


def test_a_line_break_within_a_part_is_a_space() -> None:
    text = "Công khai số điên\nthoại đường dây nóng."
    found = SlipFinder.load().find(text, [Span(0, len(text))])
    assert [text[p.span.start : p.span.end] for p in found] == ["điên"]


def test_what_is_sure_once_is_sure_elsewhere() -> None:
    doubtful = "Tuyên truyền cho tiêu thương ở các chợ."
    assert proposals(doubtful) == []
    both = proposals("Các tiêu thương trong chợ niêm yết giá bán.", doubtful)
    assert both == [("tiêu", "tiểu")] * 2


def test_a_proposal_says_where_why_and_how_sure() -> None:
    text = "Công khai số điên thoại đường dây nóng."
    [proposal] = find(text)
    assert text[proposal.beside.start : proposal.beside.end] == "điên thoại"
    assert proposal.kind == "wrong"
    assert proposal.surplus > 0
    assert find(text) == [proposal]


def test_tokens_know_what_may_be_doubted() -> None:
    text = "Ông Lê Văn Tám, số 12/KH-UBND; cơ số thuốc"
    tokens = tokens_of(text, [Span(0, len(text))], load(), {("cơ", "số")})
    doubted = [text[tokens.starts[n] : tokens.ends[n]] for n in np.flatnonzero(tokens.doubted)]
    assert doubted == ["số", "thuốc"]
    assert list(tokens.forms[:3]) == list(tokens.forms[-3:]) == ["<s>"] * 3
