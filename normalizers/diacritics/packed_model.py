"""The form in which the language model is kept: small numbers, in a file and in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

FORMAT: Final = 2
Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Steps:
    """Numbers as whole multiples of a step, one byte each (``codes``); an index gives back the numbers."""

    codes: NDArray[np.integer[Any]]
    step: np.float32

    @cached_property
    def _values(self) -> NDArray[np.float32]:
        """The number of each byte."""
        values: NDArray[np.float32] = np.arange(256).astype(self.codes.dtype).astype(np.float32) * self.step
        return values

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, index: NDArray[np.integer[Any]] | slice) -> NDArray[np.float32]:
        result: NDArray[np.float32] = self._values[self.codes[index].view(np.uint8)]
        return result

    def with_zero(self) -> Self:
        """One more number at the end: index -1 (no such n-gram) gives 0."""
        return type(self)(np.append(self.codes, self.codes.dtype.type(0)), self.step)


@dataclass(frozen=True)
class Order:
    """The n-grams of one order from 2 on, sorted by context and word.

    Attributes:
        starts: where those of each context begin, and their end; a context is an index into the n-grams of the order
            below (for order 2: the word's id). Shape [contexts + 1].
        words: the id of the last word of each.
        log_probs: ln P(last word | the ones before).
        back_offs: ln of the weight that a shorter context gets when nothing longer is known.
    """

    starts: NDArray[np.int32]
    words: NDArray[np.int16]
    log_probs: Steps
    back_offs: Steps

    @property
    def parents(self) -> NDArray[np.int32]:
        """The context of each n-gram."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


def pack(
    log_probs: Sequence[NDArray[np.floating]],
    back_offs: Sequence[NDArray[np.floating]],
    children: Sequence[NDArray[np.int64]],
    ranks: Sequence[NDArray[np.int64]],
    steps: tuple[float, float],
) -> dict[str, NDArray[np.generic]]:
    """The arrays of the file.

    ``children`` says how many n-grams of the next order follow each n-gram. The last word of an n-gram of order 2 is
    stored as its id, that of a longer one as its rank among the words that follow its context without the first word:
    (``a b``, ``c``) by the place of ``c`` after ``b``, a far smaller number. Ranks are stored as differences within a
    context, these and the numbers of followers in a byte, with a list of the few that are above 255; probabilities and
    weights as whole multiples of a step, weights only where something follows.

    Args:
        log_probs: by order from 1, natural logarithms.
        back_offs: by order from 1 to the last but one, natural logarithms.
        children: by order from 1 to the last but one.
        ranks: by order from 2, rising within each context.
        steps: of probabilities and of weights.

    Raises:
        ValueError: a step is too fine for one byte.
    """
    arrays: dict[str, NDArray[np.generic]] = {"format": np.array([FORMAT]), "steps": np.array(steps, np.float32)}
    for order, values in enumerate(log_probs, 1):
        arrays[f"log_probs{order}"] = _codes(-values, steps[0], np.uint8)
    for order, (weights, count) in enumerate(zip(back_offs, children, strict=True), 1):
        arrays[f"back_offs{order}"] = _codes(weights[count > 0], steps[1], np.int8)
        arrays |= _in_bytes(f"children{order}", count)
        starts = np.cumsum(count) - count
        gaps = np.diff(ranks[order - 1], prepend=-1) - 1
        begins = starts[count > 0]
        gaps[begins] = ranks[order - 1][begins]
        arrays |= _in_bytes(f"gaps{order + 1}", gaps)
    return arrays


def _codes(values: NDArray[np.floating], step: float, kind: type[np.integer]) -> NDArray[np.integer]:
    codes = np.rint(values / step)
    limits = np.iinfo(kind)
    if len(codes) and not limits.min <= codes.min() <= codes.max() <= limits.max:
        raise ValueError(f"a step of {step} is too fine for values of {values.min():.1f} to {values.max():.1f}")
    result: NDArray[np.integer] = codes.astype(kind)
    return result


def _in_bytes(name: str, numbers: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    """Numbers below 2^16: their lower bytes, and where the upper ones are not zero, and what they are there."""
    large = np.flatnonzero(numbers > 0xFF).astype(np.int32)
    upper = (numbers[large] >> 8).astype(np.uint8)
    return {name: (numbers & 0xFF).astype(np.uint8), f"{name}_large": large, f"{name}_upper": upper}


def _from_bytes(arrays: Arrays, name: str) -> NDArray[np.uint16]:
    numbers: NDArray[np.uint16] = arrays[name].astype(np.uint16)
    numbers[arrays[f"{name}_large"]] |= arrays[f"{name}_upper"].astype(np.uint16) << 8
    return numbers


def unpack(arrays: Arrays, words: int) -> tuple[Steps, Steps, list[Order]]:
    """Probabilities and weights of single words, and the longer n-grams, from the arrays that :func:`pack` made.

    Raises:
        ValueError: another format, or not the given number of words.
    """
    if int(arrays["format"][0]) != FORMAT:
        raise ValueError(f"language model of format {arrays['format'][0]}, not {FORMAT}")
    if len(arrays["log_probs1"]) != words:
        raise ValueError(f"language model of {len(arrays['log_probs1'])} words, vocabulary of {words}")
    probs, weights = _steps(arrays, 1)
    orders: list[Order] = []
    last_words, suffixes = np.arange(words, dtype=np.int16), np.zeros(words, np.int32)
    starts = np.zeros(1, np.int32)
    order = 2
    while f"gaps{order}" in arrays:
        count = _from_bytes(arrays, f"children{order - 1}")
        bounds = np.zeros(len(count) + 1, np.int32)
        np.cumsum(count, out=bounds[1:])
        # 32 bits may overflow in the sum over all contexts; the differences within one are right all the same
        risen = np.zeros(bounds[-1] + 1, np.int32)
        np.cumsum(_from_bytes(arrays, f"gaps{order}"), out=risen[1:])
        risen += np.arange(len(risen), dtype=np.int32)
        # the n-gram without its first word: the child of that rank of its context without the first word
        suffixes = np.repeat(starts[suffixes] - risen[bounds[:-1]] - 1, count)
        suffixes += risen[1:]
        last_words = last_words[suffixes]
        orders.append(Order(bounds, last_words, *_steps(arrays, order)))
        starts, order = bounds, order + 1
    return probs, weights, orders


def _steps(arrays: Arrays, order: int) -> tuple[Steps, Steps]:
    """Probabilities and back-off weights of one order."""
    step, step_of_weights = arrays["steps"].astype(np.float32)
    codes = arrays[f"log_probs{order}"]
    weights = np.zeros(len(codes), np.int8)
    if f"children{order}" in arrays:
        weights[_from_bytes(arrays, f"children{order}") > 0] = arrays[f"back_offs{order}"]
    return Steps(codes, -step), Steps(weights, step_of_weights)
