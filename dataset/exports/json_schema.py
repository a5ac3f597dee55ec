"""The JSON Schema of the dataset: one definition per table, for whoever checks or generates rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

from dataset.columns import schema_version
from dataset.exports.base import Exporter, Language, replacing
from dataset.records import RECORD_TYPES, Record
from dataset.store import Store


class JsonSchemaExporter(Exporter):
    """``schema.json``."""

    name = "jsonschema"
    folder = "schema"
    summary: ClassVar[dict[Language, str]] = {"vi": "JSON Schema của bộ dữ liệu", "en": "JSON Schema of the dataset"}

    def write(self, store: Store, folder: Path) -> list[Path]:
        """Write the schema of all tables."""
        path = folder / "schema.json"
        with replacing(path) as file:
            json.dump(dataset_schema(), file, ensure_ascii=False, indent=2)
            file.write("\n")
        return [path]


def table_json_schema(record: type[Record]) -> dict[str, Any]:
    """The schema of one row, the properties in column order."""
    schema = record.model_json_schema()
    properties = schema["properties"]
    schema["title"] = record.table
    schema["properties"] = {name: properties[name] for name in record.column_names()}
    return schema


def dataset_schema() -> dict[str, Any]:
    """The schema of the whole dataset: an object with an array of rows per table."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kehoach",
        "version": schema_version(),
        "type": "object",
        "properties": {table: {"type": "array", "items": {"$ref": f"#/$defs/{table}"}} for table in RECORD_TYPES},
        "$defs": {table: table_json_schema(record) for table, record in RECORD_TYPES.items()},
    }
