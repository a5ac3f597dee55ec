"""What else reads scans offline, on the same files: OCRmyPDF for text, img2table for the cells of tables.

Neither is a dependency. OCRmyPDF (MPL-2.0; Debian's package ``ocrmypdf``) is used where it is on the path; img2table
(MIT) where ``KEHOACH_IMG2TABLE`` names the Python of an environment that has it. Where one is absent, its row says so.
Both use tesseract with the model ``vie``, as ours does.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple, TypeVar

R = TypeVar("R")
OCRMYPDF: Final = "ocrmypdf"
OCRMYPDF_MISSING: Final = "not installed (Debian: apt-get install ocrmypdf)"
OCRMYPDF_OPTIONS: Final = (
    "-l",
    "vie",
    "--force-ocr",
    "--output-type",
    "pdf",
    "--optimize",
    "0",
    "--jobs",
    "1",
    "--quiet",
)
IMG2TABLE: Final = "KEHOACH_IMG2TABLE"
IMG2TABLE_MISSING: Final = f"not installed ({IMG2TABLE} names no Python that has img2table)"
TIMEOUT: Final = 900
_IMG2TABLE_PROGRAM: Final = """
import json, sys
from img2table.document import Image
from img2table.ocr import TesseractOCR

engine = TesseractOCR(n_threads=1, lang="vie")
found = []
for picture in json.load(sys.stdin):
    tables = []
    for table in Image(src=picture).extract_tables(ocr=engine):
        cells = {}
        for row in table.content.values():
            for cell in row:
                box = cell.bbox
                cells[box.x1, box.y1, box.x2, box.y2] = cell.value or ""
        rows = list(table.content.values())
        tables.append({"rows": len(rows), "columns": max(map(len, rows), default=0), "cells": list(cells.values())})
    found.append(tables)
with open(sys.argv[1], "w", encoding="utf-8") as stream:
    json.dump(found, stream)
"""


class PeerError(Exception):
    """A peer that is there failed; the text says how."""


class FoundTable(NamedTuple):
    """A table on one page: its size, and the texts of its cells, a merged one once."""

    rows: int
    columns: int
    cells: tuple[str, ...]


def processor_time() -> float:
    """Seconds of processors that this process and those it started and has waited for have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(work: Callable[[], R]) -> tuple[R, float]:
    """What ``work`` gives, and the seconds of processors that it took."""
    start = processor_time()
    result = work()
    return result, processor_time() - start


def ocrmypdf_text(data: bytes) -> str:
    """What OCRmyPDF reads on the pages of a PDF.

    Raises:
        PeerError: It is not installed, or it failed.
    """
    program = shutil.which(OCRMYPDF)
    if program is None:
        raise PeerError(OCRMYPDF_MISSING)
    with TemporaryDirectory() as folder:
        source, text = Path(folder, "in.pdf"), Path(folder, "out.txt")
        source.write_bytes(data)
        command = [program, *OCRMYPDF_OPTIONS, "--sidecar", str(text), str(source), str(Path(folder, "out.pdf"))]
        _run(command, "")
        return text.read_text(encoding="utf-8")


def img2table_tables(pictures: Sequence[bytes]) -> list[list[FoundTable]]:
    """The tables that img2table finds on each picture (PNG).

    Raises:
        PeerError: It is not installed, or it failed.
    """
    python = os.environ.get(IMG2TABLE)
    if python is None:
        raise PeerError(IMG2TABLE_MISSING)
    with TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.png") for number in range(len(pictures))]
        for path, picture in zip(paths, pictures, strict=True):
            path.write_bytes(picture)
        out = Path(folder, "out.json")
        _run([python, "-c", _IMG2TABLE_PROGRAM, str(out)], json.dumps([str(path) for path in paths]))
        found = json.loads(out.read_text(encoding="utf-8"))
    return [[FoundTable(t["rows"], t["columns"], tuple(t["cells"])) for t in tables] for tables in found]


def _run(command: Sequence[str], given: str) -> None:
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            command, input=given, env=environment, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerError(f"failed: {type(error).__name__}") from error
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or [f"exit status {done.returncode}"]
        raise PeerError(f"failed: {reason[0]}")
