"""The command line of the evaluation."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from corpus.evaluate.documents import GOLD, evaluate_corpus, evaluate_real, real_folder
from corpus.evaluate.footprint import measure_footprint
from corpus.evaluate.gate import BASELINE, losses, read_baseline, update
from corpus.evaluate.peers import run_peers
from corpus.evaluate.recovery import evaluate_recovery
from corpus.evaluate.recovery_report import RecoverySection
from corpus.evaluate.report import Evaluation, as_table
from corpus.evaluate.scan_report import ScanSection
from corpus.evaluate.scans import measure_scans
from corpus.render import FORMS
from pipeline.reading.ocr.engine import EngineMissingError

RECOVERY, SCANS = "recovery", "scans"
PARTS = (*FORMS, GOLD, RECOVERY, SCANS)
OUTPUT = Path("outputs") / "evaluation"


def main() -> int:
    """Evaluate, print the table, write it to files; 1 when a figure fell below the committed one."""
    parser = argparse.ArgumentParser(prog="python -m corpus.evaluate", description=__doc__)
    parser.add_argument("--forms", nargs="+", choices=PARTS, default=PARTS, help="what to evaluate")
    parser.add_argument("--gate", type=Path, help="fail when a figure is lower than in this file")
    parser.add_argument("--update", action="store_true", help="commit the figures: write them to the baseline")
    parser.add_argument("--out", type=Path, default=OUTPUT, help="where to write the table (.md) and the data (.json)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    evaluation = _evaluate(arguments.forms, arguments.workers)
    table = as_table(evaluation)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.with_suffix(".md").write_text(table + "\n", encoding="utf-8")
    data = json.dumps(evaluation.data(), ensure_ascii=False, indent=1)
    arguments.out.with_suffix(".json").write_text(data + "\n", encoding="utf-8")
    sys.stdout.write(table + "\n")
    if arguments.update:
        update(evaluation, arguments.gate or BASELINE)
    fallen = list(losses(evaluation, read_baseline(arguments.gate))) if arguments.gate else []
    for loss in fallen:
        sys.stderr.write(loss + "\n")
    return 1 if fallen else 0


def _evaluate(wanted: list[str], workers: int) -> Evaluation:
    forms = tuple(form for form in FORMS if form in wanted)
    documents = list(evaluate_corpus(forms, workers)) if forms else []
    folder = real_folder()
    if GOLD in wanted and folder is not None:
        documents += evaluate_real(folder, workers)
    return Evaluation(
        tuple(documents),
        _recovery(workers) if RECOVERY in wanted else None,
        _scans(workers) if SCANS in wanted else None,
    )


def _scans(workers: int) -> ScanSection | None:
    try:
        return ScanSection(measure_scans(workers))
    except EngineMissingError as error:
        sys.stderr.write(f"{error}\n")
        return None


def _recovery(workers: int) -> RecoverySection:
    footprint = measure_footprint()  # before the other processes take the cores
    restorations = evaluate_recovery(workers)
    return RecoverySection(tuple(restorations), tuple(run_peers(restorations)), footprint)


if __name__ == "__main__":
    sys.exit(main())
