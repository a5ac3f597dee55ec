"""The recovery section of the evaluation: figures by group of texts, as tables to read and as data to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus.evaluate.footprint import Footprint
from corpus.evaluate.peers import Peer
from corpus.evaluate.recovery import CLEAN, READ, STRIPPED, Changed, Restoration
from corpus.evaluate.reliability import FAIRLY_SURE, SURE, Coverage, Verdict, bins, calibration_error, coverage

OWN = (STRIPPED, READ, CLEAN)
"""The groups that everybody has: those that the gate compares."""


@dataclass(frozen=True)
class Group:
    """The texts of one row of the table."""

    name: str
    members: tuple[Restoration, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing may change in these texts."""
        return all(member.text.material == "clean" for member in self.members)

    @property
    def verdicts(self) -> list[Verdict]:
        """The verdicts of all members."""
        return [verdict for member in self.members for verdict in member.verdicts]

    @property
    def changed(self) -> Changed:
        """Tokens and lines that changed in all members."""
        return Changed(
            sum(member.changed.tokens for member in self.members), sum(member.changed.lines for member in self.members)
        )

    def count(self, name: str) -> int:
        """The sum of one count of :class:`Restoration`."""
        return sum(getattr(member, name) for member in self.members)

    def share(self, part: str, whole: str = "tokens") -> float | None:
        """One count as a share of another; ``None`` where that is nothing."""
        return self.count(part) / self.count(whole) if self.count(whole) else None

    def figures(self) -> dict[str, float | int | None]:
        """What the gate and the data file keep; shares rounded to six digits."""
        tokens, lines = self.changed
        if self.is_clean:
            return {"changed lines": lines, "changed tokens": tokens, "silent": self.count("silent")}
        sure, fairly = coverage(self.verdicts, SURE), coverage(self.verdicts, FAIRLY_SURE)
        return {
            "right as read": _rounded(self.share("right_as_read")),
            "right": _rounded(self.share("right")),
            "numbers": _rounded(self.share("numbers_right", "numbers")),
            "broken numbers": self.count("broken"),
            "silent": self.count("silent"),
            f"covered at {SURE}": _rounded(sure.share),
            f"right at {SURE}": _rounded(sure.right),
            f"covered at {FAIRLY_SURE}": _rounded(fairly.share),
            f"right at {FAIRLY_SURE}": _rounded(fairly.right),
        }


@dataclass(frozen=True)
class RecoverySection:
    """All that was measured of the recovery."""

    restorations: tuple[Restoration, ...]
    peers: tuple[Peer, ...] = ()
    footprint: Footprint | None = None

    @property
    def groups(self) -> list[Group]:
        """The rows, in the order in which their texts came."""
        members: dict[str, list[Restoration]] = {}
        for restoration in self.restorations:
            members.setdefault(restoration.text.group, []).append(restoration)
        return [Group(name, tuple(found)) for name, found in members.items()]

    def figures(self) -> dict[str, dict[str, float | int | None]]:
        """Group → figure, of the groups that everybody has."""
        return {group.name: group.figures() for group in self.groups if group.name in OWN}

    def data(self) -> dict[str, Any]:
        """Everything but the texts, for a file."""
        return {
            "groups": {g.name: {"tokens": g.count("tokens"), **g.figures()} for g in self.groups},
            "reliability": {
                name: [row._asdict() for row in bins(verdicts)] for name, verdicts in _reliability_of(self.groups)
            },
            "peers": [asdict(peer) for peer in self.peers],
            "footprint": asdict(self.footprint) if self.footprint else None,
        }

    def lines(self) -> Iterator[str]:
        """Markdown."""
        damaged = [group for group in self.groups if not group.is_clean]
        clean = [group for group in self.groups if group.is_clean]
        yield from ("Recovery of lost diacritics (% of tokens):", "", *_damaged_rows(damaged))
        yield from ("", "Text that was sound and has to stay:", "", *_clean_rows(clean))
        for name, verdicts in _reliability_of(self.groups):
            yield from ("", f"Is the confidence reliable? {name}:", "", *_reliability_rows(verdicts))
        if self.peers:
            yield from ("", "What others make of the same texts (% right):", "", *_peer_rows(damaged, self.peers))
        if self.footprint:
            yield from ("", "What it costs, on one core:", "", *_footprint_rows(self.footprint))


def _reliability_of(groups: Sequence[Group]) -> Iterator[tuple[str, list[Verdict]]]:
    damaged = [group for group in groups if not group.is_clean]
    for title, members in (
        ("plans of the corpus", [group for group in damaged if group.name in OWN]),
        ("real documents", [group for group in damaged if group.name not in OWN]),
    ):
        if members:
            yield title, [verdict for group in members for verdict in group.verdicts]


def _damaged_rows(groups: Sequence[Group]) -> Iterator[str]:
    numbers = ("numbers", "read", "now", "broken", "silent")
    yield from _table_head(
        ("text", "tokens", "as read", "restored", *numbers, f"≥ {SURE}", "of these right", f"≥ {FAIRLY_SURE}", "right")
    )
    for group in groups:
        sure, fairly = coverage(group.verdicts, SURE), coverage(group.verdicts, FAIRLY_SURE)
        counts = (group.count(name) for name in ("numbers", "numbers_as_read", "numbers_right", "broken", "silent"))
        yield _row(
            group.name,
            group.count("tokens"),
            _percent(group.share("right_as_read")),
            _percent(group.share("right")),
            *counts,
            *_covered(sure),
            *_covered(fairly),
        )


def _clean_rows(groups: Sequence[Group]) -> Iterator[str]:
    yield from _table_head(("text", "tokens", "changed tokens", "changed lines", "silent"))
    for group in groups:
        yield _row(group.name, group.count("tokens"), *group.changed, group.count("silent"))


def _reliability_rows(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield from _table_head(("confidence", "tokens", "promised %", "right %"))
    for row in bins(verdicts):
        yield _row(f"{row.low:.3f} – {row.high:.3f}", row.tokens, _percent(row.promised), _percent(row.right))
    unjudged = [verdict.right for verdict in verdicts if verdict.confidence is None]
    if unjudged:
        yield _row("not judged", len(unjudged), "-", _percent(sum(unjudged) / len(unjudged)))
    error = calibration_error(verdicts)
    yield from ("", f"Expected calibration error: {'-' if error is None else f'{error:.4f}'}")


def _peer_rows(groups: Sequence[Group], peers: Sequence[Peer]) -> Iterator[str]:
    running = [peer for peer in peers if peer.missing is None]
    yield from _table_head(("text", "kehoach", *(peer.name for peer in running)))
    for group in groups:
        others = (_percent(peer.right.get(group.name)) for peer in running)
        yield _row(group.name, _percent(group.share("right")), *others)
    missing = [f"- {peer.name}: {peer.missing}" for peer in peers if peer.missing is not None]
    yield from ["", *missing] if missing else []


def _footprint_rows(cost: Footprint) -> Iterator[str]:
    size, memory = cost.model / 1e6, cost.memory / 1e6
    for speed, way in ((cost.each, "plan by plan"), (cost.stream, "all plans as one text")):
        yield f"- tokens a second, {way}: {speed.cold:.0f} the first time, {speed.cached:.0f} once its forms are known"
    yield f"- tokens a second of sound text: {cost.clean:.0f}"
    yield f"- model: {size:.2f} MB deflated, loaded in {cost.load:.2f} s, {memory:.0f} MB of memory"
    yield f"- its first line: {cost.first:.2f} s more"


def _covered(found: Coverage) -> tuple[str, str]:
    return _percent(found.share), _percent(found.right)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f}"


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 6)


def _table_head(names: Sequence[str]) -> Iterator[str]:
    yield _row(*names)
    yield _row("---", *("---:" for _ in names[1:]))


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
