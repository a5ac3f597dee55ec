"""Exports that the review server made: the same files as the command's, within bounds, none left half-made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from corpus.batches import batch_slips, batch_texts
from dataset.records import DocumentRecord, Finding
from dataset.selection import copy_selection
from dataset.store import Store
from pipeline.exporting import Exports
from pipeline.exports.base import all_exporters
from pipeline.output import STORE, output_folder
from pipeline.settings import Settings, load_settings
from review.api.settings import HttpSettings
from review.exporting.making import Made, MakeError, Order, Progress
from tests.pipeline.plans import bytes_of, kehoach

pytestmark = pytest.mark.slow
BATCH = "phan-loai-rac"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run has left of three plans that depend on each other, one with a table."""
    folder = tmp_path_factory.mktemp("exporting")
    (folder / "in").mkdir()
    slips = [slip for slip in batch_slips(BATCH) if slip.findings[-1].rule == "N012"]
    for name, text in batch_texts(BATCH, slips).items():
        (folder / "in" / name).write_text(text, "utf-8")
    (folder / "in" / "ben-tra.txt").unlink()
    done = kehoach("run", folder / "in", "--out", folder / "out", "--quiet", "--workers", 1)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture
def store(out: Path) -> Iterator[Store]:
    with Store.at(out / STORE) as opened:
        yield opened


@pytest.fixture
def exports(store: Store, out: Path) -> Iterator[Exports]:
    made = Exports(store, out, load_settings({}))
    yield made
    made.close()


def bounded(**http: int) -> Settings:
    return load_settings({}).model_copy(update={"http": HttpSettings(**http)})


def make(exports: Exports, kind: str, documents: tuple[str, ...] | None = None) -> Made:
    return exports.make(Order(kind, documents, "vi"), lambda _: True)


def test_a_file_is_what_the_command_writes(exports: Exports, out: Path, tmp_path: Path) -> None:
    made = make(exports, "csv")
    assert made.name == "kehoach-csv.zip"
    assert not made.moved_on
    assert kehoach("export", out, "--to", "csv", "--out", tmp_path / "csv", "--quiet").returncode == 0
    with ZipFile(made.path) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    written = bytes_of(tmp_path / "csv", ("*.csv",))
    assert {
        name.removeprefix("dataset/"): data for name, data in packed.items() if name.startswith("dataset/")
    } == written
    # the tables of the documents come along, as a run leaves them
    tables = bytes_of(out / "tables", ("*.csv",))
    assert tables
    assert {name.removeprefix("tables/"): data for name, data in packed.items() if name.startswith("tables/")} == tables
    assert bytes_of(tmp_path / "csv" / "tables", ("*.csv",)) == tables
    # nobody else reads what lies there, and nothing else is left
    assert made.path.parent.parent.stat().st_mode & 0o077 == 0
    assert list(made.path.parent.iterdir()) == [made.path]
    exports.remove(made)
    assert not made.path.exists()


def test_what_loads_a_database_elsewhere_is_not_offered(exports: Exports) -> None:
    offered = {offer.name for offer in exports.offers}
    assert {exporter.name for exporter in all_exporters()} - offered == {"postgres"}


def test_a_selection_is_exported_alone(exports: Exports, store: Store) -> None:
    chosen = next(store.documents())
    told: list[Progress] = []

    def watch(progress: Progress) -> bool:
        told.append(progress)
        return True

    made = exports.make(Order("text", (chosen.doc_id,), "vi"), watch)
    assert made.name == "kehoach-text.txt"
    assert made.path.read_text("utf-8") == store.text(chosen.doc_id)
    assert {progress.of for progress in told} <= {1}
    rows = make(exports, "jsonl", (chosen.doc_id,))
    with ZipFile(rows.path) as archive:
        for name in archive.namelist():
            for line in archive.read(name).decode().splitlines():
                assert json.loads(line).get("doc_id", chosen.doc_id) == chosen.doc_id, name
        assert len(archive.read("documents.jsonl").splitlines()) == 1


def test_a_selection_is_a_dataset_of_its_own(store: Store, tmp_path: Path) -> None:
    documents = list(store.documents())
    chosen = [row.doc_id for row in documents if row.issuer_level == "phường"]
    # a finding of these stands on a place in the third as well
    assert any(row.doc_id in chosen and row.other_doc_id not in {*chosen, None} for row in store.rows(Finding))
    with Store.at(tmp_path / "copy.sqlite") as copy:
        assert copy_selection(store, [*chosen, "f" * 12], copy) == 2
        assert list(copy.documents()) == [row for row in documents if row.doc_id in chosen]
        for doc_id in chosen:
            assert copy.text(doc_id) == store.text(doc_id)
            assert copy.layout(doc_id) == store.layout(doc_id)
            assert list(copy.records(doc_id)) == list(store.records(doc_id))
        here = [row for row in store.rows(Finding) if row.doc_id in chosen]
        assert [row.finding_id for row in copy.rows(Finding)] == [row.finding_id for row in here]
        assert {row.other_doc_id for row in copy.rows(Finding)} <= {*chosen, None}
        assert store.count(DocumentRecord) == 3


def test_what_is_no_longer_wanted_stops_and_leaves_nothing(exports: Exports) -> None:
    with pytest.raises(MakeError) as stopped:
        exports.make(Order("xlsx", None, "vi"), lambda _: False)
    assert stopped.value.key == "stopped"
    made = make(exports, "text")
    # the folder of the one that was stopped is gone
    assert [path.name for path in made.path.parent.parent.iterdir() if path.is_dir()] == [made.path.parent.name]


def test_with_the_server_what_is_under_way_stops(exports: Exports) -> None:
    def watch(_: Progress) -> bool:
        exports.close()
        return True

    with pytest.raises(MakeError) as stopped:
        exports.make(Order("xlsx", None, "vi"), watch)
    assert stopped.value.key == "stopped"
    with pytest.raises(MakeError):
        make(exports, "text")


@pytest.mark.parametrize(("bounds", "key"), [({"export_minutes": 0}, "time"), ({"export_megabytes": 0}, "size")])
def test_beyond_its_bounds_it_ends(store: Store, out: Path, bounds: dict[str, int], key: str) -> None:
    exports = Exports(store, out, bounded(**bounds))
    with pytest.raises(MakeError) as ended:
        make(exports, "xlsx")
    assert ended.value.key == key
    exports.close()


def test_without_memory_it_breaks_and_says_so(store: Store, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load_settings({})
    small = settings.limits.__class__(memory_megabytes=60)
    exports = Exports(store, out, settings.model_copy(update={"limits": small}))
    with pytest.raises(MakeError) as ended:
        make(exports, "xlsx")
    assert ended.value.key == "broken"
    # whoever runs the server sees more
    assert capsys.readouterr().err
    exports.close()


def test_a_store_that_is_gone_is_told_in_words(store: Store, tmp_path: Path) -> None:
    exports = Exports(store, tmp_path, load_settings({}))
    with pytest.raises(MakeError) as failed:
        make(exports, "csv")
    assert failed.value.key == "told"
    assert "kehoach run" in failed.value.remedy
    exports.close()


def test_a_run_that_is_at_work_is_waited_for(exports: Exports, out: Path) -> None:
    begun = time.monotonic()
    seen: list[float] = []

    def watch(_: Progress) -> bool:
        seen.append(time.monotonic() - begun)
        if seen[-1] > 4 and len(released) == 0:
            released.append(holding.close())
        return True

    released: list[None] = []

    class Holding:
        """The lock of the folder, until it is closed."""

        def __init__(self) -> None:
            self.lock = output_folder(out)
            self.lock.__enter__()

        def close(self) -> None:
            self.lock.__exit__(None, None, None)

    holding = Holding()
    made = exports.make(Order("text", None, "vi"), watch)
    assert released
    assert made.size > 0


SERVER = """
import sys, time
from pathlib import Path
from threading import Thread
from dataset.store import Store
from pipeline.exporting import Exports
from pipeline.output import STORE, output_folder
from pipeline.settings import load_settings
from review.exporting.making import Order
out = Path(sys.argv[1])
with Store.at(out / STORE) as store, output_folder(out):
    exports = Exports(store, out, load_settings({}))
    Thread(target=exports.make, args=(Order("text", None, "vi"), lambda _: True), daemon=True).start()
    while not exports._running:
        time.sleep(0.01)
    time.sleep(0.5)
    print(next(iter(exports._running)).pid, exports._refuge._folder, flush=True)
    time.sleep(60)
"""


def test_a_server_that_is_killed_takes_everything_with_it(out: Path) -> None:
    # the export waits for the lock that its server holds, so that it is under way when that dies
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(out)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert server.stdout is not None
    pid, folder = server.stdout.readline().split()
    assert Path(folder).is_dir()
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    until = time.monotonic() + 15
    while time.monotonic() < until and (is_alive(int(pid)) or Path(folder).exists()):
        time.sleep(0.05)
    assert not is_alive(int(pid))
    assert not Path(folder).exists()


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    return False
