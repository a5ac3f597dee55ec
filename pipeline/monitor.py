"""Everybody who is told how a run goes on: people, a log, Prometheus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from checks.rule import Plan
from dataset.cost import Cost
from dataset.store import Failure
from pipeline.archives import Listing
from pipeline.batch import Outcome
from pipeline.events import EventLog, event_log
from pipeline.metrics import Metrics
from pipeline.pace import Pace
from pipeline.progress import Show, shown
from pipeline.tasks import Task
from pipeline.workers import DiedError


@dataclass(frozen=True)
class Watched:
    """Where a run is told of besides the terminal: a file of events, and one of figures."""

    log: Path | None = None
    metrics: Path | None = None


NOBODY: Final = Watched()


class Monitor:
    """Hears of a run, tells the others, and adds up what the stages took."""

    def __init__(self, log: EventLog, metrics: Metrics, show: Show) -> None:
        self._log = log
        self._metrics = metrics
        self._show = show
        self._pace = Pace()
        self._stages: dict[str, dict[str, float]] = defaultdict(lambda: {"seconds": 0.0, "megabytes": 0.0})

    def began(self, **facts: Any) -> None:
        """A run begins."""
        self._log.info("run.begin", **facts)

    def progress(self, outcome: Outcome) -> None:
        """Something was done."""
        self._show(outcome)
        self._metrics.show(outcome)

    def told(self, task: Task, answer: Any) -> None:
        """A task was done."""
        facts: dict[str, Any] = {"source": task.found.name, "sha256": task.sha256, "bytes": task.size}
        if isinstance(answer, Plan):
            costs: tuple[Cost, ...] = getattr(answer, "costs", ())
            for cost in costs:
                stage = self._stages[cost.stage]
                stage["seconds"] += cost.seconds
                stage["megabytes"] = max(stage["megabytes"], cost.megabytes)
            facts |= {
                "kind": answer.document.text_origin,
                "pages": answer.document.page_count,
                "seconds": {cost.stage: cost.seconds for cost in costs},
                "megabytes": max((cost.megabytes for cost in costs), default=0.0),
            }
            self._log.info("document.read", state=answer.document.state, **facts)
        elif isinstance(answer, Listing):
            self._log.info("archive.listed", members=len(answer.members), refused=len(answer.refused), **facts)
        elif isinstance(answer, DiedError):
            self._log.info("document.failed", stage="read", cause=answer.key, **facts)
        elif isinstance(answer, Failure):
            self._log.info("document.failed", stage=answer.stage, cause=answer.code, **facts)

    def ended(self, outcome: Outcome, status: int, findings: Mapping[str, int]) -> dict[str, Any]:
        """The run is over; what the summary tells of how it went."""
        figures = self._pace.figures(outcome)
        stages = {name: {key: round(value, 3) for key, value in cost.items()} for name, cost in self._stages.items()}
        told = {
            "seconds": round(figures.seconds, 3),
            "causes": dict(figures.causes),
            "stages": stages,
        }
        counts = {"sources": outcome.total, "read": outcome.read, "kept": outcome.kept, "failed": figures.failed}
        self._log.info("run.end", exit_status=status, findings=dict(findings), **counts, **told)
        self._metrics.end(outcome, status, findings, stages)
        return told


@contextmanager
def monitored(watched: Watched, quiet: bool) -> Iterator[Monitor]:
    """Somebody to be told of a run; people are told nothing if ``quiet``.

    Raises:
        OSError: The log or the file of figures cannot be written.
    """
    with event_log(watched.log) as log, shown(quiet) as show:
        try:
            yield Monitor(log, Metrics(watched.metrics), show)
        except BaseException as error:
            # whoever reads the log must not wait for an end that does not come
            log.info("run.stopped", cause=type(error).__name__)
            raise
