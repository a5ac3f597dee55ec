"""The record of a document: what its head, its foot and its own words say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process

from dataset.document import Document
from dataset.records import DocumentRecord, Record
from extractors.base import Context, Extractor
from extractors.bodies import Body, words
from extractors.issuer import issuer_of
from extractors.outline.lines import fold
from extractors.outline.model import Node, Outline
from extractors.outline.patterns import patterns
from extractors.parent_place import parent_place
from extractors.period import period_of
from normalizers.dates import parse_date
from normalizers.symbols import ParsedSymbol, document_types, parse_symbol, type_of_name

_ALIKE = 86  # per cent, of a damaged name of a type to the right one
_BLURRED = re.compile(r"\b(?:[\dØOIl]*\d[\dØOIl]*|(?<=tháng )I{1,2})\b")
_JOINED = re.compile(r"(?<=\d)(?=(?:tháng|năm)\b)|(?<=tháng)(?=\d)|(?<=năm)(?=\d{4})")
_DIGITS = str.maketrans("IlO|Ø", "11010")


class Documents(Extractor):
    """Yields the one :class:`DocumentRecord` of a document."""

    name = "documents"

    def extract(self, context: Context) -> Iterable[Record]:
        """The record, with nothing where the document is silent."""
        document, outline = context.document, context.outline
        symbol = symbol_of(outline)
        body, above = issuer_of(outline, symbol)
        title = _title(outline)
        issued_on = _issued_on(outline)
        yield DocumentRecord(
            doc_id=document.doc_id,
            source=document.source,
            sha256=document.sha256,
            media_type=document.media_type,
            text_origin=document.text_origin,
            page_count=len(document.pages),
            doc_type=_doc_type(outline, symbol),
            number=symbol.number if symbol else None,
            symbol=symbol.symbol if symbol else None,
            issued_on=issued_on,
            place=_place(body),
            issuer=body.full if body else None,
            issuer_level=body.level if body else None,
            parent_place=parent_place(outline, body, above, issued_on),
            title=title,
            signer=_signer(outline),
            signer_title=_signer_title(outline),
            period=period_of(title, outline),
            recovered_ratio=_recovered_ratio(document),
        )


def _place(body: Body | None) -> str | None:
    """The name of the locality; with its level where that is a bare number (Phường 1)."""
    if body is None or body.place is None or not body.place.isdigit():
        return body.place if body else None
    return f"{(body.level or '').capitalize()} {body.place}".strip()


def _main(outline: Outline, *kinds: str) -> list[Node]:
    return [node for node in outline.nodes if node.kind in kinds and not node.in_annex]


def symbol_of(outline: Outline) -> ParsedSymbol | None:
    """Number and symbol of the head; the letters that OCR puts for digits (``II /2026``) are read as digits."""
    for node in _main(outline, "symbol"):
        text = re.sub(r"\s*([/⁄])\s*", r"\1", node.text)
        parsed = parse_symbol(text)
        if parsed is None:
            match = re.match(r"(\W*s\S\s*[:.]?\s*)([IlO|\d]{1,4})(?=[/⁄-])", text, re.IGNORECASE)
            if match:
                digits = match.group(2).translate(_DIGITS)
                parsed = parse_symbol(match.group(1) + digits + text[match.end() :])
        if parsed is None:
            # the bar between number and symbol is lost: 118KH-UBND
            joined = re.match(r"\W*s\S\s*[:.]\W*(\d{1,5})\s?([^\W\d_]{2,4}-\S+)$", text, re.IGNORECASE)
            parsed = parse_symbol(f"Số: {joined.group(1)}/{joined.group(2)}") if joined else None
        if parsed is None:
            tail = re.search(r"[/⁄-]\s*([^\W\d_]\S*)$", text)
            # a list of bodies with commas: /CTPH-HND-STP,TC
            parsed = parse_symbol(f"Số: /{tail.group(1).partition(',')[0]}") if tail else None
            parsed = replace(parsed, symbol=tail.group(1)) if parsed and tail else None
        if parsed is not None:
            return parsed
    return None


def _doc_type(outline: Outline, symbol: ParsedSymbol | None) -> str | None:
    """The abbreviation of the printed type; of the symbol where none is printed; CV for a letter."""
    by_symbol = symbol.doc_type if symbol else None
    printed = [node.text for node in _main(outline, "type")]
    # over two lines: CHƯƠNG TRÌNH / PHỐI HỢP
    for text in [" ".join(printed), *printed] if printed else []:
        name = re.sub(r"[^\w\s]", " ", text).strip()
        # a symbol that tells more than the line of the type: QCPH under QUY CHẾ, which its title goes on
        if by_symbol and f"{fold(document_types().get(by_symbol, ''))} ".startswith(f"{fold(name)} "):
            return by_symbol
        by_name = type_of_name(name) or _type_without_marks(name)
        if by_name:
            return by_name
    if by_symbol is None and (
        _main(outline, "addressee") or any(fold(n.text).startswith("v/v") for n in _main(outline, "title"))
    ):
        return "CV"
    return by_symbol


def _type_without_marks(name: str) -> str | None:
    """The type whose name is nearest, the marks left aside: KÉẺ HOẠCH."""
    names = {short: fold(full) for short, full in document_types().items()}
    best = process.extractOne(fold(name), names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return best[2] if best else None


def _issued_on(outline: Outline) -> str | None:
    for node in _main(outline, "place-date"):
        match = re.search(r"(?:ngày|tháng)\b.*", node.text, re.IGNORECASE)
        # letters that OCR puts for digits: ngày Ø1, tháng II
        text = _BLURRED.sub(lambda m: m.group().translate(_DIGITS), match.group()) if match else ""
        parsed = parse_date(_JOINED.sub(" ", text))
        if parsed is not None and parsed.edtf:
            return parsed.edtf
    return None


def _title(outline: Outline) -> str | None:
    text = " ".join(node.text for node in _main(outline, "title"))
    text = re.sub(r"^\W*v/v\b:?\s+", "", re.sub(r"\s+", " ", text), flags=re.IGNORECASE).strip(" *_.")
    return text or None


def _signer(outline: Outline) -> str | None:
    """The last name of the foot; a name over two lines is joined."""
    names: list[str] = []
    previous: Node | None = None
    for node in outline.nodes:
        if node.kind == "signer" and not node.in_annex:
            rank = patterns().search("foot.rank", fold(node.text))
            text = re.sub(r"[^\w\s.'’-]", " ", node.text[rank.end() if rank else 0 :]).strip(" .'-")
            goes_on = previous is not None and previous.kind == "signer" and len(names[-1].split()) == 1
            names[-1:] = [f"{names[-1]} {text}"] if goes_on else [*names[-1:], text]
        previous = node
    if not names:
        return None
    name = re.sub(r"\s+", " ", names[-1])
    return name.title() if name.isupper() else name


def _signer_title(outline: Outline) -> str | None:
    """The office over the name; what OCR left of a known one (HỦ TỊCH) is read as that one."""
    offices = words()["offices"]["names"]
    block = _main(outline, "signer-title", "signer")
    named = max((index for index, node in enumerate(block) if node.kind == "signer"), default=len(block))
    # an office below the name is another one that the signer holds: TRƯỞNG ĐOÀN / Lê An / PHÓ GIÁM ĐỐC SỞ …
    all_titles = [node for node in block if node.kind == "signer-title"]
    titles = [node for node in block[:named] if node.kind == "signer-title"] or all_titles
    titles = _without_second_office(titles)
    # PHÓ GIÁM ĐỐC / SỞ …: the body in the line below is no office
    for node in reversed([n for n in titles if patterns().has("foot.title", fold(n.text))] or titles):
        text = node.text.strip(" *_.'\"`")
        best = process.extractOne(
            fold(text), {name: fold(name) for name in offices}, scorer=fuzz.ratio, score_cutoff=_ALIKE
        )
        return str(best[2]).upper() if best and text.isupper() else text
    return None


def _without_second_office(titles: list[Node]) -> list[Node]:
    """TRƯỞNG BAN / PHÓ CHỦ TỊCH UBND TỈNH: what the head of one body is in another is not the office of who signs."""
    second = re.compile(words()["offices"]["elsewhere"])
    if not titles or second.search(fold(titles[0].text)):
        return titles
    return [titles[0], *(node for node in titles[1:] if not second.search(fold(node.text)))]


def _recovered_ratio(document: Document) -> float:
    changed = sum(max(r.source_end - r.source_start, r.target_end - r.target_start) for r in document.alignment.regions)
    return min(1.0, changed / len(document.text)) if document.text else 0.0
