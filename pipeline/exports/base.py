"""All forms of export: those of the rows alone, and those of this package, which know rules and documents."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from checks.page import Language, rule_page
from dataset.exports.base import Exporter, exporters_in
from dataset.exports.base import all_exporters as exporters_of_rows
from pipeline import exports

EPOCH: Final = datetime(1980, 1, 1)
"""The time that files say they were made at: the earliest that a ZIP archive can hold."""
_CASES: Final = "\n## Cases"
_MODIFIED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@lru_cache(maxsize=1)
def all_exporters() -> tuple[Exporter, ...]:
    """One instance of every exporter of the program, by order and name."""
    found = (*exporters_of_rows(), *exporters_in(exports))
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.name)))


def exporter(name: str) -> Exporter:
    """The exporter of a format.

    Raises:
        KeyError: There is none.
    """
    return {entry.name: entry for entry in all_exporters()}[name]


def with_others(chosen: Exporter) -> list[Exporter]:
    """A form of export with those that are written along with it, in the order in which they are written."""
    return sorted([chosen, *map(exporter, chosen.along)], key=lambda entry: (entry.order, entry.name))


def rule_title(code: str, language: Language) -> str:
    """The title of a rule; its code where a store holds findings of a rule that is no more."""
    try:
        return rule_page(code).titles[language]
    except FileNotFoundError:
        return code


def rule_help(code: str, language: Language) -> str:
    """The page of a rule as Markdown, without its test cases; nothing for a rule that is no more."""
    try:
        return rule_page(code).texts[language].partition(_CASES)[0].strip()
    except FileNotFoundError:
        return ""


def without_times(path: Path) -> None:
    """Write an archive of an office program again without the time at which it was made: same rows, same bytes."""
    with ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            info = ZipInfo(name, EPOCH.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            stamp = EPOCH.isoformat().encode() + b"Z"
            fixed = _MODIFIED.sub(rb"\g<1>" + stamp, data) if name == "docProps/core.xml" else data
            archive.writestr(info, fixed)
