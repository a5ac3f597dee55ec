"""The text layer of a PDF page: its words, its ruled tables, and whether it can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from dataset.document import Box
from normalizers.diacritics.damage import is_damaged
from normalizers.legacy_encodings import from_font, recovered_words
from normalizers.syllables import looks_misread, share_of_syllables
from pipeline.notes import told
from pipeline.reading.layout.dots import dotted_rules, is_dot
from pipeline.reading.layout.grid import build_table, share_words
from pipeline.reading.layout.model import PageContent, PageWord, RawTable, around, words_of
from pipeline.reading.layout.unruled import find_unruled
from pipeline.reading.letters import read_words, set_upright

USABLE_SHARE = 0.8
"""Of a good layer's words at least this share are Vietnamese syllables (clean text 0.9 to 0.99, garbled below 0.65)."""
FEW_WORDS = 40
"""On pages with fewer words, names and figures weigh much: this share is enough."""
USABLE_SHARE_OF_FEW = 0.5
THIN = 3.0
"""A filled rectangle no thicker than this many points is a rule."""
MANY_CURVES = 40
"""A page without words but with this many curves has its letters drawn as outlines."""
RAISED_SIZE, RAISED = 0.8, 0.12
"""A raised digit is smaller than this share of its word's letters, its foot this much higher (in font sizes)."""
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
HAIR = 0.5
"""A line that is off its direction by no more points is straight."""
MANY_DOTS = 40
"""From so many small marks on, a page may have dotted rules."""
PICTURE_SHARE = 0.6
"""A picture over this share of a page with only a few words on top is a scan that was stamped."""

_UNMAPPED = re.compile(r"\(cid:\d+\)|[\x00-\x08\x0e-\x1f\ue000-\uf8ff]")
_BOLD = re.compile(r"bold|black|heavy|(?<=[-,])bd", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)


@dataclass(frozen=True)
class TextLayer:
    """What the text layer of a page gives, how much of the page a picture covers (0 to 1), and how much is drawn."""

    content: PageContent
    picture: float
    curves: int = 0

    @property
    def usable(self) -> bool:
        """Whether the layer is the document's text: mostly Vietnamese, no stamp on a scan, no bad reading of it.

        Where this says no, the page is read again, and the better of both texts stays.
        """
        words = list(words_of(self.content))
        if not words:
            return self.picture == 0.0 and self.curves < MANY_CURVES
        few = len(words) < FEW_WORDS
        if self.picture >= PICTURE_SHARE:
            # the page is a scan, and somebody's engine has read it already: well or badly
            text = " ".join(word.text for word in words)
            if few or is_damaged(text) or looks_misread(text):
                return False
        return share_of_words(self.content) >= (USABLE_SHARE_OF_FEW if few else USABLE_SHARE)


def read_layer(page: Any, number: int) -> TextLayer:
    """Words and ruled tables of a page.

    Args:
        page: A ``pdfplumber.page.Page``. Its ``annots`` are never asked for: they recurse without end on signed files.
        number: Number of the page, from 1.
    """
    page = set_upright(page)
    read, legend = read_words(page)
    words, converted = _in_unicode(list(_words(read)))
    grids = [[Box(*map(float, cell)) for cell in table.cells] for table in _tables(page)]
    inside = share_words(words, [around(boxes) for boxes in grids])
    tables: list[RawTable] = []
    outside = list(inside.outside)
    for boxes, held in zip(grids, inside.tables, strict=True):
        table = build_table(boxes, held, number) if held else None
        if table is None:
            outside += held
        else:
            tables.append(table)
    unruled = find_unruled(outside, number)
    if unruled:
        taken = {id(word) for table in unruled for cell in table.cells for line in cell.lines for word in line.words}
        outside = [word for word in outside if id(word) not in taken]
        tables += unruled
    content = PageContent(
        number,
        float(page.width),
        float(page.height),
        "text-layer",
        outside,
        tables,
        rotation=int(page.rotation or 0) % 360,
        state="read" if words else "blank",
        notes=(
            *((told("old_codes", number, count=converted),) if converted else ()),
            *((told("stamp", number, text=legend),) if legend else ()),
        ),
    )
    return TextLayer(content, _picture_share(page), len(page.curves))


def _words(read: Sequence[dict[str, Any]]) -> Iterator[tuple[PageWord, str]]:
    """The words as the file has them, each with the name of its font."""
    for word in read:
        char = word["chars"][0]
        face = char["fontname"].rpartition("+")[2]
        yield (
            PageWord(
                _with_raised(word),
                Box(float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"])),
                float(char["size"]),
                bool(_BOLD.search(face)),
                bool(_ITALIC.search(face)),
                turned=_turned(char),
            ),
            face,
        )


def _turned(char: dict[str, Any]) -> int:
    """By how many degrees anticlockwise a letter lies on its side: 0, 90 or -90."""
    if char["upright"]:
        return 0
    return 90 if char["matrix"][1] > 0 else -90


def _in_unicode(read: list[tuple[PageWord, str]]) -> tuple[tuple[PageWord, ...], int]:
    """The words with old encodings read (by their fonts, else by what comes out), and how many of them there were."""
    before = [word.text for word, _ in read]
    after = recovered_words([from_font(word.text, face) for word, face in read])
    words = (word._replace(text=_UNMAPPED.sub("\ufffd", text)) for (word, _), text in zip(read, after, strict=True))
    return tuple(words), sum(a != b for a, b in zip(before, after, strict=True))


def _with_raised(word: dict[str, Any]) -> str:
    """The text of a word, raised digits at its end (``m²``, marks of footnotes) written as such."""
    first, last = word["chars"][0], word["chars"][-1]
    text: str = normalize("NFC", word["text"])  # letters and their marks may have been shown one by one
    if last["size"] >= RAISED_SIZE * first["size"] or last["bottom"] >= first["bottom"] - RAISED * first["size"]:
        return text
    plain = sum(char["size"] >= RAISED_SIZE * first["size"] for char in word["chars"])
    if not text[plain:].isdigit() or len(text) != len(word["chars"]):
        return text
    return text[:plain] + text[plain:].translate(SUPERSCRIPTS)


def _tables(page: Any) -> list[Any]:
    """Tables by their rules. Filled areas (highlighted text, shaded cells) are no rules; drawn ones are thin."""
    from pdfplumber.utils.geometry import obj_to_edges  # noqa: PLC0415 (late: heavy)

    drawn = [*map(_straight, page.lines), *page.curves, *(rect for rect in page.rects if _is_rule(rect))]
    dots = [shape for shape in drawn if is_dot(shape)]
    if len(dots) >= MANY_DOTS:
        drawn = [shape for shape in drawn if not is_dot(shape)]
    sides = [edge for shape in drawn for edge in obj_to_edges(shape)]
    sides += dotted_rules(dots) if len(dots) >= MANY_DOTS else []
    upright = [edge for edge in sides if edge["orientation"] == "v"]
    level = [edge for edge in sides if edge["orientation"] == "h"]
    if len(upright) < 3 or len(level) < 2:
        return []
    found: list[Any] = page.find_tables(
        {
            "vertical_strategy": "explicit",
            "horizontal_strategy": "explicit",
            "explicit_vertical_lines": upright,
            "explicit_horizontal_lines": level,
        }
    )
    return found


def _straight(line: dict[str, Any]) -> dict[str, Any]:
    """A line that is level or upright but for a hair's breadth, as a turn leaves it, made so."""
    width, height = abs(line["x1"] - line["x0"]), abs(line["bottom"] - line["top"])
    if 0 < height <= HAIR < width:
        return {**line, "bottom": line["top"], "height": 0}
    if 0 < width <= HAIR < height:
        return {**line, "x1": line["x0"], "width": 0}
    return line


def _is_rule(rect: dict[str, Any]) -> bool:
    return bool(min(rect["width"], rect["height"]) <= THIN or (rect["stroke"] and not rect["fill"]))


def _picture_share(page: Any) -> float:
    shares = [
        (min(i["x1"], page.width) - max(i["x0"], 0)) * (min(i["bottom"], page.height) - max(i["top"], 0))
        for i in page.images
    ]
    return min(1.0, float(max(shares, default=0.0)) / float(page.width * page.height))


def share_of_words(content: PageContent) -> float:
    """Share of a page's words that are Vietnamese syllables."""
    return share_of_syllables(" ".join(word.text for word in words_of(content)))
