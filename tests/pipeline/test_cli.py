"""The command line: help, languages, usage errors, the small commands."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from jsonschema import Draft202012Validator

from checks.engine import all_rules
from dataset.records import RECORD_TYPES
from pipeline.cli import _take_language
from pipeline.command_help import typer_command
from pipeline.errors import UsageError
from pipeline.messages import LANGUAGES, catalogue, say, text_in
from pipeline.version import release
from tests.pipeline.plans import PROGRAM, ROOT, kehoach, kehoach_apart, write_plans


def commands() -> dict[str, object]:
    return dict(typer_command().commands)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_has_a_help_text(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", language)
    for command in commands().values():
        assert command.help  # type: ignore[attr-defined]  # typer keeps click's classes to itself
        assert all(parameter.help for parameter in command.params)  # type: ignore[attr-defined]


def test_the_catalogue_has_both_languages_and_the_same_places_to_fill() -> None:
    for key, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), key
        places = [{part.split("}")[0].split(":")[0] for part in text.split("{")[1:]} for text in texts.values()]
        # Vietnamese has no plural: a number that English only counts with may go without
        plain = set(re.findall(r"{([\w.]+)}", texts["en"]))
        assert plain <= places[0] <= places[1], key


def test_messages_are_filled_in() -> None:
    assert text_in("en", "rules.unknown", code="X1") == "There is no rule “X1”."
    with pytest.raises(KeyError):
        say("no.such")


@pytest.mark.parametrize(
    ("words", "rest", "language"),
    [
        (["--lang", "en", "rules"], ["rules"], "en"),
        (["rules", "--lang=en", "N001"], ["rules", "N001"], "en"),
        (["recover", "--", "--lang"], ["recover", "--", "--lang"], "vi"),  # behind -- everything is a file
    ],
)
def test_the_language_may_stand_anywhere(
    words: list[str], rest: list[str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "vi")
    assert _take_language(words) == rest
    assert say("cli.options") == text_in("en" if language == "en" else "vi", "cli.options")


@pytest.mark.parametrize("words", [["--lang", "fr"], ["--lang"], ["--lang="]])
def test_an_unknown_language_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(UsageError):
        _take_language(words)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run"], "SOURCE"),
        (["rum"], "không có lệnh rum"),
        (["run", ".", "--out"], "thiếu giá trị của --out"),
        (["run", "--oot", "x"], "--oot"),
        (["run", ".", "--out", "x", "--workers", "many"], "--workers không hợp lệ (phải là số nguyên)"),
        (["run", ".", "--out", "x", "--ocr", "maybe"], "chọn một trong: auto, always, never"),
        (["doctor", "twice"], "thừa twice"),
        (["run", ".", "--out", "x", "--workers", "0"], "workers"),
        (["rules", "Z999"], "Z999"),
        (["schema", "tasty"], "tasty"),
        (["export", ".", "--to", "papyrus"], "papyrus"),
    ],
)
def test_a_wrong_command_line_is_status_2(arguments: list[str], told: str) -> None:
    done = kehoach(*arguments)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_command_the_help_is_all_that_is_said() -> None:
    done = kehoach()
    assert done.returncode == 2
    assert "doctor" in done.stdout
    assert not done.stderr


@pytest.mark.parametrize("arguments", [["rules"], ["schema"], ["recover", __file__]])
def test_an_output_that_takes_nothing_is_status_4(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 4
    assert "Không ghi được" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.parametrize("arguments", [["rules"], ["schema"], ["--help"]])
def test_a_reader_that_has_seen_enough_is_no_error(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=ROOT, stdout=closed, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 0
    assert not done.stderr


def test_the_version_is_told() -> None:
    assert kehoach_apart("--version").stdout == f"kehoach {release()}\n"


def test_an_address_at_which_nobody_answers_is_a_usage_error_that_says_so(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, but listening to nobody: refused at once
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/plan.pdf"
        done = kehoach("run", address, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert f"{address}: " in done.stderr
    assert "Nơi lưu trữ không trả lời" in done.stderr
    assert "kiểm tra địa chỉ, mạng" in done.stderr
    assert "Không có tệp" not in done.stderr
    assert "Traceback" not in done.stderr


def test_what_an_address_does_not_have_is_missing(tmp_path: Path) -> None:
    """Somebody answers, but not with that file: another thing than a network that is down."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            done = kehoach("run", f"http://127.0.0.1:{server.server_port}/plan.pdf", "--out", tmp_path / "out")
        finally:
            server.shutdown()
            thread.join()
    assert done.returncode == 2
    assert "Không có tệp" in done.stderr


def test_an_address_of_an_unknown_kind_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    done = kehoach("run", "gopher://example.org/plan.pdf", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "gopher://example.org/plan.pdf: " in done.stderr
    assert "Không biết loại địa chỉ này" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_errors_of_the_command_speak_english_on_demand(tmp_path: Path) -> None:
    assert "no such file" in kehoach("run", tmp_path / "no", "--out", tmp_path / "out", "--lang", "en").stderr
    (tmp_path / "file").touch()
    done = kehoach("--lang=en", "run", tmp_path / "file", "--out", tmp_path / "file")
    assert "Cannot write" in done.stderr


@pytest.mark.slow
def test_help_is_quick_and_light() -> None:
    """No command's heavy packages may be imported for the help."""
    code = (
        "import sys; sys.argv = ['kehoach', '--help']\n"
        "from pipeline.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'pandas', 'sqlalchemy', 'duckdb', 'pydantic', 'cv2', 'numpy'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Lệnh" in done.stdout

    def best(command: list[str]) -> float:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
            times.append(time.perf_counter() - start)
        return min(times)

    assert best([*PROGRAM, "--help"]) < 0.5 * best([sys.executable, "-c", "import spacy"])


@pytest.mark.slow
def test_recover_works_line_for_line(tmp_path: Path) -> None:
    (tmp_path / "damaged.txt").write_bytes("dòng một\nkê\u0301 hoạch\n\nÐại hội".encode())
    done = kehoach("recover", tmp_path / "damaged.txt", "--explain")
    assert done.stdout == "dòng một\nkế hoạch\n\nĐại hội"
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["dòng 2", "dòng 4"]
    piped = kehoach("recover", "-", "--json", input="Ðại hội\n")
    assert json.loads(piped.stdout)["text"] == "Đại hội\n"
    assert json.loads(piped.stdout)["edits"][0]["before"] == "Ð"
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    refused = kehoach("recover", tmp_path / "latin.txt")
    assert refused.returncode == 3
    assert "UTF-8" in refused.stderr


@pytest.mark.slow
def test_rules_lists_and_explains() -> None:
    listed = kehoach("rules")
    codes = sorted({rule.code for rule in all_rules()})
    assert [line.split()[0] for line in listed.stdout.splitlines()] == codes
    page = kehoach("rules", codes[0].lower(), "--lang", "en")
    assert page.stdout.startswith(f"# {codes[0]} ")
    assert [entry["code"] for entry in json.loads(kehoach("rules", "--json").stdout)] == codes


@pytest.mark.slow
def test_schema_is_a_json_schema() -> None:
    whole = json.loads(kehoach("schema").stdout)
    Draft202012Validator.check_schema(whole)
    assert set(whole["$defs"]) == set(RECORD_TYPES)
    one = json.loads(kehoach("schema", "targets").stdout)
    assert list(one["properties"])[-5:] == ["page", "start", "end", "quote", "confidence"]


@pytest.mark.slow
def test_export_writes_where_it_is_told(tmp_path: Path) -> None:
    kehoach("run", write_plans(tmp_path / "in", 1), "--out", tmp_path / "out", "--quiet")
    done = kehoach("export", tmp_path / "out", "--to", "csv", "--out", tmp_path / "other")
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "out/dataset").glob("*.csv"):
        assert (tmp_path / "other" / path.name).read_bytes() == path.read_bytes()
    assert kehoach("export", tmp_path / "in", "--to", "csv").returncode == 4


@pytest.mark.parametrize(("language", "foreign"), [("vi", ("Usage", "required", "default:")), ("en", ("bắt buộc",))])
def test_help_is_in_one_language_and_names_no_type_of_the_program(language: str, foreign: tuple[str, ...]) -> None:
    shown = "".join(kehoach(*command, "--help", env={"KEHOACH_LANG": language}).stdout for command in ((), ("run",)))
    assert "--debug-pages" in shown
    assert not [word for word in (*foreign, "<bool>", "Path") if word in shown]


@pytest.mark.slow
def test_doctor_names_the_command_that_mends() -> None:
    facts = json.loads(kehoach("doctor", "--json").stdout)
    assert {"kehoach", "Python", "tesseract", "spacy"} <= {fact["name"] for fact in facts}
    bare = kehoach("doctor", "--json", env={"PATH": "/nonexistent"})
    missing = {fact["name"]: fact["remedy"] for fact in json.loads(bare.stdout) if not fact["present"]}
    assert bare.returncode == 1
    assert missing["tesseract"] == "sudo apt-get install tesseract-ocr"
