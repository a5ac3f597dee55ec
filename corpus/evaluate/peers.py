"""What else there is to restore marks with, offline, on the same texts.

``pyvi`` (MIT licence) is not a dependency: ``KEHOACH_PYVI`` names the Python of an environment that has it. Where it is
not set, the row says so.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from unidecode import unidecode

from corpus.evaluate.recovery import Restoration
from corpus.evaluate.tokens import compare
from normalizers.diacritics.vocabulary import load
from normalizers.unicode import fold, fold_case

PYVI = "KEHOACH_PYVI"
PYVI_TIMEOUT = 300
_WORD = re.compile(r"[^\W_]+")
_PYVI_PROGRAM = """
import json, sys
from pyvi import ViUtils

def accented(line):
    try:
        return ViUtils.add_accents(line) if line.strip() else line
    except KeyError:  # it fails at some garbled words; such a line stays as it was read
        return line

json.dump(["\\n".join(map(accented, text.split("\\n"))) for text in json.load(sys.stdin)], sys.stdout)
"""


@dataclass(frozen=True)
class Peer:
    """Share of right tokens by group of texts, or why there is none."""

    name: str
    right: dict[str, float]
    missing: str | None = None


def run_peers(restorations: Sequence[Restoration]) -> Iterator[Peer]:
    """Restore every damaged text with every peer."""
    damaged = [r for r in restorations if r.text.material == "damaged"]
    reads = [r.text.read for r in damaged]
    yield _scored("as read", damaged, lambda: reads)
    yield _scored("unidecode", damaged, lambda: list(map(unidecode, reads)))
    yield _scored("commonest word", damaged, lambda: list(map(_commonest, reads)))
    python = os.environ.get(PYVI)
    if python is None:
        yield Peer("pyvi", {}, f"not installed ({PYVI} names no Python that has it)")
    else:
        # it expects text without any marks
        yield _scored("pyvi", damaged, lambda: _pyvi(python, list(map(fold, reads))))


def _scored(name: str, damaged: Sequence[Restoration], restore: Callable[[], list[str]]) -> Peer:
    try:
        outputs = restore()
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return Peer(name, {}, f"failed: {type(error).__name__}")
    right: dict[str, int] = defaultdict(int)
    tokens: dict[str, int] = defaultdict(int)
    for restoration, output in zip(damaged, outputs, strict=True):
        wanted = compare(restoration.text.truth, output).wanted
        right[restoration.text.group] += sum(token.right for token in wanted)
        tokens[restoration.text.group] += len(wanted)
    return Peer(name, {group: right[group] / count for group, count in tokens.items() if count})


def _commonest(text: str) -> str:
    """Every word as the commonest one of our vocabulary with its letters: what knowing no context comes to."""
    vocabulary = load()
    groups = vocabulary.by_skeleton

    def word(match: re.Match[str]) -> str:
        group = groups.get(fold_case(match.group()))
        return match.group() if group is None else vocabulary.words[group[0]]

    return _WORD.sub(word, text)


def _pyvi(python: str, texts: list[str]) -> list[str]:
    done = subprocess.run(
        [python, "-c", _PYVI_PROGRAM],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=PYVI_TIMEOUT,
    )
    outputs: list[str] = json.loads(done.stdout)
    return outputs
