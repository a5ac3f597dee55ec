"""What becomes of findings: nothing is lost, the stronger word holds, what has no use any more is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from checks.baseline import BaselineError, Known, read_baseline, updated, write_baseline
from checks.engine import all_rules
from checks.policy import Judged, Policy, rules_in_preview
from checks.policy_file import parse_table, policy_of
from checks.selection import Selection
from dataset.records import DocumentRecord, Finding
from tests.dataset.rows import document

TODAY = date(2026, 6, 15)
REASON = {"reason": "đã báo tác giả", "until": TODAY}
RULES = ("P001", "N001", "N009", "D002", "S002", "T001")
DOCUMENTS = {
    "a": document("a", "moi/a.txt", issuer="Ủy ban nhân dân xã Bến Lau"),
    "b": document("b", "luu/2019/b.txt", issuer="Ủy ban nhân dân phường Cái Khê"),
    "c": document("c", "luu/c.txt"),
}


def finding(rule: str, doc_id: str = "a", number: int = 1, severity: str = "error") -> Finding:
    return Finding(
        finding_id=f"{ord(doc_id[0]):02x}{RULES.index(rule):02x}{number:012x}",
        rule=rule,
        severity=severity,
        doc_id=doc_id,
        other_doc_id=None,
        message="…",
        expected=None,
        observed=None,
        page=1,
        start=0,
        end=3,
        quote="Đạt",
        confidence=1.0,
    )


def policy(values: dict[str, Any], command: Selection | None = None, known: tuple[Finding, ...] = ()) -> Policy:
    return policy_of(parse_table(values), command or Selection(), baseline(*known), None)


def baseline(*findings: Finding) -> dict[str, Known]:
    return dict(updated({}, [], findings, DOCUMENTS))


def judge(
    values: dict[str, Any], *findings: Finding, documents: dict[str, DocumentRecord] | None = None, **rest: Any
) -> Judged:
    return policy(values, rest.pop("command", None)).judge(findings, documents or DOCUMENTS, TODAY, **rest)


def kept(judged: Judged) -> list[str]:
    return [f"{row.doc_id} {row.rule}" for row in judged.kept]


findings_made = st.lists(
    st.builds(finding, st.sampled_from(RULES), st.sampled_from("abc"), st.integers(0, 3)),
    unique_by=lambda row: row.finding_id,
)
prefixes = st.lists(st.sampled_from(["P", "N", "N00", "N009", "D", "S002", "T"]), max_size=3)
suppressed = st.builds(
    lambda rule, place, days: {
        "rule": rule,
        "document": place,
        "reason": "x",
        "until": TODAY + timedelta(days),
    },
    st.sampled_from(RULES),
    st.sampled_from(["a", "luu", "**/b.txt", "elsewhere"]),
    st.integers(-1, 1),
)
tables = st.fixed_dictionaries(
    {},
    optional={
        "select": prefixes,
        "ignore": prefixes,
        "where": st.lists(
            st.fixed_dictionaries({"folder": st.sampled_from(["luu", "moi"])}, optional={"ignore": prefixes}),
            max_size=2,
        ),
        "suppress": st.lists(suppressed, max_size=3),
    },
)


@settings(deadline=None)  # the first call loads all rules
@given(tables, findings_made, st.data())
def test_every_finding_ends_in_one_place_with_a_cause(
    values: dict[str, Any], findings: list[Finding], data: st.DataObject
) -> None:
    known = tuple(data.draw(st.lists(st.sampled_from(findings), max_size=3))) if findings else ()
    judged = policy(values, known=known).judge(findings, DOCUMENTS, TODAY)
    ends = [row.finding_id for row in judged.kept] + [off.finding.finding_id for off in judged.off]
    assert sorted(ends) == sorted(row.finding_id for row in findings)
    assert sum(judged.causes.values()) == len(judged.off)
    assert all(off.why for off in judged.off if off.cause != "baseline")
    valid = len(values.get("suppress", [])) - len(judged.expired)
    assert len(judged.unused) <= valid


@settings(deadline=None)  # the first call loads all rules
@given(findings_made)
def test_without_a_policy_all_count_as_they_are(findings: list[Finding]) -> None:
    assert Policy().judge(findings, DOCUMENTS, TODAY) == Judged(findings)


@settings(deadline=None)  # the first call loads all rules
@given(tables, findings_made)
def test_after_the_baseline_is_updated_nothing_is_new_and_nothing_gone(
    values: dict[str, Any], findings: list[Finding]
) -> None:
    first = policy(values).judge(findings, DOCUMENTS, TODAY)
    made = policy_of(parse_table(values), Selection(), updated({}, first.gone, first.kept, DOCUMENTS), None)
    again = made.judge(findings, DOCUMENTS, TODAY)
    assert (again.kept, again.gone) == ([], [])
    assert again.causes == first.with_baseline().causes


def test_the_last_part_that_fits_goes_first_and_the_command_line_before_all() -> None:
    values = {
        "ignore": ["N"],
        "where": [
            {"folder": "luu", "select": ["N", "D"]},
            {"issuer": "ủy ban nhân dân phường *", "ignore": ["N009"]},
        ],
    }
    rows = [finding(rule, doc) for doc in "abc" for rule in ("N001", "N009", "S002")]
    assert kept(judge(values, *rows)) == ["a S002", "b N001", "c N001", "c N009"]
    assert kept(judge(values, *rows, command=Selection(("N009",)))) == ["a N009", "b N009", "c N009"]
    assert kept(judge(values, *rows, command=Selection(None, ("N0",)))) == ["a S002"]


def test_severities_by_the_longest_prefix_of_the_strongest_part() -> None:
    values = {
        "severity": {"N": "warning", "N009": "info"},
        "where": [{"folder": "luu", "severity": {"n": "error"}}],
    }
    rows = [finding("N001"), finding("N009", severity="warning"), finding("N009", "c"), finding("P001")]
    assert [row.severity for row in judge(values, *rows).kept] == ["warning", "info", "error", "error"]


def test_what_a_rule_itself_doubts_gets_no_louder() -> None:
    doubted = finding("N001", severity="info")
    assert judge({"severity": {"N": "error"}}, doubted).kept == [doubted]
    assert judge({"severity": {"N": "warning"}}, finding("N001")).kept[0].severity == "warning"
    usual = {rule.code: rule.severity for rule in all_rules()}
    quiet = next(code for code in RULES if usual[code] == "warning")
    assert judge({"severity": {quiet: "error"}}, finding(quiet, severity="warning")).kept[0].severity == "error"


def test_a_suppression_holds_to_the_end_of_its_last_day() -> None:
    row = finding("S002")
    for entry in ({"finding": row.finding_id}, {"rule": "s002", "document": "moi"}, {"rule": "S002", "document": "a"}):
        held = policy({"suppress": [entry | REASON]})
        judged = held.judge([row], DOCUMENTS, TODAY)
        assert [(off.cause, off.why) for off in judged.off] == [("suppression", "đã báo tác giả")]
        assert (judged.unused, judged.expired) == ([], [])
        late = held.judge([row], DOCUMENTS, TODAY + timedelta(1))
        assert (late.kept, late.off, late.unused) == ([row], [], [])
        assert list(late.expired) == list(held.suppressions)


def test_a_suppression_is_unused_only_if_that_can_be_known() -> None:
    entry = {"rule": "S002", "document": "luu"} | REASON
    assert len(judge({"suppress": [entry]}, finding("S002")).unused) == 1
    assert judge({"suppress": [entry]}, finding("S002"), documents={"a": DOCUMENTS["a"]}).unused == []
    assert judge({"suppress": [entry]}, failed=frozenset({"S002"})).unused == []
    # a finding that is out of the choice of rules is suppressed all the same
    assert judge({"ignore": ["S"], "suppress": [entry]}, finding("S002", "c")).unused == []
    gone = {"finding": "0" * 16} | REASON
    assert len(judge({"suppress": [gone]}).unused) == 1
    assert judge({"suppress": [gone]}, failed=frozenset({"N001"})).unused == []


def test_a_baseline_keeps_what_it_cannot_judge(tmp_path: Path) -> None:
    old = [finding("N001"), finding("N009"), finding("S002", "b"), finding("D002", "c")]
    known = baseline(*old)
    here = {"a": DOCUMENTS["a"], "e": document("e", DOCUMENTS["c"].source)}
    found = [finding("N001"), finding("P001")]
    judged = Policy(baseline=known).judge(found, here, TODAY)
    assert kept(judged) == ["a P001"]
    # N009 was mended, and luu/c.txt has another content now; of b nothing is known
    assert {entry.rule for entry in judged.gone} == {"N009", "D002"}
    after = updated(known, judged.gone, judged.kept, here)
    assert {entry.rule for entry in after.values()} == {"N001", "P001", "S002"}
    failed = Policy(baseline=known).judge(found, here, TODAY, frozenset({"N009"}))
    assert {entry.rule for entry in failed.gone} == {"D002"}
    write_baseline(after, tmp_path / "moc.json")
    assert read_baseline(tmp_path / "moc.json") == after
    lines = (tmp_path / "moc.json").read_text().splitlines()
    assert len(lines) == len(after) + 2
    write_baseline(dict(reversed(after.items())), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text().splitlines() == lines


def test_a_finding_across_documents_is_known_though_the_other_document_is_another_one() -> None:
    old = finding("N001").model_copy(update={"other_doc_id": "b"})
    same = finding("N001", number=2).model_copy(update={"other_doc_id": "c"})
    held = Policy(baseline=baseline(old))
    judged = held.judge([same], DOCUMENTS, TODAY)
    assert (judged.kept, judged.gone) == ([], [])
    for other in (
        same.model_copy(update={"other_doc_id": None}),
        same.model_copy(update={"quote": "Vượt"}),
        same.model_copy(update={"rule": "N009"}),
        same.model_copy(update={"doc_id": "b"}),
    ):
        judged = held.judge([other], DOCUMENTS, TODAY)
        assert (judged.kept, len(judged.gone)) == ([other], 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [("{", 1), ("{\n\n]", 3), ("[]", None), ('{"kehoach_baseline": 2, "findings": []}', None), ("\udcff", None)],
)
def test_another_file_is_no_baseline(tmp_path: Path, text: str, line: int | None) -> None:
    (tmp_path / "x").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BaselineError) as raised:
        read_baseline(tmp_path / "x")
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("values", "place", "kind"),
    [
        ({"selct": ["P"]}, ("selct",), "extra_forbidden"),
        ({"select": ["Q"]}, ("select", 0), "unknown_rule"),
        ({"ignore": "P"}, ("ignore",), "tuple_type"),
        ({"severity": {"P": "loud"}}, ("severity", "P"), "literal_error"),
        ({"severity": {"Q": "info"}}, ("severity", "Q", "[key]"), "unknown_rule"),
        ({"where": [{"select": ["P"]}]}, ("where", 0), "nowhere"),
        ({"suppress": [{"rule": "P001", "document": "x", "until": TODAY}]}, ("suppress", 0, "reason"), "missing"),
        ({"suppress": [{"rule": "P001", "document": "x", "reason": "x"}]}, ("suppress", 0, "until"), "missing"),
        ({"suppress": [{"finding": "abc"} | REASON]}, ("suppress", 0, "finding"), "string_pattern_mismatch"),
        ({"suppress": [{"rule": "P001", "finding": "0" * 16} | REASON]}, ("suppress", 0), "one_thing"),
        ({"suppress": [{"rule": "P001"} | REASON]}, ("suppress", 0), "rule_without_document"),
        ({"suppress": [{"rule": "P", "document": "x"} | REASON]}, ("suppress", 0), "unknown_code"),
        (
            {"suppress": [{"rule": "P001", "document": "x", "reason": " ", "until": TODAY}]},
            ("suppress", 0, "reason"),
            "string_too_short",
        ),
    ],
)
def test_a_table_that_does_not_fit(values: dict[str, Any], place: tuple[str | int, ...], kind: str) -> None:
    with pytest.raises(ValidationError) as raised:
        parse_table(values)
    first = raised.value.errors()[0]
    assert (first["loc"], first["type"]) == (place, kind)


def in_preview(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr("checks.policy.rules_in_preview", lambda: frozenset({code}))


def test_a_rule_in_preview_runs_but_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    in_preview(monkeypatch, "N009")
    judged = judge({}, finding("N009"), finding("N001"))
    assert kept(judged) == ["a N001"]
    assert [(off.finding.rule, off.cause) for off in judged.off] == [("N009", "preview")]


@pytest.mark.parametrize("values", [{"preview": True}, {"select": ["N009"]}, {"select": ["P", "N009"]}])
def test_a_rule_in_preview_counts_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, Any]
) -> None:
    in_preview(monkeypatch, "N009")
    assert kept(judge(values, finding("N009"))) == ["a N009"]


def test_a_family_that_is_selected_does_not_bring_its_rules_in_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    in_preview(monkeypatch, "N009")
    judged = judge({"select": ["N"]}, finding("N009"), finding("N001"))
    assert kept(judged) == ["a N001"]
    assert judged.causes["preview"] == 1


def test_the_command_line_brings_rules_in_preview_too(monkeypatch: pytest.MonkeyPatch) -> None:
    in_preview(monkeypatch, "N009")
    assert kept(judge({}, finding("N009"), command=Selection(("N009",)))) == ["a N009"]
    assert kept(judge({"preview": True}, finding("N009"), command=Selection(None, ("N009",)))) == []


def test_a_code_is_in_preview_only_when_all_its_rules_are() -> None:
    stages = {(rule.code, rule.stage) for rule in all_rules()}
    for code in rules_in_preview():
        assert (code, "stable") not in stages
