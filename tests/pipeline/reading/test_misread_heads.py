"""Letterheads of texts that an engine without Vietnamese read, its two columns a single blank apart."""

from __future__ import annotations

import pytest

from pipeline.reading.text.lines import split_lines
from pipeline.recovery import recover_text
from tests.pipeline.reading.helpers import read

WRAPPED = """UY BAN NHAN DAN CONG HOA XA HOI CHU NGHIA
XA SUOI DA VIET NAM
Doc lap - Tw do - Hanh phic

S6: 31/KH-UBND
Suoi Da, ngay 16 thang 3 nam 2026

KE HOACH
Nao vét muong tiéu nam 2026
Cdn ct Ludt Thuy loi ngay 19 thang 6 ndm 2017;
"""
PARTY = """HUYEN UY SUOI DA PANG CONG SAN VIET NAM
DANG UY XA SUOI DA Suoi Da, ngay 11 thang 5 nam 2026

S6 23-CTr/DU

CHUONG TRINH HANH DONG
nao vét muong tiéu
"""


def columns(text: str) -> dict[str, list[str]]:
    """The paragraphs of a text by their column."""
    document = read(text)
    found: dict[str, list[str]] = {"left": [], "right": [], "full": []}
    for block in document.blocks:
        found[block.column].append(document.view(block.spans).text)  # type: ignore[union-attr]
    return found


def test_a_motto_that_found_no_room_is_no_part_of_the_name() -> None:
    found = columns(WRAPPED)
    assert found["left"][:2] == ["UY BAN NHAN DAN", "XA SUOI DA"]
    assert found["right"][:2] == ["CONG HOA XA HOI CHU NGHIA", "VIET NAM"]


def test_a_basis_opens_a_paragraph_however_it_was_read() -> None:
    assert "Nao vét muong tiéu nam 2026" in columns(WRAPPED)["full"]


def test_the_date_beside_the_name_of_a_party_body() -> None:
    found = columns(PARTY)
    assert found["left"][:2] == ["HUYEN UY SUOI DA", "DANG UY XA SUOI DA"]
    assert found["right"] == ["PANG CONG SAN VIET NAM", "Suoi Da, ngay 11 thang 5 nam 2026"]
    assert found["full"][-2:] == ["CHUONG TRINH HANH DONG", "nao vét muong tiéu"]


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("Can ci? Quyét dinh sé 9/QD-TTg", True),
        ("Cdn ct Ludt Thuy loi", True),
        ("Cán cân thương mại của xã", False),
        ("Cần cù thì có ăn", False),
        ("Can thiệp sớm cho trẻ", False),
    ],
)
def test_what_opens_a_basis(line: str, opens: bool) -> None:
    assert split_lines(line)[0].opens is opens


def test_the_issuer_of_a_party_symbol_comes_from_the_list() -> None:
    recovered, repairs = recover_text(PARTY)
    assert "23-CTr/ĐU" in recovered
    assert [repair.confidence for repair in repairs if repair.after.endswith("ĐU")] == [0.9]
