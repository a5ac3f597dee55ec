"""The corpus checks itself: every quote of a truth stands in the text, every slip changes what it says."""

from __future__ import annotations

import pytest

from corpus.forms.text import render_text
from corpus.plans import Variant, make_variant, plan_names, slips_of, variants

ISSUE_RULES = {
    "P001", "P002", "P003", "R001", "R002", "N001", "N002", "N009",
    "S001", "S002", "S003", "S004", "S005", "U001", "U002", "U003",
}  # fmt: skip
ALL = variants()


@pytest.mark.parametrize("variant", ALL, ids=lambda v: v.name)
def test_every_quote_stands_in_the_text(variant: Variant) -> None:
    text = render_text(variant.plan)
    truth = variant.truth
    rows = [*truth.references, *truth.targets, *truth.deadlines, *truth.findings]
    assert [row.quote for row in rows if row.quote not in text or not row.quote] == []
    assert [d.text for d in truth.deadlines if d.text not in d.quote] == []


@pytest.mark.parametrize("variant", ALL, ids=lambda v: v.name)
def test_every_task_begins_as_its_truth_says(variant: Variant) -> None:
    text = render_text(variant.plan)
    assert [task.text_start for task in variant.truth.tasks if task.text_start not in text] == []


@pytest.mark.parametrize("variant", ALL, ids=lambda v: v.name)
def test_the_head_of_the_truth_is_the_head_of_the_plan(variant: Variant) -> None:
    document, plan = variant.truth.document, variant.plan
    assert document.title == " ".join(plan.title.split())
    assert document.signer == plan.signatures[-1].signer
    assert (document.number or "") in plan.symbol
    assert (document.symbol or "") in plan.symbol.replace("-NQ", "/NQ")


@pytest.mark.parametrize("name", plan_names())
def test_each_slip_can_be_planted_alone(name: str) -> None:
    clean = render_text(make_variant(name).plan)
    for slip in slips_of(name):
        assert render_text(make_variant(name, [slip]).plan) != clean


@pytest.mark.parametrize("name", plan_names())
def test_clean_plans_have_no_findings(name: str) -> None:
    assert make_variant(name).truth.findings == ()


def test_every_rule_of_the_checker_has_a_planted_slip() -> None:
    planted = {finding["rule"] for name in plan_names() for slip in slips_of(name) for finding in slip.findings}
    assert planted >= ISSUE_RULES


def test_a_slip_whose_place_is_gone_is_refused() -> None:
    name = plan_names()[0]
    slip = slips_of(name)[0]
    with pytest.raises(ValueError, match="0 times"):
        make_variant(name, [slip, slip])
