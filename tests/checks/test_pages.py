"""Every rule has a page in two languages, and does on the page's plans what the page says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

import checks
from checks.engine import all_rules, check_archive, check_plan
from checks.page import Case, parse_page, rule_page
from checks.rule import Plan, Rule
from dataset.records import CellRecord, Finding, Record, Records, Recovery
from pipeline.reading.base import Source
from pipeline.run import process
from tests.checks.archive import ListArchive

PAGES = Path(checks.__file__).parent / "pages"
CASES = [
    pytest.param(code, case, id=f"{code}-{case.title}")
    for code in sorted(path.stem for path in PAGES.glob("*.md"))
    for case in rule_page(code).cases
]


@cache
def plan_of(text: str) -> Plan:
    """Walk a plan through the real pipeline."""
    return process(Source("plan.txt", text.encode()))


def as_given(plan: Plan, case: Case) -> Plan:
    """The plan with the recoveries and the other readings that the case tells of."""
    rows: list[Record] = []
    for before, after, confidence in case.recovered:
        start = plan.text.index(after)
        place = {"page": 1, "start": start, "end": start + len(after), "quote": after, "confidence": confidence}
        rows.append(Recovery(doc_id=plan.doc_id, line=1, before=before, after=after, **place))
    other = dict(case.readings)
    cells = {cell.text for cell in plan.records.of(CellRecord)}
    assert other.keys() <= cells, "a reading of a cell that the plan does not have"
    for row in plan.records:
        if isinstance(row, CellRecord) and row.text in other:
            rows.append(row.model_copy(update={"other_text": other[row.text], "confidence": 0.5}))
        else:
            rows.append(row)
    return Plan(plan.document, plan.text, Records(rows))


def rules_of(code: str) -> list[Rule]:
    return [rule for rule in all_rules() if rule.code == code]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {rule.code for rule in all_rules()} == {path.stem for path in PAGES.glob("*.md")}


@pytest.mark.parametrize("code", sorted({rule.code for rule in all_rules()}))
def test_a_page_tests_both_firing_and_silence(code: str) -> None:
    page = rule_page(code)
    assert any(case.quotes for case in page.cases), "no case on which the rule fires"
    assert any(not case.quotes for case in page.cases), "no look-alike on which it stays silent"
    for template in page.templates.values():
        assert set(template) == {"vi", "en"}
        assert set(re.findall(r"{(\w+)}", template["vi"])) == set(re.findall(r"{(\w+)}", template["en"]))


@pytest.mark.parametrize(("code", "case"), CASES)
def test_the_rule_finds_what_its_page_says(code: str, case: Case) -> None:
    plans = [plan_of(text) for text in re.split(r"^=====$\n?", case.plan, flags=re.MULTILINE)]
    if case.recovered or case.readings:
        plans = [as_given(plan, case) for plan in plans]
    rules = rules_of(code)
    findings = [f for plan in plans for f in check_plan(plan, rules) if isinstance(f, Finding)]
    findings += [f for f in check_archive(ListArchive(plans), rules) if isinstance(f, Finding)]
    assert [finding.quote for finding in findings] == list(case.quotes)
    for finding in findings:
        text = next(plan.text for plan in plans if plan.doc_id == finding.doc_id)
        assert text[finding.start : finding.end] == finding.quote
        assert finding.message
        assert "{" not in finding.message


def test_finding_ids_survive_a_re_run_and_an_edit_elsewhere() -> None:
    case = next(case for case in rule_page("T001").cases if case.quotes)
    first, again = ({f.finding_id for f in check_plan(plan_of(case.plan), rules_of("T001"))} for _ in range(2))
    assert first == again
    assert len(first) == 1


def test_a_page_without_its_english_part_is_refused() -> None:
    with pytest.raises(ValueError, match="English"):
        parse_page("X001", '+++\ntitle = { vi = "a", en = "b" }\n+++\n# Tiếng Việt\n\nabc\n')
