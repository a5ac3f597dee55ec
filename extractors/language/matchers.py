"""Matchers built from data: lists of phrases, token patterns, rulers.

All of them compare norms (lower case, tone mark as in ``hóa``), so that ``Phòng Văn hoá`` finds ``phòng văn hóa``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from extractors.language.pipeline import nlp

if TYPE_CHECKING:
    from spacy.matcher import Matcher, PhraseMatcher
    from spacy.pipeline import SpanRuler


def phrase_matcher(phrases: Mapping[str, Iterable[str]]) -> PhraseMatcher:
    """A matcher for lists of phrases, each list under its label."""
    vocab = nlp().vocab
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415

    matcher = PhraseMatcher(vocab, attr="NORM")
    for label, texts in phrases.items():
        matcher.add(label, [nlp().make_doc(text) for text in texts])
    return matcher


def token_matcher(patterns: Mapping[str, list[list[dict[str, Any]]]]) -> Matcher:
    """A matcher for token patterns in spaCy's own notation, each list under its label."""
    vocab = nlp().vocab
    from spacy.matcher import Matcher  # noqa: PLC0415

    matcher = Matcher(vocab)
    for label, alternatives in patterns.items():
        matcher.add(label, alternatives)
    return matcher


def span_ruler(rules: Iterable[Mapping[str, Any]]) -> SpanRuler:
    """A ruler over ``label`` and ``pattern`` (a phrase, or a token pattern) that fills ``doc.spans["ruler"]``."""
    language = nlp()
    from spacy.pipeline import SpanRuler  # noqa: PLC0415

    ruler = SpanRuler(language, phrase_matcher_attr="NORM", overwrite=True)
    ruler.add_patterns([dict(rule) for rule in rules])
    return ruler
