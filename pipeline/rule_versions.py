"""Which version of a rule said something: a digest of all that decides what it says of a document.

The rule's own module and its page, the modules of ``checks`` that it imports, directly or through others, the data of
``checks``, and the engine (readers, extractors, normalizers, records). So a changed rule is known from the others, and
these need not be run again.
"""

from __future__ import annotations

import ast
import inspect
import re
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from itertools import chain
from pathlib import Path

from checks.own_rules import file_of, own_rules, sources_of
from checks.page import Language
from checks.rule import Rule
from pipeline.version import engine_version

_PACKAGE = "checks"
_IMPORTS = re.compile(
    rf"(?:^|[;:])[ \t]*((?:from|import)\b[^#\n]*\b{_PACKAGE}\b(?:[^#\n(\\]|\([^)]*\)|\\\n)*)", re.MULTILINE
)
"""Statements that import from the package, and whatever looks like one."""


def name_of(rule: Rule) -> str:
    """What tells a rule from others: two rules may share a code."""
    return f"{type(rule).__module__}.{type(rule).__qualname__}"


def version_of(rule: Rule, language: Language) -> str | None:
    """The digest of a rule that speaks a language; nothing where its source cannot be read."""
    try:
        own = Path(inspect.getfile(type(rule)))
        parts = [own.read_bytes(), *(_read(name) for name in sorted(_imported_by(own)))]
        if file_of(rule) is not None:
            parts += sources_of(rule)
    except (OSError, TypeError, SyntaxError):
        return None
    page = resources.files(_PACKAGE) / "pages" / f"{rule.code}.md"
    parts.append(page.read_bytes() if page.is_file() else own_rules().texts.get(rule.code, b""))
    digest = sha256(f"{engine_version()}\0{language}\0{_data()}\0{name_of(rule)}".encode())
    for part in parts:
        digest.update(sha256(part).digest())
    return digest.hexdigest()[:16]


def _imported_by(path: Path) -> frozenset[str]:
    """The modules of the package that a file imports, and those that they import."""
    found: set[str] = set()
    waiting = list(_imports(path))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(_path(name))
    # the frame in which every rule runs
    return frozenset(found | {"engine", "page"})


@lru_cache(maxsize=256)
def _imports(path: Path) -> frozenset[str]:
    source = path.read_text(encoding="utf-8", errors="replace")
    try:
        # parsing a hundred modules as a whole takes as long as everything else at the start of a program
        trees = [ast.parse(statement.strip()) for statement in _IMPORTS.findall(source)]
    except SyntaxError:
        # words of a text that look like a statement, or one that is written in an unusual way
        trees = [ast.parse(source)]
    names: set[str] = set()
    for node in chain.from_iterable(map(ast.walk, trees)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.update(_modules(node.module, [alias.name for alias in node.names]))
        elif isinstance(node, ast.Import):
            names.update(name for alias in node.names for name in _modules(alias.name, []))
    return frozenset(names)


def _modules(module: str, names: list[str]) -> set[str]:
    package, _, rest = module.partition(".")
    if package != _PACKAGE:
        return set()
    inner = [rest] if rest else names
    return {name for name in inner if _path(name).is_file()}


def _path(name: str) -> Path:
    return Path(str(resources.files(_PACKAGE))) / f"{name.replace('.', '/')}.py"


@lru_cache(maxsize=256)
def _read(name: str) -> bytes:
    return _path(name).read_bytes()


@lru_cache(maxsize=1)
def _data() -> str:
    """A digest of the data of the package: a word list serves several rules."""
    digest = sha256()
    for path in sorted(Path(str(resources.files(_PACKAGE) / "data")).rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest()
