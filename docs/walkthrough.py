"""Runs what the tutorials say: every command, in its order, in one folder; the printed lines are compared or written.

A page holds blocks ``console``, in which a line ``$ …`` is a command and the lines below it are what it prints. A
comment ``<!-- browser: NAME -->`` before a block ``sh`` starts the server of that block and does in a browser what the
text around it says (``docs/in_browser.py``). ``<!-- plans: NAME RULE … -->`` lays the plans of a batch of
``corpus/batches`` into the folder ``plans``, with the slips that these rules find. ``python -m docs.walkthrough PAGE``
writes what is printed now, and the pictures; a file that is redirected into ``images/`` is one of them.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus.batches import batch_slips, batch_texts
from corpus.plans import variants
from corpus.render import SUFFIXES, render
from docs.in_browser import ONLY_PICTURES, TOURS, browser

FOLDER: Final = Path(__file__).parent
PAGES: Final = {
    "tutorial.md": "en",
    "tutorial.vi.md": "vi",
    "examples/cascade.md": "en",
    "examples/calendar.md": "en",
    "examples/table.md": "en",
}
"""The pages, and the language in which the program speaks on each."""
_STEP: Final = re.compile(
    r"^```console\n(?P<console>.*?)^```$|^<!-- browser: (?P<tour>[\w-]+) -->\n+```sh\n(?P<server>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_PLANS: Final = re.compile(r"<!-- plans: (?P<batch>[\w-]+) (?P<rules>[A-Z0-9 ]+) -->")
_SHELL: Final = frozenset("|&;<>()$`\\\"'*?[#~\n")
"""What only a shell understands."""
_RENDERED: Final = re.compile(r"corpus/rendered/([\w-]+)\.(\w+)")


Program = Callable[[list[str], Path, Mapping[str, str]], str]
"""Calls ``kehoach`` with arguments, in a folder and an environment; what it printed."""


@dataclass(frozen=True)
class Printed:
    """A command of a page: what the page says it prints, and what it printed."""

    command: str
    told: str
    now: str


class Walk:
    """One walk through a page, in a folder of its own."""

    def __init__(
        self, folder: Path, language: str, pictures: Path | None = None, program: Program | None = None
    ) -> None:
        """``pictures`` is the folder for the pictures that the browser takes; None takes none.

        ``program`` stands for ``kehoach`` where a command is nothing but its call; without it a shell starts it.
        """
        self.folder, self.pictures, self._program = folder, pictures, program
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("KEHOACH_")}
        self.environment = kept | {"PATH": path, "KEHOACH_LANG": language, "PYTHONPATH": str(FOLDER.parent)}
        self.printed: list[Printed] = []

    def page(self, text: str) -> str:
        """Do what a page says; returns the page with what was printed now."""
        self._render(text)
        for found in _PLANS.finditer(text):
            self._lay(found["batch"], found["rules"].split())
        return _STEP.sub(self._step, text)

    def _render(self, text: str) -> None:
        """What `make run` leaves in corpus/rendered, as far as the page speaks of it."""
        planted = {variant.name: variant for variant in variants() if variant.planted}
        (self.folder / "corpus" / "rendered").mkdir(parents=True)
        (self.folder / "images").mkdir()
        for name, suffix in set(_RENDERED.findall(text)):
            variant = planted[name]
            if SUFFIXES.get(variant.plan.form, variant.plan.form) != suffix:
                raise ValueError(f"make run leaves no {name}.{suffix}")
            (self.folder / "corpus" / "rendered" / f"{name}.{suffix}").write_bytes(render(variant, variant.plan.form))

    def _lay(self, batch: str, rules: Collection[str]) -> None:
        slips = [slip for slip in batch_slips(batch) if slip.findings[-1].rule in rules]
        (self.folder / "plans").mkdir()
        for name, text in batch_texts(batch, slips).items():
            (self.folder / "plans" / name).write_text(text, "utf-8")

    def _step(self, found: re.Match[str]) -> str:
        if found["tour"]:
            if self.pictures or found["tour"] not in ONLY_PICTURES:
                with self._served(found["server"].strip()) as link, browser() as page:
                    TOURS[found["tour"]](page, link, self.pictures)
            return found[0]
        blocks = re.split(r"^\$ (.*)\n", found["console"], flags=re.MULTILINE)[1:]
        for command, told in zip(blocks[::2], blocks[1::2], strict=True):
            self.printed.append(Printed(command, told, self._said(command)))
        lines = "".join(f"$ {one.command}\n{one.now}" for one in self.printed[-(len(blocks) // 2) :])
        return f"```console\n{lines}```"

    def _said(self, command: str) -> str:
        """What a command prints."""
        if self._program and command.startswith("kehoach ") and not _SHELL & set(command):
            return self._program(command.split()[1:], self.folder, self.environment)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.stdout

    @contextmanager
    def _served(self, command: str) -> Iterator[str]:
        """The link that the command of a block prints; on any free port, without a browser of its own."""
        words = [*shlex.split(command), "--no-browser", "--port", "0"]
        # the pages of the review are photographed in Vietnamese on every page
        with subprocess.Popen(
            words, cwd=self.folder, env=self.environment | {"KEHOACH_LANG": "vi"}, stdout=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stdout
                yield next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
            finally:
                server.terminate()


def main() -> None:
    """Write the pages and the pictures."""
    for name in sys.argv[1:] or PAGES:
        path = FOLDER / name
        with tempfile.TemporaryDirectory() as folder:
            walk = Walk(Path(folder), PAGES[name], FOLDER / "images")
            path.write_text(walk.page(path.read_text("utf-8")), "utf-8")
            for picture in Path(folder).glob("images/*"):
                (FOLDER / "images" / picture.name).write_bytes(picture.read_bytes())
        sys.stdout.write(f"{name}: {len(walk.printed)} commands\n")


if __name__ == "__main__":
    main()
