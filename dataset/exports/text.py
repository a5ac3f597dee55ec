"""The recovered texts: one file per document, the text over which all offsets count."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from dataset.exports.base import DOC_PATTERN, Exporter, Language, remove_others, replacing
from dataset.store import Store


class TextExporter(Exporter):
    """``DOC.txt`` for every document, UTF-8, line ends as in the text."""

    name = "text"
    folder = "text"
    always = True
    for_people = True
    per_document = True
    summary: ClassVar[dict[Language, str]] = {
        "vi": "văn bản đã khôi phục, mỗi tài liệu một tệp",
        "en": "the recovered text, one file per document",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the texts and remove those of documents that are gone."""
        paths = []
        for document in store.documents():
            paths.append(folder / f"{document.doc_id}.txt")
            with replacing(paths[-1]) as file:
                file.write(store.text(document.doc_id))
        remove_others(folder, f"{DOC_PATTERN}.txt", paths)
        return paths
