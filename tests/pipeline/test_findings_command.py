"""Living with findings: choice of rules, suppressions, baseline, and how wrong files are told."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.plans import kehoach, plan

pytestmark = pytest.mark.slow

CONFIG = """\
fail_on = "error"

[findings]
ignore = ["R"]

[[findings.where]]
folder = "in/luu"
severity = {{ D = "info" }}

[[findings.suppress]]
rule = "D002"
document = "in/moi/p1.txt"
reason = "đã báo tác giả"
until = {until}

[[findings.suppress]]
rule = "P001"
document = "in/moi"
reason = "không còn"
until = 9999-12-31
"""


def write_faulty(folder: Path) -> Path:
    """Three plans, each with a day that no calendar has and an act without its date."""
    for number, name in enumerate(("moi/p1", "moi/p2", "luu/p3"), start=1):
        path = folder / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = plan(number).replace("15/5/2026", "31/6/2026").replace("17/NQ-HĐND ngày 10/01/2026", "17/NQ-HĐND")
        path.write_text(text, encoding="utf-8")
    return folder


def findings(out: Path) -> list[dict[str, str]]:
    with (out / "dataset/findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(out: Path) -> list[str]:
    return sorted(row["finding_id"] for row in findings(out))


def summary(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def found(done: subprocess.CompletedProcess[str]) -> list[int]:
    return list(summary(done)["findings"].values())


def test_ids_stay_whatever_the_name_the_language_and_the_number_of_processes(tmp_path: Path) -> None:
    source = write_faulty(tmp_path / "in")
    kehoach("run", source, "--out", tmp_path / "a", "--workers", 1, "--quiet")
    first = ids(tmp_path / "a")
    assert len(set(first)) == len(first) == 6
    kehoach("--lang", "en", "check", tmp_path / "a", "--quiet")
    assert ids(tmp_path / "a") == first
    source.rename(tmp_path / "other")
    kehoach("run", tmp_path / "other", "--out", tmp_path / "b", "--workers", 2, "--quiet")
    assert ids(tmp_path / "b") == first


def test_a_file_beside_the_source_chooses_suppresses_and_decides_the_status(tmp_path: Path) -> None:
    source = write_faulty(tmp_path / "in")
    out = tmp_path / "out"
    config = tmp_path / "kehoach.toml"
    config.write_text(CONFIG.format(until="9999-12-31"), encoding="utf-8")
    done = kehoach("run", source, "--out", out)
    assert done.returncode == 1
    assert "Phát hiện: 1 lỗi, 0 cảnh báo, 1 lưu ý." in done.stdout
    assert (
        "Không tính 4 phát hiện: 3 do chọn quy tắc, 0 của quy tắc đang thử, 1 được miễn có lý do, 0 đã có trong mốc."
        in done.stdout
    )
    assert f"Theo tệp cấu hình {config}" in done.stdout
    assert "“P001 in/moi” không miễn phát hiện nào" in done.stderr
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "4 phát hiện không được tính" in report
    assert "đã báo tác giả" in report
    assert "“P001 in/moi” không miễn phát hiện nào" in report
    listed = json.loads((out / "switched-off.json").read_text(encoding="utf-8"))["findings"]
    assert len(listed) == 4
    assert not {row["finding_id"] for row in listed} & set(ids(out))

    # a check goes by the file of the run, from wherever it is called; what has expired counts again
    config.write_text(CONFIG.format(until="2020-01-01"), encoding="utf-8")
    again = kehoach("check", out, cwd=tmp_path / "in")
    assert again.returncode == 1
    assert "Phát hiện: 2 lỗi, 0 cảnh báo, 1 lưu ý." in again.stdout
    assert "“D002 in/moi/p1.txt” chỉ có hạn đến 01/01/2020" in again.stderr
    english = kehoach("--lang", "en", "check", out, "--ignore", "D", "--json")
    assert english.returncode == 0
    assert "ended on 2020-01-01" in english.stderr
    assert summary(english)["switched_off"]["by"] == {"selection": 6, "preview": 0, "suppression": 0, "baseline": 0}
    assert "do not count" in (out / "report.html").read_text(encoding="utf-8")

    config.unlink()
    lost = kehoach("check", out, "--json")
    assert str(config) in lost.stderr
    assert found(lost) == [3, 3, 0]


def test_options_choose_by_prefix_before_the_file(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "own.toml").write_text('[findings]\nignore = ["D"]\n')
    run = kehoach("run", write_faulty(tmp_path / "in"), "--out", out, "--config", tmp_path / "own.toml", "--json")
    assert found(run) == [0, 3, 0]
    assert found(kehoach("check", out, "--select", "D,N00", "--json")) == [3, 0, 0]
    assert found(kehoach("check", out, "--select", "D", "--select", "r002", "--json")) == [3, 3, 0]
    status = [kehoach("check", out, "--fail-on", "warning", *more).returncode for more in ((), ("--ignore", "R0"))]
    assert status == [1, 0]


def test_a_baseline_shows_only_what_is_new(tmp_path: Path) -> None:
    source, out, known = write_faulty(tmp_path / "in"), tmp_path / "out", tmp_path / "moc.json"
    command = ("run", source, "--out", out, "--baseline", known, "--fail-on", "warning")
    missing = kehoach(*command)
    assert missing.returncode == 2
    assert "--update-baseline" in missing.stderr
    assert not out.exists()
    made = kehoach(*command, "--update-baseline")
    assert made.returncode == 0
    assert f"Mốc {known}: thêm 6, bỏ 0." in made.stdout
    assert findings(out) == []
    first = known.read_bytes()
    assert kehoach(*command).returncode == 0
    assert kehoach(*command, "--update-baseline").returncode == 0
    assert known.read_bytes() == first

    (source / "moi/p4.txt").write_text(plan(4).replace("15/5/2026", "31/6/2026"), encoding="utf-8")
    (source / "moi/p1.txt").write_text(plan(1), encoding="utf-8")
    new = kehoach(*command)
    assert new.returncode == 1
    assert [row["rule"] for row in findings(out)] == ["D002"]
    assert "2 phát hiện trong mốc không còn nữa" in new.stdout
    assert "thêm 1, bỏ 2." in kehoach(*command, "--update-baseline").stdout
    assert len(json.loads(known.read_text(encoding="utf-8"))["findings"]) == 5


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (
            "workers = 1\n\n[findings]\nselect = [\n  'P',\n  'Q',\n]\n",
            4,
            {"vi": "“Q”", "en": "no rule begins with “Q”"},
        ),
        (CONFIG.format(until='"2026-01-01"'), 14, {"vi": "phải là ngày", "en": "must be a date"}),
        ("findings = 3\n", 1, {"vi": "phải là bảng", "en": "must be a table"}),
        ("\nworkers = 0\n", 2, {"vi": "từ 1 trở lên", "en": "at least 1"}),
        ("[findings]\n[[findings.where]]\nignore = ['P']\n", 2, {"vi": "issuer hoặc folder", "en": "issuer or folder"}),
    ],
)
def test_a_wrong_file_is_told_with_line_cause_and_way_out(
    tmp_path: Path, text: str, line: int, told: dict[str, str]
) -> None:
    config = tmp_path / "own.toml"
    config.write_text(text, encoding="utf-8")
    source = write_faulty(tmp_path / "in")
    for language, words in told.items():
        done = kehoach("--lang", language, "run", source, "--out", tmp_path / "out", "--config", config)
        assert done.returncode == 2
        assert done.stderr.startswith(f"{config}:{line}: ")
        assert words in done.stderr
        assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--select", "Q"), "--select: không có quy tắc nào bắt đầu bằng “Q”"),
        (("--config", "none.toml"), "none.toml: lệnh: Không có tệp cấu hình này."),
        (("--update-baseline",), "--baseline"),
        (("--baseline", __file__), f"{__file__}:1: lệnh: Tệp không phải là mốc"),
    ],
)
def test_wrong_options_are_told_before_any_work(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = kehoach("run", write_faulty(tmp_path / "in"), "--out", tmp_path / "out", *options)
    assert done.returncode == 2
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_two_files_are_not_mixed_in_silence(tmp_path: Path) -> None:
    source = write_faulty(tmp_path / "a/in")
    (tmp_path / "a/kehoach.toml").write_text('[findings]\nignore = ["D"]\n')
    (tmp_path / "kehoach.toml").write_text('[findings]\nignore = ["R"]\n')
    done = kehoach("run", source, "--out", tmp_path / "out", "--json", cwd=tmp_path)
    assert found(done) == [0, 3, 0]
    assert str(tmp_path / "kehoach.toml") in done.stderr
