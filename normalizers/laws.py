"""Laws, codes, ordinances and the constitution by name: where the name begins and ends in running text.

A title of ``data/laws.toml`` wins, the longest first; a law that is not listed is read by grammar: from a capital to
the next punctuation or function word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from normalizers.unicode import compare_key, tone_placement

_DATA: Final = Path(__file__).parent / "data" / "laws.toml"
_KIND: Final = re.compile(
    r"(?<![\w-])(?P<kind>Bộ [Ll]uật|BỘ LUẬT|Luật|LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP)(?!\w)", re.UNICODE
)
_AMENDING: Final = re.compile(
    r"\s+(?:sửa đổi(?:,|\s+và)?\s+bổ sung|sửa đổi)(?:\s+một số)?(?:\s+(?:điều|các điều|nội dung))?(?:\s+của)?"
    r"(?=\s+(?:các\s+)?(?:Luật|Bộ luật|Pháp lệnh))",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"\s*(?:,|;|và)\s+(?=(?:Luật|Bộ luật)\s)")
_BREAK: Final = re.compile(r"[,;.:()\[\]“”\"!?…/]|\s[-–—]\s")
# the words of a title behind its first one are small; some names inside titles begin with a capital
_SMALL: Final = (
    r"(?:[a-zà-ỹđ]+|Nhà nước|Quốc hội|Hội đồng nhân dân|Ủy ban nhân dân|Việt Nam|Quân đội|Tòa án|Viện kiểm sát)"
)
_NO_TITLE: Final = r"(?!(?:theo|được|quy định|của Chính phủ|sửa đổi|ban hành|ngày|năm|số)(?!\w))"
_PARTS: Final = re.compile(
    rf"\s+(?!này\b)[^\W\d_]+(?:\s+{_NO_TITLE}{_SMALL}){{0,9}}"
    rf"(?:(?:,|\s+và)\s+(?!(?:các|những)(?!\w)){_NO_TITLE}[a-zà-ỹđ]+(?:\s+{_NO_TITLE}{_SMALL}){{0,9}}){{1,3}}"
    r"(?=\s+(?:ngày\s+\d|năm\s+(?:19|20)\d\d|số\s*:?\s*\d))"
)
_WORD: Final = re.compile(r"\s+([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class LawMatch:
    """A law named at ``text[start:end]``; ``title`` in full words with its kind: ``Luật Bảo hiểm xã hội``.

    ``listed`` tells that the title is in the data; otherwise grammar decided where it ends.
    """

    start: int
    end: int
    kind: str
    title: str
    listed: bool


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _titles() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """For each kind a pattern of its listed titles, and the title for each key."""
    abbreviations = _data()["abbreviations"]
    result = {}
    for kind, titles in _data()["titles"].items():
        by_key = {compare_key(title): title for title in titles}
        by_key |= {compare_key(form): title for title in titles for form in _shortened(title, abbreviations)}
        forms = sorted(by_key, key=len, reverse=True)
        # commas inside titles are often left out (Phòng chống thiên tai)
        pattern = "|".join(re.escape(form).replace(r"\ ", r"\s+").replace(",", ",?") for form in forms)
        by_key |= {key.replace(",", ""): title for key, title in by_key.items()}
        result[kind] = (re.compile(rf"\s+(?P<title>{pattern})(?!\w)"), by_key)
    return result


def _shortened(title: str, abbreviations: dict[str, str]) -> list[str]:
    """The forms of a title in which some of its words are abbreviated: ``Tổ chức HĐND và UBND``."""
    forms = [title]
    for short, full in abbreviations.items():
        if " " in short and full != title:
            continue
        whole = re.compile(rf"(?<!\w){re.escape(full)}(?!\w)", re.IGNORECASE)
        forms += [whole.sub(short, form) for form in forms if whole.search(form)]
    return forms[1:]


def find_laws(text: str) -> Iterator[LawMatch]:
    """The laws that a text names, in reading order; laws inside the name of an amending law are part of that name."""
    if "uật" not in text and "áp" not in text and "UẬT" not in text:
        return
    lowered = tone_placement(text).lower()
    if len(lowered) != len(text):
        return
    position = 0
    while match := _KIND.search(text, position):
        position = match.end()
        if law := _law(text, lowered, match):
            yield law
            position = law.end


def _law(text: str, lowered: str, match: re.Match[str]) -> LawMatch | None:
    kind = match["kind"].capitalize()
    if text[: match.start()].rstrip().rpartition(" ")[2].casefold() in _data()["grammar"]["not_after"]:
        return None
    if amending := _AMENDING.match(text, match.end()):
        return _amending(text, lowered, match, amending.end(), kind)
    pattern, by_key = _titles()[kind]
    if listed := pattern.match(lowered, match.end()):
        title = by_key.get(compare_key(listed["title"])) or by_key[compare_key(listed["title"]).replace(",", "")]
        return LawMatch(match.start(), listed.end(), kind, f"{kind} {title}", listed=True)
    if kind == "Hiến pháp":
        return LawMatch(match.start(), match.end(), kind, kind, listed=True)
    end = _title_before_date(text, match.end()) or _title_end(text, match.end())
    if end is None or match["kind"].isupper():
        return None
    return LawMatch(match.start(), end, kind, " ".join(text[match.start() : end].split()), listed=False)


def _amending(text: str, lowered: str, match: re.Match[str], position: int, kind: str) -> LawMatch | None:
    """``Luật sửa đổi, bổ sung một số điều của Luật A, Luật B và Luật C``, as one name."""
    end = match.end()
    inner_start = position
    while inner := _KIND.search(text, position):
        if text[position : inner.start()].strip() not in {"", "các"}:
            break
        law = _law(text, lowered, inner)
        if law is None:
            break
        end = law.end
        joined = _JOINED.match(text, end)
        if not joined:
            break
        position = joined.end()
    if end == match.end():
        return None
    lead = " ".join(text[match.start() : inner_start].split())
    if re.search("bổ sung", lead, re.IGNORECASE):
        articles = " một số điều của" if "điều" in lead.lower() else ""
        lead = f"{kind} sửa đổi, bổ sung{articles}"
    title = f"{lead} {' '.join(text[inner_start:end].split())}"
    return LawMatch(match.start(), end, kind, title, listed=False)


def _title_before_date(text: str, position: int) -> int | None:
    """Where a title of several parts ends that is not listed: right before its number, its day or its year.

    ``Luật Quản lý, sử dụng tài sản nhà nước ngày …``; a part in capitals behind a comma is another name.
    """
    whole = _PARTS.match(text, position)
    return whole.end() if whole else None


def _title_end(text: str, position: int) -> int | None:
    """Where a title ends that is not listed; nothing if none begins here."""
    grammar = _data()["grammar"]
    end = None
    while word := _WORD.match(text, position):
        syllable = word[1]
        following = text[word.start(1) :].casefold()
        if end is None and (not syllable[0].isupper() or syllable.casefold() in grammar["not_laws"]):
            return None
        if end is not None and any(re.match(rf"{stop}(?!\w)", following) for stop in grammar["stops"]):
            break
        end = position = word.end()
        if _BREAK.match(text, position):
            break
    return end
