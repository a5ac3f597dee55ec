"""Canonical names of units: spellings of one body become one name, two bodies stay two."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.units import canonical_unit, fold, split_units
from normalizers.units.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UBND xã Yên Hòa", "Ủy ban nhân dân xã Yên Hòa"),  # abbreviation written out
        ("Uỷ ban nhân dân xã", "Ủy ban nhân dân xã"),  # tone mark on the second vowel
        ("ỦY BAN NHÂN DÂN PHƯỜNG HÒA BÌNH", "Ủy ban nhân dân phường Hòa Bình"),  # a heading all in capitals
        ("UBND các phường xã", "Ủy ban nhân dân các phường, xã"),  # a list of levels without its comma
        ("Phòng văn hoá – Xã hội", "Phòng Văn hóa - Xã hội"),  # capitals lost, en dash
        ("Phòng VH-XH", "Phòng Văn hóa - Xã hội"),
        ("phòng Văn hóa và Xã hội", "Phòng Văn hóa - Xã hội"),  # "và" for the dash
        ("Phòng Kinh tế xã", "Phòng Kinh tế"),  # the level behind a commune's own office adds nothing
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("Sở Khoa học Công nghệ", "Sở Khoa học và Công nghệ"),  # "và" left out
        ("Sở Sở Xây dựng", "Sở Xây dựng"),  # typed twice
        ("BHXH cơ sở Đông Triều", "Bảo hiểm xã hội cơ sở Đông Triều"),
        ("cơ quan BHXH", "cơ quan Bảo hiểm xã hội"),  # no locality: stays general
        ("Thuế cơ sở 12 tỉnh Lào Cai", "Thuế cơ sở 12 tỉnh Lào Cai"),  # a number and the level above
        ("UB MTTQ Việt Nam phường", "Ủy ban Mặt trận Tổ quốc Việt Nam phường"),
        ("Hội LHPN xã", "Hội Liên hiệp Phụ nữ xã"),
        ("Văn phòng HĐND-UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Đảng ủy Công an tỉnh", "Đảng ủy Công an tỉnh"),  # a Party body of another body
        ("các cơ quan, đơn vị có liên quan", "các cơ quan, đơn vị liên quan"),
        ("Các hội đoàn thể", "các đoàn thể"),
        ("các ban ngành đoàn thể", "các ban, ngành, đoàn thể"),
        ("Giám đốc SYT", "Giám đốc Sở Y tế"),  # initials of the whole name
        ("Trưởng các thôn", "Trưởng các thôn"),  # an office over a group
        ("các khóm, ấp", "các khóm, ấp"),  # sub-units of the south
        ("Đồn Biên phòng Hòn Mun", "Đồn Biên phòng Hòn Mun"),  # a post named without a level
        ("Đồn Biên phòng cửa khẩu Nà Lầu", "Đồn Biên phòng Cửa khẩu Nà Lầu"),
        ("Ban Tự quản các buôn, thôn", "Ban Tự quản các buôn, thôn"),  # one body in each of them, not two units
        ("Giám đốc Sở Y tế", "Giám đốc Sở Y tế"),
        # names of several parts
        ("Vụ Kế hoạch, Tài chính", "Vụ Kế hoạch - Tài chính"),
        ("Trạm Trồng trọt và Bảo vệ thực vật", "Trạm Trồng trọt và Bảo vệ thực vật"),
        ("Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ", "các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ"),
        ("Phòng Giao dịch NHCSXH Nà Lầu", "Phòng giao dịch Ngân hàng Chính sách xã hội Nà Lầu"),
        ("Ban QLDA ĐTXD khu vực Phú Hòa", "Ban Quản lý dự án đầu tư xây dựng khu vực Phú Hòa"),
        ("Phòng Thi hành án dân sự khu vực 6", "Phòng Thi hành án dân sự khu vực 6"),  # the number tells which one
        ("Đảng ủy Quân sự phường", "Đảng ủy Quân sự phường"),  # of the Party, not the command itself
        # departments of hospitals
        ("Phòng Kế hoạch tổng hợp", "Phòng Kế hoạch - Tổng hợp"),
        ("Trưởng các khoa, phòng", "Trưởng các khoa, phòng"),
        ("các đơn vị thuộc, trực thuộc Sở", "các đơn vị thuộc, trực thuộc Sở"),
        ("Phòng Cảnh sát giao thông", "Phòng Cảnh sát giao thông"),  # "giao" begins no duty there
        # how a person is addressed, and what else the person is, are no part of the name
        ("Đồng chí Bí thư Đảng ủy xã - Trưởng Ban Chỉ đạo", "Bí thư Đảng ủy xã"),
        ("Các đồng chí Ủy viên Ban Thường vụ Đảng ủy", "các Ủy viên Ban Thường vụ Đảng ủy"),
        ("Các đồng chí Trưởng, Phó các phòng", "Trưởng, Phó các phòng"),
        ("Trưởng Ban Chỉ đạo xây dựng nông thôn mới xã", "Trưởng Ban Chỉ đạo xây dựng nông thôn mới xã"),
    ],
)
def test_spellings_have_one_name(text: str, name: str) -> None:
    assert canonical_unit(text).name == name


@pytest.mark.parametrize(
    ("text", "kind", "level", "place"),
    [
        ("UBND phường Hòa Bình", "ủy ban nhân dân", "phường", "Hòa Bình"),
        ("Công an tỉnh", "công an", "tỉnh", None),
        ("Sở Nội vụ", "sở", "tỉnh", None),
        ("Bộ Y tế", "bộ", "trung ương", None),
        ("BHXH cơ sở Đông Triều", "bảo hiểm xã hội", "cơ sở", "Đông Triều"),
        ("các tổ dân phố", "group", None, None),
    ],
)
def test_kind_level_and_place(text: str, kind: str, level: str | None, place: str | None) -> None:
    unit = canonical_unit(text)
    assert (unit.kind, unit.level, unit.place) == (kind, level, place)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tổ dân phố số 2", "Tổ dân phố số 12"),  # one digit more is another body
        ("BHXH cơ sở Yên Minh", "BHXH cơ sở Yên Bình"),
        ("UBND phường Hòa Bình", "UBND xã Hòa Bình"),  # same name, other level
        ("Sở Nội vụ", "Sở Ngoại vụ"),
        ("Công an xã", "Công an tỉnh"),
        ("Thuế cơ sở 1", "Thuế cơ sở 11"),
    ],
)
def test_different_bodies_are_never_merged(one: str, other: str) -> None:
    assert canonical_unit(one).name != canonical_unit(other).name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sở Giáo dục và Đào tào", "Sở Giáo dục và Đào tạo"),  # one mark read wrongly
        ("Sở Noi vu", "Sở Nội vụ"),  # marks lost: the letters decide between Nội vụ and Ngoại vụ
        ("Sở Xây dụn", "Sở Xây dụn"),  # too short to be sure: left as it is
        ("Phòng PCCC", "Phòng PCCC"),  # an abbreviation that is no field of the list
        ("Phòng Đăng ký, đo đạc và bản đồ", "Phòng Đăng ký, đo đạc và bản đồ"),  # a field of its own
    ],
)
def test_damaged_and_unknown_fields(text: str, name: str) -> None:
    unit = canonical_unit(text)
    assert unit.name == name
    assert not unit.known


def test_what_no_rule_knows_keeps_its_words() -> None:
    unit = canonical_unit("đội bóng rổ thiếu niên")
    assert unit.name == "đội bóng rổ thiếu niên"
    assert not unit.known


@given(st.sampled_from(sorted(vocabulary().field_names["Sở"])), st.sampled_from([" - ", ", ", " và ", " "]))
def test_every_field_is_found_however_its_parts_are_joined(field: str, joint: str) -> None:
    written = field.replace(", ", joint).replace(" và ", joint).replace(" - ", joint)
    assert canonical_unit(f"Sở {written}").name == f"Sở {field}"


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Sở Y tế", "UBND xã", "và", ",", ";", "(chủ trì)", "các thôn", "x", "Hội", "."]), max_size=8
    )
)
def test_enumerations_keep_their_offsets_and_their_order(parts: list[str]) -> None:
    text = " ".join(parts)
    units = split_units(text)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    assert all(a.end <= b.start for a, b in pairwise(units))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_canonical_names_are_stable() -> None:
    """The canonical name of a canonical name is itself."""
    for row in vocabulary().heads.values():
        if row.tail in {"place", "none"}:
            assert canonical_unit(canonical_unit(row.name).name).name == canonical_unit(row.name).name
