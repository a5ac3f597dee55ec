"""The road from bytes to dataset, findings and report, the commands that walk it, and the interface for Python.

``from pipeline import read`` and the other names below are documented in ``docs/python.md``. They are imported when
they are first used: ``import pipeline`` itself loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.checking import RuleError
    from pipeline.errors import KehoachError, ReadingError, StageError, StorageError, UsageError
    from pipeline.interface.appendix import Table, Tables
    from pipeline.interface.evidence import Evidence
    from pipeline.interface.judging import Findings, check
    from pipeline.interface.plan import Plan
    from pipeline.interface.reading import read, read_many
    from pipeline.interface.stored import Dataset, open
    from pipeline.limits import Limits

__all__ = [
    "Dataset", "Evidence", "Findings", "KehoachError", "Limits", "Plan", "ReadingError", "RuleError", "StageError",
    "StorageError", "Table", "Tables", "UsageError", "check", "open", "read", "read_many",
]  # fmt: skip

_HOMES = {
    "checking": ("RuleError",),
    "errors": ("KehoachError", "ReadingError", "StageError", "StorageError", "UsageError"),
    "interface.appendix": ("Table", "Tables"),
    "interface.evidence": ("Evidence",),
    "interface.judging": ("Findings", "check"),
    "interface.plan": ("Plan",),
    "interface.reading": ("read", "read_many"),
    "interface.stored": ("Dataset", "open"),
    "limits": ("Limits",),
}


def __getattr__(name: str) -> Any:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
