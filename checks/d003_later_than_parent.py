"""D003 later-than-parent: a report is due after the report of the level above that it feeds."""

from __future__ import annotations

from collections.abc import Iterator

from checks.families import BATCH, Link, batches, links, rows_of
from checks.heads import place_of
from checks.reports import Due, is_exact, reports_due
from checks.rule import Archive, CorpusRule, Slip
from dataset.records import Deadline, Section


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
    for report in below:
        bounds = [bound for bound in above if bound.cycle == report.cycle and _may_be_of_one_year(bound, report)]
        if not bounds:
            continue
        # the plan above may set several dates for one report: only what is later than the last of those that are
        # for the level below is too late
        bounds = [bound for bound in bounds if not bound.onward] or bounds
        last = max(bounds, key=lambda bound: bound.position)
        if report.position <= last.position:
            continue
        yield Slip(
            link.child.doc_id,
            report.deadline.page,
            report.deadline.span,
            report.deadline.quote,
            observed=report.deadline.text,
            expected=last.deadline.text,
            values={"act": link.parent.name, "source": link.parent.source},
            severity=None if report.upward else "info",
            confidence=0.85 if report.upward else 0.65,
            other_doc_id=link.parent.doc_id,
            places=(place_of(last.deadline, "expected"), link.cited),
            key=f"{report.cycle}\x1e{report.deadline.text}",
        )


def _may_be_of_one_year(one: Due, other: Due) -> bool:
    return one.year is None or other.year is None or one.year == other.year
