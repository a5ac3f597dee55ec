"""Numbers and symbols of acts: ``403/NQ-CP``, ``08-NQ/ĐU``, ``25/2021/QĐ-TTg``, ``58/2024/QH15``, ``/KH-UBND``.

State documents bear number/TYPE-ISSUER (Decree 30/2020/NĐ-CP, Annex I, II.3), legal ones number/year/TYPE-ISSUER, Party
documents number-TYPE/ISSUER (Hướng dẫn 36-HD/VPTW). Types and issuers are data: ``data/document_types.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from normalizers.unicode import VIETNAMESE_LETTERS, compare_key, fold_case

SymbolStyle = Literal["state", "party", "assembly", "letter"]
Fault = Literal["party-form-expected", "state-form-expected", "issuer-missing", "separators"]
# later ones win where two name an abbreviation
_PARTS: Final = ("party", "usage", "joint", "state")
_DATA: Final = Path(__file__).parent / "data" / "document_types.toml"


@dataclass(frozen=True, slots=True)
class ParsedSymbol:
    """A number and symbol, taken apart.

    ``number`` is as written, with the year where one follows it (``25/2021``), or nothing where it is left blank;
    ``symbol`` is what stands behind it (``QĐ-TTg``, ``NQ/ĐU``); ``doc_type`` the type as abbreviated, if the symbol
    tells it; ``fault`` why the form is wrong, if it is (``45-QĐ-ĐU``).
    """

    number: str | None
    symbol: str
    doc_type: str | None
    issuer_code: str | None
    style: SymbolStyle
    year: int | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class SymbolMatch:
    """A number and symbol at ``text[start:end]``; ``start`` is at the number, or at the bar of a blank number."""

    start: int
    end: int
    symbol: ParsedSymbol
    after_so: bool


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def document_types() -> dict[str, str]:
    """Abbreviation → usual name (``KH`` → ``Kế hoạch``); state names win over Party names."""
    data = _data()
    pairs = {abbreviation: names[0] for part in _PARTS for abbreviation, names in data[part].items()}
    return pairs | {name: name for name in data["named"]["names"]}


@lru_cache(maxsize=1)
def type_names() -> dict[str, str]:
    """Every name of a type, as :func:`compare_key` writes it → abbreviation (``kế hoạch`` → ``KH``)."""
    data = _data()
    names = {
        compare_key(name): abbreviation
        for part in _PARTS
        for abbreviation, aliases in data[part].items()
        for name in aliases
    }
    return names | {compare_key(name): name for name in data["named"]["names"]}


def type_of_name(name: str) -> str | None:
    """The type for a name as written: ``KẾ HOẠCH`` → ``KH``, ``Luật`` → ``Luật``."""
    return type_names().get(compare_key(name))


@lru_cache(maxsize=1)
def _types_by_case() -> dict[str, str]:
    return {abbreviation.casefold(): abbreviation for part in _PARTS for abbreviation in _data()[part]}


@lru_cache(maxsize=1)
def _party_issuers() -> frozenset[str]:
    return frozenset(token.casefold() for token in _data()["party_issuers"]["tokens"])


def party_issuer_like(letters: str) -> str | None:
    """The one abbreviation of a Party body with these letters, whatever marks they bear: ``DU`` is *ĐU*."""
    found = {issuer for issuer in _data()["party_issuers"]["tokens"] if fold_case(issuer) == fold_case(letters)}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1)
def _former_symbols() -> frozenset[str]:
    return frozenset(symbol.casefold() for symbol in _data()["former"]["symbols"])


_UPPER: Final = "A-ZĐĂÂÊÔƠƯ"
_LOWER: Final = "a-z" + "".join(sorted(letter for letter in VIETNAMESE_LETTERS if letter.islower()))
# a part of a symbol: capitals and digits, with the small letters of TTg, CTr, QyĐ, QĐi; Ttr is how many write TTr
_TOKEN: Final = rf"(?:Ttr(?![{_LOWER}])|[{_UPPER}])(?:[{_UPPER}\d]|[gryih](?![{_LOWER}]))*"
_BAR: Final = "[/⁄∕]"
_BODY: Final = (
    rf"(?P<type>QH\s\d{{1,2}}|{_TOKEN})"
    rf"(?:(?:\s?(?P<sep2>[-–/⁄∕])\s?|(?P<dot>\.)(?=[{_UPPER}]{{2}}))(?P<issuer>{_TOKEN}(?:(?:[-–/⁄∕&.]|-\s(?=[{_UPPER}]{{3,}}(?![{_LOWER}]))){_TOKEN})*))?(?:(?=ngày(?:\W|\d))|(?![{_LOWER}]))"
)
# 66.7 is how the Government numbers resolutions of one programme
_NUMBER: Final = r"(?P<number>\d{1,5}(?:\.\d{1,3})?[a-zđA-ZĐ]?)"
_NUMBERED: Final = re.compile(
    rf"(?:(?<![^\W_])|(?<=[Ss]ố))(?<![,.])(?<!\d{_BAR}){_NUMBER}(?:\s?{_BAR}\s?(?P<year>(?:19|20)\d\d))?\s{{0,3}}(?P<sep1>[-–/⁄∕])\s?{_BODY}"
)
_UNNUMBERED: Final = re.compile(rf"(?:(?<=[Ss]ố)|(?<=SỐ))\s*:?[\s.…_]*(?P<sep1>[-–/⁄∕])\s?{_BODY}")
_AFTER_SO: Final = re.compile(r"\bsố\s*:?[\s_*]*$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _typed() -> re.Pattern[str]:
    names = sorted((name for name in type_names() if len(name) > 3), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})\s+số\s*:?\s*$", re.IGNORECASE)


_CODE: Final = re.compile(rf"[{_UPPER}]{{3,}}")
_ASSEMBLY: Final = re.compile(r"QH\d{1,2}")
_BLANK_NUMBER: Final = re.compile(rf"\s*(?:[Ss]ố|SỐ)?\s*:?[\s.…_]*(?P<sep1>[-–/⁄∕])\s?{_BODY}\s*")


def parse_symbol(text: str) -> ParsedSymbol | None:
    """The number and symbol that the whole of ``text`` is; ``Số:`` before it and a blank number are taken."""
    text = text.strip()
    if match := _BLANK_NUMBER.fullmatch(text):
        return _build(match)
    bare = re.sub(r"^(?:[Ss]ố|SỐ)\s*:?\s*", "", text)
    match = _NUMBERED.fullmatch(bare)
    return _build(match) if match else None


def find_symbols(text: str) -> Iterator[SymbolMatch]:
    """The numbers and symbols of a text in reading order.

    Without ``số`` before it a symbol is taken only if its type or its issuer is known.
    """
    found = []
    for match in _NUMBERED.finditer(text):
        after_so = bool(_AFTER_SO.search(text, max(0, match.start() - 8), match.start()))
        parsed = _build(match)
        known = (parsed.doc_type is not None and parsed.issuer_code) or parsed.style == "assembly"
        # Công văn số 12/STTTT: who issued it alone, where the type stands before the number
        coded = _CODE.fullmatch(parsed.symbol) and _typed().search(text[max(0, match.start() - 40) : match.start()])
        former = parsed.symbol.casefold() in _former_symbols() or bool(coded)
        if known or (after_so and (parsed.doc_type or parsed.issuer_code or former)):
            found.append(SymbolMatch(match.start(), match.end(), parsed, after_so))
    for match in _UNNUMBERED.finditer(text):
        parsed = _build(match)
        # "số … /SKSS" is no act: a blank number counts only before a known type, or before the letters of a committee
        if parsed.style != "letter" or match["type"] in {"UBND", "HĐND"}:
            found.append(SymbolMatch(match.start("sep1"), match.end(), parsed, after_so=True))
    yield from sorted(found, key=lambda found_one: found_one.start)


def _build(match: re.Match[str]) -> ParsedSymbol:
    groups = match.groupdict()
    token, issuer, year = match["type"].replace(" ", ""), match["issuer"], groups.get("year")
    issuer = re.sub("[–]", "-", issuer) if issuer else None
    number = groups.get("number")
    if number and year:
        number = f"{number}/{year}"
    doc_type = _types_by_case().get(token.casefold())
    second = "/" if match["sep2"] and match["sep2"] in "/⁄∕" else "-"
    symbol = f"{token}{second}{issuer}" if issuer else token
    first = "/" if match["sep1"] in "/⁄∕" else "-"
    style: SymbolStyle
    if _ASSEMBLY.fullmatch(token) or "UBTVQH" in symbol:
        style = "assembly"
        doc_type = doc_type if doc_type and issuer else ("NQ" if "UBTVQH" in symbol else None)
    elif doc_type is None:
        style = "letter"
        if issuer or token in {"UBND", "HĐND"}:
            doc_type = "CV" if first == "/" and (issuer is not None) else None
    else:
        style = "party" if first == "-" else "state"
    fault = _fault(style, first, second, issuer) if doc_type else None
    return ParsedSymbol(number, symbol, doc_type, issuer, style, int(year) if year else None, fault)


def _fault(style: SymbolStyle, first: str, second: str, issuer: str | None) -> Fault | None:
    if style in {"assembly", "letter"}:
        return None
    if issuer is None:
        return "issuer-missing"
    party = any(part.casefold() in _party_issuers() for part in re.split("[-/.&]", issuer))
    if party and (first, second) != ("-", "/"):
        return "party-form-expected"
    if first == "-" and second == "-":
        return "separators"
    return "separators" if first == "/" and second == "/" else None
