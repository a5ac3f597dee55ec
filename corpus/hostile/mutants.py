"""``python -m corpus.hostile.mutants [N] [--seed S] [--one K]``: changed documents, put through ``kehoach run``.

The documents are those of the corpus in every form, and small ones made here. Mutant K of a seed is always the same
file (but for DOC and RTF, into which LibreOffice writes the time), so that one that did harm can be made again alone
(``--one K --keep FOLDER``). What is wrong is what ``python -m corpus.hostile`` calls so: no state, too much time or
memory, something left behind, another result the second time, or a cause that nobody foresaw. Pages are read by a
stand-in for tesseract, which is not what is tried here; ``--engine own`` takes the real one.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from corpus.hostile import files
from corpus.hostile.engines import put_engine
from corpus.hostile.mutations import BYTES, Mutation, change_deflated, change_package, change_text, mutated
from corpus.hostile.packages import plan, word, zipped
from corpus.hostile.pdf import plain
from corpus.hostile.pdf_mutations import change_content, change_objects
from corpus.hostile.trial import Trial, try_folder
from corpus.render import render_batch

AT_ONCE: Final = 100
"""Mutants of one run."""
_PDF: Final[Sequence[Mutation]] = (change_objects, change_objects, change_content, change_deflated, *BYTES[:5:2])
_PACKAGE: Final[Sequence[Mutation]] = (*[change_package] * 8, *BYTES[:2])
_TEXT: Final[Sequence[Mutation]] = (change_text,)
_PICTURE: Final[Sequence[Mutation]] = (change_deflated, *BYTES)
_MUTATIONS: Final[Mapping[str, Sequence[Mutation]]] = {
    ".pdf": _PDF,
    ".docx": _PACKAGE,
    ".zip": _PACKAGE,
    ".txt": _TEXT,
    ".md": _TEXT,
    ".html": _TEXT,
    ".rtf": BYTES,
    ".doc": BYTES,
}
_SHARES: Final[Mapping[str, float]] = {".pdf": 50, ".docx": 28, ".zip": 5, ".txt": 6, ".doc": 1.5, ".rtf": 1}
"""Of a hundred mutants; the rest are pictures. Converting what old Word wrote takes seconds each."""
_LARGE: Final = 1_000_000
_LARGE_SHARE: Final = 0.05


@dataclass(frozen=True)
class Sound:
    """A document before it is changed."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The end of its name, which its mutants keep."""
        return Path(self.name).suffix


@lru_cache(maxsize=1)
def sound_documents() -> tuple[Sound, ...]:
    """The documents of the corpus, and small ones of other kinds."""
    with tempfile.TemporaryDirectory() as folder:
        found = [Sound(path.name, path.read_bytes()) for path in sorted(render_batch(Path(folder)))]
    found += [Sound("plain.pdf", plain(2)), Sound("short.docx", word(20))]
    found += [Sound("many.zip", zipped(("a.txt", plan(1)), ("b/c.pdf", plain(1)), ("d.docx", word(3))))]
    found += [Sound(f"scan.{suffix}", data) for suffix, data in files.scans()]
    return (*found, *_old_word(word(20)))


def _old_word(data: bytes) -> list[Sound]:
    """The same as DOC and RTF, where LibreOffice is installed."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "old.docx"
        source.write_bytes(data)
        for suffix in ("doc", "rtf"):
            command = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                suffix,
            ]
            try:
                subprocess.run([*command, "--outdir", folder, source], capture_output=True, check=False, timeout=120)
            except (FileNotFoundError, subprocess.TimeoutExpired):
                break
        made = (Path(folder) / f"old.{suffix}" for suffix in ("doc", "rtf"))
        return [Sound(path.name, path.read_bytes()) for path in made if path.exists()]


def mutant(number: int, seed: int) -> tuple[str, bytes]:
    """Name and bytes of a mutant."""
    chance = random.Random(f"{seed}/{number}")
    kinds = sorted({entry.suffix for entry in sound_documents()})
    rest = 100 - sum(_SHARES.values())
    others = sum(1 for kind in kinds if kind not in _SHARES)
    kind = chance.choices(kinds, [_SHARES.get(kind, rest / max(1, others)) for kind in kinds])[0]
    chosen = [entry for entry in sound_documents() if entry.suffix == kind]
    # pages of scans are drawn one by one, so few of those
    weights = [_LARGE_SHARE if len(entry.data) > _LARGE else 1 for entry in chosen]
    sound = chance.choices(chosen, weights)[0]
    data = mutated(sound.data, chance, _MUTATIONS.get(kind, _PICTURE))
    return f"{number:06}-{sound.name}", data


def try_mutants(numbers: Sequence[int], seed: int, folder: Path, engine: str) -> Trial:
    """Write some mutants into a folder and read them."""
    source = folder / "in"
    source.mkdir(parents=True)
    for number in numbers:
        name, data = mutant(number, seed)
        (source / name).write_bytes(data)
    environment = {}
    if engine == "stand-in":
        programs = folder / "bin"
        programs.mkdir()
        put_engine(programs, "reads-three-words")
        environment["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return try_folder(f"{numbers[0]}–{numbers[-1]}", source, folder / "out", environment)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Make and try them, so many at a time, and say what came of them; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m corpus.hostile.mutants", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first one")
    parser.add_argument("--one", type=int, help="this mutant alone")
    parser.add_argument("--keep", type=Path, help="folder in which the files and the results are left")
    parser.add_argument("--engine", choices=("stand-in", "own"), default="stand-in")
    given = parser.parse_args()
    numbers = [given.one] if given.one is not None else list(range(given.first, given.first + given.count))
    codes: Counter[str] = Counter()
    sources = read = faults = 0
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        with tempfile.TemporaryDirectory() as scratch:
            trial = try_mutants(some, given.seed, (given.keep or Path(scratch)) / str(some[0]), given.engine)
        codes.update(trial.codes)
        sources, read, faults = sources + trial.sources, read + trial.read, faults + len(trial.faults)
        _say(f"{trial.name}: {trial.read} read, {trial.refused} refused, {trial.seconds:.1f} s, {trial.megabytes} MB")
        for fault in trial.faults:
            _say(f"    {fault}")
    _say(f"{sources} sources of {len(numbers)} mutants, {read} read, {faults} faults")
    _say(", ".join(f"{code} {count}" for code, count in codes.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
