"""What is evaluated: the corpus in all its forms, and real documents where ``KEHOACH_REAL`` names their folder."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from checks.archive import ListArchive
from checks.engine import check_archive, check_plan
from corpus.evaluate.measures import TABLE_MEASURES, measure
from corpus.evaluate.real_truth import FOLDER as VALUES
from corpus.evaluate.real_truth import RealTruth, measure_values, read_real_truth
from corpus.evaluate.rows import Rows, row_keys
from corpus.evaluate.tally import Tally
from corpus.plans import Variant, variants
from corpus.render import Form, file_name, forms_of, render
from corpus.truth import Truth, read_truth
from dataset.records import Records
from pipeline.errors import KehoachError
from pipeline.reading.base import ReadingOptions, Source
from pipeline.run import process

GOLD, REAL, REAL_SCANS = "gold", "real", "ocr"
TOLD = "truth"
"""Documents of which only the findings are known."""
REAL_FORMS = (GOLD, REAL, REAL_SCANS)
REAL_FOLDER = "KEHOACH_REAL"
TRUTH_FOLDERS = "KEHOACH_TRUTH"


@dataclass(frozen=True)
class Evaluated:
    """One document, its tallies and its rows; ``failure`` says why it could not be read, where it could not."""

    name: str
    form: str
    tallies: dict[str, Tally] = field(default_factory=dict)
    failure: str | None = None
    rows: Rows = field(default_factory=dict)


def read_and_check(source: Source) -> Records:
    """All rows of a document, the findings among them."""
    plan = process(source, ReadingOptions())
    found = chain(check_plan(plan), check_archive(ListArchive([plan])))
    return Records([*plan.records, *found])


def evaluate_source(source: Source, truth: Truth | RealTruth, name: str, form: str) -> Evaluated:
    """Read a document and compare it with its truth; one that cannot be read has found nothing."""
    try:
        records, failure = read_and_check(source), None
    except KehoachError as error:
        records, failure = Records(), str(error)
    tallies = measure_values(truth, records) if isinstance(truth, RealTruth) else measure(truth, records)
    return Evaluated(name, form, tallies, failure, row_keys(records))


def evaluate_corpus(forms: tuple[Form, ...], workers: int) -> Iterator[Evaluated]:
    """Every plan of the corpus and its clean twin, in each of the forms."""
    jobs = [(variant, form) for form in forms for variant in variants() if form in forms_of(variant)]
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_evaluate_variant, *zip(*jobs, strict=True))


def _evaluate_variant(variant: Variant, form: Form) -> Evaluated:
    source = Source(file_name(variant, form), render(variant, form))
    return evaluate_source(source, variant.truth, variant.name, form)


def real_folder() -> Path | None:
    """The folder of real documents with their truth, where the environment names one."""
    name = os.environ.get(REAL_FOLDER)
    return Path(name) if name else None


def evaluate_real(folder: Path, workers: int, forms: Collection[str] = REAL_FORMS) -> Iterator[Evaluated]:
    """The documents of ``folder`` for which there is a truth, each the file that begins with the name of the truth.

    ``gold/NAME.json`` of the folder is one with quotes; ``corpus/real/NAME.json`` has values only, for documents whose
    text is at hand (form ``real``) and for scans (``ocr``).
    """
    wanted = [(path, GOLD) for path in sorted((folder / GOLD).glob("*.json")) if GOLD in forms]
    wanted += [(path, form) for path in sorted(VALUES.glob("*.json")) if (form := _form_of(path)) in forms]
    jobs = [(path, form, document_of(folder, path.stem)) for path, form in wanted]
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(_evaluate_job, jobs)


def _form_of(path: Path) -> str:
    return REAL_SCANS if read_real_truth(path).scan else REAL


def document_of(folder: Path, stem: str) -> Path:
    """The document of ``folder`` whose name begins with this."""
    files = sorted(chain((folder / "seeds").iterdir(), (folder / "real").iterdir()))
    return next(path for path in files if re.match(rf"{re.escape(stem)}(?!\w)", path.name))


def _evaluate_job(job: tuple[Path, str, Path]) -> Evaluated:
    path, form, document = job
    truth = read_truth(path) if form in {GOLD, TOLD} else read_real_truth(path)
    return evaluate_source(Source(document.name, document.read_bytes()), truth, path.stem, form)


def evaluate_told(workers: int) -> Iterator[Evaluated]:
    """The documents of the folders in ``KEHOACH_TRUTH`` whose findings are known: ``NAME.json`` beside ``NAME.*``.

    Only ``findings`` of such a truth is compared; what else it holds is not looked at.
    """
    jobs = []
    for name in filter(None, os.environ.get(TRUTH_FOLDERS, "").split(os.pathsep)):
        for path in sorted(Path(name).glob("*.json")):
            documents = [other for other in path.parent.glob(f"{path.stem}.*") if other.suffix != ".json"]
            jobs += [(path, TOLD, document) for document in documents[:1]]
    with ProcessPoolExecutor(workers) as pool:
        for evaluated in pool.map(_evaluate_job, jobs):
            rules = {name: tally for name, tally in evaluated.tallies.items() if name not in TABLE_MEASURES}
            yield replace(evaluated, tallies=rules | {"findings": evaluated.tallies["findings"]}, rows={})
