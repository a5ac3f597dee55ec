"""``python -m corpus.hostile [GROUP …] [--keep FOLDER]``: makes hostile files and puts them through ``kehoach run``."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.hostile import files, images, packages, pdf, pdf_drawn, pdf_inside, texts, word_inside
from corpus.hostile.engines import ENGINES, put_engine
from corpus.hostile.trial import Trial, try_folder

MODULES = (pdf, pdf_inside, pdf_drawn, packages, word_inside, files, images, texts)
MAKERS = {name: make for module in MODULES for name, make in module.GROUPS.items()}
ENTRIES, GROWING = "entries", "growing"


def groups() -> list[str]:
    """The names of all groups."""
    return [*MAKERS, ENTRIES, GROWING, *(f"engine-{name}" for name in ENGINES)]


def try_group(name: str, folder: Path, keep: Callable[[int], bool] = lambda _: True) -> Trial:
    """Make one group in a folder and try it; ``keep`` chooses files by their number in the group."""
    source, out = folder / "in", folder / "out"
    source.mkdir(parents=True)
    environment: dict[str, str] = {}
    if name in MAKERS:
        for number, (file, data) in enumerate(MAKERS[name]()):
            if keep(number):
                (source / file).write_bytes(data)
    elif name == ENTRIES:
        files.put_entries(source)
    elif name == GROWING:
        with _growing(source / "grows.txt"):
            return try_folder(name, source, out, changes=True)
    else:
        files.put_scan(source / "scan.png")
        (source / "plan.txt").write_bytes(packages.plan(1))
        programs = folder / "bin"
        programs.mkdir()
        put_engine(programs, name.removeprefix("engine-"))
        environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        environment["KEHOACH_LIMITS_TEMPORARY_MEGABYTES"] = "200"
    return try_folder(name, source, out, environment)


@contextmanager
def _growing(path: Path) -> Iterator[None]:
    """A file that is written to all the while."""
    path.write_bytes(packages.plan(1))
    stop = threading.Event()

    def grow() -> None:
        while not stop.wait(0.01):
            with path.open("ab") as file:
                file.write(packages.plan(2))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Try the groups and print a line of each; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m corpus.hostile", description=__doc__)
    parser.add_argument("group", nargs="*", help=f"default: all of {', '.join(groups())}")
    parser.add_argument("--keep", type=Path, help="folder in which the files and the results are left")
    given = parser.parse_args()
    faults = 0
    _say(f"{'group':24}{'sources':>8}{'read':>6}{'refused':>8}{'s':>8}{'MB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for name in given.group or groups():
            trial = try_group(name, (given.keep or Path(folder)) / name)
            row = f"{name:24}{trial.sources:8}{trial.read:6}{trial.refused:8}{trial.seconds:8.1f}{trial.megabytes:7}"
            _say(row)
            for fault in trial.faults:
                _say(f"    {fault}")
            faults += len(trial.faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
