"""The spaCy pipeline: language ``xx`` with syllables as tokens."""

from __future__ import annotations

import re
import sys
import tomllib
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_TOKENS = Path(__file__).with_name("tokens.toml")


@lru_cache(maxsize=1)
def token_pattern() -> re.Pattern[str]:
    """The expression whose matches are the tokens, each with at most one space behind it.

    Every character of a text belongs to exactly one match, so the pieces always join to the text again.
    """
    kinds = tomllib.loads(_TOKENS.read_text(encoding="utf-8"))["token"]
    return re.compile(rf"((?:{'|'.join(kind['pattern'] for kind in kinds)})|\s+)( ?)")


def library() -> Any:
    """The package ``spacy`` without its command line, which takes a third of its time to load and is for nobody here.

    Whoever wants ``spacy.cli`` later imports it as ever.
    """
    names = ("spacy.cli", "spacy.cli.info")
    if "spacy" not in sys.modules:
        for name in names:
            sys.modules[name] = ModuleType(name)
        # all that the package takes from it; it prints what is installed
        sys.modules["spacy.cli.info"].info = None  # type: ignore[attr-defined]
        try:
            import spacy  # noqa: PLC0415 (late: see the package)
        except ImportError:
            # one that wants more gets it, below
            sys.modules.pop("spacy", None)
        finally:
            for name in names:
                del sys.modules[name]
    import spacy  # noqa: PLC0415

    vars(spacy).pop("cli", None)
    return spacy


class SyllableTokenizer:
    """Cuts a text into syllables, numbers, dates, symbols of acts and marks."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._find = token_pattern().findall

    def __call__(self, text: str) -> Doc:
        """The text as a document whose tokens join to exactly this text."""
        from spacy.tokens import Doc  # noqa: PLC0415 (late: see the package)

        pieces = self._find(text)
        return Doc(self.vocab, words=[word for word, _ in pieces], spaces=[bool(space) for _, space in pieces])

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to keep: the tokenizer has no state of its own."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> SyllableTokenizer:
        """Nothing to restore."""
        return self


@lru_cache(maxsize=1)
def nlp() -> Language:
    """The one pipeline of the process; a token's norm is its lower case with the tone mark placed as in ``hóa``."""
    spacy = library()
    from spacy.attrs import NORM  # noqa: PLC0415

    from normalizers.units.fold import fold  # noqa: PLC0415

    language: Language = spacy.blank("xx")
    vocab: Any = language.vocab  # its stub leaves out the getters
    vocab.lex_attr_getters[NORM] = fold
    language.tokenizer = SyllableTokenizer(language.vocab)
    return language
