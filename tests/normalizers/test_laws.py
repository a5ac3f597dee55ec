import pytest

from normalizers.laws import find_laws


def found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.title) for m in find_laws(text)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("theo Luật Trẻ em năm 2016", "Luật Trẻ em"),
        (
            "theo Luật Quản lý, sử dụng tài sản công và văn bản hướng dẫn",
            "Luật Quản lý, sử dụng tài sản công",
        ),  # comma inside
        ("theo Luật Phòng chống thiên tai", "Luật Phòng, chống thiên tai"),  # comma left out
        ("Luật BHYT và", "Luật Bảo hiểm y tế"),  # abbreviation
        ("Luật đất đai số 31", "Luật Đất đai"),  # small letters
        ("Luật Tổ chức HĐND và UBND ngày", "Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân"),  # two of them inside
        ("Bộ Luật Dân sự năm", "Bộ luật Dân sự"),  # both with a capital
        ("Luật Hỗ trợ doanh nghiệp nhỏ và vừa và các quy định", "Luật Hỗ trợ doanh nghiệp nhỏ và vừa"),  # "và" inside
        ("Bộ luật Lao động năm 2019", "Bộ luật Lao động"),
        ("Hiến pháp năm 2013", "Hiến pháp"),
        ("Luật Vườn ươm quốc gia theo quy định", "Luật Vườn ươm quốc gia"),  # not listed: grammar
        ("Luật Trồng rau, nuôi cá và làm vườn ngày 3/4/2030", "Luật Trồng rau, nuôi cá và làm vườn"),  # up to its day
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Đê điều, Luật Thủy lợi và Luật Thủy sản ngày",
            "Luật sửa đổi, bổ sung một số điều của Luật Đê điều, Luật Thủy lợi và Luật Thủy sản",
        ),  # an amending law is one law
        (
            "Luật sửa đổi, bổ sung Luật Thư viện năm 2031",
            "Luật sửa đổi, bổ sung Luật Thư viện",
        ),  # of no single articles
    ],
)
def test_titles(text: str, title: str) -> None:
    assert [name for _, name in found(text)] == [title]


@pytest.mark.parametrize(
    "text",
    [
        "pháp luật của Nhà nước",
        "Luật sư, Luật gia",
        "Luật này",
        "kỷ luật",
        "quy luật",
        "LUẬT",
        "Luật số 5",
        "Công ty Luật An Bình",
        "",
    ],
)
def test_what_is_no_law(text: str) -> None:
    assert found(text) == []


def test_laws_of_an_enumeration() -> None:
    text = "Luật Đầu tư công, Luật Ngân sách nhà nước và Luật Giá"
    assert [name for _, name in found(text)] == ["Luật Đầu tư công", "Luật Ngân sách nhà nước", "Luật Giá"]
