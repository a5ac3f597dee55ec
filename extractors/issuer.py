"""Who issued a document: the body, its level and its locality, put together from what the document says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from extractors.bodies import Body, parse_body, words
from extractors.institutions import as_it_calls_itself
from extractors.localities import Locality, find_localities, proper
from extractors.outline.head import goes_on
from extractors.outline.head_columns import side_by_side
from extractors.outline.lines import fold
from extractors.outline.model import Node, Outline
from extractors.outline.patterns import patterns
from normalizers.gazetteer import gazetteer
from normalizers.symbols import ParsedSymbol

_OFFICE = "Văn phòng"
_CHIEF = re.compile(r"^\W*(?:(?:PHÓ )?CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG)\s+(?=\S+ \S)")
COMMUNE_LEVELS = frozenset({"phường", "xã", "đặc khu", "thị trấn"})


def issuer_of(outline: Outline, symbol: ParsedSymbol | None) -> tuple[Body | None, list[Body]]:
    """The issuing body, and the bodies above it that the head names.

    The head comes first; what it leaves out (no head at all, a level without its name) is taken from the enacting
    clause, the place of the date line, the title and the captions of the annexes, in this order.
    """
    heads = [parse_body(part) for text in _head_texts(outline, "issuer") for part in side_by_side(text)]
    above = [parse_body(text) for text in _head_texts(outline, "superior")]
    body = _joint(heads) if heads else None
    clause = _enacting_body(outline)
    if body is None:
        body = clause
    elif clause is not None and _letters(clause.name) == _letters(body.name):
        # running text keeps its capitals, and OCR reads it better than a letterhead
        body = Body(clause.name, body.level or clause.level, body.place or clause.place)
    if body is not None and heads:
        body, above = _with_organ(body, above, outline)
    if body is not None and body.name == _OFFICE:
        body = replace(body, name=_office_of(outline, above))
    if body is None and symbol is not None:
        name = words()["by_symbol"].get((symbol.issuer_code or "").split("-")[0])
        body = Body(name) if name else None
    if body is None:
        return None, above
    body = as_it_calls_itself(_located(body, outline, above), outline)
    if len(heads) > 1:  # the committee of the province is not above both a department and a union
        above = [higher for higher in above if (higher.level, higher.place) != (body.level, body.place)]
    return body, above


def _letters(name: str) -> str:
    """The letters of a name, "&" read as "và": TRƯỜNG TH &THCS is Trường TH và THCS."""
    return re.sub(r"\W+", " ", fold(name).replace("&", " va ")).strip()


def _joint(heads: list[Body]) -> Body:
    """One body; of a joint document all of them, with the locality of the last."""
    names = [head.name if head.place or not head.level else f"{head.name} {head.level}" for head in heads[:-1]]
    return replace(heads[-1], name=" - ".join(dict.fromkeys([*names, heads[-1].name])))


def _with_organ(body: Body, above: list[Body], outline: Outline) -> tuple[Body, list[Body]]:
    """The body under the name of the organ that speaks for it, and what is above that one.

    Head ``LIÊN ĐOÀN LAO ĐỘNG TỈNH SƠN LA / BAN THƯỜNG VỤ``: the Standing Board of that federation. Head ``TỈNH ỦY
    SƠN LA``, behind the type ``CỦA BAN THƯỜNG VỤ TỈNH ỦY``: the Standing Board of that committee.
    """
    organs = words()["organs"]
    if body.name in organs["names"] and above:
        whole = above[-1]
        name = f"{body.name} {organs['of'].get(whole.name, whole.name)}"
        return Body(name, body.level or whole.level, body.place or whole.place), above[:-1]
    for text in map(_author, outline.of("issuer")):
        author = parse_body(text) if text else None
        if author is None:
            continue
        if author.name in organs["names"]:
            return replace(body, name=f"{author.name} {organs['of'].get(body.name, body.name)}"), above
        if author.name.startswith(tuple(organs["names"])):
            return replace(body, name=author.name), above
        if _is_central(author):
            return author, []
    return body, above


def _author(node: Node) -> str | None:
    """The body that a line behind the type names: CỦA BAN THƯỜNG VỤ TỈNH ỦY."""
    own = patterns().has("head.author", fold(node.text)) and not node.in_annex
    return node.text.strip()[len("của ") :] if own else None


def _is_central(body: Body) -> bool:
    return re.search(words()["central"]["names"], fold(body.name)) is not None and body.place is None


def _office_of(outline: Outline, above: list[Body]) -> str:
    """Whose office it is: that of the body above it, or as the signature says."""
    signed = [parse_body(node.text).name for node in outline.of("formula")]
    named = [name for name in signed if name.startswith(f"{_OFFICE} ")]
    known = [f"{_OFFICE} {body.name}" for body in above if body.name in words()["fixed"]["names"]]
    return next(iter([*known, *named]), _OFFICE)


def _head_texts(outline: Outline, kind: str) -> Iterator[str]:
    """The bodies of the head: a line that only goes on with a name is joined to the line before."""
    group: list[str] = []
    for node in outline.nodes:
        if node.kind != kind or node.in_annex or _author(node):
            continue
        if group and goes_on(" ".join(group), node.text):
            group.append(node.text)
            continue
        if group:
            yield " ".join(group)
        group = [node.text]
    if group:
        yield " ".join(group)


def _enacting_body(outline: Outline) -> Body | None:
    """The subject of the enacting clause: "…, Ủy ban nhân dân phường X ban hành Kế hoạch …"."""
    data = words()["enacting"]
    pattern = re.compile(rf"(?:^|[,;.:)]\s*)({data['body']}[^,;.:()]{{0,90}}?)\s+{data['verbs']}")
    nodes = [node for node in outline.of("enacting", "basis") if not node.in_annex]
    for node in reversed(nodes):
        matches = list(pattern.finditer(fold(node.text)))
        if matches:
            start, end = matches[-1].span(1)
            return parse_body(node.text[start:end])
    # who decides stands in capitals over the legal basis, where a copy has no letterhead
    shouted = [node.text for node in nodes if node.text.isupper()]
    authority = next((text for text in shouted if patterns().has("front.authority", fold(text))), None)
    return parse_body(_CHIEF.sub("", authority)) if authority else None


def _located(body: Body, outline: Outline, above: list[Body]) -> Body:
    """The body with level and locality filled in from the rest of the document."""
    if body.place is not None and body.level is not None:
        return body
    dated = date_place(outline)
    if _is_central(body) or (body.level is None and any(map(_is_central, above))):
        return replace(body, place=dated.name if dated else None, apart=True)
    if dated is not None and _is_seat(body, dated):
        dated = None
    if dated is not None and dated.name and (body.level is None or dated.level in {None, body.level}):
        named = _level_of(dated.name, outline)
        level = body.level or dated.level or named
        if named is None or level == named or body.level is not None:
            return replace(body, level=level, place=dated.name)
    for node in outline.of("title", "enacting", "closing", "annex-reference"):
        for place in find_localities(node.text):
            if place.name and (body.level in {None, place.level}) and not _above(place, above):
                return replace(body, level=place.level, place=proper(place.name))
    if dated is None and body.level is not None and (named := _most_named(body.level, outline)):
        return replace(body, place=named)
    return body


def _is_seat(body: Body, dated: DatePlace) -> bool:
    """Whether the date line names the town in which a province has its seat, and no province (Pleiku, Tuy Hòa)."""
    found = gazetteer().lookup(dated.name) if body.level == "tỉnh" else []
    return bool(found) and all(place.tier != "province" for place in found)


def _most_named(level: str, outline: Outline) -> str | None:
    """The one locality of a level that the document names most often."""
    counts: Counter[str] = Counter()
    for node in outline.nodes:
        if node.kind != "table":
            counts.update(proper(p.name) for p in find_localities(node.text) if p.name and p.level == level)
    first = counts.most_common(2)
    return first[0][0] if first and (len(first) == 1 or first[0][1] > first[1][1]) else None


@dataclass(frozen=True)
class DatePlace:
    """The locality of the date line, with its level where that is printed (``Phường 1, ngày …``)."""

    level: str | None
    name: str


def date_place(outline: Outline) -> DatePlace | None:
    """The locality before the date in the head."""
    texts = [
        re.sub(r"\b(?:ngày|tháng)\b.*", "", node.text, flags=re.IGNORECASE).strip(" ,.-–_")
        for node in outline.of("place-date")
        if not node.in_annex
    ]
    text = next(filter(None, texts), "")
    if not text:
        return None
    place = next(iter(find_localities(text)), None)
    if place is not None and place.start == 0 and place.name:
        # a number alone is no name: Phường 1
        return DatePlace(place.level, text if place.name.isdigit() else proper(place.name))
    return DatePlace(None, proper(text))


def _level_of(name: str, outline: Outline) -> str | None:
    """The level word with which the document itself mostly writes a name."""
    counts: Counter[str] = Counter()
    for node in outline.nodes:
        if node.kind == "table":
            continue
        counts.update(p.level for p in find_localities(node.text) if p.name and fold(p.name) == fold(name))
    return counts.most_common(1)[0][0] if counts else None


def _above(place: Locality, above: Iterable[Body]) -> bool:
    return any(body.place is not None and fold(body.place) == fold(place.name or "") for body in above)
