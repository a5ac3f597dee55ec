"""Publishes the JSON Schema and the Data Package of the dataset, the OpenAPI description of the HTTP interface, and the
XML Schema of the fields that ``kehoach export --to edxml`` writes.

They stand in ``docs/schema/VERSION/``.

``python -m docs.generate`` writes those of the version that is being made (``pyproject.toml``); those of the releases
before it stay as they were published. ``incompatibilities`` says what a reader of an older one could trip over.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from dataset.columns import schema_version
from dataset.exports.datapackage import table_schema
from dataset.exports.json_schema import dataset_schema
from dataset.records import RECORD_TYPES
from review.api.app import description

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "schema"
SCHEMA: Final = "dataset.schema.json"
PACKAGE: Final = "datapackage.json"
OPENAPI: Final = "openapi.json"
EDXML: Final = "edxml.xsd"
EDXML_SOURCE: Final = ROOT / "pipeline" / "exports" / EDXML


def version() -> str:
    """The version that is being made."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def published() -> dict[str, str]:
    """The files of the version that is being made, by name."""
    package = {
        "profile": "tabular-data-package",
        "name": "kehoach",
        "title": "Vietnamese administrative plans",
        "version": schema_version(),
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table,
                "title": " ".join((record.__doc__ or "").split()),
                "path": f"{table}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table_schema(record),
            }
            for table, record in RECORD_TYPES.items()
        ],
    }
    return {
        SCHEMA: _text(dataset_schema()),
        PACKAGE: _text(package),
        OPENAPI: _text(description()),
        EDXML: EDXML_SOURCE.read_text("utf-8"),
    }


def releases() -> list[str]:
    """The versions whose schema is published, the oldest first."""
    return sorted((path.name for path in FOLDER.iterdir() if path.is_dir()), key=_order)


def drifted() -> list[str]:
    """The files of the version that is being made which do not say what the code says."""
    folder = FOLDER / version()
    return [
        name
        for name, text in published().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def incompatibilities(older: dict[str, Any], newer: dict[str, Any]) -> Iterator[str]:
    """What whoever reads the dataset by an older schema would miss or not understand in a newer one.

    New tables, new columns and new values of a closed list are welcome; that something goes, changes its type or may
    suddenly be empty is not.
    """
    for table, before in older["$defs"].items():
        after = newer["$defs"].get(table)
        if after is None:
            yield f"{table}: gone"
            continue
        for column, old in before["properties"].items():
            new = after["properties"].get(column)
            if new is None:
                yield f"{table}.{column}: gone"
                continue
            extra = _types(new) - _types(old)
            if extra:
                yield f"{table}.{column}: may be {', '.join(sorted(extra))} now"
            if (lost := _values(old) - _values(new)) and _values(new):
                yield f"{table}.{column}: no longer {', '.join(sorted(lost))}"


def _types(schema: dict[str, Any]) -> set[str]:
    if "anyOf" in schema:
        return set().union(*(_types(choice) for choice in schema["anyOf"]))
    found = schema.get("type", [])
    return {found} if isinstance(found, str) else set(found)


def _values(schema: dict[str, Any]) -> set[str]:
    if "anyOf" in schema:
        return set().union(*(_values(choice) for choice in schema["anyOf"]))
    return {str(value) for value in schema.get("enum", [])}


def _text(value: Any) -> str:
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def _order(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("."))


def write() -> list[Path]:
    """Write the files that have drifted."""
    folder = FOLDER / version()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in drifted()]
    for path in paths:
        path.write_text(published()[path.name], "utf-8")
    return paths
