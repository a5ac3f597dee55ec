"""``kehoach run``, apart where that matters: what it leaves, how it ends, how it goes on after a kill."""

from __future__ import annotations

import csv
import ctypes
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from dataset.records import RECORD_TYPES
from tests.pipeline.plans import PROGRAM, ROOT, bytes_of, kehoach, kehoach_apart, plan, write_plans

pytestmark = pytest.mark.slow


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_leaves_what_the_contract_names(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 2)
    done = kehoach_apart("run", source, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    documents = rows(out / "dataset/documents.csv")
    assert [row["source"] for row in documents] == [f"{source}/plan-001.txt", f"{source}/plan-002.txt"]
    for row in documents:
        assert (out / "text" / f"{row['doc_id']}.txt").is_file()
    assert (out / "dataset/targets.parquet").is_file()
    assert json.loads((out / "dataset/datapackage.json").read_text())["resources"]
    assert "plan-001.txt" in (out / "report.html").read_text()
    assert rows(out / "failed.csv") == []
    assert "2 vừa đọc" in done.stdout
    assert f"Báo cáo: {out}/report.html" in done.stdout
    assert f"Dữ liệu: {out}/dataset" in done.stdout
    assert done.stderr == ""


def test_every_quote_is_what_stands_at_its_offsets(tmp_path: Path) -> None:
    assert kehoach("run", write_plans(tmp_path / "in", 1), "--out", tmp_path / "out").returncode == 0
    text_of = {path.stem: path.read_bytes().decode() for path in (tmp_path / "out/text").iterdir()}
    with sqlite3.connect(tmp_path / "out/kehoach.sqlite") as store:
        checked = 0
        for kind in RECORD_TYPES.values():
            if "quote" in kind.model_fields:
                start, end = ("quote_start", "quote_end") if "quote_start" in kind.model_fields else ("start", "end")
                for row in store.execute(f'SELECT doc_id, "{start}", "{end}", quote FROM "{kind.table}"'):
                    assert text_of[row[0]][row[1] : row[2]] == row[3], kind.table
                    checked += 1
    assert checked > 5


def test_one_and_two_workers_and_a_second_run_give_the_same_bytes(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 5)
    kehoach("run", source, "--out", tmp_path / "one", "--workers", 1)
    kehoach("run", source, "--out", tmp_path / "two", "--workers", 2)
    first = bytes_of(tmp_path / "one")
    assert len(first) > 15
    assert bytes_of(tmp_path / "two") == first
    again = kehoach("run", source, "--out", tmp_path / "one", "--json")
    assert json.loads(again.stdout)["kept"] == 5
    assert bytes_of(tmp_path / "one") == first
    fresh = kehoach("run", source, "--out", tmp_path / "one", "--fresh", "--json")
    assert json.loads(fresh.stdout)["read"] == 5
    assert bytes_of(tmp_path / "one") == first


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 40)
    kehoach("run", source, "--out", tmp_path / "calm", "--workers", 1)
    out = tmp_path / "killed"
    command = [*PROGRAM, "run", str(source), "--out", str(out), "--workers", "1", "--quiet"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        stored = wait_for_documents(out / "kehoach.sqlite", 2)
    finally:
        children = children_of(process.pid)
        process.kill()
        process.wait()
    assert 2 <= stored < 40
    assert children
    wait_until_gone(children)
    goes_on = kehoach_apart("run", source, "--out", out, "--workers", 1, "--json")
    assert json.loads(goes_on.stdout)["kept"] >= stored
    assert bytes_of(out) == bytes_of(tmp_path / "calm")


def wait_for_documents(store: Path, count: int) -> int:
    for _ in range(3000):
        time.sleep(0.01)
        try:
            with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
                (found,) = connection.execute("SELECT count(*) FROM documents").fetchone()
        except sqlite3.Error:
            continue
        if found >= count:
            return int(found)
    raise AssertionError("no documents came")


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def wait_until_gone(pids: list[int]) -> None:
    for _ in range(500):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return
        time.sleep(0.01)
    raise AssertionError(f"still there: {pids}")


def test_bad_input_is_told_and_the_rest_is_done(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    (source / "empty.txt").touch()
    (source / "empty.docx").touch()
    (source / "truncated.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n")
    (source / "noise.bin").write_bytes(bytes(range(256)) * 8)
    lock = StandardEncryption("secret", ownerPassword="owner")
    page = Canvas(str(source / "locked.pdf"), encrypt=lock)
    page.drawString(100, 700, "KE HOACH")
    page.save()
    cat = Image.new("RGB", (640, 480), "white")
    for box in ((200, 150, 440, 390), (220, 100, 290, 190), (350, 100, 420, 190), (260, 230, 290, 260)):
        ImageDraw.Draw(cat).ellipse(box, fill="grey", outline="black")
    cat.save(source / "cat.png")
    (source / "broken-link.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(source / "pipe.txt")
    (source / ".hidden.txt").write_text("không đọc")
    (source / "~$lock.docx").write_text("không đọc")
    done = kehoach("run", source, "--out", tmp_path / "out", "--json")
    assert done.returncode == 3
    failed = rows(tmp_path / "out/failed.csv")
    names = [Path(row["source"]).name for row in failed]
    assert names == [
        "broken-link.txt",
        "cat.png",
        "empty.docx",
        "empty.txt",
        "locked.pdf",
        "noise.bin",
        "pipe.txt",
        "truncated.pdf",
    ]
    assert all(row["cause"] and row["remedy"] and row["stage"] == "read" for row in failed)
    assert len(rows(tmp_path / "out/dataset/documents.csv")) == 1
    for name in names:
        assert name in done.stderr


def test_latin_1_text_is_read_or_refused_but_not_mangled_in_silence(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    (source / "latin.txt").write_bytes("Le préfet a signé la décision à Évreux.\n".encode("latin-1"))
    done = kehoach("run", source, "--out", tmp_path / "out", "--json")
    summary = json.loads(done.stdout)
    if done.returncode == 3:
        assert [Path(failure["source"]).name for failure in summary["failed"]] == ["latin.txt"]
    else:
        latin = next(row for row in rows(tmp_path / "out/dataset/documents.csv") if row["source"].endswith("latin.txt"))
        assert "décision" in (tmp_path / "out/text" / f"{latin['doc_id']}.txt").read_text()


def test_nothing_to_do_is_status_4(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    empty = kehoach("run", tmp_path / "in", "--out", tmp_path / "out")
    assert empty.returncode == 4
    assert "Không có tài liệu" in empty.stderr
    (tmp_path / "in/empty.txt").touch()
    assert kehoach("run", tmp_path / "in", "--out", tmp_path / "out").returncode == 4
    assert len(rows(tmp_path / "out/failed.csv")) == 1


def test_a_source_that_does_not_exist_is_status_2(tmp_path: Path) -> None:
    done = kehoach("run", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert not (tmp_path / "out").exists()  # nothing is begun


def test_a_file_without_permission(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 2)
    (source / "plan-002.txt").chmod(0)
    done = kehoach("run", source, "--out", tmp_path / "out", preexec_fn=give_up_reading_everything)
    if done.returncode == 0:
        pytest.skip("this user reads every file, and the right to do so could not be given up")
    assert done.returncode == 3, done.stderr
    (failed,) = rows(tmp_path / "out/failed.csv")
    assert "quyền" in failed["cause"]


def give_up_reading_everything() -> None:
    """Root passes over permissions by two capabilities; without them it is a user like others."""
    drop_from_bounding_set, capabilities = 24, (1, 2)
    library = ctypes.CDLL(None, use_errno=True)
    for capability in capabilities:
        library.prctl(drop_from_bounding_set, capability, 0, 0, 0)


@pytest.mark.parametrize("limit", [40_000, 400_000])
def test_a_full_disk_is_status_4_and_leaves_nothing_half_written(tmp_path: Path, limit: int) -> None:
    source = write_plans(tmp_path / "in", 3)
    out = tmp_path / "out"

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = kehoach("run", source, "--out", out, "--workers", 1, preexec_fn=small_files)
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(out.rglob("*.part"))
    assert not list(out.glob("dataset/.parquet-*"))
    healed = kehoach("run", source, "--out", out, "--workers", 1)
    assert healed.returncode == 0, healed.stderr
    kehoach("run", source, "--out", tmp_path / "calm", "--workers", 1)
    assert bytes_of(out) == bytes_of(tmp_path / "calm")


def test_an_output_that_cannot_be_a_folder_is_status_4(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = kehoach("run", write_plans(tmp_path / "in", 1), "--out", tmp_path / "file/out")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr


def test_a_copy_is_read_once_and_told(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    shutil.copy(source / "plan-001.txt", source / "z-copy.txt")
    done = kehoach("run", source, "--out", tmp_path / "out", "--json")
    summary = json.loads(done.stdout)
    assert summary["read"] == 1
    assert summary["copies"] == {f"{source}/z-copy.txt": f"{source}/plan-001.txt"}
    notes = rows(tmp_path / "out/dataset/notes.csv")
    assert any("z-copy.txt" in note["message"] for note in notes)
    (source / "plan-001.txt").unlink()
    kehoach("run", source, "--out", tmp_path / "out")
    (document,) = rows(tmp_path / "out/dataset/documents.csv")
    assert document["source"].endswith("z-copy.txt")
    assert not any("z-copy.txt" in note["message"] for note in rows(tmp_path / "out/dataset/notes.csv"))


def test_what_is_gone_from_a_folder_goes_from_the_dataset_and_other_sources_stay(tmp_path: Path) -> None:
    first, second = write_plans(tmp_path / "a", 2), tmp_path / "b"
    second.mkdir()
    (second / "other.txt").write_text(plan(9), encoding="utf-8")
    kehoach("run", first, second, "--out", tmp_path / "out")
    (first / "plan-002.txt").unlink()
    done = kehoach("run", first, "--out", tmp_path / "out", "--json")
    assert json.loads(done.stdout)["removed"] == [f"{first}/plan-002.txt"]
    assert [Path(row["source"]).name for row in rows(tmp_path / "out/dataset/documents.csv")] == [
        "plan-001.txt",
        "other.txt",
    ]
    assert len(list((tmp_path / "out/text").iterdir())) == 2


def test_the_output_folder_inside_the_source_is_not_read(tmp_path: Path) -> None:
    source = write_plans(tmp_path, 1)
    for _ in range(2):
        done = kehoach("run", source, "--out", source / "out", "--json")
        assert json.loads(done.stdout)["sources"] == 1


def test_check_runs_the_rules_without_the_documents(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 2)
    kehoach("run", source, "--out", tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    shutil.rmtree(source)
    done = kehoach("check", tmp_path / "out")
    assert done.returncode == 0
    assert bytes_of(tmp_path / "out") == before
    assert kehoach("check", tmp_path / "in").returncode == 4


def test_fail_on(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    file = source / "plan-001.txt"
    file.write_text(file.read_text().replace("15/5/2026", "31/4/2026"), encoding="utf-8")
    summary = json.loads(kehoach("run", source, "--out", tmp_path / "out", "--json").stdout)
    loud = summary["findings"]["error"] + summary["findings"]["warning"]
    assert loud, "a day that no calendar has must be noticed"
    assert kehoach("run", source, "--out", tmp_path / "out", "--fail-on", "warning").returncode == 1
    calm = kehoach("run", source, "--out", tmp_path / "out")
    assert calm.returncode == 0
    assert f"kehoach rules {max(summary['rules'], key=summary['rules'].get)}" in calm.stdout  # what to do next


def test_two_runs_in_one_folder_do_not_mix(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 30)
    out = tmp_path / "out"
    first = subprocess.Popen([*PROGRAM, "run", str(source), "--out", str(out), "--quiet"], cwd=ROOT)
    try:
        wait_for_documents(out / "kehoach.sqlite", 1)
        second = kehoach("run", source, "--out", out)
        assert second.returncode == 4
        assert "lần chạy khác" in second.stderr
    finally:
        assert first.wait() == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_stops_at_once_and_says_how_to_go_on(tmp_path: Path, number: signal.Signals) -> None:
    source = write_plans(tmp_path / "in", 120)
    out = tmp_path / "out"
    # deaf to interrupts, as a shell without job control starts what it puts into the background
    deaf = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = [*deaf, *PROGRAM, "run", str(source), "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert wait_for_documents(out / "kehoach.sqlite", 1) < 120
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Chạy lại đúng lệnh này" in errors
    assert "Traceback" not in errors
    assert "leaked" not in errors
    assert kehoach("run", source, "--out", out).returncode == 0


def test_a_store_of_another_version_is_refused_and_fresh_replaces_it(tmp_path: Path) -> None:
    source = write_plans(tmp_path / "in", 1)
    kehoach("run", source, "--out", tmp_path / "out")
    with sqlite3.connect(tmp_path / "out/kehoach.sqlite") as store:
        store.execute("UPDATE meta SET value = '0.old' WHERE key = 'schema_version'")
    refused = kehoach("run", source, "--out", tmp_path / "out")
    assert refused.returncode == 4
    assert "--fresh" in refused.stderr
    assert kehoach("run", source, "--out", tmp_path / "out", "--fresh").returncode == 0


def test_a_store_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/kehoach.sqlite").write_bytes(b"no database" * 500)
    done = kehoach("run", write_plans(tmp_path / "in", 1), "--out", tmp_path / "out")
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
