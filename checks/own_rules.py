"""Rules from outside the package: files that a setting or an option names, and entry points of installed packages.

A file holds classes that inherit from :class:`checks.rule.DocumentRule` or :class:`checks.rule.CorpusRule`, as the
modules of this package do; the page of each stands beside it as ``CODE.md``, or in a folder ``pages`` there. An entry
point of the group ``kehoach.rules`` names such a module, or one class of it.

Which files, every process takes from its environment: so do those that are started for a share of the documents.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Final, Literal, get_args

from checks.page import RulePage, parse_page
from checks.rule import CorpusRule, DocumentRule, Rule, Stage
from dataset.records import Severity

VARIABLE: Final = "KEHOACH_RULES"
"""The environment variable with the files and folders, separated as those of ``PATH`` are."""
GROUP: Final = "kehoach.rules"
_PREFIX: Final = "kehoach_own_"
"""Of the names of modules that come from a file."""
_READ: Final = (".py", ".toml", ".csv", ".tsv", ".json")
_CODE: Final = re.compile(r"[A-Z]{1,4}\d{3}")
_KINDS: Final = (DocumentRule, CorpusRule)

Fault = Literal[
    "missing", "import", "no_rule", "abstract", "code", "name", "severity", "stage", "taken", "no_page", "page"
]


@dataclass(frozen=True)
class Problem:
    """Why a rule, or all rules of a file or an entry point, cannot be used: where, and what is wrong.

    ``detail`` is what the interpreter or the parser says, or the word that does not fit; ``line`` counts from 1.
    """

    source: str
    fault: Fault
    detail: str = ""
    line: int | None = None


@dataclass(frozen=True)
class OwnRules:
    """The rules from outside with their pages by code, and what could not be used."""

    rules: tuple[Rule, ...] = ()
    pages: Mapping[str, RulePage] = field(default_factory=dict)
    texts: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def own_rules() -> OwnRules:
    """The rules from outside that this process goes by."""
    return _load(os.environ.get(VARIABLE, ""))


def files_of(path: Path) -> list[Path]:
    """The files with rules that a path names: itself, or those of a folder whose names do not begin with ``_``."""
    if path.is_dir():
        return sorted(file for file in path.glob("*.py") if not file.name.startswith("_"))
    return [path]


@lru_cache(maxsize=8)
def _load(paths: str) -> OwnRules:
    maker = _Maker()
    for path in filter(None, paths.split(os.pathsep)):
        files = files_of(Path(path))
        if not files:
            maker.problems.append(Problem(path, "no_rule"))
        for file in files:
            maker.take_file(file)
    for entry in sorted(metadata.entry_points(group=GROUP), key=lambda entry: (entry.name, entry.value)):
        maker.take_entry(entry)
    return OwnRules(tuple(maker.rules), maker.pages, maker.texts, tuple(maker.problems))


class _Maker:
    """Takes rules one source after the other; what does not serve becomes a problem and the rest goes on."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.pages: dict[str, RulePage] = {}
        self.texts: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self._taken: set[type[Rule]] = set()

    def take_file(self, path: Path) -> None:
        """The rules of a file."""
        if not path.is_file():
            self.problems.append(Problem(str(path), "missing"))
            return
        # two files of one name in different folders are two modules
        stem = re.sub(r"[^0-9A-Za-z_]", "_", path.stem)
        name = f"{_PREFIX}{stem}_{sha256(str(path).encode()).hexdigest()[:8]}"
        try:
            module = sys.modules.get(name) or _imported(name, path)
        except (Exception, SystemExit) as error:
            sys.modules.pop(name, None)
            self.problems.append(_failed(str(path), error, path))
            return
        self._take(str(path), path, _kinds_in(module))

    def take_entry(self, entry: metadata.EntryPoint) -> None:
        """The rules of an entry point."""
        package = entry.dist.name if entry.dist else ""
        source = f"{package}: {entry.name} = {entry.value}".removeprefix(": ")
        try:
            named = entry.load()
            kinds = _kinds_in(named) if isinstance(named, ModuleType) else [named]
            if not kinds or not all(isinstance(kind, type) and issubclass(kind, _KINDS) for kind in kinds):
                self.problems.append(Problem(source, "no_rule"))
                return
            path = Path(inspect.getfile(kinds[0]))
        except (Exception, SystemExit) as error:
            self.problems.append(_failed(source, error))
            return
        self._take(source, path, kinds)

    def _take(self, source: str, path: Path, kinds: Sequence[type[Rule]]) -> None:
        if not kinds:
            self.problems.append(Problem(source, "no_rule"))
        by_code: dict[str, list[Rule]] = defaultdict(list)
        for kind in kinds:
            if kind in self._taken:
                # named by two entry points, or as a file and by an entry point
                continue
            self._taken.add(kind)
            problem = _problem_of(source, kind)
            if problem is None:
                rule = kind()
                by_code[rule.code].append(rule)
            else:
                self.problems.append(problem)
        for code, rules in by_code.items():
            if code in self.pages or _is_ours(code):
                self.problems.append(Problem(source, "taken", code))
            elif self._take_page(source, path, code):
                self.rules += rules

    def _take_page(self, source: str, path: Path, code: str) -> bool:
        places = (path.parent / f"{code}.md", path.parent / "pages" / f"{code}.md")
        page = next((place for place in places if place.is_file()), None)
        if page is None:
            self.problems.append(Problem(source, "no_page", str(places[0])))
            return False
        try:
            text = page.read_bytes()
            self.pages[code] = parse_page(code, text.decode("utf-8"))
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.problems.append(Problem(str(page), "page", f"{type(error).__name__}: {error}"))
            return False
        self.texts[code] = text
        return True


def _imported(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    # inspect finds the file of a class by the module that is known under its name
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _kinds_in(module: ModuleType) -> list[type[Rule]]:
    """The classes of rules that a module defines itself, in their order; one without ``check`` is a base of others."""
    found = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, _KINDS)]
    return [kind for kind in found if kind.__module__ == module.__name__ and not inspect.isabstract(kind)]


def _problem_of(source: str, kind: type[Rule]) -> Problem | None:
    """What is wrong with a class."""
    where = f"{source} ({kind.__name__})"
    if inspect.isabstract(kind):
        return Problem(where, "abstract", ", ".join(sorted(kind.__abstractmethods__)))
    if not _CODE.fullmatch(str(getattr(kind, "code", ""))):
        return Problem(where, "code", str(getattr(kind, "code", "")))
    if not isinstance(getattr(kind, "name", None), str) or not kind.name:
        return Problem(where, "name")
    known: tuple[tuple[Fault, tuple[str, ...]], ...] = (("severity", get_args(Severity)), ("stage", get_args(Stage)))
    for attribute, choices in known:
        if getattr(kind, attribute, None) not in choices:
            return Problem(where, attribute, f"{getattr(kind, attribute, '')} ≠ {', '.join(choices)}")
    try:
        kind()
    except (Exception, SystemExit) as error:
        return _failed(where, error)
    return None


def _is_ours(code: str) -> bool:
    return (Path(__file__).parent / "pages" / f"{code}.md").is_file()


def _failed(source: str, error: BaseException, path: Path | None = None) -> Problem:
    """A problem of an import, with the last line of the file itself that led to it."""
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == str(path) else None
    trace = error.__traceback__
    while trace is not None and not isinstance(error, SyntaxError):
        if path is not None and trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    words = error.msg if isinstance(error, SyntaxError) else str(error)
    return Problem(source, "import", f"{type(error).__name__}: {words}", line)


def file_of(rule: Rule) -> str | None:
    """The file of a rule from outside; nothing for a rule of this package."""
    if type(rule).__module__.partition(".")[0] == __name__.partition(".")[0]:
        return None
    return inspect.getfile(type(rule))


def sources_of(rule: Rule) -> Iterator[bytes]:
    """The files on whose content it may depend what a rule from outside says, besides its page: those around it.

    Raises:
        OSError: One cannot be read.
        TypeError: The rule has no file.
    """
    own = Path(inspect.getfile(type(rule)))
    package = sys.modules.get(type(rule).__module__.partition(".")[0])
    files: Iterable[Path] = ()
    if type(rule).__module__.startswith(_PREFIX):
        files = own.parent.glob("*")
    elif package is not None and package.__file__ and hasattr(package, "__path__"):
        files = Path(package.__file__).parent.rglob("*")
    for file in sorted({own, *(file for file in files if file.suffix in _READ and file.is_file())}):
        yield file.name.encode() + b"\0" + file.read_bytes()
