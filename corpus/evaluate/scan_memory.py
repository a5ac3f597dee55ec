"""How much memory the reading of a long scan takes, and whether that grows with its pages.

Pages of our own plans, tables and a seal among them, are scanned at 300 dpi and repeated until there are as many as
asked for. A new process reads them as one document and mends it; all the while its resident set is sampled, and that
of the engine's processes. ``replay`` reads each of the pages once with the engine and then what the cache keeps of it:
all that is ours happens as ever, so that hundreds of pages take minutes. ``tesseract`` has the engine read every page.

``python -m corpus.evaluate.scan_memory --pages 500`` prints the table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Final, Literal

import pypdfium2

from corpus.forms.pdf import render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.plans import make_variant, plan_names
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.recovery import recover

Way = Literal["replay", "tesseract"]
SCAN: Final = ScanSettings(dpi=300, noise=2.0, paper=244)
PLANS: Final = 3
"""Plans whose pages are repeated."""
EVERY: Final = 0.05
"""Seconds between two samples."""
PARTS: Final = 10
"""A reading is cut into so many parts of equal time."""
MEBIBYTE: Final = 1 << 20
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Footprint:
    """Resident memory while one document was read, in bytes.

    Attributes:
        pages: Pages of the document.
        at_once: Pages in hand at once.
        way: How they were read.
        file: Size of the file, which is held all the time and is a part of ``parts``.
        parts: Mean of the process that reads, over each tenth of the time.
        own_peak: The most that this process had.
        peak: The most that it had together with the engine's processes.
    """

    pages: int
    at_once: int
    way: Way
    file: int
    parts: tuple[int, ...]
    own_peak: int
    peak: int

    @property
    def growth(self) -> float:
        """The last tenth but one against the second: before and after, what is loaded once and what is put together."""
        return self.parts[-2] / self.parts[1] - 1


def long_scan(pages: int) -> bytes:
    """A PDF of so many scanned pages; those that are alike share nothing in the file."""
    names = sorted(plan_names())[:PLANS]
    scans = [pypdfium2.PdfDocument(render_scan(render_pdf(make_variant(name).plan), SCAN)) for name in names]
    whole = pypdfium2.PdfDocument.new()
    while len(whole) < pages:
        for scan in scans:
            # no pages at all would mean all of them
            if missing := range(min(len(scan), pages - len(whole))):
                whole.import_pages(scan, list(missing))
    buffer = BytesIO()
    whole.save(buffer)
    for pdf in (*scans, whole):
        pdf.close()
    return buffer.getvalue()


def measure(pages: int, at_once: int, way: Way) -> Footprint:
    """Have a new process read a scan of so many pages.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    with TemporaryDirectory() as folder:
        scan, cache = Path(folder, "scan.pdf"), Path(folder, "cache")
        scan.write_bytes(long_scan(pages))
        kept = cache if way == "replay" else None
        if kept is not None:
            different = Path(folder, "once.pdf")
            different.write_bytes(long_scan(sum(_lengths())))
            _read_in_new_process(different, 2, kept)
        return _read_in_new_process(scan, at_once, kept)


def _lengths() -> list[int]:
    return [len(pypdfium2.PdfDocument(render_pdf(make_variant(n).plan).data)) for n in sorted(plan_names())[:PLANS]]


def _read_in_new_process(scan: Path, at_once: int, cache: Path | None) -> Footprint:
    command = [sys.executable, "-m", __spec__.name, "--read", str(scan), "--in-hand", str(at_once)]
    if cache is not None:
        command += ["--cache", str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    return Footprint(**{**figures, "parts": tuple(figures["parts"])})


def read_and_watch(path: Path, at_once: int, cache: Path | None) -> Footprint:
    """Read a document in this process, which has read nothing before."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    source = Source(path.name, path.read_bytes())
    with _Watch() as watch:
        document, _ = recover(read_document(source, ReadingOptions(cache=cache, pages_at_once=at_once)))
    own = [sample.own for sample in watch.samples]
    return Footprint(
        pages=len(document.pages),
        at_once=at_once,
        way="tesseract" if cache is None else "replay",
        file=len(source.data),
        parts=tuple(_parts(own)),
        own_peak=max(own),
        peak=max(sample.own + sample.others for sample in watch.samples),
    )


def _parts(values: Sequence[int]) -> Iterator[int]:
    for part in range(PARTS):
        own = values[part * len(values) // PARTS : (part + 1) * len(values) // PARTS]
        yield round(mean(own or values))


@dataclass(frozen=True)
class _Sample:
    own: int
    others: int


class _Watch:
    """Samples the memory of this process and of all that it has started."""

    def __init__(self) -> None:
        self.samples: list[_Sample] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        own = os.getpid()
        while True:
            self.samples.append(_Sample(_resident(own), sum(map(_resident, _started_by(own)))))
            if self._over.wait(EVERY):
                return


def _resident(process: int) -> int:
    """Resident set of a process, in bytes (Linux); 0 if it has ended.

    A process that has just been started is its parent once more, memory and all, until its own program runs: it shares
    what it seems to have.
    """
    with suppress(OSError, IndexError):
        if process != os.getpid() and _program(process) == _program(os.getpid()):
            return 0
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return 0


def _program(process: int) -> str:
    return str(Path(f"/proc/{process}/exe").readlink())


def _started_by(process: int) -> Iterator[int]:
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                for child in (task / "children").read_text(encoding="ascii").split():
                    yield int(child)
                    yield from _started_by(int(child))


def lines(found: Sequence[Footprint]) -> Iterator[str]:
    """The table, in MiB."""
    yield "Memory while one long scan of 300 dpi is read, in MiB; means over tenths of the time:"
    yield ""
    yield "| read by | pages | in hand | file | 2nd tenth | 5th | 9th | growth | at most | with engine |"
    yield "| --- |" + " ---: |" * 9
    for each in found:
        sizes = (each.parts[1], each.parts[4], each.parts[8])
        cells = [
            each.way,
            str(each.pages),
            str(each.at_once),
            _mebibytes(each.file),
            *map(_mebibytes, sizes),
            f"{100 * each.growth:+.1f} %",
            _mebibytes(each.own_peak),
            _mebibytes(each.peak),
        ]
        yield "| " + " | ".join(cells) + " |"


def _mebibytes(size: int) -> str:
    return f"{size / MEBIBYTE:.0f}"


def main() -> int:
    """Measure and print, or (``--read``) be the process that is measured."""
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--in-hand", type=int, nargs="+", default=[1, 2], help="pages in hand at once")
    parser.add_argument("--by", choices=("replay", "tesseract"), default="replay", help="how pages are read")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read is not None:
        found = read_and_watch(arguments.read, arguments.in_hand[0], arguments.cache)
        sys.stdout.write(json.dumps(found.__dict__) + "\n")
        return 0
    table = lines([measure(arguments.pages, at_once, arguments.by) for at_once in arguments.in_hand])
    sys.stdout.write("\n".join(table) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
