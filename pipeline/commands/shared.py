"""How the commands speak: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from typing import Any


def tell(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """A line about the work."""
    sys.stderr.write(f"{text}\n")


def print_json(value: Any) -> None:
    """The result as JSON."""
    tell(json.dumps(value, ensure_ascii=False, indent=2))
