"""The descriptor of the CSV files: a Frictionless Data Package with a Table Schema per table."""

from __future__ import annotations

import json
from hashlib import file_digest
from pathlib import Path
from typing import Any, ClassVar, Final

from dataset.columns import ColumnSpec, columns_of, has_document, schema_version
from dataset.exports.base import Exporter, Language, replacing
from dataset.records import RECORD_TYPES, DocumentRecord, Located, Record, UnitRecord
from dataset.store import Store

_TYPES: Final[dict[type, str]] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_GUARD: Final = (
    "A text that a spreadsheet program could take for a formula has one apostrophe in front; "
    "take one apostrophe away from cells that begin with apostrophes followed by = + - @."
)


class DataPackageExporter(Exporter):
    """``datapackage.json`` beside the CSV files."""

    name = "datapackage"
    folder = "dataset"
    always = True
    order = 30
    along = ("csv",)
    summary: ClassVar[dict[Language, str]] = {
        "vi": "mô tả các tệp CSV theo Frictionless Data Package",
        "en": "description of the CSV files as a Frictionless Data Package",
    }

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Describe the CSV files that lie in the folder."""
        path = folder / "datapackage.json"
        with replacing(path) as file:
            json.dump(_package(folder), file, ensure_ascii=False, indent=2)
            file.write("\n")
        return [path]


def _package(folder: Path) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "kehoach",
        "title": "Vietnamese administrative plans",
        "description": _GUARD,
        "version": schema_version(),
        "resources": [_resource(record, folder / f"{record.table}.csv") for record in RECORD_TYPES.values()],
    }


def _resource(record: type[Record], path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": record.table,
        "title": (record.__doc__ or "").strip().split("\n")[0],
        "path": path.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "lineTerminator": "\r\n", "header": True},
        "schema": table_schema(record),
    }


def table_schema(record: type[Record]) -> dict[str, Any]:
    """The Table Schema of one table."""
    schema: dict[str, Any] = {
        "fields": [_field(record, column) for column in columns_of(record)],
        "missingValues": [""],
    }
    if record is DocumentRecord:
        schema["primaryKey"] = ["doc_id"]
    elif record is UnitRecord:
        schema["primaryKey"] = ["unit"]
    if has_document(record) and record is not DocumentRecord:
        schema["foreignKeys"] = [
            {"fields": ["doc_id"], "reference": {"resource": DocumentRecord.table, "fields": ["doc_id"]}}
        ]
    return schema


def _field(record: type[Record], column: ColumnSpec) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if not column.nullable and (not column.is_text or column.name.endswith("_id")):
        constraints["required"] = True
    if column.choices:
        constraints["enum"] = list(column.choices)
    if column.name == "confidence" and issubclass(record, Located):
        constraints |= {"minimum": 0, "maximum": 1}
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.description}
    if column.kind is bool:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field | ({"constraints": constraints} if constraints else {})
