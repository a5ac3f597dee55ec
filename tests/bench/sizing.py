"""What reading costs by kind of document, and what a year of all communes needs: ``python -m tests.bench.sizing``.

Processor time, programs that are started (tesseract) included, so that a busy machine changes little; the first one
of each kind is read twice and counted once, which leaves out the start of the program. Documents without pages of
their own (text, DOCX) are counted at :data:`CHARACTERS` a page.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dataset.store import Store
from pipeline.costs import peak_megabytes
from pipeline.errors import KehoachError
from pipeline.journal import work_of
from pipeline.reading.base import ReadingOptions, Source
from pipeline.run import Read, process

CHARACTERS = 2000
COMMUNES = 3321
DOCUMENTS = 40
PAGES = 12
"""Of one document; the plans of the corpus have fewer, those with annexes more."""
SHARES = {"ocr": 0.7, "text-layer": 0.2, "docx": 0.1}
"""Of the documents of a year, by kind; put in your own by ``--share``."""
_OPTIONS = ReadingOptions(ocr="auto", cache=None)
_BYTES = 1_000_000


@dataclass
class Kind:
    """What was measured of the documents of one kind."""

    documents: int = 0
    pages: float = 0.0
    seconds: float = 0.0
    megabytes: float = 0.0
    stored: float = 0.0

    @property
    def seconds_per_page(self) -> float:
        """Processor time of one page."""
        return self.seconds / self.pages

    @property
    def stored_per_page(self) -> float:
        """Bytes that one page takes in the store."""
        return self.stored / self.pages


def measure(paths: Iterable[Path]) -> dict[str, Kind]:
    """Read the documents one after the other in this process; what that took by kind (``text_origin``)."""
    kinds: dict[str, Kind] = defaultdict(Kind)
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            source = Source(str(path), path.read_bytes())
            try:
                used, read = _measured(source)
                if read.document.text_origin not in kinds:
                    used, read = _measured(source)
            except KehoachError as error:
                print(f"{path}: {error}", file=sys.stderr)  # noqa: T201
                continue
            kind = kinds[read.document.text_origin]
            kind.documents += 1
            has_pages = read.document.text_origin in {"ocr", "text-layer"}
            kind.pages += read.document.page_count if has_pages else len(read.text) / CHARACTERS
            kind.seconds += used
            kind.megabytes = max(kind.megabytes, peak_megabytes())
            file = Path(folder) / f"{read.doc_id}.sqlite"
            with Store.at(file):
                pass
            empty = _size(file)
            with Store.at(file) as store:
                work = work_of(source.sha256, _OPTIONS)
                store.save(work, read.document, read.text, read.records, read.layout, costs=read.costs)
            kind.stored += max(0, _size(file) - empty)
    return kinds


def table(kinds: dict[str, Kind], shares: dict[str, float]) -> str:
    """The figures and the calculation, as Markdown."""
    lines = [
        "| kind | documents | pages | core-minutes / 1,000 pages | memory, MB | store, MB / 1,000 pages |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, kind in sorted(kinds.items()):
        lines.append(
            f"| {name} | {kind.documents} | {kind.pages:.0f} | {kind.seconds_per_page * 1000 / 60:.1f} "
            f"| {kind.megabytes:.0f} | {kind.stored_per_page * 1000 / _BYTES:.1f} |"
        )
    pages = COMMUNES * DOCUMENTS * PAGES
    known = {name: share for name, share in shares.items() if name in kinds}
    hours = sum(share * pages * kinds[name].seconds_per_page for name, share in known.items()) / 3600
    stored = sum(share * pages * kinds[name].stored_per_page for name, share in known.items()) / 1e9
    lines += [
        "",
        f"{COMMUNES:,} communes × {DOCUMENTS} documents × {PAGES} pages = {pages:,} pages a year",
        *(
            f"- {share:.0%} {name}: {share * pages:,.0f} pages × {kinds[name].seconds_per_page:.2f} s = "
            f"{share * pages * kinds[name].seconds_per_page / 3600:,.0f} core-hours"
            for name, share in known.items()
        ),
        f"- together {hours:,.0f} core-hours: {hours / 24 / 8:.1f} days on 8 cores, or {hours / 250 / 8:.1f} cores "
        "that work 8 hours on 250 days",
        f"- store: {stored:,.0f} GB a year, exports not counted",
    ]
    missing = sorted(shares.keys() - known.keys())
    if missing:
        lines.append(f"- not measured: {', '.join(missing)}")
    return "\n".join(lines)


def _measured(source: Source) -> tuple[float, Read]:
    began = _processor()
    read = process(source, _OPTIONS)
    return _processor() - began, read


def _processor() -> float:
    """Processor time of this process and of all programs that it has started, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _size(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("corpus/rendered")])
    parser.add_argument("--share", nargs="*", default=[], metavar="KIND=SHARE")
    given = parser.parse_args()
    files = [file for path in given.paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    shares = {name: float(share) for name, _, share in (word.partition("=") for word in given.share)} or SHARES
    print(table(measure(file for file in files if file.is_file()), shares))  # noqa: T201


if __name__ == "__main__":
    main()
