"""The recovered texts: one file per document, the text over which all offsets count."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from dataset.exports.base import DOC_PATTERN, Exporter, Language, remove_others
from dataset.exports.many import replace_many
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
        paths = replace_many((folder / f"{doc_id}.txt", text.encode()) for doc_id, text in store.texts())
        remove_others(folder, f"{DOC_PATTERN}.txt", paths)
        return paths
