"""The entry point: runs one command line and turns whatever ends it into a message and an exit status.

Every process that reads imports this module too, as the main one of the program, and parses no command line: so what
does is imported where it is called.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from pipeline.errors import KehoachError, StorageError, UsageError
from pipeline.messages import LANGUAGES, say, system_error

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """The program: runs the command line and ends the process with its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    # whoever asks politely gets the same orderly end as Ctrl-C; and a shell without job control starts what it puts
    # into the background deaf to that signal, but whoever sends it to a long run means it
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    import typer  # noqa: PLC0415 (see above)

    from pipeline import completion  # noqa: PLC0415
    from pipeline.misuse import MISUSE, misuse_message  # noqa: PLC0415

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
    except MISUSE as error:
        # without any command the help has been shown, which says it all
        if message := misuse_message(error):
            sys.stderr.write(f"{say('cli.usage', message=message)}\n")
        status = UsageError.exit_code
    if status == INTERRUPTED:
        sys.stderr.write(f"{say('cli.interrupted')}\n")
    sys.exit(status)


def _call(words: list[str]) -> int:
    """The exit status of a command line. Not by typer's own ``main``: that makes status 1 of a closed pipe."""
    import typer  # noqa: PLC0415

    from pipeline.command_help import typer_command  # noqa: PLC0415

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


if __name__ == "__main__":
    main()
