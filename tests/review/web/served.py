"""Pages of the corpus in a store, and the review pages of it: in a process of their own, or quicker in a thread."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import uvicorn

from corpus.plans import variants
from corpus.render import render
from dataset.store import Store
from pipeline.exporting import Exports
from pipeline.originals import Files
from pipeline.output import STORE
from pipeline.rechecking import StoreRules
from pipeline.settings import load_settings
from review.api.interface import Interface
from review.desk import Desk
from review.web.app import create_app
from review.web.serving import Serving, listen
from review.web.site import Site
from tests.pipeline.plans import kehoach

ROOT = Path(__file__).parents[3]
PLANS = (
    ("bao-hiem-y-te-xa", "pdf"),
    ("van-hoa-the-thao-phuong", "pdf"),
    ("dan-so-xa", "docx"),
    ("giam-ngheo-xa", "txt"),
)
SCRIPT = "<script>document.title='owned'</script>"
HOSTILE = f"""\
ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ BẾN LAU\tĐộc lập - Tự do - Hạnh phúc
Số:       /KH-UBND\tBến Lau, ngày 5 tháng 3 năm 2026

KẾ HOẠCH
{SCRIPT} trên địa bàn xã Bến Lau năm 2026

I. MỤC TIÊU
- <img src=x onerror=document.title='owned'> Trồng ít nhất 120 cây trong năm 2026, báo cáo trước ngày 31/11/2026.

II. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với Phòng Kinh tế giao cây giống "onclick=alert(1)" trước ngày 15/5/2026.

Nơi nhận:\tTM. ỦY BAN NHÂN DÂN
- Như trên;\tCHỦ TỊCH
- Lưu: VT.\tNguyễn Văn Mẫu
"""


def make_store(folder: Path) -> None:
    """Read some plans of the corpus, and a hostile one, all in ``plans``; the results go to ``out``."""
    sources = folder / "plans"
    sources.mkdir(parents=True)
    known = {variant.name: variant for variant in variants() if variant.planted}
    for name, form in PLANS:
        (sources / f"{name}.{form}").write_bytes(render(known[name], form))
    (sources / "hostile.txt").write_text(HOSTILE, encoding="utf-8")
    done = kehoach("run", sources, "--out", folder / "out", "--quiet", "--workers", 2)
    assert done.returncode == 0, done.stderr


def copy_store(out: Path, folder: Path) -> Path:
    """A store of one's own, beside the same plans."""
    target = folder / "out"
    shutil.copytree(out, target)
    shutil.copytree(out.parent / "plans", folder / "plans", dirs_exist_ok=True)
    return target


def program(arguments: Sequence[str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run kehoach to its end."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        input=typed, capture_output=True, text=True, check=False, timeout=120, cwd=ROOT,
    )  # fmt: skip


@dataclass
class Server:
    """The review pages of a store; ``link`` is what the program printed."""

    link: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        found = re.match(r"https?://[^/]+", self.link)
        assert found
        return found[0]

    def stop(self) -> None:
        """End it as somebody at the terminal would."""
        self.process.terminate()
        self.process.wait(20)


def start(out: Path, *options: str) -> Server:
    """Serve a store on a free port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "review", str(out), "--no-browser", "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT, env=os.environ | {"KEHOACH_LANG": "vi"},
    )  # fmt: skip
    assert process.stdout
    said, until = "", time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([process.stdout], [], [], 1)[0]:
            line = process.stdout.readline()
            said += line
            if found := re.search(r"https?://\S+", line):
                return Server(found[0], process)
            if not line:
                break
    process.kill()
    raise AssertionError(f"the server did not start: {said}")


@dataclass
class ServerHere:
    """The same pages served by a thread of the tests: nothing has to be loaded anew."""

    link: str
    server: uvicorn.Server
    thread: Thread

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return self.link.partition("/enter")[0].rstrip("/")

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.server.should_exit = True
        self.thread.join(20)


@contextmanager
def start_here(out: Path, *, name: str = "root", password_file: Path | None = None) -> Iterator[ServerHere]:
    """Serve a store on a free port, as ``kehoach review`` does."""
    serving = Serving(reviewer=name, password_file=password_file)
    access = serving.access()
    settings = load_settings({})
    with Store.at(out / STORE) as store, Desk.at(out / STORE) as desk, listen(serving) as socket:
        desk.prepare(settings.low_confidence)
        programs = Interface(desk.ledger.engine, maker=Exports(store, out, settings), settings=settings.http)
        app = create_app(Site(desk, store, access, Files(out), "vi", StoreRules(store, out), interface=programs))
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        )
        thread = Thread(target=server.run, args=([socket],), daemon=True)
        thread.start()
        port = socket.getsockname()[1]
        link = f"http://127.0.0.1:{port}/" + ("" if access.people else f"enter?key={access.entry}")
        until = time.monotonic() + 60
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        here = ServerHere(link, server, thread)
        try:
            yield here
        finally:
            here.stop()
            assert programs.exports is not None
            programs.exports.close()
