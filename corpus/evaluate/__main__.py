"""The command line of the evaluation."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from corpus.evaluate.change_report import ChangeSection
from corpus.evaluate.documents import (
    REAL_FORMS,
    TOLD,
    Evaluated,
    evaluate_corpus,
    evaluate_real,
    evaluate_told,
    real_folder,
)
from corpus.evaluate.footprint import measure_footprint
from corpus.evaluate.gate import BASELINE, losses, read_baseline, update
from corpus.evaluate.peers import run_peers
from corpus.evaluate.recovery import evaluate_recovery
from corpus.evaluate.recovery_report import RecoverySection
from corpus.evaluate.released import RELEASED, compare, read_snapshot, snapshot_of, update_snapshot
from corpus.evaluate.report import Evaluation, as_table
from corpus.evaluate.scan_fall import measure_fall
from corpus.evaluate.scan_report import ScanSection
from corpus.evaluate.scan_tables import measure_tables
from corpus.evaluate.scans import is_everything, measure_scans
from corpus.render import FORMS
from pipeline.reading.ocr.engine import EngineMissingError

RECOVERY, SCANS = "recovery", "scans"
PARTS = (*FORMS, *REAL_FORMS, TOLD, RECOVERY, SCANS)
ALL, FIGURES, ROWS = "all", "figures", "rows"
OUTPUT = Path("outputs") / "evaluation"


def main() -> int:
    """Evaluate, print the table, write it to files; 1 when a figure fell below the committed one."""
    parser = argparse.ArgumentParser(prog="python -m corpus.evaluate", description=__doc__)
    parser.add_argument("--forms", nargs="+", choices=PARTS, default=PARTS, help="what to evaluate")
    parser.add_argument("--gate", type=Path, help="fail when a figure is lower than in this file")
    parser.add_argument("--against", type=Path, default=RELEASED, help="the rows to compare with")
    parser.add_argument("--lines", type=int, default=40, help="how many gained and lost rows to print")
    what = "commit the figures to the baseline, the rows to the released ones, or both"
    parser.add_argument("--update", nargs="?", const=ALL, choices=(ALL, FIGURES, ROWS), help=what)
    parser.add_argument("--out", type=Path, default=OUTPUT, help="where to write the table (.md) and the data (.json)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    evaluation = _evaluate(arguments)
    table = as_table(evaluation)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.with_suffix(".md").write_text(table + "\n", encoding="utf-8")
    data = json.dumps(evaluation.data(), ensure_ascii=False, indent=1)
    arguments.out.with_suffix(".json").write_text(data + "\n", encoding="utf-8")
    sys.stdout.write(table + "\n")
    if arguments.update in {ALL, FIGURES}:
        update(evaluation, arguments.gate or BASELINE)
    if arguments.update in {ALL, ROWS}:
        update_snapshot(snapshot_of(evaluation.documents), arguments.against)
    fallen = list(losses(evaluation, read_baseline(arguments.gate))) if arguments.gate else []
    for loss in fallen:
        sys.stderr.write(loss + "\n")
    return 1 if fallen else 0


def _evaluate(arguments: argparse.Namespace) -> Evaluation:
    wanted, workers = arguments.forms, arguments.workers
    forms = tuple(form for form in FORMS if form in wanted)
    documents = list(evaluate_corpus(forms, workers)) if forms else []
    folder = real_folder()
    real = [form for form in REAL_FORMS if form in wanted]
    if real and folder is not None:
        documents += evaluate_real(folder, workers, real)
    if TOLD in wanted:
        documents += evaluate_told(workers)
    return Evaluation(
        tuple(documents),
        _recovery(workers) if RECOVERY in wanted else None,
        _scans(workers) if SCANS in wanted else None,
        _changes(documents, arguments.against, arguments.lines),
    )


def _changes(documents: list[Evaluated], against: Path, limit: int) -> ChangeSection | None:
    if not documents or not against.exists():
        return None
    return ChangeSection(compare(read_snapshot(against), snapshot_of(documents)), against, limit)


def _scans(workers: int) -> ScanSection | None:
    try:
        everything = is_everything()
        measured = measure_scans(workers)
        tables, falls = measure_tables(everything=everything), measure_fall(workers, everything=everything)
        return ScanSection(measured, tables, falls)
    except EngineMissingError as error:
        sys.stderr.write(f"{error}\n")
        return None


def _recovery(workers: int) -> RecoverySection:
    footprint = measure_footprint()  # before the other processes take the cores
    restorations = evaluate_recovery(workers)
    return RecoverySection(tuple(restorations), tuple(run_peers(restorations)), footprint)


if __name__ == "__main__":
    sys.exit(main())
