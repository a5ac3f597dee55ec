"""The commands. Every text stands in ``messages.toml``; everything heavy is imported by the command that needs it."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline import completion
from pipeline.errors import KehoachError, StorageError, UsageError
from pipeline.messages import LANGUAGES, say, system_error

INTERRUPTED = 130
SHELLS = "bash|zsh|fish"

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["--help", "-h"]})


class Ocr(StrEnum):
    """When pages are read by OCR."""

    auto = "auto"
    always = "always"
    never = "never"


class FailOn(StrEnum):
    """From which severity on findings make the run fail."""

    error = "error"
    warning = "warning"
    never = "never"


class Retry(StrEnum):
    """What is tried again."""

    failed = "failed"


class DecisionsAction(StrEnum):
    """What is done with decisions; ``kehoach export --to decisions`` writes them."""

    take_in = "import"


class TokensAction(StrEnum):
    """What is done with tokens."""

    add = "add"
    listed = "list"
    revoke = "revoke"


Quiet = Annotated[bool, typer.Option("--quiet", "-q")]
Json = Annotated[bool, typer.Option("--json")]
Select = Annotated[list[str] | None, typer.Option("--select", metavar="CODES")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES")]
Preview = Annotated[bool, typer.Option("--preview")]
RuleFiles = Annotated[list[Path] | None, typer.Option("--rules", metavar="PATH")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE")]
BaselineFile = Annotated[Path | None, typer.Option("--baseline", metavar="FILE")]
UpdateBaseline = Annotated[bool, typer.Option("--update-baseline")]
StoreAddress = Annotated[str | None, typer.Option("--store", metavar="URL")]
ClusterAddress = Annotated[str | None, typer.Option("--cluster", metavar="URL")]
LogFile = Annotated[Path | None, typer.Option("--log", metavar="FILE")]
MetricsFile = Annotated[Path | None, typer.Option("--metrics", metavar="FILE")]
Folder = Annotated[Path, typer.Argument(metavar="DIR")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR")]
Workers = Annotated[int | None, typer.Option("--workers", metavar="N")]
OcrChoice = Annotated[Ocr | None, typer.Option("--ocr", metavar="auto|always|never")]
FailOnChoice = Annotated[FailOn | None, typer.Option("--fail-on", metavar="error|warning|never")]


def _show_version(wanted: bool) -> None:
    if wanted:
        from pipeline.version import release

        sys.stdout.write(f"kehoach {release()}\n")
        raise typer.Exit


def _show_completion(shell: completion.Shell | None) -> None:
    if shell is not None:
        sys.stdout.write(completion.script(shell))
        raise typer.Exit


def _install_completion(shell: completion.Shell | None) -> None:
    if shell is not None:
        sys.stderr.write(f"{say('completion.installed', path=completion.install(shell))}\n")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    lang: Annotated[str, typer.Option("--lang", metavar="vi|en")] = "vi",
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True)] = False,
    install_completion: Annotated[
        completion.Shell | None,
        typer.Option("--install-completion", metavar=SHELLS, callback=_install_completion, is_eager=True),
    ] = None,
    show_completion: Annotated[
        completion.Shell | None,
        typer.Option("--show-completion", metavar=SHELLS, callback=_show_completion, is_eager=True),
    ] = None,
) -> None:
    """The program."""


@app.command()
def run(
    source: Annotated[list[Path], typer.Argument(metavar="SOURCE…")],
    *,
    out: Out,
    workers: Workers = None,
    ocr: OcrChoice = None,
    fail_on: FailOnChoice = None,
    select: Select = None,
    ignore: Ignore = None,
    preview: Preview = False,
    rules: RuleFiles = None,
    config: Config = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    fresh: Annotated[bool, typer.Option("--fresh")] = False,
    retry: Annotated[Retry | None, typer.Option("--retry", metavar="failed")] = None,
    debug_pages: Annotated[bool, typer.Option("--debug-pages")] = False,
    store: StoreAddress = None,
    cluster: ClusterAddress = None,
    log: LogFile = None,
    metrics: MetricsFile = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Read, extract, check, report."""
    from pipeline.commands import run as command
    from pipeline.findings import Options, load_given
    from pipeline.monitor import Watched

    options = Options(select, ignore, config, baseline, update_baseline, preview, tuple(rules or ()))
    chosen = {"workers": workers, "ocr": ocr, "fail_on": fail_on, "store": store, "cluster": cluster}
    settings, given = load_given(chosen, options, sources=source)
    again = retry is Retry.failed
    status = command.run(
        source, out, settings, given, fresh=fresh, retry=again, debug_pages=debug_pages, quiet=quiet, json=json,
        watched=Watched(log, metrics),
    )  # fmt: skip
    raise typer.Exit(status)


@app.command()
def watch(
    inbox: Annotated[Path, typer.Argument(metavar="FOLDER")],
    *,
    out: Out,
    settle: Annotated[float, typer.Option("--settle", metavar="SECONDS", min=0)] = 10,
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.1)] = 5,
    once: Annotated[bool, typer.Option("--once")] = False,
    workers: Workers = None,
    ocr: OcrChoice = None,
    config: Config = None,
    store: StoreAddress = None,
    cluster: ClusterAddress = None,
    log: LogFile = None,
    metrics: MetricsFile = None,
    quiet: Quiet = False,
) -> None:
    """Read what settles in a folder."""
    from pipeline.commands import watch as command
    from pipeline.findings import Options, load_given
    from pipeline.monitor import Watched

    chosen = {"workers": workers, "ocr": ocr, "store": store, "cluster": cluster}
    settings, given = load_given(chosen, Options(config=config), sources=[inbox])
    status = command.watch(
        inbox, out, settings, given, settle=settle, every=every, once=once, quiet=quiet, watched=Watched(log, metrics)
    )
    raise typer.Exit(status)


@app.command()
def check(
    folder: Folder,
    *,
    fail_on: FailOnChoice = None,
    select: Select = None,
    ignore: Ignore = None,
    preview: Preview = False,
    rules: RuleFiles = None,
    config: Config = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    store: StoreAddress = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Run the rules again."""
    from pipeline.commands import run as command
    from pipeline.findings import Options, load_given

    options = Options(select, ignore, config, baseline, update_baseline, preview, tuple(rules or ()))
    settings, given = load_given({"fail_on": fail_on, "store": store}, options, out=folder)
    raise typer.Exit(command.check(folder, settings, given, quiet=quiet, json=json))


@app.command()
def recover(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]")] = "-",
    explain: Annotated[bool, typer.Option("--explain")] = False,
    json: Json = False,
) -> None:
    """Mend damaged text."""
    from pipeline.commands import recover as command

    command.recover(file, explain=explain, json=json)


@app.command()
def rules(
    code: Annotated[str | None, typer.Argument(metavar="[CODE]", autocompletion=completion.codes)] = None,
    *,
    rules: RuleFiles = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """List or explain rules."""
    from pipeline.commands import rules as command
    from pipeline.findings import locate
    from pipeline.own_rules import use_rules

    use_rules(rules or (), locate(config).path, named=config is not None)
    command.rules(code, json=json)


@app.command()
def export(
    folder: Folder,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", autocompletion=completion.formats)],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR")] = None,
    store: StoreAddress = None,
    quiet: Quiet = False,
) -> None:
    """Write the dataset in another form."""
    from pipeline.commands import export as command
    from pipeline.findings import locate
    from pipeline.own_rules import use_rules
    from pipeline.settings import load_settings

    use_rules(config=locate(None).path)
    command.export(folder, to, out, load_settings({"store": store}).store, quiet=quiet)


@app.command("import")
def take_back(
    source: Annotated[Path, typer.Argument(metavar="FOLDER")],
    *,
    out: Out,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Read an export back."""
    from pipeline.commands import take_back as command

    command.take_back(source, out, quiet=quiet, json=json)


@app.command()
def review(
    folder: Folder,
    *,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 8765,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME")] = None,
    password_file: Annotated[Path | None, typer.Option("--password-file", metavar="FILE")] = None,
    add_reviewer: Annotated[str | None, typer.Option("--add-reviewer", metavar="NAME")] = None,
    certificate: Annotated[Path | None, typer.Option("--certificate", metavar="FILE")] = None,
    private_key: Annotated[Path | None, typer.Option("--private-key", metavar="FILE")] = None,
    behind_proxy: Annotated[bool, typer.Option("--behind-proxy")] = False,
    trusted_proxy: Annotated[list[str] | None, typer.Option("--trusted-proxy", metavar="ADDRESS")] = None,
    public_name: Annotated[list[str] | None, typer.Option("--public-name", metavar="HOST")] = None,
    blind_share: Annotated[float | None, typer.Option("--blind-share", metavar="PERCENT", min=0, max=100)] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser")] = False,
    store: StoreAddress = None,
) -> None:
    """Serve the review pages."""
    from getpass import getuser

    from pipeline.commands import review as command
    from pipeline.findings import locate
    from pipeline.own_rules import use_rules
    from pipeline.settings import load_settings
    from review.web.serving import Serving

    if add_reviewer is not None:
        if password_file is None:
            raise UsageError(say("review.needs_file"), say("cli.see_help"))
        command.add_reviewer(password_file, add_reviewer)
        return
    use_rules(config=locate(None).path)
    names = tuple(public_name or ())
    proxies = tuple(trusted_proxy or ())
    serving = Serving(
        host, port, password_file, certificate, private_key, behind_proxy, names, name or getuser(), proxies
    )
    command.review(folder, serving, load_settings({"store": store}), browser=not no_browser, blind_share=blind_share)


@app.command()
def decisions(
    action: Annotated[DecisionsAction, typer.Argument(metavar="import")],
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    *,
    store: StoreAddress = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Take in decisions of another machine."""
    from pipeline.commands import decisions as command
    from pipeline.settings import load_settings

    command.take_in(folder, file, load_settings({"store": store}), quiet=quiet, json=json)


@app.command()
def tokens(
    action: Annotated[TokensAction, typer.Argument(metavar="add|list|revoke")],
    folder: Folder,
    token_id: Annotated[str | None, typer.Argument(metavar="[TOKEN]")] = None,
    *,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME")] = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", metavar="SCOPES")] = None,
    days: Annotated[float | None, typer.Option("--days", metavar="N", min=0.01, max=36500)] = None,
    store: StoreAddress = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Tokens of the HTTP interface."""
    from pipeline.commands import tokens as command
    from pipeline.settings import load_settings

    command.tokens(
        action.value, folder, load_settings({"store": store}), token_id=token_id, name=name, scopes=scope or (),
        days=days, quiet=quiet, json=json,
    )  # fmt: skip


@app.command()
def schema(
    table: Annotated[str | None, typer.Argument(metavar="[TABLE]", autocompletion=completion.tables)] = None,
) -> None:
    """Print the JSON Schema."""
    from pipeline.commands import export as command

    command.schema(table)


@app.command()
def doctor(json: Json = False) -> None:
    """Tell what is missing."""
    from pipeline.commands import doctor as command

    raise typer.Exit(command.doctor(json=json))


def main(arguments: Sequence[str] | None = None) -> None:
    """The program: runs the command line and ends the process with its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # whoever asks politely gets the same orderly end as Ctrl-C; and a shell without job control starts what it puts
    # into the background deaf to that signal, but whoever sends it to a long run means it
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        words = _take_language(given)
        status = completion.answer() if completion.VARIABLE in os.environ else _call(words)
        sys.stdout.flush()
    except KehoachError as error:
        sys.stderr.write(f"{error}\n")
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except OSError as error:  # what is left is standard output that takes nothing more
        sys.stderr.write(f"{say('storage.write', detail=system_error(error))} {say('storage.disk')}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = StorageError.exit_code
    except _USAGE as error:
        # without any command the help has been shown, which says it all
        if message := _usage_message(error):
            sys.stderr.write(f"{say('cli.usage', message=message)}\n")
        status = UsageError.exit_code
    if status == INTERRUPTED:
        sys.stderr.write(f"{say('cli.interrupted')}\n")
    sys.exit(status)


def _call(words: list[str]) -> int:
    """The exit status of a command line. Not by typer's own ``main``: that makes status 1 of a closed pipe."""
    command = typer_command()
    try:
        with command.make_context("kehoach", words) as context:
            command.invoke(context)
    except typer.Exit as end:
        return int(end.exit_code)
    except SystemExit as end:
        # rich, which prints the help, makes a status of a closed pipe, too
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        raise
    return 0


_USAGE: type[Exception] = typer.BadParameter.__mro__[1]
"""The error that typer raises for a command line that does not fit; its module is not public."""
_SUPERFLUOUS = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)")
_UNKNOWN_COMMAND = re.compile("No such command '(.+?)'")
"""How typer says it; these errors have no class of their own."""


def _usage_message(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    name = getattr(error, "option_name", None)
    if parameter is not None:
        name = next((word for word in parameter.opts if word.startswith("-")), parameter.metavar or parameter.name)
    known = {
        "NoSuchOption": "no_such_option",
        "MissingParameter": "missing",
        "BadOptionUsage": "no_value",
        "BadParameter": "bad_value",
    }
    message = str(getattr(error, "message", error)).strip()
    if superfluous := _SUPERFLUOUS.match(message):
        return say("cli.superfluous", words=superfluous[1])
    if unknown := _UNKNOWN_COMMAND.match(message):
        return say("cli.no_such_command", name=unknown[1])
    if type(error).__name__ == "BadParameter":
        message = _reason(error, getattr(parameter, "metavar", None) or "")
    key = known.get(type(error).__name__)
    return say(f"cli.{key}", name=name, message=message) if key and name else message


def _reason(error: Exception, metavar: str) -> str:
    """Why a value does not serve: it is none of the choices, or what the validating library names as the cause."""
    if "|" in metavar:
        return say("invalid.literal_error", expected=metavar.replace("|", ", "))
    from pipeline.settings import reason_of

    return reason_of(error.__cause__)


def _take_language(words: list[str]) -> list[str]:
    """The command line without ``--lang``, which may stand anywhere before ``--`` and goes to the environment."""
    rest: list[str] = []
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if word == "--":
            return [*rest, word, *queue]
        if word == "--lang" or word.startswith("--lang="):
            value = word.partition("=")[2] if "=" in word else (queue.pop(0) if queue else "")
            if value not in LANGUAGES:
                raise UsageError(say("cli.language", value=value), "")
            os.environ["KEHOACH_LANG"] = value
        else:
            rest.append(word)
    return rest


def typer_command() -> Any:
    """The command tree with every help text in the language of the process."""
    from typer import rich_utils

    for name in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE"):
        setattr(rich_utils, name, say(f"cli.{name.split('_', maxsplit=1)[0].lower()}"))
    group: Any = typer.main.get_command(app)
    _put_help(group, "root")
    for name, command in group.commands.items():
        _put_help(command, name)
    return group


def _put_help(command: Any, name: str) -> None:
    command.help = say(f"help_{name}.help")
    command.short_help = command.help.split("\n")[0]
    for parameter in command.params:
        parameter.help = say(f"help_{name}.{parameter.name}")
    option = command.get_help_option
    command.get_help_option = lambda context: _localized(option(context))


def _localized(option: Any) -> Any:
    if option is not None:
        option.help = say("cli.help")
    return option


if __name__ == "__main__":
    main()
