"""The precision of each rule across documents, over the batches of plans that depend on each other.

Every batch is checked as it is, where such a rule has nothing to say, and once with each of its slips.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from checks.archive import ListArchive, Snapshot
from checks.engine import all_rules, check_archive, check_plan
from checks.origins import told_once
from checks.rule import CorpusRule, DocumentRule, Plan
from corpus.batches import BatchSlip, batch_names, batch_slips, batch_texts
from corpus.evaluate.tally import Tally
from dataset.records import Finding
from pipeline.reading.base import Source
from pipeline.run import process

_Key = tuple[str, str, str]
"""Rule, document and other document of a finding."""


def tallies_of_batches() -> dict[str, Tally]:
    """Code → findings that had to come, that came, that stand on a slip."""
    total: dict[str, Tally] = defaultdict(Tally)
    across = {rule.code for rule in all_rules() if isinstance(rule, CorpusRule)}
    for name in batch_names():
        for planted in ((), *((slip,) for slip in batch_slips(name))):
            wanted = [
                (found.rule, found.document, found.other)
                for slip in planted
                for found in slip.findings
                if found.rule in across
            ]
            for code, tally in _compare(wanted, list(_found(name, planted))):
                total[code] += tally
    return dict(sorted(total.items()))


def precision_across() -> Iterator[str]:
    """A table: how often a rule across documents fired, how often rightly, what was planted and what was found."""
    names = {rule.code: rule.name for rule in all_rules()}
    yield f"Each rule across documents, over {len(batch_names())} batches of plans, as they are and with each slip:"
    yield ""
    yield f"| {'rule':<31} | fired | right | precision | planted | found |"
    yield f"| {'-' * 31} | ----: | ----: | --------: | ------: | ----: |"
    for code, tally in tallies_of_batches().items():
        share = f"{tally.right / tally.found:.3f}" if tally.found else "-"
        counts = f"{tally.found:>5} | {tally.right:>5} | {share:>9} | {tally.wanted:>7} | {tally.recalled:>5}"
        yield f"| {f'{code} {names[code]}':<31} | {counts} |"


def _compare(wanted: list[_Key], found: list[_Key]) -> Iterator[tuple[str, Tally]]:
    had, came = Counter(wanted), Counter(found)
    for code in sorted({key[0] for key in (*had, *came)}):
        mine = {key: count for key, count in had.items() if key[0] == code}
        ours = {key: count for key, count in came.items() if key[0] == code}
        both = sum(min(count, ours.get(key, 0)) for key, count in mine.items())
        yield code, Tally(sum(mine.values()), both, sum(ours.values()), both)


def _found(name: str, slips: Iterable[BatchSlip]) -> Iterator[_Key]:
    plans = [_plan_of(file, text) for file, text in batch_texts(name, slips).items()]
    files = {plan.doc_id: plan.document.source for plan in plans}
    # what a rule of one document tells of a name, none of several tells again
    names = [rule for rule in all_rules() if isinstance(rule, DocumentRule) and rule.code.startswith("P")]
    alone = [row for plan in plans for row in check_plan(plan, names)]
    known = {row.finding_id for row in alone}
    for row in told_once([*alone, *check_archive(Snapshot(ListArchive(plans)))]):
        if isinstance(row, Finding) and row.finding_id not in known:
            yield row.rule, files[row.doc_id], files.get(row.other_doc_id or "", "")


@cache
def _plan_of(file: str, text: str) -> Plan:
    return process(Source(file, text.encode()))
