"""``kehoach recover``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

from pipeline.commands.shared import print_json, warn
from pipeline.errors import ReadingError
from pipeline.messages import say
from pipeline.recovery import recover_text
from pipeline.sources import unreadable


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
            warn(say("recover.edit", **asdict(edit)))


def _read(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise unreadable(Path(file), error) from error
    except UnicodeDecodeError as error:
        raise ReadingError("not_utf8", file, byte=error.start) from error
