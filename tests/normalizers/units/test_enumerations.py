"""Taking enumerations of units apart, in cells and headings and behind "phối hợp với"."""

from __future__ import annotations

import pytest

from normalizers.units import find_units, leading_units, split_units


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # semicolons, commas and "và" between bodies
        (
            "Sở Y tế; Công an tỉnh, Thanh tra tỉnh và các đơn vị liên quan",
            ["Sở Y tế", "Công an tỉnh", "Thanh tra tỉnh", "các đơn vị liên quan"],
        ),
        # commas and "và" inside the names
        (
            "Sở Văn hóa, Thể thao và Du lịch, Phòng Kinh tế, Hạ tầng và Đô thị",
            ["Sở Văn hóa, Thể thao và Du lịch", "Phòng Kinh tế, Hạ tầng và Đô thị"],
        ),
        # an open name with a comma, closed by its level
        (
            "Hội đồng phòng, chống bạo lực gia đình phường, Trạm Y tế phường",
            ["Hội đồng phòng, chống bạo lực gia đình phường", "Trạm Y tế phường"],
        ),
        # one head word over several fields
        ("Các Sở: Tài chính, Nội vụ và Y tế", ["Sở Tài chính", "Sở Nội vụ", "Sở Y tế"]),
        ("các phòng: Kinh tế, Văn hóa - Xã hội", ["Phòng Kinh tế", "Phòng Văn hóa - Xã hội"]),
        # a group, then a list that says what it is
        ("Các sở, ngành: Y tế, Nội vụ, Liên minh HTX tỉnh", ["Sở Y tế", "Sở Nội vụ", "Liên minh Hợp tác xã tỉnh"]),
        # a group is one unit, what follows "và" another
        ("Các Sở, ban, ngành và địa phương", ["các Sở, ban, ngành", "địa phương"]),
        ("các thôn, các đoàn thể", ["các thôn", "các đoàn thể"]),
        # the level behind the last of several mass organisations holds for all
        ("Hội Cựu chiến binh; Hội Nông dân phường", ["Hội Cựu chiến binh phường", "Hội Nông dân phường"]),
        # what a unit is to do is no part of its name
        ("Sở Xây dựng hướng dẫn chuyên môn, Sở Tài chính bố trí kinh phí", ["Sở Xây dựng", "Sở Tài chính"]),
        # … nor are further work and the provisions it goes by units
        ("UBND xã; Sở Xây dựng thẩm định, hướng dẫn áp dụng Điều 4, Điều 5", ["Ủy ban nhân dân xã", "Sở Xây dựng"]),
        # brackets say something about a unit and are none
        ("Công an tỉnh (PC06), Sở Y tế", ["Công an tỉnh", "Sở Y tế"]),
        # a group goes on to its separator
        (
            "Các tổ chức hoạt động nuôi trồng thủy sản; UBND xã",
            ["các tổ chức hoạt động nuôi trồng thủy sản", "Ủy ban nhân dân xã"],
        ),
        # a name in three parts is one, three units are three
        ("Chi cục Lúa nước, Rau màu và Cây ăn quả; Sở Y tế", ["Chi cục Lúa nước, Rau màu và Cây ăn quả", "Sở Y tế"]),
        ("Chi cục Kiểm lâm, Sở Y tế và Sở Nội vụ", ["Chi cục Kiểm lâm", "Sở Y tế", "Sở Nội vụ"]),
        # one head word over the names of several places
        (
            "UBND các xã: Nà Lầu, Phú Hòa và Trường Thọ; Công an tỉnh",
            [
                "Ủy ban nhân dân xã Nà Lầu",
                "Ủy ban nhân dân xã Phú Hòa",
                "Ủy ban nhân dân xã Trường Thọ",
                "Công an tỉnh",
            ],
        ),
        (
            "UBND các xã, phường: phường Yên Hòa, xã Nà Lầu",
            ["Ủy ban nhân dân phường Yên Hòa", "Ủy ban nhân dân xã Nà Lầu"],
        ),
        # … which of them is a ward is not told: the group stays one
        ("UBND các xã, phường: Yên Hòa, Nà Lầu", ["Ủy ban nhân dân các xã, phường: Yên Hòa, Nà Lầu"]),
        ("UBND các xã Nà Lầu, Sở Y tế", ["Ủy ban nhân dân các xã Nà Lầu", "Sở Y tế"]),
        ("các Đồn Biên phòng Hòn Mun, Nà Lầu", ["Đồn Biên phòng Hòn Mun", "Đồn Biên phòng Nà Lầu"]),
        (
            "Các trường THPT: Lê Lợi, Nguyễn Du",
            ["Trường Trung học phổ thông Lê Lợi", "Trường Trung học phổ thông Nguyễn Du"],
        ),
        # words that no rule knows are kept
        ("Sở Y tế, chủ nhà trọ", ["Sở Y tế", "chủ nhà trọ"]),
        ("", []),
    ],
)
def test_split(text: str, names: list[str]) -> None:
    assert [unit.unit.name for unit in split_units(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # ends before the verb
        ("Trạm Y tế và các trường học tổ chức khám sức khỏe", ["Trạm Y tế", "các trường học"]),
        # what tells which of a group does not end the list
        ("Công an các xã, phường giáp ranh và Trạm Y tế trực", ["Công an các xã, phường", "Trạm Y tế"]),
        # an open name ends before the verb too
        ("Trung tâm Văn hóa và Truyền thông ban hành điều lệ", ["Trung tâm Văn hóa và Truyền thông"]),
        # "tổ chức" the verb behind a comma is no part of the group
        ("các cơ quan, tổ chức tuyên truyền", ["các cơ quan"]),
        ("các cơ quan, tổ chức liên quan tuyên truyền", ["các cơ quan, tổ chức liên quan"]),
        # parts of a name joined by "và"
        (
            "Liên đoàn Chăn nuôi và Thức ăn Miền Trung, Trạm Giống và Vật tư phổ biến kỹ thuật",
            ["Liên đoàn Chăn nuôi và Thức ăn Miền Trung", "Trạm Giống và Vật tư"],
        ),
        (
            "Ban Quản lý dự án công trình Giao thông và Phát triển đô thị tỉnh thi công",
            ["Ban Quản lý Dự án công trình Giao thông và Phát triển đô thị tỉnh"],
        ),
        ("UBND các xã Nà Lầu, Phú Hòa rà soát", ["Ủy ban nhân dân xã Nà Lầu", "Ủy ban nhân dân xã Phú Hòa"]),
        # groups without "các"
        ("chính quyền địa phương rà soát", ["chính quyền địa phương"]),
        ("cộng tác viên dinh dưỡng các ấp vận động", ["cộng tác viên dinh dưỡng các ấp"]),
        # schools by the initials of their kind; the kind alone is none
        ("Trường THPT Ngô Quyền chuẩn bị sân", ["Trường Trung học phổ thông Ngô Quyền"]),
        (
            "Trường TH&THCS Phú Hòa, Trường PTDTBT Nà Lầu",
            ["Trường Tiểu học và Trung học cơ sở Phú Hòa", "Trường Phổ thông dân tộc bán trú Nà Lầu"],
        ),
        ("học sinh trường THCS tham gia", []),
        # "trường hợp" is no school
        ("Trường hợp người dân chưa có tài khoản, hướng dẫn đăng ký", []),
        (
            "MTTQ Việt Nam xã và các tổ chức thành viên vận động",
            ["Mặt trận Tổ quốc Việt Nam xã", "các tổ chức thành viên"],
        ),
        # a committee of another body; "Tỉnh" of "Tỉnh ủy" is no level
        ("Ban Dân vận Tỉnh uỷ, Ban Pháp chế HĐND tỉnh", ["Ban Dân vận Tỉnh ủy", "Ban Pháp chế Hội đồng nhân dân tỉnh"]),
        ("Ban Tuyên giáo Liên đoàn Lao động tỉnh mở lớp", ["Ban Tuyên giáo Liên đoàn Lao động tỉnh"]),
        # posts and desks of a commune
        ("bộ phận Tư pháp - Hộ tịch niêm yết", ["Bộ phận Tư pháp - Hộ tịch"]),
        ("công chức Văn phòng - Thống kê ghi biên bản", ["Công chức Văn phòng - Thống kê"]),
        ("Đài Khí tượng Thuỷ văn Lai Châu theo dõi mưa", ["Đài Khí tượng Thủy văn Lai Châu"]),
        # no unit at all
        ("chặt chẽ trong quá trình thực hiện", []),
    ],
)
def test_leading(text: str, names: list[str]) -> None:
    assert [unit.unit.name for unit in leading_units(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "tăng cường phòng, chống dịch bệnh",  # "phòng" is a verb here
        "bộ máy hành chính và sở hữu trí tuệ",
        "bảo hiểm xã hội trên địa bàn xã hội hóa",  # "xã" of "xã hội" is no level
        "PHÁT TRIỂN KINH TẾ SỐ VÀ XÃ HỘI SỐ",  # capitals tell nothing where everything is capital
        "các doanh nghiệp, hộ gia đình",  # nobody in particular
        "trường hợp cần thiết thì báo cáo",
    ],
)
def test_running_text_without_units(text: str) -> None:
    assert not list(find_units(text))


def test_running_text_with_units() -> None:
    text = "Giao Phòng Kinh tế chủ trì, báo cáo UBND xã qua Văn phòng HĐND và UBND trước ngày 05/3/2027."
    assert [unit.text for unit in find_units(text)] == ["Phòng Kinh tế", "UBND xã", "Văn phòng HĐND và UBND"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # the second syllable of a compound is no head: cơ sở, cán bộ
        ("Cấp máy phát cho cơ sở y tế và cán bộ y tế ở thôn", []),
        ("Cơ sở y tế báo cáo Sở Y tế tỉnh", ["Sở Y tế tỉnh"]),
        # loudspeakers are a unit only as a system or at a level
        ("Phát tin trên hệ thống truyền thanh cơ sở", ["hệ thống truyền thanh cơ sở"]),
        ("Công an xã truyền thông về an toàn", ["Công an xã"]),
        # a place whose name begins like that of a school
        ("Tại phường Trường Thọ năm 2027", []),
        ("Giao Công an xã, Trường Tiểu học Kim Đồng", ["Công an xã", "Trường Tiểu học Kim Đồng"]),
        # an office of a committee, whose field holds what is a verb elsewhere; no office issues anything here
        ("Giao Văn phòng Ban An toàn giao thông tỉnh tổng hợp", ["Văn phòng Ban An toàn giao thông tỉnh"]),
        ("Lưu tại văn phòng ban hành sổ trực", []),
        # an office of the department that writes, and of one that is named
        ("Giao Thanh tra Sở kiểm tra", ["Thanh tra Sở"]),
        ("Giao Thanh tra Sở Y tế kiểm tra", ["Thanh tra Sở Y tế"]),
        # a verb with a capital belongs to a name written with capitals
        ("Công ty Cổ phần Cấp nước Hòn Mun kiểm tra ống", ["Công ty Cổ phần Cấp nước Hòn Mun"]),
        ("Các đảng ủy trực thuộc Tỉnh ủy quán triệt", ["các đảng ủy trực thuộc Tỉnh ủy"]),
        ("Cùng Đội Quản lý điện khu vực 7 kiểm tra", ["Đội Quản lý điện khu vực 7"]),
        ("Các trung tâm y tế khu vực tổ chức trực", ["các trung tâm y tế khu vực"]),
        # what the unit does begins behind its name
        ("Cùng Ban Quản lý chợ Hòn Mun diễn tập thoát nạn", ["Ban Quản lý Chợ Hòn Mun"]),
        # "trình" inside a noun is no verb
        ("Giao Ban Quản lý các công trình thủy lợi tỉnh; nghỉ", ["Ban Quản lý các công trình thủy lợi tỉnh"]),
        ("Ban Quản lý rừng trình UBND xã phê duyệt", ["Ban Quản lý Rừng", "Ủy ban nhân dân xã"]),
    ],
)
def test_heads_in_running_text(text: str, names: list[str]) -> None:
    assert [found.unit.name for found in find_units(text)] == names


def test_what_a_group_does_is_no_part_of_its_name() -> None:
    # "truyền thông" is a verb behind a group as often as not
    assert [found.unit.name for found in leading_units("các khu phố truyền thông về tiêm chủng")] == ["các khu phố"]


def test_fields_without_their_head_are_no_media() -> None:
    # "Truyền thông" is half of a field here, not the loudspeakers
    assert [u.unit.name for u in split_units("Nội vụ, Thông tin và Truyền thông")] == [
        "Nội vụ",
        "Thông tin và Truyền thông",
    ]
    assert [u.unit.name for u in leading_units("hệ thống truyền thông đưa tin")] == ["hệ thống truyền thông"]
