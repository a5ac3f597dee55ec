"""``kehoach run`` and ``kehoach check``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from dataset.postgres import done_again
from dataset.records import RECORD_TYPES, Finding, NoteRecord
from dataset.store import Store
from pipeline.batch import Outcome, read_all
from pipeline.checking import RuleError
from pipeline.commands.listing import Line, listing, show
from pipeline.commands.shared import print_json, tell, warn
from pipeline.findings import Given, check_given, lines_of, stale, write_switched_off
from pipeline.journal import retold
from pipeline.messages import language, say, stage_name
from pipeline.monitor import NOBODY, Watched, monitored
from pipeline.notes import reworded
from pipeline.output import existing_store, output_folder, store_to_fill, write_exports, write_failures
from pipeline.own_rules import problems
from pipeline.pools import meanwhile
from pipeline.reading.base import ReadingOptions
from pipeline.reviewing import apply_review, further_spellings, refresh_review
from pipeline.settings import Settings
from pipeline.shared_cache import shared_cache
from pipeline.silence import is_silence
from pipeline.sources import check_sources
from pipeline.tasks import on_cluster
from pipeline.up_to_date import Said, UpToDate
from pipeline.version import release

DONE: Final = 0
FOUND: Final = 1
PARTLY: Final = 3
NOTHING: Final = 4
NO_POLICY: Final = Given()
TOLD: Final = ("source", "sha256", "stage", "cause", "remedy", "code")
"""What the summary tells of a failure."""
_LOUDER: Final[Mapping[str, tuple[str, ...]]] = {"error": ("error",), "warning": ("error", "warning"), "never": ()}


def run(
    sources: Sequence[Path],
    out: Path,
    settings: Settings,
    given: Given = NO_POLICY,
    *,
    fresh: bool = False,
    retry: bool = False,
    debug_pages: bool = False,
    quiet: bool = False,
    json: bool = False,
    watched: Watched = NOBODY,
) -> int:
    """Read the sources, check and report; the exit status."""
    check_sources(sources)
    with output_folder(out), store_to_fill(out, fresh, settings.store) as store:
        store.keep_others_out()
        with monitored(watched, quiet) as monitor:
            monitor.began(out=str(out), arguments=[str(source) for source in sources], release=release())
            options = _reading_options(out, settings, debug_pages=debug_pages)
            with shared_cache(settings.shared_cache, settings.shared_cache_megabytes):
                outcome = read_all(
                    sources,
                    out,
                    store,
                    options=options,
                    retry=retry,
                    workers=settings.workers,
                    progress=monitor.progress,
                    told=monitor.told,
                    backend=partial(on_cluster, settings.cluster, settings.limits) if settings.cluster else None,
                )
            # what reviewers decide from here on is for the next run
            made = UpToDate(store, out, given, options, settings.low_confidence)
            said = made.said()
            if said is None:
                said = _finish(store, out, settings, given)
                if not said.summary["rule_errors"]:
                    made.keep(replace(said, summary=said.summary | {"rules_run": 0}))
            for line in said.warnings:
                warn(line)
            summary, lines = said.summary, _lines(store, told=not (quiet or json))
            status = DONE if retry and outcome.total == 0 else _status(outcome, summary["findings"], settings)
            summary |= monitor.ended(outcome, status, summary["findings"])
    if outcome.total == 0:
        warn(say("run.nothing_failed" if retry else "run.no_documents"))
    for failure in outcome.failures:
        warn(f"{failure.source}: {stage_name(failure.stage)}: {failure.cause} {failure.remedy}")
    if json:
        print_json(summary | _counts(outcome) | {"exit_status": status})
    elif not quiet:
        _tell_counts(outcome, out)
        _tell_findings(summary, lines)
    return status


def check(out: Path, settings: Settings, given: Given = NO_POLICY, *, quiet: bool = False, json: bool = False) -> int:
    """Run the rules again over a stored dataset; the exit status."""
    with output_folder(out), existing_store(out, settings.store) as store:
        store.keep_others_out()
        said = _finish(store, out, settings, given)
        for line in said.warnings:
            warn(line)
        summary, lines = said.summary, _lines(store, told=not (quiet or json))
    status = FOUND if _loud(summary["findings"], settings) else DONE
    if json:
        print_json(summary | {"exit_status": status})
    elif not quiet:
        _tell_findings(summary, lines)
    return status


def _reading_options(out: Path, settings: Settings, *, debug_pages: bool) -> ReadingOptions:
    return ReadingOptions(
        settings.ocr,
        out / "debug" if debug_pages else None,
        settings.cache.expanduser(),
        settings.cache_megabytes,
        spellings=further_spellings(out, settings.aliases),
        limits=settings.limits,
    )


def _finish(store: Store, out: Path, settings: Settings, given: Given) -> Said:
    """Make everything that is made from the store: units, findings, exports, the report."""
    from pipeline.report.build import SwitchedOff, write_report  # noqa: PLC0415  slow: a run with nothing new has none

    store.gather_units()
    store.reword_notes(reworded)
    # rules across documents go by what was decided since the last time
    apply_review(store, out)
    checked, change = check_given(store, given, settings.workers)
    useless = list(stale(checked.judged, given.config))
    # what an earlier run could not read may have been told in another language
    failures = [retold(failure) for failure in store.failures()]
    refresh_review(store, out, settings.low_confidence)
    off = write_switched_off(given, checked, out) | change

    @done_again
    def write_files() -> Path:
        with meanwhile(write_exports, store, out, settings.workers):
            write_failures(failures, out)
            switched_off = SwitchedOff(checked.judged, useless)
            return write_report(store, failures, out, language(), settings.low_confidence, switched_off=switched_off)

    report = write_files()
    found = checked.judged.kept
    severities = Counter(finding.severity for finding in found)
    summary = {
        "out": str(out),
        "report": str(report),
        "rows": {table: store.count(kind) for table, kind in RECORD_TYPES.items()},
        "findings": {severity: severities[severity] for severity in ("error", "warning", "info")},
        "silent": sum(map(is_silence, store.rows(NoteRecord))),
        "rules": dict(sorted(Counter(finding.rule for finding in found).items())),
        "switched_off": off,
        "rules_run": checked.ran,
        "rule_errors": [*map(_plain, checked.errors), *problems()],
    }
    return Said(summary, [*map(str, checked.errors), *useless])


def _lines(store: Store, *, told: bool) -> list[Line]:
    """The list of what counts, as the store has it."""
    found = list(store.rows(Finding)) if told else []
    return listing(found, {document.doc_id: document for document in store.documents()}) if found else []


def _plain(error: RuleError) -> Mapping[str, str | None]:
    return {"source": error.source, "cause": error.cause}


def _counts(outcome: Outcome) -> dict[str, Any]:
    """What the summary tells of the sources."""
    return {
        "sources": outcome.total,
        "read": outcome.read,
        "kept": outcome.kept,
        "copies": outcome.copies,
        "removed": outcome.removed,
        "partly": outcome.partly,
        "failed": [{name: getattr(failure, name) for name in TOLD} for failure in outcome.failures],
    }


def _tell_counts(outcome: Outcome, out: Path) -> None:
    tell(say("run.read", total=outcome.total, read=outcome.read, kept=outcome.kept))
    if outcome.partly:
        tell(say("run.partly", count=len(outcome.partly)))
    for key, count in (("copies", len(outcome.copies)), ("removed", len(outcome.removed))):
        if count:
            tell(say(f"run.{key}", count=count))
    if outcome.failures:
        tell(say("run.failed", count=len(outcome.failures), path=out / "failed.csv"))


def _tell_findings(summary: Mapping[str, Any], lines: Sequence[Line]) -> None:
    if lines:
        show(lines)
        tell("")
    tell(say("run.findings", **summary["findings"]))
    for line in lines_of(summary["switched_off"], Path(summary["out"])):
        tell(line)
    if summary["silent"]:
        tell(say("run.silent", count=summary["silent"]))
    tell(say("run.report", path=summary["report"]))
    tell(say("run.dataset", path=Path(summary["out"]) / "dataset"))
    if rules := summary["rules"]:
        tell(say("run.explain", code=max(rules, key=rules.__getitem__)))


def _loud(findings: Mapping[str, int], settings: Settings) -> bool:
    return any(findings[severity] for severity in _LOUDER[settings.fail_on])


def _status(outcome: Outcome, findings: Mapping[str, int], settings: Settings) -> int:
    """Nothing done weighs more than something missing, and that more than what was found."""
    if outcome.total == len(outcome.failures):
        return NOTHING
    if outcome.failures:
        return PARTLY
    return FOUND if _loud(findings, settings) else DONE
