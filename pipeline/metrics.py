"""Figures of a run for Prometheus, as a text file that its node exporter collects (``--collector.textfile``)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from dataset.exports.base import replacing
from pipeline.batch import Outcome
from pipeline.pace import Figures, Pace

EVERY_SECONDS: Final = 5.0
"""Between two versions of the file while a run goes on."""

Sample = tuple[Mapping[str, str], float]


class Metrics:
    """Writes the file; whoever reads it finds the old one or the new one, whole."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._pace = Pace()
        self._last = 0.0

    def show(self, outcome: Outcome) -> None:
        """Write how a run goes on, unless that was just done.

        Raises:
            OSError: The file cannot be written.
        """
        if self._path is not None and time.monotonic() - self._last >= EVERY_SECONDS:
            self._write(outcome, ended=None, findings={}, stages={})

    def end(
        self, outcome: Outcome, status: int, findings: Mapping[str, int], stages: Mapping[str, Mapping[str, float]]
    ) -> None:
        """Write how it ended; raises as :meth:`show` does."""
        if self._path is not None:
            self._write(outcome, ended=status, findings=findings, stages=stages)

    def _write(
        self,
        outcome: Outcome,
        *,
        ended: int | None,
        findings: Mapping[str, int],
        stages: Mapping[str, Mapping[str, float]],
    ) -> None:
        assert self._path is not None
        self._last = time.monotonic()
        figures = self._pace.figures(outcome)
        with replacing(self._path) as file:
            file.writelines(f"{line}\n" for line in exposition(outcome, figures, ended, findings, stages))


def exposition(
    outcome: Outcome,
    figures: Figures,
    ended: int | None,
    findings: Mapping[str, int],
    stages: Mapping[str, Mapping[str, float]],
) -> Iterator[str]:
    """The lines of the file, in the text format of Prometheus (version 0.0.4)."""
    states = {
        "read": outcome.read,
        "kept": outcome.kept,
        "copy": len(outcome.copies),
        "failed": len(outcome.failures),
        "partly": len(outcome.partly),
    }
    yield from _family("sources", "Sources of the run.", [({}, outcome.total)])
    yield from _family("documents", "Sources by what became of them.", _by("state", states))
    yield from _family("failures", "Sources that could not be read, by cause.", _by("cause", figures.causes))
    yield from _family("seconds", "Seconds since the run began.", [({}, figures.seconds)])
    yield from _family("running", "Whether the run goes on.", [({}, float(ended is None))])
    if ended is None:
        return
    yield from _family("findings", "Findings by severity.", _by("severity", findings))
    yield from _family("exit_status", "How the run ended.", [({}, ended)])
    yield from _family("end_time_seconds", "When the run ended, in Unix time.", [({}, time.time())])
    for name, text in (("seconds", "Seconds"), ("megabytes", "Most memory in use, in 10^6 bytes,")):
        found = {stage: costs[name] for stage, costs in stages.items() if name in costs}
        yield from _family(f"stage_{name}", f"{text} of each stage over all documents read.", _by("stage", found))


def _by(label: str, values: Mapping[str, float]) -> list[Sample]:
    return [({label: name}, value) for name, value in values.items()]


def _family(name: str, help_text: str, samples: Iterable[Sample]) -> Iterator[str]:
    full = f"kehoach_run_{name}"
    yield f"# HELP {full} {help_text}"
    yield f"# TYPE {full} gauge"
    for labels, value in samples:
        marks = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{full}{{{marks}}} {value:g}" if marks else f"{full} {value:.10g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
