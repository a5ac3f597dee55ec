"""SARIF and JUnit: what they say is what the store says, in a form that others read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from lxml import etree

from checks.engine import all_rules
from dataset.store import Failure, Store
from pipeline.exports.base import all_exporters, exporter
from pipeline.exports.sarif import sarif_log, uri
from pipeline.messages import LANGUAGES, Language
from tests.pipeline.exports.stored import DOC, TEXT, made_up

PUBLISHED = Path(__file__).parents[2] / "data"
SARIF = Draft4Validator(json.loads((PUBLISHED / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")))
JUNIT = etree.XMLSchema(etree.parse(PUBLISHED / "junit-10.xsd"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sarif_keeps_to_the_standard_in_both_languages(store: Store, language: Language) -> None:
    made_up(store)
    store.fail(Failure("hỏng.pdf", "", "read", "Tệp hỏng.", "Quét lại."))
    log = sarif_log(store, language)
    SARIF.validate(log)
    (run,) = log["runs"]
    assert run["language"] == run["tool"]["driver"]["language"] == language
    other = run["translations"][0]
    assert other["language"] != language
    rules, translated = run["tool"]["driver"]["rules"], other["rules"]
    assert [rule["id"] for rule in rules] == [rule["id"] for rule in translated]
    assert {rule.code for rule in all_rules()} <= {rule["id"] for rule in rules}
    by_id = {rule["id"]: rule for rule in rules}
    assert ("Kiểm tra gì" in by_id["N001"]["help"]["markdown"]) is (language == "vi")
    assert "```plan" not in json.dumps(rules)
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "Tệp hỏng." in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_a_log_without_documents_keeps_to_the_standard(store: Store) -> None:
    SARIF.validate(sarif_log(store, "vi"))


def test_the_published_schema_refuses_what_the_standard_refuses(store: Store) -> None:
    made_up(store)
    log = sarif_log(store, "vi")
    log["runs"][0]["results"][0]["level"] = "info"
    assert not SARIF.is_valid(log)


def test_results_point_at_the_characters_of_the_text(store: Store, tmp_path: Path) -> None:
    findings = made_up(store)
    (path,) = exporter("sarif").write(store, tmp_path)
    (run,) = json.loads(path.read_text(encoding="utf-8"))["runs"]
    exporter("text").write(store, tmp_path / "text")
    lines = (tmp_path / f"text/{DOC}.txt").read_bytes().decode().split("\n")
    for finding, result in zip(findings, run["results"], strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule
        source = result["locations"][0]["physicalLocation"]
        assert (
            run["artifacts"][source["artifactLocation"]["index"]]["location"]["uri"]
            == "k%E1%BA%BF%20ho%E1%BA%A1ch%201.pdf"
        )
        assert source["region"]["properties"] == {
            "page": finding.page, "charOffset": finding.start, "charLength": finding.end - finding.start
        }  # fmt: skip
        region = result["relatedLocations"][0]["physicalLocation"]["region"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == finding.quote
        assert TEXT[region["charOffset"] :][: region["charLength"]] == finding.quote
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note"]
    # one place in the text; of the second finding also what it was compared with, in the source and in the text
    assert [len(result["relatedLocations"]) for result in run["results"]] == [1, 3, 1]


def test_addresses_are_addresses() -> None:
    assert uri("a/b c#1.pdf") == "a/b%20c%231.pdf"
    assert uri("/á.pdf") == "file:///%C3%A1.pdf"


def test_junit_counts_what_is_there(store: Store, tmp_path: Path) -> None:
    findings = made_up(store)
    store.fail(Failure("hỏng.pdf", "", "read", "Tệp hỏng.", "Quét lại."))
    (path,) = exporter("junit").write(store, tmp_path)
    root = ET.parse(path).getroot()
    cases = root.findall(".//testcase")
    quiet = len({rule.code for rule in all_rules()} - {finding.rule for finding in findings})
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == (str(len(cases)), "2", "1")
    assert len(cases) == len(findings) + quiet + 1
    assert [failure.get("type") for failure in root.iter("failure")] == ["error", "warning"]
    assert "130 cây" in [failure.text for failure in root.iter("failure")][1]
    (output,) = root.iter("system-out")
    assert "Tổng cộng\t=1+1" in (output.text or "")
    assert "\ufffd" in (output.text or "")  # the form feed, which XML cannot hold
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    assert next(root.iter("error")).get("message") == "Tệp hỏng."
    JUNIT.assertValid(etree.parse(path))
    root[0].tag = "suite"
    assert not JUNIT.validate(etree.fromstring(ET.tostring(root)))


def test_all_forms_have_names_of_their_own_and_none_writes_over_another() -> None:
    names = [entry.name for entry in all_exporters()]
    assert len(set(names)) == len(names)
    assert {"csv", "sarif", "junit", "xlsx", "annotated"} <= set(names)
    assert all(set(entry.summary) == set(LANGUAGES) for entry in all_exporters())
    with pytest.raises(KeyError):
        exporter("papyrus")


@pytest.mark.parametrize("name", ["sarif", "junit", "xlsx"])
def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path, name: str) -> None:
    made_up(store)
    (one,) = exporter(name).write(store, tmp_path / "one")
    (two,) = exporter(name).write(store, tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
