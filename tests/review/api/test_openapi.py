"""The description is true: every operation is tried with made-up requests, and the answers are held against it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette

from docs.schemas import FOLDER, OPENAPI, version
from review.api.app import create_api, description
from review.api.gate import Beside
from review.api.interface import Interface
from review.api.problems import PREFIX, codes, status_of
from review.api.wording import catalogue
from review.wording import LANGUAGES

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
"""Requests for each of the operations."""
SEEN: Counter[int] = Counter()
"""Statuses of all answers."""


def without_tokens() -> dict[str, Any]:
    """The description without what it says of tokens: wrong ones are tried elsewhere, not made up at random."""
    told = json.loads(json.dumps(description()))
    del told["components"]["securitySchemes"]
    for methods in told["paths"].values():
        for operation in methods.values():
            del operation["security"]
    return told


schema = schemathesis.openapi.from_dict(without_tokens())


def test_the_published_description_is_that_of_this_version() -> None:
    assert json.loads((FOLDER / version() / OPENAPI).read_text("utf-8")) == description(), "run `make docs`"


def test_every_operation_says_what_it_does_and_what_it_takes() -> None:
    told = description()
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["responses"]["default"]["content"].keys() == {"application/problem+json"}
            for parameter in operation.get("parameters", []):
                name = parameter.get("$ref", "").rpartition("/")[2]
                whole = told["components"]["parameters"][name] if name else parameter
                assert whole["description"], (path, whole["name"])


def test_every_problem_has_its_words_in_both_languages() -> None:
    for code in codes():
        entry = catalogue()["problem"][code]
        assert 400 <= status_of(code) < 600
        assert all(set(entry[part]) == set(LANGUAGES) for part in ("title", "detail")), code
    for group in ("wrong", "refused"):
        assert all(set(entry) == set(LANGUAGES) for entry in catalogue()[group].values())


@pytest.fixture
def mounted(interface: Interface) -> dict[str, Any]:
    """The interface where the pages mount it, and a token for everything but what is sent outside."""
    _, secret = interface.tokens.add("schemathesis", ["read", "submit", "hooks"])
    app = Beside(Starlette(), create_api(interface))
    return {"app": app, "headers": {"Authorization": f"Bearer {secret}"}}


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", [one.ok() for one in schema.get_all_operations()], ids=lambda one: one.label)
def test_no_request_breaks_it_and_every_answer_is_as_described(
    operation: Any, mode: GenerationMode, mounted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    # no name is asked for outside of this machine
    monkeypatch.setattr("review.api.routes.hooks.goal_of", lambda *_: None)
    operation.schema.config.base_url = f"http://127.0.0.1{PREFIX}"
    seen: Counter[int] = Counter()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def try_it(case: Any) -> None:
        answer = case.call(headers=mounted["headers"], app=mounted["app"])
        case.validate_response(answer, checks=CHECKS)
        seen[answer.status_code] += 1

    try:
        given(case=operation.as_strategy(generation_mode=mode))(try_it)()
    except Unsatisfiable:
        # an address without parameters takes no wrong ones
        assert mode is GenerationMode.NEGATIVE
        return
    # answers of the application itself, not of what stands before it
    assert seen.total() > 0
    assert not {401, 403} & seen.keys()
    SEEN.update(seen)


@pytest.mark.slow
def test_answers_of_all_kinds_were_seen() -> None:
    if SEEN.total() < 100:
        pytest.skip("the test before did not run here")
    assert SEEN[200] > 50
    assert SEEN[422] > 20
    assert SEEN[404] > 0
