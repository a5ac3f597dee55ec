"""The way of one damaged line through the recovery, as a table for ``docs/recovery.md``: every number from the code.

The line is restored as any other; what the steps hand on is noted on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from normalizers.diacritics.damage import blocks_of, suspects
from normalizers.diacritics.options import OptionMaker, Options, Word
from normalizers.diacritics.pieces import Kind
from normalizers.diacritics.restorer import Restored, Restorer
from normalizers.diacritics.vocabulary import load
from normalizers.syllables import syllables

LINE: Final = "UBND x4 tuyén truyén dén ngudi dan hociva l4m theo Nghj quyét sé 31/2024/NQ-HDND."
_CANDIDATES: Final = 3
_LIKELY: Final = 0.005


class Way(NamedTuple):
    """What the steps handed on: words with their options, the posterior of each option, the end of it."""

    words: Sequence[Word]
    options: Options
    posterior: NDArray[np.float32]
    restored: Restored


def way_of_a_line() -> Iterator[str]:
    """The line, what is known of it, a row for each of its pieces, and what it became."""
    [[(start, end)]] = found = suspects([LINE], syllables().__contains__)
    [block] = blocks_of([LINE], found)
    way = follow(LINE)
    yield f"```\n{LINE}\n```\n"
    yield (
        f"**Damage.** Characters {start} to {end} of {len(LINE)} are suspected; "
        f"the channel is that of {'text without any marks' if block.stripped else 'misread text'}.\n"
    )
    yield "| piece | what it is | candidates, nats of having been read so | in the sentence | confidence |"
    yield "| --- | --- | --- | --- | ---: |"
    yield from _rows(way)
    yield f"\n```\n{way.restored.text}\n```"


def follow(line: str) -> Way:
    """Restore a line and note what happens to it."""
    restorer = Restorer.load()
    noted: dict[str, Any] = {}

    def noting(owner: type, name: str) -> Any:
        original: Callable[..., Any] = getattr(owner, name)

        def wrapped(*arguments: Any, **more: Any) -> Any:
            noted[name] = arguments, original(*arguments, **more)
            return noted[name][1]

        return patch.object(owner, name, wrapped)

    with noting(OptionMaker, "options"), noting(Restorer, "_posteriors"):
        restored = restorer.restore(line)
    (_, words, *_), options = noted["options"]
    return Way(words, options, noted["_posteriors"][1], restored)


def _rows(way: Way) -> Iterator[str]:
    vocabulary = load().words
    sure = {token.start: token.confidence for token in way.restored.tokens}
    for word, ids, scores, posterior in zip(
        way.words, way.options.words, way.options.scores, way.posterior, strict=True
    ):
        names = [f"({word.piece.text})", *(word.style.apply(vocabulary[index]) for index in ids[1:])]
        best = np.argsort(-posterior, kind="stable")
        likely = ", ".join(f"{names[index]} {posterior[index]:.2f}" for index in best if posterior[index] > _LIKELY)
        costs = _candidates(ids, scores, names, int(best[0]))
        yield f"| `{word.piece.text}` | {_what(word)} | {costs} | {likely} | {sure[word.piece.start]:.2f} |"


def _what(word: Word) -> str:
    piece = word.piece
    kind = "abbreviation" if word.abbreviated and piece.kind is Kind.WORD else piece.kind.value
    return f"{kind}, space lost behind it" if piece.space_lost else kind


def _candidates(ids: NDArray[np.int32], scores: NDArray[np.float32], names: Sequence[str], best: int) -> str:
    """The cheapest candidates with −ln P(read | candidate), and the one that wins."""
    order = [int(index) for index in np.argsort(-scores, kind="stable") if ids[index] >= 0 or index == 0]
    told = [f"{names[index]} {abs(scores[index]):.1f}" for index in order]
    place = order.index(best)
    return ", ".join([*told[:_CANDIDATES], *([f"… {told[place]}"] if place >= _CANDIDATES else [])])
