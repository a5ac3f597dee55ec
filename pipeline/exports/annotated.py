"""The documents themselves with what was found in them as comments, to be sent back to their authors.

This export needs the documents where they were read. Words and their boxes are not in the store, so a document with
findings is read once more; pages that OCR read come from its cache.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from checks.page import Language
from dataset.exports.base import DOC_PATTERN, Exporter, remove_others, replacement, replacing
from dataset.exports.cells import guarded
from dataset.records import DocumentRecord, Finding
from dataset.store import Store
from pipeline.commands.shared import warn
from pipeline.messages import say

if TYPE_CHECKING:
    from dataset.document import Document
    from pipeline.exports.marking.remark import Remark
    from pipeline.reading.base import ReadingOptions

LEFT_OUT: Final = "left-out.csv"
_LONGEST_NAME: Final = 180
"""Bytes of the name of a source that are kept, in UTF-8."""

Marker = Callable[[bytes, "Document | None", "Sequence[Remark]", Path], int]


class AnnotatedExporter(Exporter):
    """``DOC-NAME.pdf`` and ``DOC-NAME.docx`` for each document with findings, ``left-out.csv`` for the rest of them."""

    name = "annotated"
    folder = "annotated"
    for_people = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "chính tệp PDF, DOCX đã nhận, mỗi phát hiện một chỗ tô màu kèm ghi chú, để gửi lại nơi soạn thảo",
        "en": "the PDF and DOCX files themselves, each finding a highlight with a comment, to be sent to their authors",
    }

    def __init__(self) -> None:
        self.roots: tuple[Path, ...] = (Path(),)
        """Folders against which the names of sources are looked up, one after the other."""

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the documents and remove those of earlier exports."""
        from pipeline.exports.marking.remark import LeftOutError  # noqa: PLC0415  heavy

        folder.mkdir(parents=True, exist_ok=True)
        findings: dict[str, list[Finding]] = defaultdict(list)
        for finding in store.rows(Finding):
            findings[finding.doc_id].append(finding)
        paths: list[Path] = []
        left_out: list[tuple[str, str, str]] = []
        for document in store.documents():
            if document.doc_id in findings:
                path = folder / _file_name(document)
                try:
                    self._write(document, store.text(document.doc_id), findings[document.doc_id], path)
                    paths.append(path)
                except LeftOutError as error:
                    left_out.append((document.source, error.cause, error.remedy))
        remove_others(folder, f"{DOC_PATTERN}-*", paths)
        with replacing(folder / LEFT_OUT) as file:
            writer = csv.writer(file)
            writer.writerow([say(f"exports.{name}") for name in ("file", "cause", "remedy")])
            writer.writerows([guarded(value) for value in row] for row in left_out)
        if left_out:
            warn(say("exports.left_out", count=len(left_out), path=folder / LEFT_OUT))
        return [*paths, folder / LEFT_OUT]

    def _write(self, document: DocumentRecord, text: str, findings: Sequence[Finding], path: Path) -> None:
        from pipeline.exports.marking.remark import LeftOutError, original, read_again, remark  # noqa: PLC0415  heavy

        marker = _marker(document.media_type)
        if marker is None:
            raise LeftOutError("format")
        source = original(document, self.roots)
        again = read_again(source, text, self._options)
        with replacement(path) as temporary:
            marker(source.data, again, [remark(finding) for finding in findings], temporary)

    @cached_property
    def _options(self) -> ReadingOptions:
        from pipeline.reading.base import ReadingOptions  # noqa: PLC0415  heavy
        from pipeline.settings import load_settings  # noqa: PLC0415  heavy

        settings = load_settings({})
        return ReadingOptions(settings.ocr, None, settings.cache.expanduser(), settings.cache_megabytes)


def _marker(media_type: str) -> Marker | None:
    """What writes comments into files of a media type."""
    if media_type == "application/pdf":
        from pipeline.exports.marking.pdf import annotated_pdf  # noqa: PLC0415  heavy

        return annotated_pdf
    if media_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
        from pipeline.exports.marking.docx import annotated_docx  # noqa: PLC0415  heavy

        return annotated_docx
    return None


def _file_name(document: DocumentRecord) -> str:
    """The name of the source behind the identity of its content, within what file systems take (255 bytes)."""
    path = Path(document.source)
    stem = path.stem.encode()[:_LONGEST_NAME].decode(errors="ignore")
    return f"{document.doc_id}-{stem}{path.suffix}"
