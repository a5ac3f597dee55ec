"""Groups that stand for several bodies: ``các sở, ban, ngành``, ``các cơ quan, đơn vị liên quan``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.units.fold import fold
from normalizers.units.locality import parse_locality
from normalizers.units.model import Locality, Unit, UnitText
from normalizers.units.text import SEPARATOR, Text, skip

if TYPE_CHECKING:
    from normalizers.units.grammar import Grammar

_PERSONS = re.compile(r"bí thư|(?:tổ |chi hội )?trưởng|chi đoàn trưởng")
_COMMA = re.compile(r"\s*[,/]\s*|\s+")


def group_at(grammar: Grammar, text: Text, position: int, closed: bool) -> list[UnitText]:
    """The group that begins at ``position``; in running text only behind a determiner or closed by its qualifier."""
    determiner = grammar.words.determiner.match(text.folded, position)
    begin = skip(text.folded, determiner.end()) if determiner else position
    nouns, end = group_nouns(grammar, text, begin)
    if not nouns:
        return []
    qualified = False
    while found := grammar.words.qualifier.match(text.folded, end):
        end, qualified = found.end(), True
        if found.group().endswith(("thuộc", "giúp việc")):
            end = _owner_end(grammar, text, end)
    place = parse_locality(grammar, text, end)
    if place:
        end = place.end
    related = text.folded[begin:end].endswith("liên quan") and (len(nouns) > 1 or nouns[0] in {"cơ quan", "đơn vị"})
    alone = closed and (qualified or len(nouns) > 1 or SEPARATOR.match(text.folded, end))
    if not (determiner or related or alone):
        return []
    return [text.unit(position, end, group_unit(grammar, text, (position, end), determiner is not None, place))]


def _owner_end(grammar: Grammar, text: Text, position: int) -> int:
    """End of the body to which a group belongs ("trực thuộc Sở"); ``position`` if none follows."""
    begin = skip(text.folded, position)
    if owner := grammar.body(text, begin):
        return owner[-1].end
    noun = grammar.words.noun.match(text.folded, begin)
    return noun.end() if noun and text.capital(begin) else position


def group_nouns(grammar: Grammar, text: Text, position: int) -> tuple[list[str], int]:
    """The nouns of a group ("sở, ban, ngành") from ``position`` on, and where they end."""
    nouns: list[str] = []
    end = start = position
    while found := grammar.words.noun.match(text.folded, start):
        spaced = bool(nouns) and not text.folded[end:start].strip()
        noun = " ".join(found.group().split())
        if spaced and noun not in {"ban", "ngành", "đoàn thể", "hội"}:
            break
        if nouns and _PERSONS.match(noun) and not _PERSONS.match(nouns[0]):
            break  # "các thôn, Bí thư Chi đoàn": persons beside bodies
        if nouns and noun == "tổ chức" and not _noun_follows(grammar, text, found.end()):
            break
        if text.capital(start) and not grammar.words.level.match(text.folded, start) and grammar.body(text, start):
            break
        nouns.append(noun)
        end = found.end()
        comma = _COMMA.match(text.folded, end)
        if not comma:
            break
        start = comma.end()
    return nouns, end


def _noun_follows(grammar: Grammar, text: Text, end: int) -> bool:
    """Whether "tổ chức" is the noun there (organisations) and not the verb (to organise)."""
    return bool(SEPARATOR.match(text.folded, end) or grammar.words.qualifier.match(text.folded, end))


def group_unit(grammar: Grammar, text: Text, at: tuple[int, int], determined: bool, place: Locality | None) -> Unit:
    """The group that stands at ``at`` under its canonical name."""
    words = text.words(*at)
    if words.isupper() and len(words) > 4:
        words = words.lower()
    words = re.sub(r"\s*([,/])\s*", r"\1 ", words).replace("có liên quan", "liên quan")
    words = re.sub(r"(?<!\w)(ban|ngành)\s+(?=ngành|đoàn thể)", r"\1, ", words, flags=re.IGNORECASE)
    words = re.sub(
        r"^(?:tất cả các|tất cả|toàn thể|một số|hệ thống|từng|mỗi|các|những)\s+", "", words, flags=re.IGNORECASE
    )
    single = not determined and not re.search(r"[,/]|liên quan|đoàn thể", words)
    name = grammar.expand(words if single else f"các {words}")
    name = grammar.words.group_aliases.get(fold(name), name)
    return Unit(name, "group", place.level if place else None, place.place if place else None, name, group=True)
