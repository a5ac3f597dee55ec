"""The dataset as a SQLite file that Datasette opens well: keys, indexes, a search over the texts, ready questions.

It is a copy to look at: no work of the store, corrected values in their place, rows linked to their documents.
"""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing
from importlib import resources
from pathlib import Path
from typing import Any, ClassVar, Final

from checks.page import Language
from dataset.columns import ColumnSpec, columns_of, has_document
from dataset.corrected import corrected_rows
from dataset.exports.base import Exporter, replacement, replacing
from dataset.records import RECORD_TYPES, DocumentRecord, Record, UnitRecord
from dataset.store import Store
from pipeline.messages import language

DATABASE: Final = "kehoach"
_TYPES: Final = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}
_INDEXED: Final = frozenset({"act", "deadline_id", "finding_id", "rule", "task_id", "table_id", "unit"})
"""Columns by which people look for rows, beside the document."""
_KEYS: Final = {DocumentRecord: "doc_id", UnitRecord: "unit"}
_TEXTS: Final = """
CREATE TABLE texts (doc_id TEXT PRIMARY KEY REFERENCES documents (doc_id), text TEXT NOT NULL);
CREATE VIRTUAL TABLE texts_search USING fts5 (text, content="texts", tokenize="unicode61 remove_diacritics 2");
"""


class DatasetteExporter(Exporter):
    """``kehoach.db`` and ``metadata.json``."""

    name = "datasette"
    folder = "datasette"
    summary: ClassVar[dict[Language, str]] = {
        "vi": "tệp SQLite kèm mô tả và câu hỏi sẵn, để mở bằng Datasette",
        "en": "a SQLite file with descriptions and ready questions, to open with Datasette",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write both files."""
        paths = [folder / f"{DATABASE}.db", folder / "metadata.json"]
        with replacement(paths[0]) as temporary:
            try:
                # what an earlier run that was stopped has left
                temporary.unlink(missing_ok=True)
                with closing(sqlite3.connect(temporary)) as connection:
                    _fill(connection, store)
            except sqlite3.Error as error:
                raise OSError(str(error)) from error
        with replacing(paths[1]) as file:
            json.dump(metadata(), file, ensure_ascii=False, indent=2)
            file.write("\n")
        return paths


def _fill(connection: sqlite3.Connection, store: Store) -> None:
    # the file is thrown away if anything goes wrong
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;")
    for record in RECORD_TYPES.values():
        columns = columns_of(record)
        connection.execute(_table(record, columns))
        marks = ", ".join("?" * len(columns))
        rows = ([getattr(row, column.name) for column in columns] for row in corrected_rows(store, record))
        connection.executemany(f'INSERT INTO "{record.table}" VALUES ({marks})', rows)  # noqa: S608  names of our own models
        for column in columns:
            if column.name in _INDEXED and column.name != _KEYS.get(record):
                connection.execute(f'CREATE INDEX "{record.table}_{column.name}" ON "{record.table}" ("{column.name}")')
        if has_document(record) and record is not DocumentRecord:
            connection.execute(f'CREATE INDEX "{record.table}_doc_id" ON "{record.table}" (doc_id)')
    for statement in filter(str.strip, _TEXTS.split(";")):
        connection.execute(statement)
    connection.executemany("INSERT INTO texts VALUES (?, ?)", _texts(store))
    connection.execute("INSERT INTO texts_search (texts_search) VALUES ('rebuild')")
    connection.execute("COMMIT")


def _texts(store: Store) -> Iterator[tuple[str, str]]:
    return ((row.doc_id, store.text(row.doc_id)) for row in store.documents())


def _table(record: type[Record], columns: tuple[ColumnSpec, ...]) -> str:
    lines = []
    for column in columns:
        line = f'"{column.name}" {_TYPES[column.kind]}{"" if column.nullable else " NOT NULL"}'
        if column.name == _KEYS.get(record):
            line += " PRIMARY KEY"
        elif column.name == "doc_id":
            line += " REFERENCES documents (doc_id)"
        lines.append(line)
    return f'CREATE TABLE "{record.table}" ({", ".join(lines)})'


def metadata() -> dict[str, Any]:
    """What Datasette shows about the file, with ready questions, in the language of the process."""
    texts = _texts_of_metadata()
    tables: dict[str, Any] = {}
    for table, record in RECORD_TYPES.items():
        columns = columns_of(record)
        tables[table] = {
            "description": " ".join((record.__doc__ or "").split()),
            "columns": {column.name: column.description for column in columns},
        }
        if "confidence" in record.model_fields:
            tables[table]["facets"] = [column.name for column in columns if column.choices] or ["doc_id"]
    tables["documents"]["label_column"] = "source"
    tables["texts"] = {"fts_table": "texts_search"}
    tables["texts_search"] = {"hidden": True}
    queries = {
        name: {"sql": entry["sql"].strip(), "title": entry[language()]} for name, entry in texts["queries"].items()
    }
    return {
        "title": texts["title"][language()],
        "description": texts["description"][language()],
        "databases": {DATABASE: {"tables": tables, "queries": queries}},
    }


def _texts_of_metadata() -> dict[str, Any]:
    return tomllib.loads((resources.files("pipeline.exports") / "datasette.toml").read_text(encoding="utf-8"))
