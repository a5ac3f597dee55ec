"""Names shortened to initials."""

from __future__ import annotations

import pytest

from checks.initials import shortens


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Phòng KT, HT&ĐT", "Phòng Kinh tế, Hạ tầng và Đô thị"),  # commas and & inside a name
        ("Phòng KT; TTDVTH xã;", "Trung tâm Dịch vụ tổng hợp xã"),  # the second of a line
        ("Các hội, TT VH-TT phường", "Trung tâm Văn hóa - Thể thao"),  # the level only on one side
        ("Ban QLDA (để t/h)", "Ban Quản lý dự án tỉnh"),
    ],
)
def test_initials_of_the_name(short: str, name: str) -> None:
    assert shortens(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Phòng Kế toán", "Phòng Kinh tế"),  # nothing is abbreviated
        ("Phòng VH-XH", "Phòng Kinh tế"),
        ("Phòng KT", "Phòng Kinh tế, Hạ tầng và Đô thị"),  # another office than the one with the long name
        ("CA xã", "Công an xã"),  # two letters fit too many
    ],
)
def test_other_initials(short: str, name: str) -> None:
    assert not shortens(short, name)
