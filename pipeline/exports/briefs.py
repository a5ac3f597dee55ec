"""A brief for every unit: what the plans ask of it, as a Word document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from checks.page import Language
from dataset.exports.base import Exporter, remove_others, replacement
from dataset.store import Store
from pipeline.exports.base import EPOCH, without_times
from pipeline.exports.duties import DOUBTFUL, ROLES, Duty, Party, duties, file_names, name_of, parties_of, shortened
from pipeline.exports.occasions import occasions
from pipeline.messages import language, say

if TYPE_CHECKING:
    from docx.document import Document

_WIDTHS: Final = (("number", 1.3), ("task", 6.7), ("due", 3.2), ("with_whom", 3.6), ("where", 2.2))
"""Columns of a table with their widths in centimetres: the 17 cm between the margins of A4."""
_FONT: Final = "Times New Roman"
_SHORT: Final = 140
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BriefsExporter(Exporter):
    """``UNIT.docx`` for every unit that a task falls to."""

    name = "briefs"
    folder = "briefs"
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "bản tóm tắt cho từng đơn vị (Word): các kế hoạch yêu cầu gì ở đơn vị",
        "en": "a brief for each unit (Word): what the plans ask of it",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the briefs and remove those of units that are gone."""
        parties = parties_of(duty for duty in duties(store) if duty.task is not None)
        files = file_names(party.label for party in parties)
        paths = []
        for party, own in parties.items():
            paths.append(folder / f"{files[party.label]}.docx")
            with replacement(paths[-1]) as temporary:
                brief_of(party, own).save(str(temporary))
                without_times(temporary)
        remove_others(folder, "*.docx", paths)
        return paths


def brief_of(party: Party, own: Sequence[Duty]) -> Document:
    """The brief of one unit: how much there is, the dates in their order, then plan after plan and role after role."""
    unit = party.unit
    brief = _blank(party.label)
    _heading(brief, say("exports.brief.title"), 0)
    _heading(brief, party.label, 1)
    leads = sum("lead" in duty.roles_of(unit) for duty in own)
    plans = [list(group) for _, group in groupby(own, key=lambda duty: duty.document.doc_id)]
    counts = {"tasks": len(own), "plans": len(plans), "lead": leads, "other": len(own) - leads}
    brief.add_paragraph(say("exports.brief.summary", **counts))
    brief.add_paragraph(say("exports.brief.note")).runs[0].italic = True
    _dates(brief, unit, own)
    for plan in plans:
        document = plan[0].document
        _heading(brief, " – ".join(filter(None, (name_of(document), document.title))), 2)
        issue = ", ".join(filter(None, (document.issuer, document.issued_on and _day(document.issued_on))))
        if issue:
            brief.add_paragraph(_printable(issue))
        for role in ROLES:
            asked = [duty for duty in plan if role in duty.roles_of(unit)[:1]]
            if asked:
                _heading(brief, say(f"exports.work.{role}"), 3)
                _table(brief, unit, asked)
    return brief


def _blank(unit: str) -> Document:
    import docx  # noqa: PLC0415  heavy
    from docx.oxml.ns import qn  # noqa: PLC0415  heavy
    from docx.shared import Cm, Pt  # noqa: PLC0415  heavy

    brief: Document = docx.Document()
    section = brief.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = brief.styles[name]
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(attribute), _FONT)
    normal: Any = brief.styles["Normal"]
    normal.font.size = Pt(12)
    language_of: Any = normal.element.get_or_add_rPr()
    for old in language_of.findall(qn("w:lang")):
        language_of.remove(old)
    tag = language_of.makeelement(qn("w:lang"), {qn("w:val"): "vi-VN" if language() == "vi" else "en-GB"})
    language_of.append(tag)
    properties = brief.core_properties
    properties.author, properties.title = "kehoach", _printable(f"{say('exports.brief.title')}: {unit}")
    properties.comments = ""
    properties.created = properties.modified = EPOCH
    return brief


def _heading(brief: Document, text: str, level: int) -> None:
    brief.add_heading(_printable(text), level)


def _dates(brief: Document, unit: str, own: Sequence[Duty]) -> None:
    """Every duty that has a day or a period, the earliest first."""
    _heading(brief, say("exports.brief.dates"), 2)
    found = [(occasion.last, occasion.first, duty) for duty in own for occasion in occasions(duty)[:1]]
    if not found:
        brief.add_paragraph(say("exports.brief.no_dates"))
    for _, _, duty in sorted(found, key=lambda entry: entry[:2]):
        due = duty.deadline.text if duty.deadline else ""
        roles = ", ".join(say(f"exports.work.{role}") for role in duty.roles_of(unit))
        line = brief.add_paragraph(style="List Bullet")
        line.add_run(_printable(due)).bold = True
        line.add_run(_printable(f" – {shortened(duty.text, _SHORT)} ({roles}; {name_of(duty.document)}, {duty.place})"))


def _table(brief: Document, unit: str, asked: Sequence[Duty]) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415  heavy
    from docx.shared import Cm  # noqa: PLC0415  heavy
    from docx.text.paragraph import Paragraph  # noqa: PLC0415  heavy

    table: Any = brief.add_table(rows=len(asked) + 1, cols=len(_WIDTHS), style="Table Grid")
    table.autofit = False
    for column, (_, width) in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    heads = [say(f"exports.work.{name}") for name, _ in _WIDTHS]
    lines = [heads, *(_row(number, unit, duty) for number, duty in enumerate(asked, 1))]
    # asked for one by one, rows and columns take a time that grows with the square of the table
    for number, (row, texts) in enumerate(zip(table._tbl.tr_lst, lines, strict=True)):
        for cell, text, (_, width) in zip(row.tc_lst, texts, _WIDTHS, strict=True):
            cell.width = Cm(width)
            run = Paragraph(cell.p_lst[0], table).add_run(_printable(text))
            run.bold = True if number == 0 else None
    # the head comes again on every page
    table._tbl.tr_lst[0].get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _row(number: int, unit: str, duty: Duty) -> tuple[str, ...]:
    task = [duty.text]
    if duty.task is not None and duty.task.product:
        task.append(f"{say('exports.work.product')}: {duty.task.product}")
    if duty.confidence < DOUBTFUL:
        task.append(say("exports.work.unsure", confidence=duty.confidence))
    others = []
    for role in ROLES:
        if units := [name for name in duty.units(role) if name != unit]:
            others.append(f"{say(f'exports.work.{role}')}: {'; '.join(units)}")
    due = duty.deadline.text if duty.deadline else say("exports.work.no_due")
    return str(number), "\n".join(task), due, "\n".join(others), duty.place


def _day(edtf: str) -> str:
    """A date as people write it, as far as it is known: 21/05/2026, 05/2026."""
    return "/".join(reversed(edtf.split("-")))


def _printable(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold, such as the form feed between pages."""
    return _NO_XML.sub("\ufffd", text)
