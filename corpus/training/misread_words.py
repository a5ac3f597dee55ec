"""Count which words engines that know Vietnamese take for which.

Usage: ``python -m corpus.training.misread_words TOKENS.tsv… --out normalizers/diacritics/data/channel_vie_words.tsv``

``TOKENS.tsv`` are those of :mod:`corpus.training.parallel`. Of every word that was misread at least so often as another
one, all its readings are kept: what was read, the word, how often.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from corpus.training.channel import Pair, read_pairs

FEWEST = 2
"""Misreadings seen only once are left to the channel of letters."""


def misread_words(pairs: Counter[Pair], fewest: int = FEWEST) -> list[tuple[str, str, int]]:
    """(read, word, count) of words with a misreading that was seen ``fewest`` times, in lower case, sorted."""
    by_word: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (read, word), count in pairs.items():
        if read.isalpha() and len(word) > 1:
            by_word[word.lower()][read.lower()] += count
    rows = []
    for word, readings in sorted(by_word.items()):
        if any(count >= fewest for read, count in readings.items() if read != word):
            rows += [(read, word, count) for read, count in sorted(readings.items(), key=lambda i: (-i[1], i[0]))]
    return rows


def main() -> None:
    """Count what the files named on the command line hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokens", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    rows = misread_words(read_pairs(arguments.tokens))
    text = "".join(f"{read}\t{word}\t{count}\n" for read, word, count in rows)
    arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
