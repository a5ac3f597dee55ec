"""The precision of each rule by itself, over every document of which the truth of the findings is known.

A plan of the corpus counts once, in its text form: the same slip in five forms is one proof, not five.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.engine import all_rules
from checks.page import rule_page
from corpus.evaluate.documents import GOLD, TOLD, Evaluated
from corpus.evaluate.tally import Tally

COUNTED = ("txt", GOLD, TOLD)
LEAST = 0.9
"""A rule below is to be in preview, once it was wrong more than once: one disputed finding proves little."""


def tallies_of_rules(documents: Sequence[Evaluated]) -> dict[str, Tally]:
    """Code → errors and warnings of a rule: those that had to come, that came, that stand on a slip."""
    codes = sorted({rule.code for rule in all_rules()})
    total = dict.fromkeys(codes, Tally())
    for document in documents:
        if document.form in COUNTED:
            for code in codes:
                total[code] += document.tallies.get(code, Tally())
    return total


def precision_of_rules(documents: Sequence[Evaluated]) -> Iterator[str]:
    """A table: how often a rule fired, how often rightly, its precision, its stage, what becomes of its findings."""
    forms = [form for form in COUNTED if any(document.form == form for document in documents)]
    if not forms:
        return
    stages = {rule.code: rule.stage for rule in all_rules()}
    names = {rule.code: rule.name for rule in all_rules()}
    yield f"Each rule by itself, errors and warnings over {', '.join(forms)}:"
    yield ""
    yield f"| {'rule':<31} | fired | right | precision | planted | found | stage   | fix    |"
    yield f"| {'-' * 31} | ----: | ----: | --------: | ------: | ----: | ------- | ------ |"
    for code, tally in tallies_of_rules(documents).items():
        share = f"{tally.right / tally.found:.3f}" if tally.found else "-"
        counts = f"{tally.found:>5} | {tally.right:>5} | {share:>9} | {tally.wanted:>7} | {tally.recalled:>5}"
        yield f"| {f'{code} {names[code]}':<31} | {counts} | {stages[code]:<7} | {rule_page(code).fix:<6} |"
    low = [code for code, tally in tallies_of_rules(documents).items() if below(tally) and stages[code] == "stable"]
    yield ""
    yield f"Stable rules below {LEAST:.0%}: {', '.join(low) or 'none'}"


def below(tally: Tally) -> bool:
    """Whether a rule is wrong too often for what it says to count."""
    return tally.found - tally.right > 1 and tally.right < LEAST * tally.found
