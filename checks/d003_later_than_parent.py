"""D003 later-than-parent: a report is due after the report of the level above that it feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from checks.families import BATCH, Link, batches, links, rows_of
from checks.heads import place_of
from checks.issuers import is_central
from checks.reports import Due, is_exact, reports_due, words
from checks.rule import Archive, CorpusRule, Slip
from dataset.records import Deadline, Section

_DAYS = re.compile(r"\d{1,2}(?:/\d{1,2}(?:/\d{4})?)?")
# a committee is named by every plan; where other bodies are named as those who report, stands at the beginning
_COMMITTEE = re.compile(r"^(?:ủy ban nhân dân|hội đồng nhân dân|đảng ủy|tỉnh ủy|thành ủy)\b")
_REPORTS = re.compile(r"\b(?:báo cáo|gửi|nộp|tổng hợp)\b")
_LEAST_WORDS = 2


class LaterThanParent(CorpusRule):
    """What the plan above wants to know has to be known below before."""

    code = "D003"
    name = "later-than-parent"
    severity = "warning"

    def check(self, archive: Archive) -> Iterator[Slip]:
        """One slip on each report that is due after all reports of its kind in the plan above."""
        for batch in batches(links(archive), BATCH):
            documents = {entry.doc_id for link in batch for entry in (link.parent, link.child)}
            deadlines = {
                document: [row for row in rows if is_exact(row)]
                for document, rows in rows_of(archive, Deadline, documents).items()
            }
            concerned = [
                link for link in batch if deadlines.get(link.parent.doc_id) and deadlines.get(link.child.doc_id)
            ]
            wanted = {entry.doc_id for link in concerned for entry in (link.parent, link.child)}
            sections = rows_of(archive, Section, wanted) if wanted else {}
            due = {key: list(reports_due(deadlines[key], sections.get(key, []))) for key in sorted(wanted)}
            for link in concerned:
                yield from _late(link, due[link.parent.doc_id], due[link.child.doc_id])


def _late(link: Link, above: list[Due], below: list[Due]) -> Iterator[Slip]:
    """One slip for each deadline, whichever of its reports are late."""
    for _, reports in groupby(below, key=lambda report: (report.deadline.start, report.deadline.quote_start)):
        late = [(report, last) for report in reports if (last := _last_bound(link, above, report)) is not None]
        late = [(report, last) for report, last in late if report.position > last.position]
        if late:
            yield _slip(link, late)


def _last_bound(link: Link, above: list[Due], report: Due) -> Due | None:
    """The last date on which the plan above waits for such a report.

    It may set several for one report: only what is later than the last of those that are for whoever reports here is
    too late.
    """
    bounds = [bound for bound in above if bound.cycle == report.cycle and _may_be_of_one_year(bound, report)]
    own = _for_its_kind(bounds, link.child.issuer)
    if own:
        return max(own, key=lambda bound: bound.position)
    if report.below or not link.same_territory:
        # committees of the Party report to those of the Party, those of the state to those of the state
        chain = report.below or ("party" if re.search(words()["party"], link.child.issuer) else "state")
        bounds = [bound for bound in bounds if bound.below in {None, chain}]
        bounds = [bound for bound in bounds if bound.below] or bounds
    else:
        # what communes owe the department is no bound for what is reported within it
        bounds = [bound for bound in bounds if not bound.below]
    bounds = [bound for bound in bounds if not bound.onward or bound.below] or bounds
    return max(bounds, key=lambda bound: bound.position, default=None)


def _for_its_kind(bounds: list[Due], issuer: str) -> list[Due]:
    """The bounds whose sentence begins with bodies of the issuer's kind: "Các Trung tâm Y tế báo cáo …"."""
    if _COMMITTEE.search(issuer):
        return []
    words_of = issuer.split()
    for count in range(len(words_of), _LEAST_WORDS - 1, -1):
        kind = " ".join(words_of[:count])
        found = [bound for bound in bounds if kind in _REPORTS.split(bound.sentence, 1)[0]]
        if found:
            return found
    return []


def _slip(link: Link, late: list[tuple[Due, Due]]) -> Slip:
    (report, last), central = late[0], is_central(link.parent.issuer)
    upward = any(report.upward or report.below or (central and report.onward) for report, _ in late)
    # where both name one day, the words themselves show which is later
    plain = len(late) == 1 and all(len(_DAYS.findall(due.deadline.text)) == 1 for due in (report, last))
    bounds = {bound.deadline.quote_start: bound.deadline for _, bound in late}
    return Slip(
        link.child.doc_id,
        report.deadline.page,
        report.deadline.span,
        report.deadline.quote,
        observed=report.deadline.text,
        expected=last.deadline.text,
        values={
            "act": link.parent.name,
            "source": link.parent.source,
            "days": "; ".join(f"{report.written} – {bound.written}" for report, bound in late),
        },
        template="message" if plain else "days",
        severity=None if upward else "info",
        confidence=0.85 if upward else 0.65,
        other_doc_id=link.parent.doc_id,
        places=(*(place_of(deadline, "expected") for deadline in bounds.values()), link.cited),
        key=f"{report.cycle}\x1e{report.deadline.text}",
    )


def _may_be_of_one_year(one: Due, other: Due) -> bool:
    return one.year is None or other.year is None or one.year == other.year
