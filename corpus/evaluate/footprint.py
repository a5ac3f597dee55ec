"""What the recovery costs: speed on one core, time to load, memory, size of the model.

Measured in a process of its own, which starts without anything loaded: ``python -m corpus.evaluate.footprint`` prints
the figures as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from time import process_time

from corpus.damaged import read_pairs

_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SAMPLE = 4
"""Plans that are restored: four to five thousand tokens, as many as a long plan has."""
_LEAST_SECONDS = 1.0
"""What is fast is repeated until so much time has passed."""


@dataclass(frozen=True)
class Footprint:
    """Speeds in tokens (stretches without white space) per second, times in seconds, sizes in bytes.

    Time is that of the processor, so that what else runs on the machine does not count.
    ``cold`` is the first text a new process restores, ``cached`` the same texts again, ``clean`` sound text. ``memory``
    is by how much the resident set grew from before loading until after the first texts.
    """

    cold: float
    cached: float
    clean: float
    load: float
    memory: int
    model: int


def measure_footprint() -> Footprint:
    """Measure in a new process on one core.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    command = [sys.executable, "-m", "corpus.evaluate.footprint"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **_ONE_CORE})
    return Footprint(**json.loads(done.stdout))


def model_size() -> int:
    """Bytes of the model as a wheel carries it: every data file deflated; not the programs that made them."""
    folder = Path(str(resources.files("normalizers.diacritics") / "data"))
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"})
    return sum(len(zlib.compress(path.read_bytes(), 9)) for path in files)


def _resident() -> int:
    """Resident set of this process, in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _measure() -> Footprint:
    import numpy  # noqa: F401, PLC0415  not a part of what the recovery adds

    pairs = list(read_pairs())[:_SAMPLE]
    damaged, clean = [pair.read for pair in pairs], [pair.truth for pair in pairs]
    before, start = _resident(), process_time()
    from normalizers.diacritics.restorer import Restorer  # noqa: PLC0415  its import is a part of loading

    restorer = Restorer.load()
    load = process_time() - start
    start = process_time()
    for text in damaged:
        restorer.restore(text)
    cold = _tokens(damaged) / (process_time() - start)
    memory = _resident() - before
    return Footprint(
        cold=cold,
        cached=_speed(restorer.restore, damaged),
        clean=_speed(restorer.restore, clean),
        load=load,
        memory=memory,
        model=model_size(),
    )


def _speed(restore: Callable[[str], object], texts: list[str]) -> float:
    start, done = process_time(), 0
    while process_time() - start < _LEAST_SECONDS:
        for text in texts:
            restore(text)
        done += _tokens(texts)
    return done / (process_time() - start)


def _tokens(texts: list[str]) -> int:
    return sum(len(text.split()) for text in texts)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_measure())) + "\n")
