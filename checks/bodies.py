"""Which units can be sent a document: bodies, by their kind and level."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

from dataset.records import UnitMention
from normalizers.units import Unit, canonical_unit

# persons by their trade, households, owners and members are a "group" or of no known kind
_NO_BODY = frozenset({None, "group", "person"})
_LEVELS = (
    frozenset({"trung ương"}),
    frozenset({"tỉnh"}),
    frozenset({"huyện", "quận", "thị xã"}),
    frozenset({"xã", "phường", "thị trấn", "đặc khu"}),
)


def can_receive(unit: Unit | UnitMention, issuer_level: str | None) -> bool:
    """Whether an issuer of this level sends its documents to the unit, so that they are carried out.

    An organisation of the issuer's level or below does, and the head of one (``Giám đốc Sở Y tế``) stands for it. An
    office of no named body (``Trưởng thôn``), a person by trade, a household or an owner does not, nor does a body of
    a level above, which can only be asked.
    """
    if unit.kind == "person":
        name = unit.name if isinstance(unit, Unit) else unit.unit
        return any(can_receive(body, issuer_level) for body in _bodies_behind(name))
    if unit.kind in _NO_BODY or (isinstance(unit, Unit) and unit.group):
        return False
    own, level = _rank(issuer_level), _rank(unit.level)
    return own is None or level is None or level >= own


def is_central(symbol: str | None) -> bool:
    """Whether a symbol is that of the Government, its head, a ministry: a document of no locality (``QĐ-TTg``)."""
    issuers = symbol_issuers()
    last = re.split(r"[-/]", symbol or "")[-1]
    return last in issuers["state"] and last not in issuers["local"]


@lru_cache(maxsize=1)
def symbol_issuers() -> dict[str, Any]:
    """The issuers as symbols abbreviate them, of ``data/symbols.toml``."""
    text = (resources.files("checks") / "data" / "symbols.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _bodies_behind(office: str) -> list[Unit]:
    """The first body that ends the name of an office: ``Sở Y tế`` of ``Phó Giám đốc Sở Y tế``."""
    words = office.split()
    units = (canonical_unit(" ".join(words[start:])) for start in range(1, len(words)))
    # a bare head ("thôn" of "Trưởng thôn") names no body
    return [unit for unit in units if unit.kind not in _NO_BODY and len(unit.name.split()) > 1][:1]


def _rank(level: str | None) -> int | None:
    """0 for the centre to 3 for the communes; nothing for a city, which may be a province or lie in one."""
    return next((rank for rank, names in enumerate(_LEVELS) if level in names), None)
