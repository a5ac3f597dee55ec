"""``kehoach review``: the review pages over the store of a folder."""

from __future__ import annotations

import getpass
import sys
import webbrowser
from pathlib import Path
from threading import Thread

from pipeline.commands.shared import tell
from pipeline.errors import UsageError
from pipeline.exporting import Exports
from pipeline.findings import locate
from pipeline.messages import language, say, system_error
from pipeline.originals import Files
from pipeline.output import existing_store, storage_errors
from pipeline.rechecking import StoreRules
from pipeline.settings import Settings
from pipeline.submitted import Readings
from review.api.interface import Background, Interface
from review.desk import Desk
from review.web.app import create_app
from review.web.people import PasswordFileError, set_password
from review.web.serving import Serving, ServingError, listen, serve
from review.web.site import Access, Site
from review.wording import word


def review(
    folder: Path, serving: Serving, settings: Settings, *, browser: bool, blind_share: float | None = None
) -> None:
    """Serve the pages until the program is stopped; ``blind_share`` percent of the subjects are decided on twice.

    Raises:
        UsageError: They would be open to the network without passwords or TLS, or the port is taken.
        StorageError: The folder holds no store, or it cannot be written.
    """
    access = _access(serving)
    with storage_errors(folder), existing_store(folder, settings.store) as store, Desk(store.address) as desk:
        if blind_share is not None and blind_share != desk.blind_share():
            desk.set_blind_share(blind_share)
            desk.refresh(settings.low_confidence)
        else:
            desk.prepare(settings.low_confidence)
        programs = Interface(
            desk.ledger.engine,
            out=folder,
            reader=Readings(store, folder, settings, locate(None, out=folder).path),
            maker=Exports(store, folder, settings),
            settings=settings.http,
            language=language(),
        )
        site = Site(desk, store, access, Files(folder), language(), StoreRules(store, folder), interface=programs)
        try:
            socket = listen(serving)
        except OSError as error:
            where = f"{serving.host}:{serving.port}"
            raise UsageError(say("review.port", detail=system_error(error)), say("review.other_port"), where) from error
        with socket, Background(programs):
            address = _address(serving, socket.getsockname()[1], access)
            serve(create_app(site), serving, socket, lambda: _tell(address, access, browser=browser))


def add_reviewer(path: Path, name: str) -> None:
    """Ask for the password of a name, and put both into the password file.

    Raises:
        UsageError: The name or the password does not serve, or the file cannot be written.
    """
    if sys.stdin.isatty():
        password = getpass.getpass(say("review.password", name=name))
        if getpass.getpass(say("review.again")) != password:
            raise UsageError(say("review.differ"), say("cli.see_help"))
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        set_password(path, name, password)
    except PasswordFileError as error:
        raise _unusable(error, path) from error
    except OSError as error:
        raise UsageError(say("storage.write", detail=system_error(error)), say("cli.see_help"), str(path)) from error
    tell(say("review.added", name=name, path=path))


def _access(serving: Serving) -> Access:
    try:
        return serving.access()
    except ServingError as error:
        raise UsageError(say(f"review.{error.key}"), say("review.see_docs")) from error
    except PasswordFileError as error:
        raise _unusable(error, serving.password_file or Path()) from error


def _unusable(error: PasswordFileError, path: Path) -> UsageError:
    remedy = say("review.chmod", path=path) if error.key == "open_to_others" else say("review.make_file", path=path)
    return UsageError(word(language(), f"password_file.{error.key}", line=error.line), remedy, str(path))


def _address(serving: Serving, port: int, access: Access) -> str:
    scheme = "https" if serving.certificate is not None else "http"
    host = serving.host if serving.host not in {"0.0.0.0", "::"} else "localhost"  # noqa: S104  not one to listen on
    host = f"[{host.strip('[]')}]" if ":" in host else host
    return f"{scheme}://{host}:{port}/" + ("" if access.people else f"enter?key={access.entry}")


def _tell(address: str, access: Access, *, browser: bool) -> None:
    tell(f"{word(language(), 'serve.open')} {address}")
    if access.people:
        tell(word(language(), "serve.sign_in"))
    tell(word(language(), "serve.stop"))
    sys.stdout.flush()
    if browser:
        # a browser in a terminal would hold up the server
        Thread(target=webbrowser.open, args=(address,), daemon=True).start()
