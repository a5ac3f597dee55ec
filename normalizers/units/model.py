"""What a unit is: an organisation, a group of them, or an office, under its canonical name."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under its canonical name.

    ``head`` is the name without the locality, by which two mentions of one body are recognised; ``level`` is the level
    word (phường, xã, tỉnh, cơ sở, trung ương, …), ``place`` the locality's name. ``group`` tells that it stands for
    several bodies ("các tổ dân phố"), ``known`` that the vocabulary has it.
    """

    name: str
    kind: str | None = None
    level: str | None = None
    place: str | None = None
    head: str = ""
    group: bool = False
    known: bool = True


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit where it is named: ``text[start:end]`` of the text that was searched."""

    start: int
    end: int
    text: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Locality:
    """Level and name behind a head word; ``text`` is their canonical form, ``plural`` for "các xã, phường"."""

    end: int
    text: str
    level: str | None = None
    place: str | None = None
    plural: bool = False


@dataclass(frozen=True, slots=True)
class UnitContext:
    """What a document says about itself: the issuer's own level and place, those above it, and its abbreviations."""

    level: str | None = None
    place: str | None = None
    parent_level: str | None = None
    parent_place: str | None = None
    aliases: dict[str, Unit] = field(default_factory=dict)
