import subprocess
import sys

import pytest

from normalizers.places import communes, find_places, gazetteer, levels, province, split_level


def test_figures_of_the_two_level_administration() -> None:
    force = [place for place in gazetteer().places if place.in_force]
    assert sum(place.tier == "province" for place in force) == 34
    assert sum(place.tier == "commune" for place in force) == 3321
    assert not [place for place in force if place.tier == "district"]


def test_every_commune_in_force_stands_in_a_province_in_force() -> None:
    provinces = {place.code for place in gazetteer().places if place.in_force and place.tier == "province"}
    assert {p.parent for p in gazetteer().places if p.in_force and p.tier == "commune"} == provinces


def test_every_former_commune_has_successors_in_force() -> None:
    former = [p for p in gazetteer().places if p.tier == "commune" and not p.in_force]
    assert len(former) > 10_000
    assert all(gazetteer().successors(place) for place in former)


def test_levels_of_the_gazetteer_are_those_of_the_data() -> None:
    assert {place.level for place in gazetteer().places} <= set(levels()["levels"])


@pytest.mark.parametrize(
    "name",
    ["Khánh Hòa", "khánh hoà", "tỉnh Khánh Hòa", "TỈNH KHÁNH HOÀ"],  # case, tone, level
)
def test_province_by_its_spellings(name: str) -> None:
    assert {place.code for place in province(name, on="2027")} == {"56"}


def test_every_unit_is_found_by_its_own_name() -> None:
    lookup = gazetteer().lookup
    assert all(place in lookup(place.name) for place in gazetteer().places[::7])


def test_names_without_marks_only_on_demand() -> None:
    assert not gazetteer().lookup("Hai Phong")
    assert {place.name for place in gazetteer().lookup("Hai Phong", marks=False, tier="province")} == {"Hải Phòng"}


def test_ambiguous_names_give_all_candidates() -> None:
    assert len({place.parent for place in communes("Tân Hưng", on="2027")}) > 1


def test_lookup_within_a_province_and_a_time() -> None:
    (hai_phong,) = province("Hải Phòng", on="2027")
    found = communes("Tân Hưng", on="2027", within=hai_phong.code)
    assert [place.parent for place in found] == [hai_phong.code]


def test_former_units_are_found_in_their_time() -> None:
    assert {place.level for place in province("Yên Bái", on="2024-05-01")} == {"tỉnh"}
    assert not province("Yên Bái", on="2027")
    (yen_bai,) = province("Yên Bái")
    assert [place.name for place in gazetteer().successors(yen_bai)] == ["Lào Cai"]


def test_chain_of_a_former_commune() -> None:
    place = next(p for p in communes("Bồ Đề", on="2024") if p.level == "phường")
    assert [unit.tier for unit in gazetteer().above(place)] == ["district", "province"]


def test_both_levels_count_in_the_year_of_a_change() -> None:
    assert {place.level for place in province("Đồng Nai", on="2026-06")} == {"tỉnh", "thành phố"}
    assert {place.level for place in province("Đồng Nai", on="2027")} == {"thành phố"}


def test_numbered_wards_ignore_a_leading_zero() -> None:
    assert communes("Phường 01", on="2024") == communes("phường 1", on="2024") != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TP. Huế", ("thành phố", "Huế")),
        ("TP Huế", ("thành phố", "Huế")),
        ("xã Bình An", ("xã", "Bình An")),
        ("Huế", (None, "Huế")),
    ],
)
def test_split_level(text: str, expected: tuple[str | None, str]) -> None:
    assert split_level(text) == expected


def found(text: str) -> list[tuple[str | None, str, bool]]:
    return [(m.level, m.name, bool(m.candidates)) for m in find_places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trên địa bàn phường Hồng Bàng", [("phường", "Hồng Bàng", True)]),
        # one level for an enumeration
        (
            "UBND các xã: Diễn Châu, Yên Thành và Tân Kỳ",
            [("xã", "Diễn Châu", True), ("xã", "Yên Thành", True), ("xã", "Tân Kỳ", True)],
        ),
        ("tỉnh Bà Rịa - Vũng Tàu", [("tỉnh", "Bà Rịa - Vũng Tàu", True)]),  # a dash inside the name
        ("ỦY BAN NHÂN DÂN TỈNH SƠN LA", [("tỉnh", "SƠN LA", True)]),
        ("tại Hải Phòng", [(None, "Hải Phòng", True)]),  # provinces without a level
        ("xã Diễn Châu Nghệ An", [("xã", "Diễn Châu", True), (None, "Nghệ An", True)]),
        ("phường Không Có Thật", [("phường", "Không Có Thật", False)]),  # unknown, not dropped
        ("tổ dân phố Hoa Sữa", [("tổ dân phố", "Hoa Sữa", False)]),
        ("BẢO HIỂM XÃ HỘI", []),  # half of another word
        ("PHÒNG VĂN HÓA - XÃ HỘI XÃ HỘI CƯ", [("xã", "HỘI CƯ", True)]),  # but not in the name of a commune
        ("UBND xã Hội Hoan", [("xã", "Hội Hoan", True)]),
        ("hợp tác xã Nông nghiệp; văn bản Luật; nông thôn Việt Nam", []),
        ("giải quyết TTHC, TTr và Q1", []),  # letters of another abbreviation
        ("UBND CẤP XÃ TRÊN ĐỊA BÀN", []),  # a heading is no name
        ("P. 5, Q. 1", [("phường", "5", True), ("quận", "1", True)]),  # letters with their dot
        ("của tỉnh Căn cứ", []),  # one capital syllable begins a sentence
        ("tỉnh Khánh Hoàn", [("tỉnh", "Khánh Hoàn", False)]),  # a slip of a known province
        ("Phó Chủ tịch UBND tỉnh Nguyễn Văn Ba", []),  # a person behind an office
        ("Chủ tịch UBND xã Lê Thị Bốn", []),
        ("khu phố 3", [("khu phố", "3", False)]),  # parts of communes may be numbers
        ("TP HCM", [("thành phố", "HCM", True)]),
        ("trên địa bàn tỉnh và các xã", []),  # a bare level names nothing
    ],
)  # fmt: skip
def test_find_places(text: str, expected: list[tuple[str | None, str, bool]]) -> None:
    assert found(text) == expected


def test_matches_stand_where_they_say() -> None:
    text = "Công an thành phố Hải Phòng"
    (match,) = find_places(text)
    assert text[match.start : match.end] == "thành phố Hải Phòng"
    assert text[match.name_start : match.end] == match.name


def test_import_does_not_load_the_gazetteer() -> None:
    code = "import normalizers.places as p; assert p.gazetteer.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], check=True)
