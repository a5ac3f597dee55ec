"""Render the plans of the corpus.

``python -m corpus.render [FOLDER]`` writes the example batch: every plan with its slips, each in the form that its head
names. With ``--all`` it writes every plan and its clean twin in every form, one folder each. The same sources give the
same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

from corpus.forms.docx import render_docx
from corpus.forms.paged import render_paged
from corpus.forms.pdf import render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.forms.text import render_text
from corpus.plans import Variant, variants

Form = Literal["txt", "paged", "docx", "pdf", "scan"]
FORMS: tuple[Form, ...] = ("txt", "paged", "docx", "pdf", "scan")
SUFFIXES = {"paged": "txt", "scan": "pdf"}
RENDERED = Path(__file__).parent / "rendered"


def render(variant: Variant, form: Form) -> bytes:
    """One plan in one form; the same plan gives the same bytes."""
    if form == "txt":
        return render_text(variant.plan).encode()
    if form == "paged":
        return render_paged(variant.plan).encode()
    if form == "docx":
        return render_docx(variant.plan)
    printed = render_pdf(variant.plan)
    if form == "pdf":
        return printed.data
    return render_scan(printed, ScanSettings(**(variant.plan.scan or {})))


def forms_of(variant: Variant) -> tuple[Form, ...]:
    """The forms in which a plan is evaluated: scans, which are slow to read, only of plans that ask for one."""
    is_scanned = variant.plan.scan is not None and variant.planted
    return FORMS if is_scanned else FORMS[:-1]


def file_name(variant: Variant, form: Form) -> str:
    """The name of a rendered plan; a scan is a PDF."""
    return f"{variant.name}.{SUFFIXES.get(form, form)}"


def render_batch(folder: Path) -> Iterator[Path]:
    """Write the example batch and yield its files as they are written."""
    for variant in variants():
        if variant.planted:
            yield _write(folder, variant, cast("Form", variant.plan.form))


def render_all(folder: Path) -> Iterator[Path]:
    """Write every plan in every form and yield the files as they are written."""
    for variant in variants():
        for form in forms_of(variant):
            yield _write(folder / form, variant, form)


def _write(folder: Path, variant: Variant, form: Form) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(variant, form)
    data = render(variant, form)
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
    return path


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Render the plans of the corpus.")
    parser.add_argument("folder", nargs="?", type=Path, default=RENDERED)
    parser.add_argument("--all", action="store_true", help="every plan and its clean twin in every form")
    arguments = parser.parse_args()
    write = render_all if arguments.all else render_batch
    count = sum(1 for _ in write(arguments.folder))
    sys.stdout.write(f"{count} files in {arguments.folder}\n")


if __name__ == "__main__":
    main()
