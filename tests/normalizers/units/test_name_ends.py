"""Where a name ends, by what may follow it."""

from __future__ import annotations

import pytest

from normalizers.units import leading_units, split_units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # initials in capitals are part of a name
        ("Công ty TNHH MTV Khai thác thủy lợi Hòn Mun soát xét", ["Công ty TNHH MTV Khai thác thủy lợi Hòn Mun"]),
        # a known place closes a name, whatever the verb behind it
        ("Công ty Điện lực Sơn La rong ruổi", ["Công ty Điện lực Sơn La"]),
        # a proper name behind small letters does too
        ("Viện Khoa học kỹ thuật Lúa nước Hòn Mun lo giống", ["Viện Khoa học kỹ thuật Lúa nước Hòn Mun"]),
        # fields of two parts, also written small
        (
            "Trung tâm Ứng dụng tiến bộ khoa học và công nghệ mở lớp",
            ["Trung tâm Ứng dụng tiến bộ khoa học và công nghệ"],
        ),
        # a dash leads on to a further part
        ("Ban Tuyên giáo - Nữ công viết bài", ["Ban Tuyên giáo - Nữ công"]),
        ("Ban Tổ chức - Kiểm tra hướng dẫn", ["Ban Tổ chức - Kiểm tra"]),
        # a name written small that its level closes
        ("Trung tâm chính trị xã mở lớp", ["Trung tâm Chính trị xã"]),
        # what sets a group apart, up to the verb
        ("UBND các xã miền núi rà soát", ["Ủy ban nhân dân các xã miền núi"]),
        ("các chi bộ ấp vận động", ["các chi bộ ấp"]),
        ("các công ty cấp nước tính toán", ["các công ty cấp nước"]),
        ("các cơ quan, đơn vị sớm triển khai", ["các cơ quan, đơn vị"]),
        # one head, a group and a body with a name
        (
            "UBND các xã, phường, đặc khu Hòn Mun nắm tình hình",
            ["Ủy ban nhân dân các xã, phường", "Ủy ban nhân dân đặc khu Hòn Mun"],
        ),
        # the plural of the address holds for all
        (
            "Các đồng chí Ủy viên Ban Thường vụ, Ủy viên Ban Chấp hành",
            ["các Ủy viên Ban Thường vụ", "các Ủy viên Ban Chấp hành"],
        ),
        # what is done, and no body
        ("Thanh tra, xử lý cơ sở", []),
        ("Thống kê, tổng hợp số liệu", []),
    ],
)
def test_where_a_name_ends(text: str, names: list[str]) -> None:
    assert [unit.unit.name for unit in leading_units(text)] == names


def test_a_quality_behind_a_comma_belongs_to_the_group() -> None:
    assert [unit.unit.name for unit in split_units("Các khoa lâm sàng, cận lâm sàng")] == [
        "các khoa lâm sàng, cận lâm sàng"
    ]
