"""``kehoach doctor``: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Final

from pipeline.commands.shared import print_json, tell
from pipeline.messages import say
from pipeline.version import engine_version

_MODELS: Final = {"Vietnamese": "tesseract-ocr-script-viet", "vie": "tesseract-ocr-vie", "osd": "tesseract-ocr-osd"}
_FONT: Final = "Liberation Serif"
_SECONDS: Final = 30


_REQUIREMENT: Final = re.compile(
    r"(?P<name>[\w.-]+)(?:\[[^\]]*\])?(?P<bounds>[^;]*)(?:;.*\bextra\s*==\s*\W(?P<extra>\w+))?"
)
"""A line of ``Requires-Dist`` (PEP 508): name, extras of its own, bounds, and the extra of ours that asks for it."""


@dataclass(frozen=True)
class Fact:
    """One thing that was looked for; ``need`` says what does not work without it, ``remedy`` what installs it.

    What is ``optional`` may be missing: whoever does not use it misses nothing.
    """

    name: str
    present: bool
    detail: str
    need: str = ""
    remedy: str = ""
    optional: bool = False


def doctor(*, json: bool) -> int:
    """Print the facts; 0 if nothing is missing that everybody needs, else 1."""
    facts = list(_facts())
    if json:
        print_json([asdict(fact) for fact in facts])
    else:
        for fact in facts:
            mark = "✓" if fact.present else "–" if fact.optional else "✗"
            tell(f"{mark} {fact.name:<24} {fact.detail}".rstrip())
            if not fact.present:
                tell(f"    {fact.need} {fact.remedy}".rstrip())
    return 0 if all(fact.present or fact.optional for fact in facts) else 1


def _facts() -> Iterator[Fact]:
    yield Fact("kehoach", True, engine_version())
    yield Fact("Python", True, platform.python_version())
    yield from _packages()
    yield from _tesseract()
    yield _program("LibreOffice", ("soffice", "libreoffice"), say("doctor.need_doc"), "libreoffice-writer-nogui")
    yield _fonts()
    yield Fact(say("doctor.cores"), True, str(len(os.sched_getaffinity(0))))


def _packages() -> Iterator[Fact]:
    for requirement in metadata.requires("kehoach") or ():
        found = _REQUIREMENT.match(requirement)
        assert found is not None, requirement
        name, extra = found["name"], found["extra"]
        need = say(f"doctor.need_{extra}" if extra else "doctor.need_package")
        remedy = f"pip install '{requirement.partition(';')[0].strip()}'"
        try:
            yield Fact(name, True, metadata.version(name), optional=bool(extra))
        except metadata.PackageNotFoundError:
            yield Fact(name, False, "", need, remedy, optional=bool(extra))


def _tesseract() -> Iterator[Fact]:
    program = _program("tesseract", ("tesseract",), say("doctor.need_scan"), "tesseract-ocr")
    yield program
    if not program.present:
        return
    installed = {line.strip().rpartition("/")[2] for line in _output("tesseract", "--list-langs").splitlines()[1:]}
    for model, package in _MODELS.items():
        yield Fact(f"tesseract {model}", model in installed, "", say("doctor.need_scan"), _apt(package))


def _fonts() -> Fact:
    if not shutil.which("fc-list"):
        return Fact(say("doctor.fonts"), False, "", say("doctor.need_font"), _apt("fontconfig fonts-liberation2"))
    found = _FONT in _output("fc-list", ":lang=vi", "family")
    return Fact(say("doctor.fonts"), found, _FONT if found else "", say("doctor.need_font"), _apt("fonts-liberation2"))


def _program(name: str, commands: tuple[str, ...], need: str, package: str) -> Fact:
    path = next(filter(None, map(shutil.which, commands)), None)
    detail = _output(path, "--version").split("\n")[0] if path else ""
    return Fact(name, path is not None, detail, need, _apt(package))


def _output(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr


def _apt(packages: str) -> str:
    return f"sudo apt-get install {packages}"
