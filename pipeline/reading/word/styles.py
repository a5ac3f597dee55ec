"""How paragraphs and runs look, styles resolved: bold, italic, capitals, alignment, outline level, list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from lxml.etree import _Element

from pipeline.reading.word.package import W
from pipeline.reading.word.values import whole

Align = Literal["left", "center", "right", "justify"]
_ALIGN = {"left": "left", "start": "left", "center": "center", "right": "right", "end": "right", "both": "justify"}
_OFF = {"0", "false", "off", "none"}


@dataclass(frozen=True)
class Styles:
    """The styles of a document by id."""

    elements: dict[str, _Element]
    defaults: _Element | None
    normal: str

    @classmethod
    def of(cls, root: _Element | None) -> Styles:
        """Read ``styles.xml``."""
        if root is None:
            return cls({}, None, "")
        elements = {style.get(f"{W}styleId", ""): style for style in root.findall(f"{W}style")}
        normal = next(
            (
                key
                for key, style in elements.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true"}
            ),
            "",
        )
        return cls(elements, root.find(f"{W}docDefaults"), normal)

    def chain(self, style_id: str) -> Iterator[_Element]:
        """A style and those that it is based on."""
        seen: set[str] = set()
        while style_id in self.elements and style_id not in seen:
            seen.add(style_id)
            style = self.elements[style_id]
            yield style
            base = style.find(f"{W}basedOn")
            style_id = base.get(f"{W}val", "") if base is not None else ""

    def of_paragraph(self, paragraph: _Element) -> list[_Element]:
        """The styles that a paragraph follows, the nearest first."""
        return list(self.chain(self.name_of(paragraph)))

    def name_of(self, paragraph: _Element) -> str:
        """Id of the paragraph's style."""
        found = paragraph.find(f"{W}pPr/{W}pStyle")
        return str(found.get(f"{W}val", "")) if found is not None else self.normal

    def paragraph_value(self, paragraph: _Element, path: str) -> str | None:
        """An attribute ``w:val`` of the paragraph properties, of its own or of a style."""
        for element in (paragraph, *self.of_paragraph(paragraph)):
            found = element.find(f"{W}pPr/{path}")
            if found is not None:
                return str(found.get(f"{W}val", ""))
        return None

    def align(self, paragraph: _Element) -> Align | None:
        """Alignment of a paragraph."""
        return cast("Align | None", _ALIGN.get(self.paragraph_value(paragraph, f"{W}jc") or ""))

    def heading(self, paragraph: _Element) -> int | None:
        """Outline level of a paragraph from 1; ``None`` for body text."""
        value = self.paragraph_value(paragraph, f"{W}outlineLvl")
        level = whole(value, -1, least=0, most=8)
        return level + 1 if level >= 0 else None

    def list_of(self, paragraph: _Element) -> tuple[str, int | None] | None:
        """List and level (if it is given) of a paragraph that Word numbers."""
        list_id = self.paragraph_value(paragraph, f"{W}numPr/{W}numId")
        if list_id is None or list_id == "0":
            return None
        level = self.paragraph_value(paragraph, f"{W}numPr/{W}ilvl")
        return list_id, whole(level, 0, least=0, most=8) if level else None

    def font(self, run: _Element, paragraph_styles: list[_Element]) -> str:
        """Name of the font of a run."""
        character = run.find(f"{W}rPr/{W}rStyle")
        styles = list(self.chain(character.get(f"{W}val", ""))) if character is not None else []
        for element in (run, *styles, *paragraph_styles):
            found = element.find(f"{W}rPr/{W}rFonts")
            if found is not None and (name := found.get(f"{W}ascii") or found.get(f"{W}hAnsi")):
                return str(name)
        found = self.defaults.find(f"{W}rPrDefault/{W}rPr/{W}rFonts") if self.defaults is not None else None
        return str(found.get(f"{W}ascii", "")) if found is not None else ""

    def flag(self, run: _Element, paragraph_styles: list[_Element], tag: str) -> bool:
        """Whether a property such as ``b``, ``i``, ``caps``, ``vanish`` is on for a run."""
        character = run.find(f"{W}rPr/{W}rStyle")
        styles = list(self.chain(character.get(f"{W}val", ""))) if character is not None else []
        for element in (run, *styles, *paragraph_styles):
            found = element.find(f"{W}rPr/{W}{tag}")
            if found is not None:
                return found.get(f"{W}val", "1") not in _OFF
        return False
