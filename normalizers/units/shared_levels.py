"""Levels that one unit of an enumeration names for others: ``Hội Phụ nữ; Hội Nông dân xã``."""

from __future__ import annotations

from dataclasses import replace

from normalizers.units.model import UnitText

_COMMITTEES = frozenset({"ủy ban nhân dân", "hội đồng nhân dân"})


def shared_level(units: list[UnitText]) -> list[UnitText]:
    """``Hội Phụ nữ; Hội Nông dân xã``: the level behind the last of several mass organisations holds for all."""
    units = _front_beside(_bare_committees(units))
    if not units or units[-1].unit.kind != "hội đoàn thể" or units[-1].unit.level is None:
        return units
    last = units[-1].unit
    tail = last.name.removeprefix(last.head)
    shared: list[UnitText] = [units[-1]]
    for unit in reversed(units[:-1]):
        if unit.unit.kind != "hội đoàn thể" or unit.unit.level is not None or shared[0].unit.level != last.level:
            break
        named = replace(unit.unit, name=f"{unit.unit.name}{tail}", level=last.level, place=last.place)
        shared.insert(0, replace(unit, unit=named))
    return [*units[: len(units) - len(shared)], *shared]


def _front_beside(units: list[UnitText]) -> list[UnitText]:
    """``UBMTTQ và các đoàn thể xã``: the Front of the level that the organisations beside it are of."""
    result = list(units)
    for index in range(len(units) - 1):
        unit, following = units[index].unit, units[index + 1].unit
        level = following.level
        bare = unit.kind == "mặt trận tổ quốc" and unit.level is None and unit.name == unit.head
        if bare and level and following.kind == "group" and following.name.endswith(f"đoàn thể {level}"):
            result[index] = replace(units[index], unit=replace(unit, name=f"{unit.name} {level}", level=level))
    return result


def _bare_committees(units: list[UnitText]) -> list[UnitText]:
    """``UBND, Ban An toàn giao thông các huyện``: a committee named bare is that of the localities named next."""
    result = list(units)
    for index in range(len(units) - 2, -1, -1):
        unit, following = result[index].unit, result[index + 1].unit
        tail = following.name.removeprefix(following.head).strip()
        if unit.kind not in _COMMITTEES or unit.level or unit.name != unit.head or not following.level or not tail:
            continue
        named = replace(
            unit, name=f"{unit.name} {tail}", level=following.level, place=following.place, group=following.group
        )
        result[index] = replace(result[index], unit=named)
    return result
