"""Make ``syllables.txt`` from counts: tab-separated syllable, count, and 1 where a dictionary lists it.

Usage: ``python normalizers/data/make_syllables.py COUNTS.tsv``
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path


def main(counts: Path, target: Path) -> None:
    """Write the kept syllables, the commonest first."""
    kept = []
    for line in counts.read_text(encoding="utf-8").splitlines():
        syllable, _, listed = line.split("\t")
        if listed == "1":
            kept.append(unicodedata.normalize("NFC", syllable.lower()))
    target.write_text("\n".join(dict.fromkeys(kept)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("syllables.txt"))
