"""Organisations: their canonical names, and enumerations of them."""

from normalizers.units.enumeration import canonical_unit, find_units, leading_units, split_units
from normalizers.units.fold import fold
from normalizers.units.model import Unit, UnitContext, UnitText

__all__ = ["Unit", "UnitContext", "UnitText", "canonical_unit", "find_units", "fold", "leading_units", "split_units"]
