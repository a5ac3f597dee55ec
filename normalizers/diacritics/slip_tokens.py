"""A text as the search for slips sees it: words of the model, and what may be doubted among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dataset.spans import Span
from normalizers.diacritics.vocabulary import BOUNDARY, NUMBER, TOKEN, Vocabulary, normal_form

_PADDING: Final = 3
_RUNS: Final = frozenset({BOUNDARY, NUMBER})
_GLUE: Final = frozenset("/@_-–&+=\\.'’")
"""Signs that make a code, an address or a name of the words on both sides."""
_SHOUTED: Final = 3
"""Words from which on a part wholly in capitals is a line in capitals, no row of abbreviations."""


class _Token(NamedTuple):
    form: str
    start: int
    end: int
    doubted: bool = False
    shouted: bool = False
    joined: bool = False


class Tokens:
    """Tokens with three boundaries before and behind; all members have one entry for each.

    Attributes:
        forms: the word in the vocabulary's form.
        ids: its id.
        starts, ends: characters of the text.
        doubted: whether it may be a slip.
        shouted: whether its part is wholly in capitals.
        joined: whether only white space stands before it and after the token before.
    """

    def __init__(self, tokens: Sequence[_Token], vocabulary: Vocabulary) -> None:
        outside = [_Token(BOUNDARY, 0, 0)] * _PADDING
        all_tokens = [*outside, *tokens, *outside]
        self.forms = [token.form for token in all_tokens]
        self.ids = vocabulary.ids(self.forms)
        self.starts = [token.start for token in all_tokens]
        self.ends = [token.end for token in all_tokens]
        self.doubted = np.array([token.doubted for token in all_tokens])
        self.shouted = np.array([token.shouted for token in all_tokens])
        self.joined = np.array([token.joined for token in all_tokens])

    def span(self, first: int, last: int) -> Span:
        """The characters from one token to another."""
        return Span(self.starts[first], self.ends[last])

    def same_phrase(self, at: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of the tokens ``places`` [N, k] are joined to those ``at`` [N] without a sign between."""
        phrase = np.cumsum(~self.joined)
        result: NDArray[np.bool_] = phrase[places] == phrase[at][:, None]
        return result


def tokens_of(
    text: str, parts: Iterable[Span], vocabulary: Vocabulary, terms: Collection[tuple[str, ...]] = ()
) -> Tokens:
    """The tokens of parts of a text, a boundary between any two; ``terms`` are pairs of words that are right."""
    tokens: list[_Token] = []
    forms: dict[str, str] = {}
    for part in parts:
        before = len(tokens)
        for token in _tokens(text[part.start : part.end].replace("\n", " "), part.start, vocabulary, forms):
            last = tokens[-1] if tokens else None
            if last is not None and token.joined and (last.form, token.form) in terms:
                tokens[-1], token = last._replace(doubted=False), token._replace(doubted=False)  # noqa: PLW2901
            tokens.append(token)
        if len(tokens) > before and tokens[-1].form != BOUNDARY:
            tokens.append(_Token(BOUNDARY, part.end, part.end))
    return Tokens(tokens, vocabulary)


def _tokens(piece: str, offset: int, vocabulary: Vocabulary, forms: dict[str, str]) -> Iterator[_Token]:
    places = [match.span() for match in TOKEN.finditer(piece)]
    words = [piece[start:end] for start, end in places]
    shouted = _shouted(words)
    last, before, count = BOUNDARY, 0, len(words)
    for number, (word, (start, end)) in enumerate(zip(words, places, strict=True)):
        form = forms.get(word)
        if form is None:
            form = forms[word] = normal_form(word)
        run = form in _RUNS
        if run and form == last:
            before = end
            continue
        joined = form != BOUNDARY != last and piece[before:start].isspace()
        before = end
        doubted = len(word) > 1 and not run
        if doubted and not word.islower():
            begins = (last == BOUNDARY or len(last) == 1) and word[1:].islower()
            begins = begins and number + 1 < count and words[number + 1].islower()
            doubted = begins or (shouted and form in vocabulary)
        doubted = doubted and not _glued(piece, start, end)
        yield _Token(form, offset + start, offset + end, doubted, shouted, joined)
        last = form


def _shouted(words: Sequence[str]) -> bool:
    letters = [word for word in words if word.isalpha()]
    return len(letters) >= _SHOUTED and all(word.isupper() for word in letters)


def _glued(text: str, start: int, end: int) -> bool:
    """Whether a sign ties the word to another; behind it such a sign may also end the sentence."""
    return text[start - 1 : start] in _GLUE or (text[end : end + 1] in _GLUE and text[end + 1 : end + 2].isalnum())
