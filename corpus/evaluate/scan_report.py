"""The section on scans of the evaluation: figures by group, as tables to read and as data to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from corpus.evaluate.scan_fall import MEASURES, Fall
from corpus.evaluate.scan_tables import TableReading, TableScore
from corpus.evaluate.scans import Measured, ScanReading, share, total
from corpus.evaluate.tally import Tally

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
PEER: Final = "OCRmyPDF"


@dataclass(frozen=True)
class ScanSection:
    """All that was measured of scans: syllables, cells of tables, and what a scan costs against the text."""

    measured: Measured
    tables: Sequence[TableReading] = ()
    falls: Sequence[Fall] = ()

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
            name: {count: total(readings, count) for count in COUNTS} | _peer_counts(readings) | _times(readings)
            for name, readings in self.groups.items()
        }
        clocks = {"tesseract": round(self.measured.clock_raw, 1), "ours": round(self.measured.clock, 1)}
        return {
            "groups": groups,
            "seconds on the clock": clocks,
            "tables": [asdict(reading) for reading in self.tables],
            "against text": [
                {"group": fall.group, "name": fall.name, "lost": fall.lost(), **_f1s([fall])} for fall in self.falls
            ],
        }

    def lines(self) -> Iterator[str]:
        """The tables as Markdown."""
        yield from self._syllables()
        if self.tables:
            yield from ("", *_tables(self.tables))
        if self.falls:
            yield from ("", *_falls(self.falls))

    def _syllables(self) -> Iterator[str]:
        yield "Scans: printed syllables that are missing, in percent; seconds of processors a page:"
        yield ""
        yield (
            f"| scans | pages | tesseract vie | {PEER} | as read | mended | of tesseract's | broken "
            f"| added, of tesseract's | tesseract s | {PEER} s | ours s |"
        )
        yield "| --- |" + " ---: |" * 11
        for name, readings in self.groups.items():
            whole, pages = total(readings, "syllables"), total(readings, "pages")
            raw, read, mended = (total(readings, count) for count in ("missing_raw", "missing_read", "missing"))
            peer, times = _peer_counts(readings), _times(readings)
            cells = [
                name,
                str(pages),
                _percent(raw, whole),
                _percent(peer["missing_peer"], whole),
                _percent(read, whole),
                _percent(mended, whole),
                _ratio(mended, raw),
                str(total(readings, "broken")),
                _ratio(total(readings, "added"), total(readings, "added_raw")),
                *(_per(times[side], pages) for side in ("seconds_raw", "seconds_peer", "seconds")),
            ]
            yield "| " + " | ".join(cells) + " |"
        raw_clock, ours = self.measured.clock_raw, self.measured.clock
        ratio = ours / max(raw_clock, 1e-9)
        if self.measured.peer_missing:
            yield ""
            yield f"{PEER}: {self.measured.peer_missing}."
        yield ""
        yield f"On the clock: tesseract {raw_clock:.0f} s in one process, ours {ours:.0f} s in all, {ratio:.2f} ×."


def _tables(readings: Sequence[TableReading]) -> Iterator[str]:
    yield "Ruled tables on scans, page by page; tables with the right rows and columns, cells and numbers right:"
    yield ""
    yield "| reader | scans | pages | tables | false | cells | numbers | s a page |"
    yield "| --- | --- |" + " ---: |" * 6
    for reading in readings:
        if reading.missing:
            yield f"| {reading.reader} | {reading.missing} |" + " |" * 6
        pages = sum(score.pages for score in reading.scores.values())
        for group, score in reading.scores.items():
            cells = [
                reading.reader,
                group,
                str(score.pages),
                f"{score.whole} of {score.tables}",
                str(score.false),
                *_right(score),
                _per(reading.seconds, pages),
            ]
            yield "| " + " | ".join(cells) + " |"


def _right(score: TableScore) -> tuple[str, str]:
    return _ratio(score.right, score.cells, 3), _ratio(score.numbers_right, score.numbers, 3)


def _falls(falls: Sequence[Fall]) -> Iterator[str]:
    yield "Scan of 300 dpi against text, F1 (of tasks recall): from the text → from the scan:"
    yield ""
    yield "| plans | documents | " + " | ".join(MEASURES) + " |"
    yield "| --- | ---: |" + " ---: |" * len(MEASURES)
    for group in dict.fromkeys(fall.group for fall in falls):
        own = [fall for fall in falls if fall.group == group]
        sides = _f1s(own)
        cells = (f"{_figure(sides['text'][name])} → {_figure(sides['scan'][name])}" for name in MEASURES)
        yield f"| {group} | {len(own)} | " + " | ".join(cells) + " |"


def _f1s(falls: Sequence[Fall]) -> dict[str, dict[str, float | None]]:
    """F1 of some documents together, by side and measure."""
    return {
        side: {name: sum((getattr(fall, side)[name] for fall in falls), Tally()).f1 for name in MEASURES}
        for side in ("text", "scan")
    }


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _times(readings: list[ScanReading]) -> dict[str, float | None]:
    return {
        "seconds_raw": round(sum(reading.seconds_raw for reading in readings), 1),
        "seconds": round(sum(reading.seconds for reading in readings), 1),
        "seconds_peer": _sum(readings, "seconds_peer"),
    }


def _peer_counts(readings: list[ScanReading]) -> dict[str, float | None]:
    return {name: _sum(readings, name) for name in ("missing_peer", "added_peer")}


def _sum(readings: list[ScanReading], name: str) -> float | None:
    """The sum of what a peer has; None where it was not measured."""
    values = [getattr(reading, name) for reading in readings]
    return None if None in values else round(sum(values), 1)


def _percent(part: float | None, whole: int) -> str:
    return "–" if part is None else f"{100 * part / max(1, whole):.2f}"


def _per(part: float | None, count: int) -> str:
    return "–" if part is None else f"{part / max(1, count):.2f}"


def _ratio(part: int, whole: int, digits: int = 2) -> str:
    value = share(part, whole)
    return "–" if value is None else f"{value:.{digits}f}"
