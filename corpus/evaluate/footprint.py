"""What the recovery costs: speed on one core, time to load, memory, size of the model.

Each measurement is made in processes of their own, which start without anything loaded and of which the fastest counts
(``RUNS``): ``python -m corpus.evaluate.footprint each`` prints the figures of one as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from time import process_time
from typing import Final, Literal, NamedTuple

from corpus.damaged import read_pairs

RUNS: Final = 3
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_LEAST_PASSES: Final = 3
_LEAST_SECONDS: Final = 1.0
"""What is fast is repeated until so much time has passed."""

Way = Literal["each", "stream"]
"""The plans one after the other, a call for each, or all of them as one text."""


class Speed(NamedTuple):
    """Tokens (stretches without white space) a second.

    ``cold``: a restorer that was just loaded and knows no form; ``cached``: the same text again, so that every form is
    known (of sentences nothing is remembered).
    """

    cold: float
    cached: float


@dataclass(frozen=True)
class Footprint:
    """Speeds by way, of sound text too; times in seconds, sizes in bytes.

    Time is that of the processor, so that what else runs on the machine does not count. ``load`` is from the import of
    the restorer until it can be called, ``first`` what its first line takes beyond (a channel is made when it is needed
    first, which is a part of the cold speeds). ``memory`` is by how much the resident set grew from before loading
    until after all texts.
    """

    each: Speed
    stream: Speed
    clean: float
    load: float
    first: float
    memory: int
    model: int


class Run(NamedTuple):
    """The figures of one process."""

    speed: Speed
    clean: float
    load: float
    first: float
    memory: int


def measure_footprint(runs: int = RUNS) -> Footprint:
    """Measure in new processes on one core.

    Raises:
        subprocess.CalledProcessError: One failed.
    """
    each = [_in_new_process("each") for _ in range(runs)]
    stream = [_in_new_process("stream") for _ in range(runs)]
    every = [*each, *stream]
    return Footprint(
        each=_fastest(each),
        stream=_fastest(stream),
        clean=max(run.clean for run in every),
        load=min(run.load for run in every),
        first=min(run.first for run in every),
        memory=max(run.memory for run in every),
        model=model_size(),
    )


def _fastest(runs: Sequence[Run]) -> Speed:
    return Speed(max(run.speed.cold for run in runs), max(run.speed.cached for run in runs))


def _in_new_process(way: Way) -> Run:
    command = [sys.executable, "-m", "corpus.evaluate.footprint", way]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **_ONE_CORE})
    figures = json.loads(done.stdout)
    return Run(**{**figures, "speed": Speed(*figures["speed"])})


def model_size() -> int:
    """Bytes of the model as a wheel carries it: every data file deflated; not the programs that made them."""
    folder = Path(str(resources.files("normalizers.diacritics") / "data"))
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return sum(len(zlib.compress(path.read_bytes())) for path in files)


def _resident() -> int:
    """Resident set of this process, in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def measure(way: Way) -> Run:
    """The figures of this process, which has not loaded the restorer before."""
    import numpy  # noqa: F401, PLC0415  not a part of what the recovery adds

    pairs = list(read_pairs())
    damaged, clean = [pair.read for pair in pairs], [pair.truth for pair in pairs]
    if way == "stream":
        damaged = ["\n".join(damaged)]
    before, start = _resident(), process_time()
    from normalizers.diacritics.restorer import Restorer  # noqa: PLC0415  its import is a part of loading

    restorer = Restorer.load()
    load = process_time() - start
    start = process_time()
    restorer.restore(_first_line(damaged[0]))
    first = process_time() - start
    cold = _tokens(damaged) / (first + _seconds(restorer.restore, damaged))
    cached = max(_tokens(damaged) / _seconds(restorer.restore, damaged) for _ in range(_LEAST_PASSES))
    memory = _resident() - before
    return Run(Speed(cold, cached), _speed(restorer.restore, clean), load, first, memory)


def _first_line(text: str) -> str:
    return next(line for line in text.split("\n") if line.strip())


def _seconds(restore: Callable[[str], object], texts: Sequence[str]) -> float:
    start = process_time()
    for text in texts:
        restore(text)
    return process_time() - start


def _speed(restore: Callable[[str], object], texts: Sequence[str]) -> float:
    seconds, done = 0.0, 0
    while seconds < _LEAST_SECONDS:
        seconds += _seconds(restore, texts)
        done += _tokens(texts)
    return done / seconds


def _tokens(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure("stream" if "stream" in sys.argv else "each")._asdict()) + "\n")
