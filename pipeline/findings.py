"""The policy of a command: from which file and which options it comes, with errors that name file, line and way out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from checks.baseline import Baseline, BaselineError, read_baseline, updated, write_baseline
from checks.globs import plain_path
from checks.policy import Judged, Off, Policy
from checks.policy_file import FindingsTable, known_prefix, parse_table, policy_of
from checks.selection import Selection, parse_codes
from checks.toml_lines import line_of
from dataset.exports.base import replacing
from dataset.records import DocumentRecord
from dataset.store import Store
from pipeline.checking import Checked, check_store
from pipeline.commands.shared import warn
from pipeline.errors import UsageError
from pipeline.messages import language, say, system_error
from pipeline.own_rules import use_rules
from pipeline.settings import FILE, Settings, load_settings, read_settings, reason_of
from review import formats

SWITCHED_OFF: Final = "switched-off.json"
TABLE: Final = "findings"


@dataclass(frozen=True)
class Options:
    """What a command line says about findings."""

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    config: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False
    preview: bool = False
    rules: Sequence[Path] = ()


@dataclass(frozen=True)
class Given:
    """A policy and where it comes from."""

    policy: Policy = field(default_factory=Policy)
    config: Path | None = None
    baseline: Path | None = None
    update_baseline: bool = False


def load_given(
    overrides: Mapping[str, Any], options: Options, *, sources: Sequence[Path] = (), out: Path | None = None
) -> tuple[Settings, Given]:
    """The settings and the policy of a command, from its options and the file that :func:`locate` finds.

    Everything that can be wrong with them is found here, before any work begins.

    Raises:
        UsageError: A value does not fit, or a file cannot be used.
    """
    located = locate(options.config, sources, out)
    if located.warning:
        warn(located.warning)
    # the codes of rules from outside may stand in the policy
    use_rules(options.rules, located.path, named=options.config is not None)
    return load_settings(overrides, file=located.path), load_policy(located.path, options)


@dataclass(frozen=True)
class Located:
    """The file of settings of a command, and what has to be told about the choice."""

    path: Path | None
    warning: str | None = None


def locate(named: Path | None, sources: Sequence[Path] = (), out: Path | None = None) -> Located:
    """The file: the named one, else one beside a source, else that of the last run in ``out``, else the working one.

    Raises:
        UsageError: The named file is not there.
    """
    if named is not None:
        if not named.is_file():
            raise UsageError(say("policy.no_config"), say("policy.check_path"), str(named))
        return Located(plain_path(named))
    here = Path.cwd() / FILE
    last = _last_config(out) if out else None
    candidates = [plain_path(source).parent / FILE for source in sources] + ([last] if last else []) + [here]
    # a file under two names is one
    once: dict[Path, Path] = {}
    for path in candidates:
        if path.is_file():
            once.setdefault(path.resolve(), path)
    found = list(once.values())
    if last is not None and not last.is_file():
        return Located(found[0] if found else None, say("off.lost_file", path=last))
    if len(found) > 1 and not last:
        return Located(found[0], say("off.two_files", used=found[0], other=", ".join(map(str, found[1:]))))
    return Located(found[0] if found else None)


def load_policy(config: Path | None, options: Options) -> Given:
    """Make the policy of a file and of options.

    Raises:
        UsageError: A value does not fit, or the baseline cannot be used.
    """
    table = _table(config) if config else FindingsTable()
    command = Selection(
        codes_of("--select", options.select) if options.select else None, codes_of("--ignore", options.ignore or ())
    )
    path = options.baseline
    if path is None and table.baseline is not None and config is not None:
        path = config.parent / table.baseline
    if path is None and options.update_baseline:
        raise UsageError(say("policy.update_what"), say("policy.name_baseline"))
    baseline = _baseline(path, options.update_baseline) if path else {}
    policy = policy_of(table, command, baseline, config.parent if config else None)
    policy = replace(policy, preview=policy.preview or options.preview)
    return Given(policy, config, path, options.update_baseline)


def check_given(store: Store, given: Given, workers: int = 1) -> tuple[Checked, dict[str, int]]:
    """Check by a policy; the baseline is brought up to date where that is wanted, and by how much it changed is told.

    Raises:
        OSError: The baseline cannot be written.
    """
    checked = check_store(store, given.policy, language(), workers=workers)
    if not given.update_baseline or given.baseline is None:
        return checked, {}
    judged = checked.judged
    write_baseline(updated(given.policy.baseline, judged.gone, judged.kept, checked.documents), given.baseline)
    store.replace_findings([], [])
    change = {"added_to_baseline": len(judged.kept), "removed_from_baseline": len(judged.gone)}
    return replace(checked, judged=judged.with_baseline()), change


def stale(judged: Judged, config: Path | None) -> Iterator[str]:
    """What has to be told of suppressions that have no use any more."""
    for entry in judged.unused:
        yield say("off.unused", entry=entry, path=config)
    for entry in judged.expired:
        until = formats.date(entry.until.isoformat(), language())
        yield say("off.expired", entry=entry, until=until, path=config)


def lines_of(off: Mapping[str, Any], out: Path) -> Iterator[str]:
    """What the summary of a command tells of findings that are switched off."""
    if off["total"]:
        counts = say("off.counts", total=off["total"], **off["by"])
        yield f"{counts} {say('off.list', path=out / SWITCHED_OFF)}"
    if "added_to_baseline" in off:
        change = {"added": off["added_to_baseline"], "removed": off["removed_from_baseline"]}
        yield say("off.written", path=off["baseline"], **change)
    elif off["gone_from_baseline"]:
        yield say("off.gone", count=off["gone_from_baseline"])
    if off["config"]:
        yield say("off.by", path=off["config"])


def write_switched_off(given: Given, checked: Checked, out: Path) -> dict[str, Any]:
    """Write what is switched off and why, and by which file; the summary of it."""
    judged = checked.judged
    summary: dict[str, Any] = {
        "total": len(judged.off),
        "by": judged.causes,
        "unused": [str(entry) for entry in judged.unused],
        "expired": [str(entry) for entry in judged.expired],
        "gone_from_baseline": len(judged.gone),
        "config": str(given.config) if given.config else None,
        "baseline": str(given.baseline) if given.baseline else None,
    }
    rows = [_row(off, checked.documents[off.finding.doc_id]) for off in judged.off]
    rows.sort(key=lambda row: (row["source"], row["rule"], row["finding_id"]))
    with replacing(out / SWITCHED_OFF) as file:
        file.write(json.dumps(summary | {"findings": rows}, ensure_ascii=False, indent=1) + "\n")
    return summary


def _row(off: Off, document: DocumentRecord) -> dict[str, Any]:
    finding = off.finding
    names = ("finding_id", "rule", "severity", "doc_id", "page", "message", "quote")
    return {name: getattr(finding, name) for name in names} | {
        "source": document.source,
        "cause": off.cause,
        "why": off.why,
    }


def _last_config(out: Path) -> Path | None:
    try:
        content = json.loads((out / SWITCHED_OFF).read_text(encoding="utf-8"))
        return Path(content["config"]) if content["config"] else None
    except (OSError, ValueError, KeyError, TypeError):
        # no check has been made there, or not to its end
        return None


def _table(config: Path) -> FindingsTable:
    values = read_settings(config).get(TABLE, {})
    try:
        return parse_table(values)
    except ValidationError as error:
        first = error.errors()[0]
        path = [TABLE, *(step for step in first["loc"] if step != "[key]")]
        line = line_of(config.read_text(encoding="utf-8"), path)
        where = f"{config}:{line}" if line else str(config)
        message = say("policy.value", name=_spelled(path), reason=reason_of(error))
        raise UsageError(message, say("policy.see_docs"), where) from error


def _spelled(path: Sequence[str | int]) -> str:
    """The path of a value as people count: ``findings.suppress[2].until`` is of the second."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def codes_of(option: str, words: Sequence[str]) -> tuple[str, ...]:
    """The beginnings of codes of rules that an option names.

    Raises:
        UsageError: No rule begins with one of them.
    """
    try:
        return tuple(known_prefix(code) for code in parse_codes(words))
    except PydanticCustomError as error:
        reason = say(f"invalid.{error.type}", **(error.context or {}))
        raise UsageError(say("policy.option", name=option, reason=reason), say("rules.list")) from error


def _baseline(path: Path, update: bool) -> Baseline:
    try:
        return read_baseline(path)
    except FileNotFoundError as error:
        if update:
            return {}
        raise UsageError(say("policy.no_baseline"), say("policy.make_baseline"), str(path)) from error
    except OSError as error:
        cause = say("policy.baseline_unread", detail=system_error(error))
        raise UsageError(cause, say("policy.mend_baseline"), str(path)) from error
    except BaselineError as error:
        where = f"{path}:{error.line}" if error.line else str(path)
        raise UsageError(say("policy.bad_baseline"), say("policy.mend_baseline"), where) from error
