"""Acts that a text cites: finding the mentions, and telling which of them speak of one act."""

from extractors.acts.mentions import Mention, find_mentions
from extractors.acts.resolve import resolve

__all__ = ["Mention", "find_mentions", "resolve"]
