"""Localities named in a plan, and what they are to its issuer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.records import PlaceMention, Records
from extractors.base import Context
from extractors.documents import Documents
from extractors.localities import find_localities, proper
from extractors.outline.build import build_outline
from extractors.places import Places
from tests.support import plain_document

WARD = """ỦY BAN NHÂN DÂN
PHƯỜNG CỬA NAM
Số: 5/KH-UBND
Cửa Nam, ngày 14 tháng 3 năm 2026
KẾ HOẠCH
Trồng cây xanh
Thực hiện Kế hoạch số 2/KH-UBND của Ủy ban nhân dân thành phố Hà Nội, Ủy ban nhân dân phường ban hành kế hoạch như sau:
I. NỘI DUNG
{body}
"""


def mentions(body: str) -> list[PlaceMention]:
    document = plain_document(WARD.format(body=body))
    outline = build_outline(document)
    context = Context(document, outline, Records())
    context.records.extend(Documents().extract(context))
    start = document.text.index("I. NỘI DUNG")
    rows = [row for row in Places().extract(context) if isinstance(row, PlaceMention) and row.start > start]
    assert all(row.quote == document.text[row.start : row.end] for row in rows)
    return rows


@pytest.mark.parametrize(
    ("body", "level", "name", "relation"),
    [
        ("Trồng cây trên địa bàn phường Cửa Nam.", "phường", "Cửa Nam", "self"),
        ("Trồng cây trên địa bàn phường Ngô Quyền.", "phường", "Ngô Quyền", "other"),  # another ward's name
        ("Báo cáo UBND thành phố Hà Nội.", "thành phố", "Hà Nội", "parent"),
        ("Học tập kinh nghiệm của tỉnh Sơn La.", "tỉnh", "Sơn La", "other"),
        ("Ủy ban nhân dân phường chỉ đạo.", "phường", None, "self"),
        ("Ủy ban nhân dân xã chỉ đạo.", "xã", None, "other"),  # the wrong level, as copied from a commune
        ("Đảng ủy xã lãnh đạo.", "xã", None, "other"),
        ("Theo chỉ tiêu của thành phố.", "thành phố", None, "parent"),
        ("Trồng cây trên địa bàn tỉnh.", "tỉnh", None, "other"),  # the ward lies in a city
        ("Giao cho tổ dân phố.", "tổ dân phố", None, "unknown"),
        ("Giao cho Tổ dân phố số 7.", "tổ dân phố", "7", "unknown"),
        ("Các thôn trồng cây.", "thôn", None, "unknown"),
        ("TRỒNG CÂY TRÊN ĐỊA BÀN PHƯỜNG CỬA NAM ĐẾN NĂM 2030", "phường", "Cửa Nam", "self"),
    ],
)
def test_mention(body: str, level: str, name: str | None, relation: str) -> None:
    rows = mentions(body)
    assert [(row.level, row.name, row.relation) for row in rows] == [(level, name, relation)]


@pytest.mark.parametrize(
    "body",
    [
        "Các xã, phường lân cận cùng làm.",  # levels in general
        "Chính quyền cấp xã cùng làm.",
        "Liên minh Hợp tác xã hỗ trợ.",
        "Bảo hiểm xã hội hỗ trợ.",
        "Tỉnh ủy lãnh đạo.",
        "Người nông thôn lên phố.",
        "UBND phường/xã lân cận.",
        "TTHC được giải quyết trên mạng.",  # TT is no thị trấn here
    ],
)
def test_no_mention(body: str) -> None:
    assert mentions(body) == []


def test_code_of_the_only_unit() -> None:
    rows = mentions("Trồng cây trên địa bàn phường Cửa Nam. Học tập xã Minh Tân.")
    assert rows[0].code is not None
    assert rows[1].code is None  # there are several


def test_context_is_the_kind_of_the_node() -> None:
    rows = mentions("- Trồng cây tại phường Cửa Nam.\nNơi nhận:\n- UBND phường;")
    assert [row.context for row in rows] == ["item", "recipient"]


def test_bare_word_without_anchor_is_less_sure() -> None:
    sure, unsure = mentions("Trên địa bàn phường có ba chợ. Chợ lớn nhất phường ở phía nam.")
    assert sure.confidence > unsure.confidence


def test_cells_are_read_apart() -> None:
    # the end of one cell and the begin of the next are no name
    rows = mentions("STT\tĐơn vị\tPhối hợp\n1\tUBND phường\tHội Nông dân")
    assert [(row.level, row.name) for row in rows] == [("phường", None)]


def test_name_ends_before_another_body() -> None:
    found = list(find_localities("UBND xã Công an xã"))
    assert [(place.level, place.name) for place in found] == [("xã", None), ("xã", None)]


def test_unknown_name_is_kept() -> None:
    (place,) = find_localities("xã Bình Minh Thượng Hạ")
    assert place.name is not None
    assert place.name.startswith("Bình Minh")


def test_proper_case() -> None:
    assert proper("ĐỒNG THÁP") == "Đồng Tháp"
    assert proper("Ea H'leo") == "Ea H'leo"


@given(st.text(alphabet="phườngxãtỉnhHồngBàng THÀNHPHỐ.,/-1", max_size=60))
def test_spans_are_ordered_and_inside(text: str) -> None:
    end = 0
    for place in find_localities(text):
        assert end <= place.start < place.end <= len(text)
        end = place.end


def test_name_of_a_province_ends_where_it_is_known() -> None:
    """A title without a full stop runs into the first sentence."""
    assert [place.name for place in find_localities("trên địa bàn tỉnh Lào Cai Cơn bão vừa qua")] == ["Lào Cai"]
