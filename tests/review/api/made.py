"""A made-up store, and the interface over it without a network."""

from __future__ import annotations

import secrets
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from dataset.records import DocumentRecord, Finding, Record, Records, Target, Task
from dataset.store import Store, Work
from review.api.intake import BusyError, Outcome, ReadDocument, Refused
from review.exporting.making import Made, MakeError, Offer, Order, Progress
from tests.review.rows import document, finding

HERE = "http://127.0.0.1"
API = f"{HERE}/api/v1"
LINE = "- Trồng ít nhất {value} cây trong năm 2026.\n"


def target(doc_id: str, number: int, text: str, **fields: Any) -> Target:
    """A target that stands on the line of its number."""
    quote = LINE.format(value=100 + number).strip("- \n")
    start = text.index(quote)
    values = {
        "doc_id": doc_id, "target_id": f"{doc_id}-{number}", "indicator": "số cây trồng", "scope": None,
        "comparator": ">=", "value": 100.0 + number, "value_max": None, "unit": "cây", "period": "2026",
        "baseline": None, "part_of": None, "source": "body", "page": 1, "start": start, "end": start + len(quote),
        "quote": quote, "confidence": 0.9,
    }  # fmt: skip
    return Target(**(values | fields))


def add_document(store: Store, number: int, count: int = 5, **fields: Any) -> DocumentRecord:
    """A plan with so many targets, one of which has a text that a spreadsheet would take for a formula."""
    doc_id = f"{number:012x}"
    row = document(doc_id, f"plans/{number}.pdf", number=str(number), **fields)
    text = "KẾ HOẠCH 🌱\n" + "".join(LINE.format(value=100 + at) for at in range(count))
    rows: list[Record] = [target(doc_id, at, text) for at in range(count)]
    start = text.index("Trồng")
    rows.append(
        Task(
            doc_id=doc_id, task_id=f"{doc_id}-t", section="I", text="=HYPERLINK(\"http://evil.example\")", product=None,
            deadline_id=None, source="body", table_id=None, row=None, page=1, start=start, end=start + 5,
            quote="Trồng", confidence=0.5,
        )
    )  # fmt: skip
    store.save(Work(row.sha256, "1", "{}"), row, text, Records(rows))
    store.link(row.source, doc_id)
    return row


def fill(path: Path, documents: int = 4) -> None:
    """Make the store in a file."""
    with Store.at(path) as store:
        made = [add_document(store, number) for number in range(1, documents + 1)]
        store.gather_units()
        store.replace_findings(findings(made[0].doc_id), [])


def findings(doc_id: str, count: int = 7) -> list[Finding]:
    """Some findings of a document."""
    return [finding(doc_id, f"{number:016x}", start=number, end=number + 3) for number in range(count)]


class MadeUpReader:
    """A reader that reads nothing: what becomes of a file stands in its first line."""

    kinds: Sequence[str] = ("txt",)

    def __init__(self) -> None:
        self.busy = False
        self.silent = False
        self.calls: list[list[str]] = []
        self.stopped = False

    def kind(self, head: bytes, name: str) -> str | None:
        """Text alone is taken."""
        return None if b"\0" in head else "txt"

    def read(self, files: Sequence[Path]) -> Mapping[Path, Outcome]:
        """What the files say of themselves."""
        if self.busy:
            raise BusyError
        self.calls.append([path.name for path in files])
        return {} if self.silent else {path: self._outcome(path) for path in files}

    def stop(self) -> None:
        """Nothing is under way."""
        self.stopped = True

    def _outcome(self, path: Path) -> Outcome:
        word, source = path.read_text("utf-8").partition("\n")[0], f"inbox/{path.name}"
        if word == "refused":
            told: dict[Any, str] = {"vi": "Tệp có mật khẩu.", "en": "The file has a password."}
            return Outcome(refused=(Refused(source, "pdf_password", told, told),))
        return Outcome((ReadDocument("0" * 12, source, "partly" if word == "partly" else "done"),))


class MadeUpMaker:
    """A maker that writes what was ordered into a file; ``hold`` keeps it from going on."""

    offers: Sequence[Offer] = (
        Offer("xlsx", {"vi": "bảng tính", "en": "a workbook"}, for_people=True),
        Offer("jsonl", {"vi": "dòng JSON", "en": "lines of JSON"}),
        Offer("broken", {"vi": "hỏng", "en": "one that fails"}),
    )

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hold = threading.Event()
        self.hold.set()
        self.under_way = 0
        self.most = 0
        self.closed = False
        self._lock = threading.Lock()

    def make(self, order: Order, watch: Callable[[Progress], bool]) -> Made:
        """A file with the order in it."""
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        try:
            while not self.hold.wait(0.01):
                if not watch(Progress(1, 3, 700)) or self.closed:
                    raise MakeError("stopped")
        finally:
            with self._lock:
                self.under_way -= 1
        if order.format == "broken":
            raise MakeError("told", "Đĩa đầy.", "Dọn đĩa.")
        path = self.folder / f"{secrets.token_hex(4)}.{order.format}"
        path.write_text(repr((order.format, order.documents, order.language)), encoding="utf-8")
        return Made(path, f"kehoach.{order.format}", path.stat().st_size)

    def remove(self, made: Made) -> None:
        """The file goes."""
        made.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Everything stops."""
        self.closed = True


class Receiver:
    """A subscriber on this machine that answers with given statuses, the last one for ever."""

    def __init__(self, *statuses: int, location: str = "", tls: ssl.SSLContext | None = None) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.came = threading.Event()
        left = list(statuses or (204,))
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", "0")
                self.end_headers()
                receiver.came.set()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/results?to=me"

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
