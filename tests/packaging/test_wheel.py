"""The wheel in an environment of its own: a working ``kehoach`` with all its data files, far from the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from tests.pipeline.plans import ROOT, write_plans

pytestmark = pytest.mark.slow

PACKAGES = ("pipeline", "review", "checks", "extractors", "normalizers", "dataset")
BUILD = "import sys; from setuptools import build_meta; getattr(build_meta, sys.argv[1])(sys.argv[2])"


def build(tree: Path, what: str, folder: Path) -> Path:
    subprocess.run([sys.executable, "-c", BUILD, what, str(folder)], cwd=tree, check=True, capture_output=True)
    (made,) = folder.glob("kehoach-*.whl" if what == "build_wheel" else "kehoach-*.tar.gz")
    return made


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the builder needs, as it stands in the checkout."""
    tree = tmp_path_factory.mktemp("tree")
    for name in (*PACKAGES, "docs/man"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "MANIFEST.in", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"):
        shutil.copy(ROOT / name, tree / name)
    return tree


@pytest.fixture(scope="module")
def wheel(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the sdist, which is what is published."""
    folder = tmp_path_factory.mktemp("dist")
    with tarfile.open(build(sources, "build_sdist", folder)) as archive:
        archive.extractall(folder, filter="data")
    (tree,) = (path for path in folder.iterdir() if path.is_dir())
    return build(tree, "build_wheel", folder)


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program of the wheel; the packages that it needs are those of the environment of the tests."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home)
    python = home / "bin/python"
    here = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*command, str(wheel)], check=True, capture_output=True)
    (site,) = home.glob("lib/python*/site-packages")
    # names alone: the files there that lead to the checkout are not followed from here
    (site / "others.pth").write_text("\n".join(dict.fromkeys(here)))
    return home / "bin/kehoach"


def run(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=kept, capture_output=True, text=True, check=False, timeout=120
    )


def test_every_file_of_the_packages_is_in_it(wheel: Path, sources: Path) -> None:
    wanted = {
        str(path.relative_to(sources)) for name in PACKAGES for path in (sources / name).rglob("*") if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        found = set(archive.namelist())
    assert wanted - found == set()
    extra = {name for name in found - wanted if ".dist-info/" not in name and ".data/" not in name}
    assert extra == set()
    assert any(name.endswith("share/man/man1/kehoach.1") for name in found)
    assert any(name.endswith("share/man/vi/man1/kehoach.1") for name in found)
    assert all(f"{package}/py.typed" in found for package in PACKAGES)


def test_its_metadata_name_version_and_extras(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        head, _, body = archive.read(name).decode().partition("\n\n")
    lines = head.splitlines()
    assert f"Version: {project['version']}" in lines
    assert "Classifier: Typing :: Typed" in lines
    for extra in project["optional-dependencies"]:
        assert f"Provides-Extra: {extra}" in lines
    assert body.startswith("# kehoach")


def test_the_program_reads_checks_and_reports(program: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert run(program, tmp_path, "--version").stdout == f"kehoach {version}\n"
    write_plans(tmp_path / "plans", 1)
    (tmp_path / "plans/damaged.txt").write_text("UBND xa tuyen truyen den nguoi dan. " * 20, "utf-8")
    done = run(program, tmp_path, "--lang", "en", "run", "plans", "--out", "results", "--workers", "1", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["read"] == 2
    assert summary["rows"]["targets"] >= 1
    assert summary["rows"]["recoveries"] > 0
    assert (tmp_path / "results/report.html").stat().st_size > 1000
    assert "Traceback" not in done.stderr


def test_it_is_the_installed_one_that_runs(program: Path, tmp_path: Path) -> None:
    code = "import pipeline, sys; print(pipeline.__file__, pipeline.read.__module__)"
    done = run(program.with_name("python"), tmp_path, "-c", code)
    file, module = done.stdout.split()
    assert Path(file).is_relative_to(program.parents[1])
    assert module == "pipeline.interface.reading"
    assert (program.parents[1] / "share/man/man1/kehoach.1").is_file()
