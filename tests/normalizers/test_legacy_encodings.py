import shutil
import subprocess
import time
import unicodedata
from functools import lru_cache
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset.spans import apply_edits
from normalizers.legacy_codes import characters_of, encodings
from normalizers.legacy_encodings import decode_bytes, from_font, legacy_edits, recovered_words
from normalizers.syllables import syllables
from normalizers.unicode import VIETNAMESE_LETTERS

TONES = "\u0300\u0301\u0309\u0303\u0323"
NAMES = ("TCVN3 (ABC)", "VNI", "Windows-1258", "VISCII", "VPS", "UTF-8")
BY_NAME = {encoding.name: encoding for encoding in encodings()}
SMALL = {letter for letter in VIETNAMESE_LETTERS if letter.islower()}


def recovered(text: str) -> str:
    return apply_edits(text, legacy_edits(text))[0]


@lru_cache
def codes(name: str) -> dict[str, bytes]:
    """Letter to bytes, by decoding each byte and each pair of a base and a mark."""
    decode, known = BY_NAME[name].decode, BY_NAME[name].letters
    singles = {decode(chr(code)): bytes([code]) for code in range(256) if chr(code) in known}
    pairs = {
        decode(base + chr(mark)): base.encode() + bytes([mark]) for base in "aeouyAEOUY" for mark in range(192, 256)
    }
    pairs |= {
        decode(chr(base) + chr(mark)): bytes([base, mark]) for base in b"\xd4\xd6\xf4\xf6" for mark in range(192, 256)
    }
    return {letter: found for letter, found in (singles | pairs).items() if letter in VIETNAMESE_LETTERS}


def encoded(text: str, name: str) -> bytes:
    if name == "UTF-8":
        return text.encode()
    if name == "Windows-1258":
        return b"".join(for_1258(letter) for letter in text)
    table = codes(name)
    return b"".join(table.get(letter) or letter.encode("cp1252") for letter in text)


def for_1258(letter: str) -> bytes:
    """Windows-1258 has the vowels with their quality and writes the tone behind."""
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    return (base + "".join(part for part in parts if part in TONES)).encode("cp1258")


# -- tables


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("TCVN3 (ABC)", {letter for letter in VIETNAMESE_LETTERS if letter.isupper()} - set("ĂÂĐÊÔƠƯ")),
        ("TCVN 5712", set()),
        ("VNI", set()),
        ("VISCII", set()),
        ("VPS", set("ẠẪẬẶẸỆỊỌỘỢỤỮỰỴ")),
    ],
)
def test_tables_have_every_letter_once(name: str, lacking: set[str]) -> None:
    assert len(VIETNAMESE_LETTERS) == 134
    assert set(codes(name)) == VIETNAMESE_LETTERS - lacking
    assert len(set(codes(name).values())) == 134 - len(lacking)


@pytest.mark.parametrize(("name", "charset"), [("TCVN 5712", "TCVN5712-1"), ("VISCII", "VISCII")])
def test_tables_agree_with_the_c_library(name: str, charset: str) -> None:
    if shutil.which("iconv") is None:
        pytest.skip("needs the program iconv")
    letters = "".join(sorted(VIETNAMESE_LETTERS))
    command = ["iconv", "-f", "UTF-8", "-t", charset]
    expected = subprocess.run(command, input=letters.encode(), capture_output=True, check=True).stdout
    assert b"".join(codes(name)[letter] for letter in letters) == expected


# -- recognition

# words whose letters Latin-1 does not have: the others look alike in several encodings and prove nothing
marked = sorted(
    s for s in syllables() if len(s) > 1 and max(s) > "\xff" and set(s) - SMALL <= set("abcdeghiklmnopqrstuvxy")
)
word = st.tuples(st.sampled_from(marked), st.booleans()).map(
    lambda pair: pair[0].capitalize() if pair[1] and pair[0][0].isascii() else pair[0]
)
sentence = st.lists(word, min_size=8, max_size=30, unique_by=str.lower).map(" ".join)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(text=sentence)
def test_round_trip_of_any_sentence(name: str, text: str) -> None:
    assert recovered(characters_of(encoded(text, name))) == text


@pytest.mark.parametrize("name", NAMES[:-1])
@settings(max_examples=40)
@given(lines=st.lists(sentence, min_size=1, max_size=5))
def test_round_trip_of_bytes(name: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    assert decode_bytes(encoded(text, name)) == (text, name)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("Céng hoμ x∙ héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),  # what PDF files show for codes
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Côòng hoÌa xaÞ hôòi chuÒ nghiÞa Viêòt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Cµng hòa xã hµi chü nghîa Vi®t Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Cá»™ng hÃ²a xÃ£ há»™i chá»§ nghÄ©a vÃ\xa0 káº¿ hoáº¡ch", "Cộng hòa xã hội chủ nghĩa và kế hoạch"),
        # the codes have one case: capitals by the letters of ASCII, then by the words beside
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("KÕ HO¹CH THùC HIÖN NGHÞ QUYÕT §¹I HéI §¶NG Bé", "KẾ HOẠCH THỰC HIỆN NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ"),
        # a short line follows the others
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam\nSè: 12/KH-UBND", "Cộng hoà xã hội chủ nghĩa Việt Nam\nSố: 12/KH-UBND"),
        # the soft hyphen of the code table comes as a dash; other dashes stay
        (
            "®−îc h-íng dÉn thùc hiÖn t¹i c¸c ph−êng n¨m 2011-2015, nh− sau: Hµ Néi-ViÖt Nam",
            "được hướng dẫn thực hiện tại các phường năm 2011-2015, như sau: Hà Nội-Việt Nam",
        ),
        # abbreviations; marks of footnotes and bullets are no letters
        ("· QuyÕt ®Þnh¹ sè 12/Q§-UBND cña H§ND tØnh", "· Quyết định¹ số 12/QĐ-UBND của HĐND tỉnh"),
        # words that only Unicode can write end a stretch
        ("Kính gửi Sở: Céng hoµ x· héi chñ nghÜa đã nhận", "Kính gửi Sở: Cộng hoà xã hội chủ nghĩa đã nhận"),
    ],
)  # fmt: skip
def test_recovers(before: str, after: str) -> None:
    assert recovered(before) == after


def test_each_edit_is_one_word() -> None:
    text = "Céng hoµ x· héi\tchñ nghÜa\nViÖt Nam"
    assert [(text[e.start : e.end], e.text) for e in legacy_edits(text)] == [
        ("Céng", "Cộng"), ("hoµ", "hoà"), ("x·", "xã"), ("héi", "hội"), ("chñ", "chủ"), ("nghÜa", "nghĩa"),
        ("ViÖt", "Việt"),
    ]  # fmt: skip


# -- what stays


@pytest.mark.parametrize(
    "text",
    [
        "L'été dernier, les élèves ont été reçus à l'Hôtel de Ville où le préfet leur a présenté ses vœux de Noël.",
        "Die Straße führt über die größte Brücke; für Fußgänger gelten ähnliche Maßnahmen während der Übungen.",
        "A administração não terá informações sobre a situação das ações até à próxima reunião.",
        "El niño comió piña, jalapeño y ñoquis según el año; ¿cuántos años tenía la señora Núñez?",
        "Þetta er íslenska með þorni og eði, æ, ö og ý, það er nú það sem máli skiptir.",
        "Flere ældre mænd så på blåbærgrød ved søen, og børnene løb på øen.",
        "diện tích 5 m², 3 m³ và ±2 °C; «Kế hoạch» Microsoft® ½ trang, 10×20 cm, 400 µg",
        "và có cá, cô ca hò: bò, lúa, ngô; xe ô tô",  # only letters of Western Europe
        "Ngày 12·5·2026 ¹ Ghi chú ² Xem thêm",
        "hoá toán xoá, loá mắt, khoá luận quá già",  # pairs that VNI has too
        "Sè KÕ",  # too short to prove anything
        "Krông Búk, Čư M'gar, Ea H'leo, Đắk Glêi, Kơ Nia, Ñuk",
    ],
)
def test_leaves(text: str) -> None:
    assert legacy_edits(text) == []


foreign = st.sampled_from(
    ["m²", "20°C", "Noël", "café", "Müller", "«Đề án»", "Microsoft®", "½", "×", "5µg", "São", "ngoèo"]
)


@given(st.lists(st.one_of(st.sampled_from(sorted(syllables())), foreign), max_size=40).map(" ".join))
def test_clean_text_never_changes(text: str) -> None:
    assert legacy_edits(text) == []
    assert legacy_edits(text.upper()) == []


def test_no_name_of_the_gazetteer_changes() -> None:
    lines = files("normalizers").joinpath("data/gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if legacy_edits(line)] == []


def test_recovered_text_is_left_alone() -> None:
    once = recovered("Céng hoµ x· héi chñ nghÜa ViÖt Nam\nSè: 12/KH-UBND\nMüller")
    assert legacy_edits(once) == []


@pytest.mark.parametrize(
    "text", ["L'été à l'Hôtel de Ville, où l'on a reçu Noël", "Straße für Fußgänger, größer, ähnlich"]
)
def test_bytes_of_other_languages_are_not_decoded(text: str) -> None:
    assert decode_bytes(text.encode("cp1252")) is None


def test_quotes_of_windows_stay_between_tcvn3_letters_and_capitals_of_the_whole_standard_are_read() -> None:
    text = "Căn cứ “Nghị quyết” số 5 của Hội đồng nhân dân xã … về “kế hoạch” – phát triển"
    assert decode_bytes(encoded(text, "TCVN3 (ABC)")) == (text, "TCVN3 (ABC)")
    capitals = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, Ủy ban nhân dân xã Ấp Bắc"
    assert decode_bytes(encoded(capitals, "TCVN 5712")) == (capitals, "TCVN 5712")


# -- fonts and words


@pytest.mark.parametrize(
    ("text", "font", "expected"),
    [
        ("kÕ ho¹ch", ".VnTimeH", "KẾ HOẠCH"),
        ("kÕ ho¹ch", ".VnTimeH,Bold", "KẾ HOẠCH"),
        ("KÕ ho¹ch", ".VnTime", "Kế hoạch"),
        ("“kÕ ho¹ch”", ".VnArial", "“kế hoạch”"),  # quotes of Windows-1252
        ("\uf06b\uf0d5", ".VnTime", "kế"),  # a font taken for one of symbols
        ("xaõ", "VNI-Times", "xã"),
        ("kế hoạch", ".VnTime", "kế hoạch"),  # Unicode in spite of the font
        ("kÕ", "Times New Roman", "kÕ"),
        ("né", "VnTimes New Roman", "né"),  # no font of the family
    ],
)
def test_fonts(text: str, font: str, expected: str) -> None:
    assert from_font(text, font) == expected


def test_words_of_a_page_stay_as_many() -> None:
    words = ["Céng", "hoµ", "x·", "", "héi", "chñ", "nghÜa", "12", "ViÖt", "Nam"]
    assert recovered_words(words) == ["Cộng", "hoà", "xã", "", "hội", "chủ", "nghĩa", "12", "Việt", "Nam"]


# -- time


def test_clean_text_costs_a_scan() -> None:
    text = (
        "Ủy ban nhân dân xã chỉ đạo thực hiện kế hoạch; diện tích 5 m² theo Quyết định số 12/QĐ-UBND, “hoá”.\n" * 10_000
    )
    size = len(text.encode()) / 1e6
    begun = time.process_time()
    assert legacy_edits(text) == []
    assert size / (time.process_time() - begun) * 60 > 20  # MB a minute


def test_time_is_linear_in_the_length_of_a_word() -> None:
    begun = time.process_time()
    assert legacy_edits("ª" * 100_000 + "a" + "-a" * 50_000) == []
    assert time.process_time() - begun < 10
