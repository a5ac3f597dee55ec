"""The share of the subjects that two reviewers decide on without seeing each other, and how far they agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from dataset.decisions import Decision
from review.tables import SETTINGS

_NAME: Final = "blind_share"


@dataclass(frozen=True)
class Agreement:
    """How far reviewers agree: subjects that two have decided on, the share of equal verdicts, and Cohen's kappa.

    ``kappa`` is nothing where it is not defined: no subject, or one verdict throughout.
    """

    subjects: int
    observed: float
    kappa: float | None


def blind_share(connection: sa.Connection) -> float:
    """The share (0 to 100 %) of the subjects that are decided on twice."""
    return float(connection.scalar(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == _NAME)) or 0)


def set_blind_share(connection: sa.Connection, percent: float) -> None:
    """Choose the share; it counts from the next time that the queue is made anew.

    Raises:
        ValueError: It is not between 0 and 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(percent)
    connection.execute(SETTINGS.delete().where(SETTINGS.c.name == _NAME))
    connection.execute(SETTINGS.insert().values(name=_NAME, value=str(percent)))


def wanted_of(key: str, percent: float) -> int:
    """How many have to decide on a subject: the same everywhere, and a larger share has all of a smaller one."""
    number = int.from_bytes(sha256(f"blind\x1f{key}".encode()).digest()[:4], "big")
    return 2 if number % 10_000 < percent * 100 else 1


def agreement(decisions: Iterable[Decision], keys: frozenset[str]) -> Agreement:
    """How far the first two reviewers of each of some subjects agree, by the action that each chose first.

    Only first choices count, made before the other's was shown. Cohen's kappa (J. Cohen, A coefficient of agreement for
    nominal scales, 1960): (p_o - p_e) / (1 - p_e), p_e from the shares of each action among the first and the second
    reviewers, who are put in the order of their names.
    """
    by_key: dict[str, dict[str, list[Decision]]] = defaultdict(lambda: defaultdict(list))
    for decision in decisions:
        if decision.key in keys and decision.action not in {"undo", "defer"}:
            by_key[decision.key][decision.reviewer].append(decision)
    pairs = [_first_two(of_key) for of_key in by_key.values() if len(of_key) >= 2]
    return _agreement(pairs)


def _first_two(reviewers: dict[str, list[Decision]]) -> tuple[Decision, Decision]:
    first = sorted((min(made, key=lambda d: (d.at, d.decision_id)) for made in reviewers.values()), key=lambda d: d.at)
    one, other = sorted(first[:2], key=lambda d: d.reviewer)
    return one, other


def _agreement(pairs: Sequence[tuple[Decision, Decision]]) -> Agreement:
    count = len(pairs)
    if not count:
        return Agreement(0, 0.0, None)
    observed = sum(one.verdict == other.verdict for one, other in pairs) / count
    ones = Counter(one.verdict for one, _ in pairs)
    others = Counter(other.verdict for _, other in pairs)
    expected = sum(number * others[verdict] for verdict, number in ones.items()) / count**2
    kappa = (observed - expected) / (1 - expected) if expected < 1 else None
    return Agreement(count, observed, kappa)
