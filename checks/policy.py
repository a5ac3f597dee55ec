"""What becomes of the findings: which count, how loud, and which are switched off, by whom and why.

Nothing is thrown away: every finding that a rule makes ends either among those that count or, with its cause, among
those that are switched off.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

from checks.baseline import Baseline, Known, gone, is_known, places_of
from checks.engine import all_rules
from checks.globs import name_matches, names_of, path_matches
from checks.selection import Selection, decide, longest_prefix, names_whole
from checks.suppressions import Suppression
from dataset.records import DocumentRecord, Finding, Severity

Cause = Literal["selection", "preview", "suppression", "baseline"]
CAUSES: tuple[Cause, ...] = ("selection", "preview", "suppression", "baseline")
_LOUDNESS: Mapping[Severity, int] = {"info": 0, "warning": 1, "error": 2}


@dataclass(frozen=True)
class Part:
    """What holds for all documents, or for those of an issuer and a folder."""

    rules: Selection = field(default_factory=Selection)
    severity: Mapping[str, Severity] = field(default_factory=dict)
    issuer: str | None = None
    folder: str | None = None

    def covers(self, document: DocumentRecord, names: tuple[str, ...]) -> bool:
        """Whether it speaks of a document."""
        if self.issuer is not None and not name_matches(self.issuer, document.issuer):
            return False
        return self.folder is None or path_matches(self.folder, names)


@dataclass(frozen=True)
class Off:
    """A finding that is switched off: by what, and in which words."""

    finding: Finding
    cause: Cause
    why: str


@dataclass(frozen=True)
class Judged:
    """The findings of one check, parted; and what a policy says that has no use any more."""

    kept: list[Finding]
    off: list[Off] = field(default_factory=list)
    unused: list[Suppression] = field(default_factory=list)
    expired: list[Suppression] = field(default_factory=list)
    gone: list[Known] = field(default_factory=list)

    @property
    def causes(self) -> dict[str, int]:
        """How many findings are switched off by what."""
        counts = Counter(off.cause for off in self.off)
        return {str(cause): counts[cause] for cause in CAUSES}

    def with_baseline(self) -> Judged:
        """The same after everything that counts has gone into the baseline, and what is gone out of it."""
        known = [Off(finding, "baseline", "") for finding in self.kept]
        return replace(self, kept=[], off=[*self.off, *known], gone=[])


@dataclass(frozen=True)
class Policy:
    """All that is said about findings: the command line before the parts of the file, of which the last goes first.

    ``home`` is the folder of the file, from which its patterns go. Rules in preview count only with ``preview``, or
    where the deciding place selects them by their whole code.
    """

    command: Selection = field(default_factory=Selection)
    parts: tuple[Part, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    baseline: Baseline = field(default_factory=dict)
    home: Path | None = None
    preview: bool = False

    def judge(
        self,
        findings: Sequence[Finding],
        documents: Mapping[str, DocumentRecord],
        today: date,
        failed: frozenset[str] = frozenset(),
    ) -> Judged:
        """Part the findings of a check over ``documents`` (by id), in which the rules of some codes ``failed``."""
        names = {key: names_of(document.source, self.home) for key, document in documents.items()}
        parts = {key: self._parts_of(document, names[key]) for key, document in documents.items()}
        valid = [entry for entry in self.suppressions if not entry.expired(today)]
        # patterns are compared once for each document, not for each finding
        covering = {
            key: [n for n, entry in enumerate(valid) if entry.covers(document, names[key])]
            for key, document in documents.items()
        }
        used: set[int] = set()
        places = places_of(self.baseline)
        usual = _usual_severities()
        tried = frozenset() if self.preview else rules_in_preview()
        judged = Judged([], expired=[entry for entry in self.suppressions if entry.expired(today)])
        for finding in findings:
            key = finding.doc_id
            fitting = [n for n in covering[key] if valid[n].matches(finding)]
            used.update(fitting)
            finding = _with_severity(finding, parts[key], usual)  # noqa: PLW2901  from here on as loud as it is wanted
            counts, words = decide([self.command, *(part.rules for part in parts[key])], finding.rule)
            if not counts:
                judged.off.append(Off(finding, "selection", words))
            elif finding.rule in tried and not names_whole(words, finding.rule):
                judged.off.append(Off(finding, "preview", ""))
            elif fitting:
                judged.off.append(Off(finding, "suppression", valid[fitting[0]].reason))
            elif is_known(finding, self.baseline, places):
                judged.off.append(Off(finding, "baseline", ""))
            else:
                judged.kept.append(finding)
        judged.unused.extend(_unused(valid, used, {n for fitting in covering.values() for n in fitting}, failed))
        judged.gone.extend(gone(self.baseline, findings, documents, failed))
        return judged

    def _parts_of(self, document: DocumentRecord, names: tuple[str, ...]) -> list[Part]:
        return [part for part in reversed(self.parts) if part.covers(document, names)]


def rules_in_preview() -> frozenset[str]:
    """The codes whose every rule is still on trial."""
    stages: dict[str, set[str]] = {}
    for rule in all_rules():
        stages.setdefault(rule.code, set()).add(rule.stage)
    return frozenset(code for code, found in stages.items() if found == {"preview"})


def _unused(
    valid: Sequence[Suppression], used: set[int], here: set[int], failed: frozenset[str]
) -> Iterator[Suppression]:
    """What suppressed nothing, as far as one can know: its document is ``here``, and its rule has been run."""
    for number, entry in enumerate(valid):
        ran = entry.rule not in failed if entry.rule else not failed
        if number not in used and number in here and ran:
            yield entry


def _with_severity(finding: Finding, parts: Sequence[Part], usual: Mapping[str, Severity]) -> Finding:
    """The finding as loud as the parts want it, the strongest first.

    What the rule itself called quieter than its other findings (misread characters may have made it) gets no louder.
    """
    for part in parts:
        if (prefix := longest_prefix(part.severity, finding.rule)) is not None:
            wanted = part.severity[prefix]
            doubted = _LOUDNESS[finding.severity] < _LOUDNESS[usual.get(finding.rule, finding.severity)]
            if doubted and _LOUDNESS[wanted] > _LOUDNESS[finding.severity]:
                return finding
            return finding.model_copy(update={"severity": wanted})
    return finding


def _usual_severities() -> dict[str, Severity]:
    """The loudest that the rules of a code are by themselves."""
    usual: dict[str, Severity] = {}
    for rule in all_rules():
        known = usual.get(rule.code, rule.severity)
        usual[rule.code] = max(known, rule.severity, key=_LOUDNESS.__getitem__)
    return usual
