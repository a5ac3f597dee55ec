"""Learn the channel of the recovery: what each letter is read as, from words aligned with their readings.

Usage: ``python -m corpus.training.channel TOKENS.tsv… --out normalizers/diacritics/data/channel_NAME.tsv``

``TOKENS.tsv`` has a reading, the true word and a count a line, as :mod:`corpus.training.parallel` makes them. Hard
expectation–maximisation: each word is aligned with its reading under the present costs, the aligned pieces are counted,
and the counts give the next costs.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from normalizers.diacritics.channel import Channel, Readings
from normalizers.diacritics.reading_costs import LONGEST_READING
from normalizers.unicode import VIETNAMESE_LETTERS, fold, tone_placement

_ROUNDS = 5
_FEWEST = 2
_WORST_PER_LETTER = 4.5
_NEW_CHARACTER = 8.0
_ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHABET = "".join(sorted(VIETNAMESE_LETTERS)) + _ASCII
OUTER = ".,;:()[]“”\"'‘’*!?…-–—/"

Pair = tuple[str, str]


def learn(pairs: Counter[Pair], rounds: int = _ROUNDS) -> Readings:
    """Counts of what letters were read as, from counts of (reading, word)."""
    readings = _first_guess()
    for _ in range(rounds):
        channel = Channel(readings)
        letters: defaultdict[str, Counter[str]] = defaultdict(Counter)
        added: Counter[str] = Counter()
        for (reading, word), count in pairs.items():
            cost, pieces = align(channel, word, reading)
            if cost > _WORST_PER_LETTER * len(word):
                continue
            for letter, string in pieces:
                if letter:
                    letters[letter][string] += count
                else:
                    added[string] += count
        readings = Readings(_with_alphabet(letters), added)
    return readings


def align(channel: Channel, word: str, reading: str) -> tuple[float, list[Pair]]:
    """The cheapest way to read a word so: its cost in nats, and (letter, string) pieces.

    A piece without a letter is a character that was added.
    """
    best: list[list[tuple[float, Pair | None, int]]] = [[(0.0, None, 0)]]
    for column, character in enumerate(reading):
        best[0].append((best[0][column][0] + channel.cost_of_adding(character), ("", character), column))
    for row, letter in enumerate(word, start=1):
        line: list[tuple[float, Pair | None, int]] = []
        for column in range(len(reading) + 1):
            ways = [
                (
                    best[row - 1][start][0] + _cost(channel, letter, reading[start:column]),
                    (letter, reading[start:column]),
                    start,
                )
                for start in range(max(0, column - LONGEST_READING), column + 1)
            ]
            if column:
                character = reading[column - 1]
                ways.append((line[-1][0] + channel.cost_of_adding(character), ("", character), column - 1))
            line.append(min(ways, key=lambda way: way[0]))
        best.append(line)
    pieces: list[Pair] = []
    row, column = len(word), len(reading)
    while row or column:
        piece, start = best[row][column][1], best[row][column][2]
        assert piece is not None
        pieces.append(piece)
        row, column = row - bool(piece[0]), start
    return best[-1][-1][0], pieces[::-1]


def _cost(channel: Channel, letter: str, string: str) -> float:
    """As the channel's, but a string that was never counted may still turn out to be how the letter is read."""
    cost = channel.cost_of(letter, string)
    if len(string) > 1:
        single = min(channel.cost_of(letter, character) for character in string)
        cost = min(cost, single + _NEW_CHARACTER * (len(string) - 1))
    return cost


def read_pairs(paths: Iterable[Path]) -> Counter[Pair]:
    """(reading, word) pairs of words of letters, with their counts, outer punctuation taken off both."""
    pairs: Counter[Pair] = Counter()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            reading, word, count = line.split("\t")[:3]
            pair = reading.strip(OUTER), tone_placement(word.strip(OUTER))
            if all(pair) and pair[1].isalpha() and " " not in pair[0]:
                pairs[pair] += int(count)
    return pairs


def write(readings: Readings, path: Path) -> None:
    """A channel file: letter, string, count, tab separated; the commonest strings of each letter first."""
    path.write_text("".join(_lines(readings)), encoding="utf-8")


def _lines(readings: Readings) -> Iterator[str]:
    for letter, strings in sorted({**readings.letters, "": readings.added}.items()):
        for string, count in sorted(strings.items(), key=lambda item: (-item[1], item[0])):
            if count >= _FEWEST or len(string) <= 1:
                yield f"{letter}\t{string}\t{count:g}\n"


def _first_guess() -> Readings:
    letters = {letter: {letter: 3.0, fold(letter): 6.0} for letter in ALPHABET}
    return Readings(letters, {})


def _with_alphabet(letters: dict[str, Counter[str]]) -> dict[str, Counter[str]]:
    return {letter: letters.get(letter) or Counter({fold(letter): 0.1}) for letter in ALPHABET}


def main() -> None:
    """Learn from the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokens", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    write(learn(read_pairs(arguments.tokens)), arguments.out)


if __name__ == "__main__":
    main()
