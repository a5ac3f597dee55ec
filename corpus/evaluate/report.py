"""The figures of an evaluation: summed by form, as a table to read and as data to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from checks.engine import all_rules
from corpus.evaluate.batch_report import precision_across
from corpus.evaluate.change_report import ChangeSection
from corpus.evaluate.documents import Evaluated
from corpus.evaluate.measures import TABLE_MEASURES
from corpus.evaluate.real_truth import VALUE_MEASURES
from corpus.evaluate.recovery_report import RecoverySection
from corpus.evaluate.rule_report import precision_of_rules
from corpus.evaluate.scan_report import ScanSection
from corpus.evaluate.tally import Tally
from corpus.plans import CLEAN

NO_RULE = "no rule yet"
_SHARES = {"P": "precision", "R": "recall", "F1": "f1"}
_OF_TABLES, _OF_RULES = ("P", "R", "F1"), ("P", "R")


@dataclass(frozen=True)
class Evaluation:
    """All documents of one evaluation. Two of them can be compared document by document, value by value.

    ``recovery`` is the section on lost diacritics, ``scans`` that on scans, ``changes`` that on rows gained and lost
    since the last release, where these were measured too.
    """

    documents: tuple[Evaluated, ...]
    recovery: RecoverySection | None = None
    scans: ScanSection | None = None
    changes: ChangeSection | None = None

    @property
    def forms(self) -> list[str]:
        """The forms that were evaluated, in the order in which they came."""
        return list(dict.fromkeys(document.form for document in self.documents))

    def tallies(self, form: str) -> dict[str, Tally]:
        """The tallies of one form, summed over its documents."""
        total: dict[str, Tally] = {}
        for document in self.documents:
            if document.form == form:
                for name, tally in document.tallies.items():
                    total[name] = total.get(name, Tally()) + tally
        return total

    def figures(self) -> dict[str, dict[str, dict[str, float | int | None]]]:
        """Form → measure → precision, recall, F1 and the counts they stand on."""
        return {
            form: {name: figures_of(tally) for name, tally in sorted(self.tallies(form).items())} for form in self.forms
        }

    def data(self) -> dict[str, Any]:
        """Everything, for a file."""
        return {
            "figures": self.figures(),
            "documents": [_document_data(document) for document in self.documents],
            "recovery": self.recovery.data() if self.recovery else None,
            "scans": self.scans.data() if self.scans else None,
            "changes": self.changes.data() if self.changes else None,
        }


def figures_of(tally: Tally) -> dict[str, float | int | None]:
    """The figures of one tally, rounded to six digits."""
    shares = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1}
    return {
        **{k: v if v is None else round(v, 6) for k, v in shares.items()},
        "wanted": tally.wanted,
        "found": tally.found,
    }


def _document_data(document: Evaluated) -> dict[str, Any]:
    tallies = {
        name: {**figures_of(tally), "missed": tally.missed, "extra": tally.extra}
        for name, tally in document.tallies.items()
    }
    return {"name": document.name, "form": document.form, "failure": document.failure, "measures": tallies}


def as_table(evaluation: Evaluation) -> str:
    """The figures as Markdown: the documents, then the recovery, the scans and the changes, each if it was measured."""
    parts = [_documents_part(evaluation)] if evaluation.documents else []
    parts += [
        list(section.lines()) for section in (evaluation.recovery, evaluation.scans, evaluation.changes) if section
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _documents_part(evaluation: Evaluation) -> list[str]:
    """One table for the dataset, one for the rules, a column group for each form."""
    tallies = {form: evaluation.tallies(form) for form in evaluation.forms}
    measured = {name for of_form in tallies.values() for name in of_form}
    of_tables = [*TABLE_MEASURES, *(name for name in VALUE_MEASURES if name in measured)]
    codes = sorted(measured - set(of_tables))
    known = {rule.code: rule.name for rule in all_rules()}
    lines = _rows("table", [(name, name) for name in of_tables], tallies, _OF_TABLES)
    lines += ["", *_rows("rule", [(code, f"{code} {known.get(code, NO_RULE)}") for code in codes], tallies, _OF_RULES)]
    lines += ["", *precision_of_rules(evaluation.documents)]
    lines += ["", *precision_across()]
    lines += ["", "Errors and warnings on the clean twins, all of them wrong:", "", *_on_twins(evaluation)]
    failures = [f"- {d.form} {d.name}: {d.failure}" for d in evaluation.documents if d.failure]
    return [*lines, *(["", "Not read:", "", *failures] if failures else [])]


def _on_twins(evaluation: Evaluation) -> list[str]:
    twins = [d for d in evaluation.documents if d.name.endswith(f".{CLEAN}")]
    return [
        f"- {form}: {sum(d.tallies['findings'].found for d in twins if d.form == form)}"
        for form in evaluation.forms
        if any(d.form == form for d in twins)
    ]


def _rows(
    head: str, names: Sequence[tuple[str, str]], tallies: dict[str, dict[str, Tally]], columns: Sequence[str]
) -> list[str]:
    width = max([len(head), *(len(label) for _, label in names)])
    groups = [f"{form:>5} {column:<2}" for form in tallies for column in columns]
    lines = [_line([f"{head:<{width}}", *groups]), _line(["-" * width, *("-" * 7 + ":" for _ in groups)])]
    for name, label in names:
        shares = (share for of_form in tallies.values() for share in _shares(of_form.get(name), columns))
        lines.append(_line([f"{label:<{width}}", *(f"{share:>8}" for share in shares)]))
    return lines


def _shares(tally: Tally | None, columns: Sequence[str]) -> Iterable[str]:
    if tally is None:
        return [""] * len(columns)
    shares = (getattr(tally, _SHARES[column]) for column in columns)
    return ["-" if share is None else f"{share:.3f}" for share in shares]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
