"""The commands with their arguments; what each does stands in ``pipeline.commands``, imported when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline import completion
from pipeline.errors import UsageError
from pipeline.messages import say
from pipeline.options import (
    BaselineFile,
    ClusterAddress,
    Config,
    DecisionsAction,
    FailOnChoice,
    Folder,
    Ignore,
    Json,
    LogFile,
    MetricsFile,
    OcrChoice,
    Out,
    Preview,
    Quiet,
    Retry,
    RuleFiles,
    Select,
    StoreAddress,
    TokensAction,
    UpdateBaseline,
    Workers,
)
from pipeline.program import app


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
