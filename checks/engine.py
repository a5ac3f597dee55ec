"""Runs the rules and makes findings of what they say."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

import checks
from checks.archive import Snapshot
from checks.own_rules import own_rules
from checks.page import Language, rule_page
from checks.rule import Archive, CorpusRule, DocumentRule, Plan, Rule, Slip
from dataset.records import EvidenceRecord, Finding


def all_rules() -> tuple[Rule, ...]:
    """One instance of every rule, of the package and from outside (:mod:`checks.own_rules`), by code."""
    return tuple(sorted((*rules_of_package(), *own_rules().rules), key=lambda rule: rule.code))


@lru_cache(maxsize=1)
def rules_of_package() -> tuple[Rule, ...]:
    """One instance of every rule of the package, by code."""
    for module in sorted(pkgutil.iter_modules(checks.__path__), key=lambda m: m.name):
        importlib.import_module(f"{checks.__name__}.{module.name}")
    kinds = [*DocumentRule.__subclasses__(), *CorpusRule.__subclasses__()]
    ours = (kind() for kind in kinds if kind.__module__.startswith(f"{checks.__name__}."))
    return tuple(sorted(ours, key=lambda rule: rule.code))


def check_plan(
    plan: Plan, rules: Sequence[Rule] | None = None, language: Language = "vi"
) -> Iterator[Finding | EvidenceRecord]:
    """Run the rules of document scope over one plan."""
    for rule in all_rules() if rules is None else rules:
        if isinstance(rule, DocumentRule):
            slips = rule.check(plan)
            if rule.exact and plan.misread:
                slips = map(_for_information, slips)
            yield from _findings(rule, slips, language)


def check_archive(
    archive: Archive, rules: Sequence[Rule] | None = None, language: Language = "vi"
) -> Iterator[Finding | EvidenceRecord]:
    """Run the rules of corpus scope over a batch or a store."""
    snapshot = archive if isinstance(archive, Snapshot) else Snapshot(archive)
    for rule in all_rules() if rules is None else rules:
        if isinstance(rule, CorpusRule):
            yield from _findings(rule, rule.check(snapshot), language)


def _for_information(slip: Slip) -> Slip:
    """A slip that a misread character may have made: halfway to a guess."""
    return replace(slip, severity="info", confidence=slip.confidence / 2)


def _findings(rule: Rule, slips: Iterable[Slip], language: Language) -> Iterator[Finding | EvidenceRecord]:
    page = rule_page(rule.code)
    seen: Counter[str] = Counter()
    for slip in slips:
        # the identity of a finding is what stands where: no offset, so that it survives edits elsewhere in the text,
        # and no other document, which may be another one when the archive has grown
        key = "\x1f".join((rule.code, slip.doc_id, "", slip.key or slip.quote))
        seen[key] += 1
        identity = sha256(f"{key}\x1f{seen[key]}".encode()).hexdigest()[:16]
        values = {"observed": slip.observed or "", "expected": slip.expected or "", "quote": slip.quote, **slip.values}
        yield Finding(
            finding_id=identity,
            rule=rule.code,
            severity=slip.severity or rule.severity,
            doc_id=slip.doc_id,
            other_doc_id=slip.other_doc_id,
            message=page.message(slip.template, language, values),
            expected=slip.expected,
            observed=slip.observed,
            page=slip.page,
            start=slip.span.start,
            end=slip.span.end,
            quote=slip.quote,
            confidence=round(slip.confidence, 4),
        )
        for place in slip.places:
            yield EvidenceRecord(
                finding_id=identity,
                role=place.role,
                doc_id=place.doc_id,
                page=place.page,
                start=place.span.start,
                end=place.span.end,
                quote=place.quote,
                confidence=1.0,
            )
