"""How right scans are read: what is missing of the printed syllables, beside what tesseract alone leaves out.

Of our own: plans printed and scanned, straight and clean (``normal``) or grey, noisy, askew and sealed (``heavy``);
only those plans that served for nothing in the repair of misreadings. Where ``KEHOACH_REAL`` names a folder, its scans
with a true transcription join them. All sides read the same pictures in one run: tesseract with the model ``vie`` at
300 dpi in one process, page after page, and OCRmyPDF likewise, where it is installed; ours as documents are always
read, in as many processes as there are cores.

A syllable is missing if it stands in the truth more often than in what was read, wherever on the page: the order in
which columns are read does not count.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

import pypdfium2
from PIL import Image

from corpus.evaluate.documents import real_folder
from corpus.evaluate.scan_peers import PeerError, ocrmypdf_text, processor_time
from corpus.forms.pdf import Printed, render_pdf
from corpus.forms.scan import ScanSettings, render_scan
from corpus.plans import make_variant, plan_names
from normalizers.unicode import tone_placement
from pipeline.errors import ReadingError
from pipeline.reading.base import ReadingOptions, Source, read_document
from pipeline.reading.ocr.engine import EngineMissingError
from pipeline.recovery import recover

ALL = "KEHOACH_SCANS"
"""Set to ``all``, every page of every plan is measured; a few pages otherwise."""
NORMAL, HEAVY = "normal", "heavy"
SETTINGS = {
    NORMAL: (ScanSettings(dpi=300), ScanSettings(dpi=200, skew=0.4, noise=4, paper=240)),
    HEAVY: (ScanSettings(dpi=200, skew=1.2, noise=26, paper=190), ScanSettings(dpi=300, skew=1.8, noise=32, paper=205)),
}
PAGES, FEW_PAGES, FEW_PLANS = 8, 1, 3
"""Pages of each plan; and in the short form pages of so many plans."""
RAW_DPI, RAW_MODEL = 300, "vie"
PAGE_BREAK = "\f"
_SYLLABLE = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Scan:
    """A scanned document and what is printed on it; ``group`` is its row in the table."""

    group: str
    name: str
    data: bytes
    truth: str


@dataclass(frozen=True)
class ScanReading:
    """What was made of a scan, counted in syllables of the truth.

    ``missing`` by tesseract alone, by our reading, and after its repair; ``added`` are syllables that are not in the
    truth; ``broken`` were right before the repair and no longer are; ``peer`` is OCRmyPDF, None where it is not
    installed. Times in seconds of processors, all processes.
    """

    scan: Scan
    pages: int
    syllables: int
    missing_raw: int
    missing_read: int
    missing: int
    added_raw: int
    added: int
    broken: int
    seconds_raw: float = 0.0
    seconds: float = 0.0
    missing_peer: int | None = None
    added_peer: int | None = None
    seconds_peer: float | None = None


@dataclass(frozen=True)
class Measured:
    """All scans, and how long all of them took on the clock, in seconds; ``peer_missing`` says why there is no peer."""

    readings: tuple[ScanReading, ...]
    clock_raw: float
    clock: float
    peer_missing: str | None = None


@dataclass(frozen=True)
class _Texts:
    text: str
    pages: int
    seconds: float
    before_repair: str = ""


def syllables(text: str) -> Counter[str]:
    """The syllables and numbers of a text, without case, with one placement of tone marks."""
    return Counter(tone_placement(word) for word in _SYLLABLE.findall(unicodedata.normalize("NFC", text).casefold()))


def own_scans(*, everything: bool = False) -> Iterator[Scan]:
    """Plans of the corpus as scans."""
    names = sorted(plan_names())[1::2]  # the others served to set the bounds of the repair
    chosen = names if everything else names[:FEW_PLANS]
    for group, settings in SETTINGS.items():
        for index, name in enumerate(chosen):
            printed = _first_pages(render_pdf(make_variant(name).plan), PAGES if everything else FEW_PAGES)
            truth = _text_of(printed.data)
            if group == HEAVY:
                printed = _sealed(printed)
            for setting in settings if everything else settings[index % 2 : index % 2 + 1]:
                data = render_scan(printed, replace(setting, seed=index + 1))
                yield Scan(f"{group} {setting.dpi} dpi" if everything else group, name, data, truth)


def real_scans() -> Iterator[Scan]:
    """Real scans of which the folder has a true transcription: ``gold/N.txt`` of ``real/N-….pdf``."""
    folder = real_folder()
    for truth in sorted((folder / "gold").glob("[0-9][0-9].txt")) if folder else ():
        for path in sorted((truth.parents[1] / "real").glob(f"{truth.stem}-*.pdf")):
            yield Scan(f"real {truth.stem}", path.name, path.read_bytes(), truth.read_text(encoding="utf-8"))


def measure_scans(workers: int) -> Measured:
    """Read every scan with tesseract alone, then with ours.

    Raises:
        EngineMissingError: Tesseract or a Vietnamese model is not installed.
    """
    scans = [*own_scans(everything=is_everything()), *real_scans()]
    start = time.perf_counter()
    raw = [_read_raw(scan) for scan in scans]
    clock_raw = time.perf_counter() - start
    peers: list[_Texts | None] = [None] * len(scans)
    why = None
    try:
        peers = [_read_peer(scan) for scan in scans]
    except PeerError as error:
        why = str(error)
    start = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        longest_first = sorted(range(len(scans)), key=lambda index: -len(scans[index].data))
        read = pool.map(partial(read_scan, options=ReadingOptions()), [scans[index] for index in longest_first])
        ours = dict(zip(longest_first, read, strict=True))
    clock = time.perf_counter() - start
    readings = [_judged(scan, raw[index], ours[index], peers[index]) for index, scan in enumerate(scans)]
    return Measured(tuple(readings), clock_raw, clock, why)


def is_everything() -> bool:
    """Whether all pages of all plans are to be measured."""
    return os.environ.get(ALL) == "all"


def read_scan(scan: Scan, options: ReadingOptions) -> _Texts:
    """Our reading of a scan, before and after the repair; of one that cannot be read everything is missing."""
    start = processor_time()
    try:
        document = read_document(Source(f"{scan.name}.pdf", scan.data), options)
    except EngineMissingError:
        raise
    except ReadingError:
        return _Texts("", 0, processor_time() - start)
    recovered, _ = recover(document)
    return _Texts(recovered.text, len(document.pages), processor_time() - start, document.text)


def _read_raw(scan: Scan) -> _Texts:
    """What tesseract alone reads on the pages of a scan."""
    import pytesseract  # noqa: PLC0415 (late: heavy)

    os.environ["OMP_THREAD_LIMIT"] = "1"
    pictures = list(_pictures(scan.data))
    start = processor_time()
    texts = [pytesseract.image_to_string(picture, lang=RAW_MODEL, config=f"--dpi {RAW_DPI}") for picture in pictures]
    return _Texts("\n".join(texts), len(pictures), processor_time() - start)


def _read_peer(scan: Scan) -> _Texts:
    """What OCRmyPDF reads on the pages of a scan."""
    start = processor_time()
    text = ocrmypdf_text(scan.data)
    return _Texts(text, text.count(PAGE_BREAK) + 1, processor_time() - start)


def _judged(scan: Scan, raw: _Texts, ours: _Texts, peer: _Texts | None = None) -> ScanReading:
    truth = syllables(scan.truth)
    alone, read, mended = (syllables(text) for text in (raw.text, ours.before_repair, ours.text))
    other = None if peer is None else syllables(peer.text)
    return ScanReading(
        scan,
        raw.pages,
        syllables=truth.total(),
        missing_raw=(truth - alone).total(),
        missing_read=(truth - read).total(),
        missing=(truth - mended).total(),
        added_raw=(alone - truth).total(),
        added=(mended - truth).total(),
        broken=((truth - mended) - (truth - read)).total(),
        seconds_raw=raw.seconds,
        seconds=ours.seconds,
        missing_peer=None if other is None else (truth - other).total(),
        added_peer=None if other is None else (other - truth).total(),
        seconds_peer=None if peer is None else peer.seconds,
    )


def _pictures(data: bytes) -> Iterator[Image.Image]:
    pdf = pypdfium2.PdfDocument(data)
    for index in range(len(pdf)):
        yield pdf[index].render(scale=RAW_DPI / 72).to_pil().convert("L")
    pdf.close()


def _first_pages(printed: Printed, count: int) -> Printed:
    source = pypdfium2.PdfDocument(printed.data)
    pages = range(min(count, len(source)))
    part = pypdfium2.PdfDocument.new()
    part.import_pages(source, list(pages))
    buffer = BytesIO()
    part.save(buffer)
    source.close()
    return Printed(buffer.getvalue(), [mark for mark in printed.signatures if mark[0] in pages])


def _sealed(printed: Printed) -> Printed:
    """The same pages with a seal over the text of each."""
    pdf = pypdfium2.PdfDocument(printed.data)
    marks = [(index, pdf[index].get_width() * 0.55, pdf[index].get_height() * 0.4) for index in range(len(pdf))]
    pdf.close()
    return Printed(printed.data, marks)


def _text_of(data: bytes) -> str:
    pdf = pypdfium2.PdfDocument(data)
    # pdfium marks the hyphen at the end of a line so
    return PAGE_BREAK.join(
        pdf[index].get_textpage().get_text_range().replace("\ufffe", "-") for index in range(len(pdf))
    )


def share(part: int, whole: int) -> float | None:
    """A count as a share of another; None where that is nothing."""
    return part / whole if whole else None


def total(readings: Sequence[ScanReading], name: str) -> int:
    """The sum of one count over some scans."""
    return sum(getattr(reading, name) for reading in readings)
