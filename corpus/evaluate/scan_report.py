"""The section on scans of the evaluation: figures by group, as a table to read and as data to keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from corpus.evaluate.scans import Measured, ScanReading, share, total

COUNTS: Final = (
    "pages",
    "syllables",
    "missing_raw",
    "missing_read",
    "missing",
    "added_raw",
    "added",
    "broken",
)


@dataclass(frozen=True)
class ScanSection:
    """All that was measured of scans."""

    measured: Measured

    @property
    def groups(self) -> dict[str, list[ScanReading]]:
        """The readings of each row, in the order in which they came."""
        rows: dict[str, list[ScanReading]] = {}
        for reading in self.measured.readings:
            rows.setdefault(reading.scan.group, []).append(reading)
        return rows

    def data(self) -> dict[str, Any]:
        """Everything, for a file."""
        groups = {
            name: {count: total(readings, count) for count in COUNTS} | _times(readings)
            for name, readings in self.groups.items()
        }
        clocks = {"tesseract": round(self.measured.clock_raw, 1), "ours": round(self.measured.clock, 1)}
        return {"groups": groups, "seconds on the clock": clocks}

    def lines(self) -> Iterator[str]:
        """The table as Markdown."""
        yield "Scans: printed syllables that are missing, in percent; seconds of processors a page:"
        yield ""
        yield (
            "| scans | pages | tesseract vie | as read | mended | of tesseract's | broken | added, of tesseract's "
            "| tesseract s | ours s |"
        )
        yield "| --- |" + " ---: |" * 9
        for name, readings in self.groups.items():
            whole, pages = total(readings, "syllables"), total(readings, "pages")
            missing = [total(readings, count) for count in ("missing_raw", "missing_read", "missing")]
            times = _times(readings)
            cells = [
                name,
                str(pages),
                *(f"{100 * count / max(1, whole):.2f}" for count in missing),
                _ratio(missing[2], missing[0]),
                str(total(readings, "broken")),
                _ratio(total(readings, "added"), total(readings, "added_raw")),
                *(f"{seconds / max(1, pages):.2f}" for seconds in times.values()),
            ]
            yield "| " + " | ".join(cells) + " |"
        raw, ours = self.measured.clock_raw, self.measured.clock
        ratio = ours / max(raw, 1e-9)
        yield ""
        yield f"On the clock: tesseract {raw:.0f} s in one process, ours {ours:.0f} s in all, {ratio:.2f} ×."


def _times(readings: list[ScanReading]) -> dict[str, float]:
    return {
        "seconds_raw": round(sum(reading.seconds_raw for reading in readings), 1),
        "seconds": round(sum(reading.seconds for reading in readings), 1),
    }


def _ratio(part: int, whole: int) -> str:
    value = share(part, whole)
    return "–" if value is None else f"{value:.2f}"
