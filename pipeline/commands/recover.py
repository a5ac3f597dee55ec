"""``kehoach recover``."""

from __future__ import annotations

import math
import sys
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pipeline.commands.shared import print_json, warn
from pipeline.errors import ReadingError
from pipeline.messages import say
from pipeline.recovery import Repair, recover_text
from pipeline.sources import unreadable

SURE: Final = 0.9
"""Confidence below which an edit is shown as one to look at."""


def recover(file: str, *, explain: bool, json: bool) -> None:
    """Print the recovered text of a file or of standard input, line for line.

    Raises:
        ReadingError: The file cannot be read or is no UTF-8.
    """
    text, edits = recover_text(_read(file))
    if json:
        print_json({"text": text, "edits": [asdict(edit) for edit in edits]})
        return
    sys.stdout.write(text)
    if explain:
        for edit in edits:
            warn(_told(edit))


def _told(edit: Repair) -> str:
    """A line about an edit; what is not sure is marked, so that it can be found among the others."""
    key = "recover.edit" if edit.confidence >= SURE else "recover.unsure"
    # rounded down: only what is certain is called 1.00
    confidence = math.floor(edit.confidence * 100 + 1e-6) / 100
    return say(key, line=edit.line, before=_visible(edit.before), after=_visible(edit.after), confidence=confidence)


def _visible(text: str) -> str:
    """The text with the code points of characters that cannot be seen, or look like Latin letters and are none."""
    return "".join(
        f"{_shown(character)}⟨U+{ord(character):04X}⟩" if _is_hidden(character) else character for character in text
    )


def _is_hidden(character: str) -> bool:
    if not character.isprintable():
        return True
    return character.isalpha() and not unicodedata.name(character, "LATIN").startswith("LATIN")


def _shown(character: str) -> str:
    return character if character.isprintable() else ""


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise unreadable(Path(file), error) from error
    except UnicodeDecodeError as error:
        raise ReadingError("not_utf8", file, byte=error.start) from error
