"""Pictures of the places of findings for the report: small cuts out of the page, with the words marked.

They are drawn by a process of its own: a file that breaks the library that draws it, or that takes too long, costs
pictures and not the report. How many there are, how large all are together and how long they may take is bounded.
"""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

from dataset.document import Box
from dataset.layout import Layout
from dataset.records import DocumentRecord, Finding, PageRecord
from dataset.store import Store
from pipeline.originals import Files
from review.originals import NoPictureError

MOST: Final = 60
"""Pictures of one report."""
BYTES: Final = 2_000_000
"""Of all pictures of one report."""
SECONDS: Final = 30
_MEMORY: Final = 2 << 30
_PAGE_WIDTH: Final = 1100
"""Pixels of the page out of which a picture is cut."""
_MARGIN: Final = (0.08, 0.03)
"""Of the width and height of the page: what is shown around the words."""
_LEAST: Final = 0.55
"""Of the width of the page: no picture is narrower."""
_TALLEST: Final = 0.3
_QUALITY: Final = 50
_MARK: Final = (255, 235, 143)


@dataclass(frozen=True)
class Crop:
    """A picture of the place of a finding: JPEG as a ``data:`` address, and its size in pixels."""

    address: str
    width: int
    height: int


def draw_crops(store: Store, out: Path, findings: Sequence[tuple[Finding, DocumentRecord]]) -> dict[str, Crop]:
    """The pictures of some findings by their identity, the loudest first, as far as files and bounds allow."""
    ranks = {"error": 0, "warning": 1, "info": 2}
    wanted = sorted(findings, key=lambda entry: ranks[entry[0].severity])
    jobs = list(_jobs(store, wanted))
    if not jobs:
        return {}
    task = json.dumps({"out": str(out), "jobs": jobs})
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=task.encode(), capture_output=True, timeout=SECONDS, check=False).stdout
    except subprocess.TimeoutExpired as error:
        done = error.stdout or b""
    except OSError:
        return {}  # no process can be started: a report without pictures says the same of the findings
    return dict(_crops(done.split(b"\n")))


def _jobs(store: Store, findings: Iterable[tuple[Finding, DocumentRecord]]) -> Iterator[dict[str, Any]]:
    layouts: dict[str, Layout] = {}
    count = 0
    for finding, document in findings:
        if document.media_type != "application/pdf" and not document.media_type.startswith("image/"):
            continue
        if finding.doc_id not in layouts:
            try:
                layouts[finding.doc_id] = Layout.unpacked(store.layout(finding.doc_id))
            except (KeyError, ValueError):
                # kept by another version, or damaged: where the words stand is not known, so there is no picture
                layouts[finding.doc_id] = Layout.unpacked(b"")
        lines = [(page, box) for page, box in layouts[finding.doc_id].lines(finding.span) if page == finding.page]
        pages = store.records(finding.doc_id, [PageRecord]).of(PageRecord) if lines else []
        page = next((row for row in pages if row.page == finding.page), None)
        if page is not None:
            yield {
                "id": finding.finding_id,
                "document": document.model_dump(),
                "page": page.model_dump(),
                "boxes": [[box.x0, box.top, box.x1, box.bottom] for _, box in lines],
            }
            count += 1
            if count == MOST:
                return


def _crops(lines: Iterable[bytes]) -> Iterator[tuple[str, Crop]]:
    total = 0
    for line in lines:
        # the last line is cut where the time was up
        with suppress(ValueError, KeyError):
            row = json.loads(line)
            address = f"data:image/jpeg;base64,{row['jpeg']}"
            total += len(address)
            if total > BYTES:
                return
            yield row["id"], Crop(address, row["width"], row["height"])


def _draw(files: Files, job: Mapping[str, Any]) -> dict[str, Any] | None:
    document, page = DocumentRecord.model_validate(job["document"]), PageRecord.model_validate(job["page"])
    sheet = files.sheet(document, page, [Box(*corners) for corners in job["boxes"]])
    if not sheet.boxes:
        return None
    with Image.open(BytesIO(files.picture(document, page, _PAGE_WIDTH).data)) as opened:
        picture = opened.convert("RGB")
    scale = picture.width / sheet.width
    boxes = [[round(value * scale) for value in (box.x0, box.top, box.x1, box.bottom)] for box in sheet.boxes]
    marks = Image.new("RGB", picture.size, (255, 255, 255))
    pencil = ImageDraw.Draw(marks)
    for x0, top, x1, bottom in boxes:
        if x0 <= x1 and top <= bottom:
            pencil.rectangle((x0 - 3, top - 2, x1 + 3, bottom + 2), fill=_MARK)
    cut = ImageChops.multiply(picture, marks).crop(_around(boxes, picture.size))
    buffer = BytesIO()
    cut.save(buffer, "JPEG", quality=_QUALITY, optimize=True)
    return {"jpeg": base64.b64encode(buffer.getvalue()).decode(), "width": cut.width, "height": cut.height}


def _around(boxes: Sequence[Sequence[int]], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of the page to be shown: the words with some of what stands around, at least half the page wide."""
    width, height = size
    x0, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    x1, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    beside = max(round(_MARGIN[0] * width), (round(_LEAST * width) - (x1 - x0)) // 2)
    left, right = max(0, x0 - beside), min(width, x1 + beside)
    top = max(0, top - round(_MARGIN[1] * height))
    bottom = min(height, bottom + round(_MARGIN[1] * height), top + round(_TALLEST * height))
    return left, top, max(right, left + 1), max(bottom, top + 1)


def main() -> None:
    """Draw what standard input asks for, a line of JSON for each picture; what cannot be drawn is left out."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    task = json.load(sys.stdin)
    files = Files(Path(task["out"]))
    total = 0
    # the findings of one page one after the other: it is drawn once
    for job in task["jobs"]:
        try:
            drawn = _draw(files, job)
        except (NoPictureError, pypdfium2.PdfiumError, OSError, ValueError, MemoryError):
            # the file is gone or has changed, breaks the library or exceeds the memory: the finding stands without it
            continue
        if drawn is not None:
            total += len(drawn["jpeg"])
            if total > BYTES:
                return
            sys.stdout.write(json.dumps({"id": job["id"], **drawn}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
