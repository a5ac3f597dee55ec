"""Names that stand for several bodies, or share a part with the name beside them."""

from __future__ import annotations

import pytest

from normalizers.units import leading_units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # the bodies of one kind, wherever they are
        ("các Trung tâm Y tế khu vực tổ chức khám mắt", ["các Trung tâm Y tế khu vực"]),
        ("các Trạm Y tế trên địa bàn báo cáo", ["các Trạm Y tế trên địa bàn"]),
        ("các Tổ công nghệ số cộng đồng đến từng nhà", ["các Tổ Công nghệ số cộng đồng"]),
        ("các Đảng ủy trực thuộc quán triệt", ["các Đảng ủy trực thuộc"]),
        # ... several fields of one head are several bodies
        ("các Phòng Kinh tế, Văn hóa - Xã hội tham mưu", ["Phòng Kinh tế", "Phòng Văn hóa - Xã hội"]),
        # an office whose last words begin the name of the body
        (
            "Chánh Văn phòng HĐND và UBND phường đôn đốc",
            ["Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường"],
        ),
        ("Chánh Thanh tra tỉnh kiểm tra", ["Chánh Thanh tra tỉnh"]),
        ("Chánh Văn phòng UBND tỉnh đôn đốc", ["Chánh Văn phòng Ủy ban nhân dân tỉnh"]),
        # committees of one Party committee or council, which the last names
        (
            "Ban Tổ chức, Ban Dân vận Huyện ủy cử cán bộ",
            ["Ban Tổ chức Huyện ủy", "Ban Dân vận Huyện ủy"],
        ),
        (
            "Ban Pháp chế, Ban Dân tộc HĐND tỉnh thẩm tra",
            ["Ban Pháp chế Hội đồng nhân dân tỉnh", "Ban Dân tộc Hội đồng nhân dân tỉnh"],
        ),
        # ... a board of another kind is nobody's
        ("Ban Quản lý dự án, Ban Dân vận Tỉnh ủy rà soát", ["Ban Quản lý Dự án", "Ban Dân vận Tỉnh ủy"]),
        # "và" and verbs inside names
        (
            "Phòng Công chức, viên chức và Phòng Tổ chức bộ máy và Xây dựng chính quyền",
            ["Phòng Công chức, viên chức", "Phòng Tổ chức bộ máy và Xây dựng chính quyền"],
        ),
        ("Phòng Lễ tân và Xây dựng phong trào rà soát", ["Phòng Lễ tân và Xây dựng phong trào"]),
        ("Trung tâm Dịch vụ tổng hợp xã hướng dẫn trồng gừng", ["Trung tâm Dịch vụ tổng hợp xã"]),
        ("UBMTTQ và các đoàn thể xã giám sát", ["Ủy ban Mặt trận Tổ quốc Việt Nam xã", "các đoàn thể xã"]),
        ("Văn phòng chuẩn bị xe", ["Văn phòng"]),
        # a word with a comma inside a name
        ("Công an xã, Đội Phòng cháy, chữa cháy thực hiện", ["Công an xã", "Đội Phòng cháy, chữa cháy"]),
        ("Quân khu 7 và Lữ đoàn 146 bố trí xuồng", ["Quân khu 7", "Lữ đoàn 146"]),
    ],
)
def test_names_beside_each_other(text: str, names: list[str]) -> None:
    assert [found.unit.name for found in leading_units(text)] == names
