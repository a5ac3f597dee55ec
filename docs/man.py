"""The manual page ``kehoach(1)`` in both languages, of the same words as the help and ``docs/commands.md``.

``python -m docs.generate`` writes ``docs/man/kehoach.1`` and ``docs/man/vi/kehoach.1``; the wheel puts them where
``man`` looks. The markup is that of man(7).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from docs.schemas import version
from pipeline.command_help import typer_command
from pipeline.messages import LANGUAGES, Language

FOLDER: Final = Path(__file__).parent
PATHS: Final[dict[Language, Path]] = {"en": FOLDER / "man" / "kehoach.1", "vi": FOLDER / "man" / "vi" / "kehoach.1"}
_EXAMPLES: Final = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_EXAMPLE: Final = re.compile(r"(?P<command>.*?\S) {2,}# (?P<comment>.*)")


def page(language: Language) -> str:
    """The page in one language."""
    return "\n".join(_lines(language)) + "\n"


def drifted() -> list[str]:
    """The pages that no longer say what the program says."""
    return [
        str(path.relative_to(FOLDER))
        for language, path in PATHS.items()
        if not path.is_file() or path.read_text("utf-8") != page(language)
    ]


def write() -> list[Path]:
    """Write the pages that have drifted."""
    found = [path for path in PATHS.values() if str(path.relative_to(FOLDER)) in drifted()]
    for language in LANGUAGES:
        if (path := PATHS[language]) in found:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(language), "utf-8")
    return found


def _lines(language: Language) -> Iterator[str]:
    texts = tomllib.loads((FOLDER / "man.toml").read_text("utf-8"))

    def heading(name: str) -> str:
        return f".SH {texts['headings'][name][language]}"

    yield '.\\" Made by python -m docs.generate of pipeline/messages.toml, docs/man.toml and docs/commands.md.'
    yield f'.TH KEHOACH 1 "" "kehoach {version()}"'
    # no hyphens of English in Vietnamese words, no stretched lines
    yield ".nh\n.ad l"
    yield heading("name")
    yield f"kehoach \\- {_text(texts['texts']['name'][language])}"
    with _speaking(language):
        command = typer_command()
        yield heading("synopsis")
        yield "\n.br\n".join(_synopsis(name, found) for name, found in command.commands.items())
        yield heading("description")
        yield _text(texts["texts"]["description"][language])
        yield heading("options")
        yield from _options(command)
        yield heading("commands")
        for name, found in command.commands.items():
            yield f".SS kehoach {_text(name)}"
            yield _text(" ".join(found.help.split()))
            yield from _options(found)
    for part in ("status", "environment", "files"):
        yield heading(part)
        yield from (line for name, text in texts[part].items() for line in _item(name, text[language]))
    yield heading("examples")
    yield from _examples(with_comments=language == "en")
    yield heading("see_also")
    yield _text(texts["texts"]["see_also"][language])


def _synopsis(name: str, command: Any) -> str:
    arguments = [parameter.metavar for parameter in command.params if not parameter.opts[0].startswith("-")]
    needed = [
        f"{parameter.opts[0]} {parameter.metavar}"
        for parameter in command.params
        if parameter.opts[0].startswith("-") and parameter.required
    ]
    return " ".join([f"\\fBkehoach {_text(name)}\\fR", *map(_text, [*arguments, *needed, "[...]"])])


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.opts[0].startswith("-"):
            names = ", ".join(f"\\fB{_text(name)}\\fR" for name in parameter.opts)
            value = "" if parameter.is_flag else f" \\fI{_text(parameter.metavar)}\\fR"
            yield f".TP\n{names}{value}\n{_text(parameter.help)}"
        else:
            yield f".TP\n\\fI{_text(parameter.metavar)}\\fR\n{_text(parameter.help)}"


def _item(name: str, text: str) -> Iterator[str]:
    yield f".TP\n\\fB{_text(name)}\\fR\n{_text(text)}"


def _examples(*, with_comments: bool) -> Iterator[str]:
    found = _EXAMPLES.search((FOLDER / "commands.md").read_text("utf-8"))
    for line in found[1].splitlines() if found else ():
        example = _EXAMPLE.fullmatch(line)
        if example is None:
            continue
        yield f".TP\n\\fB{_text(example['command'])}\\fR"
        yield _text(example["comment"]) if with_comments else "\\&"


def _text(text: str) -> str:
    """Words as man(7) takes them: every hyphen one that can be copied, no line that reads as a request."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    plain = plain.replace("^", "\\(ha").replace("~", "\\(ti").replace("…", "...")
    return f"\\&{plain}" if plain.startswith(".") else plain


@contextmanager
def _speaking(language: Language) -> Iterator[None]:
    before = os.environ.get("KEHOACH_LANG")
    os.environ["KEHOACH_LANG"] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ["KEHOACH_LANG"]
        else:
            os.environ["KEHOACH_LANG"] = before
