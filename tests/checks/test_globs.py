"""Patterns over addresses and issuers."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.globs import name_matches, names_of, path_matches

parts = st.lists(st.text("abăđ.[]+ ", min_size=1).filter(lambda part: part.strip(".")), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("luu/2019", "luu/2019/a.pdf", True),
        ("luu/2019/", "luu/2019/sau/a.pdf", True),
        ("./luu/2019/**", "luu/2019/a.pdf", True),
        ("luu/201?", "luu/2019/a.pdf", True),
        ("luu/2019", "luu/2019b/a.pdf", False),
        ("2019", "luu/2019/a.pdf", False),
        ("**/2019", "luu/2019/a.pdf", True),
        ("**/2019", "2019/a.pdf", True),
        ("*.pdf", "luu/a.pdf", False),
        ("**/*.pdf", "luu/a.pdf", True),
        ("luu/*/a.pdf", "luu/x/y/a.pdf", False),
        ("luu/[1].pdf", "luu/1.pdf", False),
        ("/srv/luu", "/srv/luu/a.pdf", True),
    ],
)
def test_paths(pattern: str, name: str, fits: bool) -> None:
    assert path_matches(pattern, (name,)) is fits


@settings(deadline=None)
@given(parts)
def test_a_path_and_its_folders_fit_themselves_however_they_are_composed(names: list[str]) -> None:
    path = "/".join(names)
    for depth in range(1, len(names) + 1):
        assert path_matches(normalize("NFD", "/".join(names[:depth])), (path,))
    assert path_matches("**", (path,))
    assert not path_matches(f"{path}x", (path,))


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("Ủy ban nhân dân phường *", "UỶ BAN NHÂN DÂN phường Cái Khê", True),
        ("Ủy ban nhân dân xã *", "Ủy ban nhân dân xã Bến Lau", True),
        ("Ủy ban nhân dân xã Bến *", "Ủy ban nhân dân xã Bếnh Lau", False),
        ("Ủy ban nhân dân xã *", "Ủy ban nhân dân phường Cái Khê", False),
        ("*Cái Khê", "Ủy ban nhân dân phường Cái Khê", True),
        ("Đảng ủy", "Ban Thường vụ Đảng ủy", False),
        ("*", None, False),
    ],
)
def test_issuers(pattern: str, name: str | None, fits: bool) -> None:
    assert name_matches(pattern, name) is fits


def test_a_document_is_called_from_the_folder_of_the_file_too(tmp_path: Path) -> None:
    source = str(tmp_path / "luu/a.pdf")
    assert names_of(source, tmp_path) == (source, "luu/a.pdf")
    assert names_of(source, tmp_path / "other") == (source,)
    roundabout = str(tmp_path / "x/../luu/a.pdf")
    assert names_of(roundabout, tmp_path) == (roundabout, "luu/a.pdf")
