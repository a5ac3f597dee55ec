"""The published schemas say what the code says, and each release can be read by the schema of the one before."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from frictionless import Package, system

from dataset.exports.json_schema import dataset_schema
from dataset.records import RECORD_TYPES
from docs.schemas import (
    EDXML,
    FOLDER,
    OPENAPI,
    PACKAGE,
    SCHEMA,
    drifted,
    incompatibilities,
    published,
    releases,
    version,
    write,
)


def test_the_schemas_of_this_version_are_published() -> None:
    assert drifted() == [], "run `make docs`"
    assert releases()[-1] == version(), "a schema of a later version than that of pyproject.toml"


@pytest.mark.parametrize("name", releases())
def test_what_is_published_is_valid(name: str) -> None:
    schema = json.loads((FOLDER / name / SCHEMA).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    with system.use_context(trusted=True):
        package = Package.from_descriptor(json.loads((FOLDER / name / PACKAGE).read_text("utf-8")))
    assert {resource.name for resource in package.resources} == set(schema["$defs"])


def test_a_release_breaks_no_reader_of_the_one_before() -> None:
    schemas = {name: json.loads((FOLDER / name / SCHEMA).read_text("utf-8")) for name in releases()}
    for (older, before), (newer, after) in pairwise(schemas.items()):
        if older.split(".")[0] == newer.split(".")[0]:
            assert list(incompatibilities(before, after)) == [], f"{older} → {newer} needs a new major version"


def without(schema: Any, *path: str) -> Any:
    changed = copy.deepcopy(schema)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]
    return changed


def test_what_breaks_a_reader_is_noticed() -> None:
    now = dataset_schema()
    assert list(incompatibilities(now, now)) == []
    assert list(incompatibilities(now, without(now, "$defs", "tasks"))) == ["tasks: gone"]
    columns = ("$defs", "tasks", "properties")
    assert list(incompatibilities(now, without(now, *columns, "product"))) == ["tasks.product: gone"]
    # what has come is no harm
    assert list(incompatibilities(without(now, *columns, "product"), now)) == []
    empty = copy.deepcopy(now)
    empty["$defs"]["tasks"]["properties"]["text"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert list(incompatibilities(now, empty)) == ["tasks.text: may be null now"]
    fewer = copy.deepcopy(now)
    fewer["$defs"]["findings"]["properties"]["severity"]["enum"].remove("info")
    assert list(incompatibilities(now, fewer)) == ["findings.severity: no longer info"]
    assert list(incompatibilities(fewer, now)) == []


def test_a_missing_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.schemas.FOLDER", tmp_path)
    assert drifted() == [SCHEMA, PACKAGE, OPENAPI, EDXML]
    assert [path.name for path in write()] == [SCHEMA, PACKAGE, OPENAPI, EDXML]
    assert write() == []
    assert drifted() == []
    assert set(json.loads(published()[SCHEMA])["$defs"]) == set(RECORD_TYPES)
