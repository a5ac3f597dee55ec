"""The language layer: spaCy with a syllable tokenizer of our own, and matchers built from data files.

spaCy takes more than a second to import, so nothing here imports it before it is asked for.
"""

from extractors.language.matchers import phrase_matcher, span_ruler, token_matcher
from extractors.language.pipeline import nlp

__all__ = ["nlp", "phrase_matcher", "span_ruler", "token_matcher"]
