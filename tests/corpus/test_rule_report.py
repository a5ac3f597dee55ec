"""Each rule's own precision: plans count once, and one disputed finding does not send a rule to preview."""

from __future__ import annotations

from corpus.evaluate.documents import Evaluated
from corpus.evaluate.rule_report import below, precision_of_rules, tallies_of_rules
from corpus.evaluate.tally import Tally

ONE_RIGHT = Tally(wanted=1, recalled=1, found=1, right=1)
TWO_WRONG = Tally(found=2)


def test_a_plan_in_several_forms_is_one_proof() -> None:
    documents = [Evaluated("a", form, {"N001": ONE_RIGHT}) for form in ("txt", "docx", "pdf", "scan", "gold")]
    assert tallies_of_rules(documents)["N001"].found == 2


def test_a_rule_is_below_when_it_was_wrong_more_than_once() -> None:
    assert not below(Tally(found=3, right=2))
    assert below(Tally(found=10, right=8))
    assert not below(Tally(found=30, right=28))


def test_the_table_names_the_stable_rules_below() -> None:
    lines = list(precision_of_rules([Evaluated("a", "txt", {"N001": TWO_WRONG, "N002": ONE_RIGHT})]))
    assert lines[-1].endswith("N001")
    row = next(line for line in lines if line.startswith("| N002"))
    assert [cell.strip() for cell in row.strip("|").split("|")][1:4] == ["1", "1", "1.000"]


def test_without_a_document_that_counts_there_is_no_table() -> None:
    assert list(precision_of_rules([Evaluated("a", "docx", {"N001": ONE_RIGHT})])) == []
