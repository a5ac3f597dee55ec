"""The pictures of the architecture show what the program is."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from docs import architecture_pictures
from docs.architecture_pictures import FLOORS, Station, drifted, floors_picture, imports, stages, way_picture, write


def test_the_pictures_are_true() -> None:
    assert drifted() == [], "run `make docs`"


def test_every_floor_and_every_arrow_is_drawn() -> None:
    picture = floors_picture()
    assert all(f">{floor}/</text>" in picture for floor in FLOORS)
    assert picture.count("marker-end") == len(imports())
    assert all(FLOORS.index(upper) < FLOORS.index(lower) for upper, lower in imports())


def test_the_stages_are_those_that_a_plan_passes() -> None:
    assert stages() == ("read", "recover", "outline", "extract")
    assert ">deadlines</text>" in way_picture()


def test_a_picture_of_another_program_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(architecture_pictures, "IMAGES", tmp_path)
    assert drifted() == ["floors.svg", "way-of-a-document.svg"]
    write()
    assert drifted() == []
    with patch.object(architecture_pictures, "stations", lambda: [Station("read", ("Pdf",))]):
        assert drifted() == ["way-of-a-document.svg"]
