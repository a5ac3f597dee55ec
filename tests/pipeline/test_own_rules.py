"""Rules from outside the package: as files, by a setting, as an installed distribution; and faulty ones."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks.engine import all_rules
from checks.own_rules import VARIABLE, own_rules
from checks.page import rule_page
from dataset.store import Store
from pipeline import checked_documents
from pipeline.errors import UsageError
from pipeline.own_rules import use_rules
from pipeline.rule_versions import version_of
from tests.pipeline.plans import ROOT, kehoach, kehoach_apart, write_plans

pytestmark = pytest.mark.slow

RULE = '''
from collections.abc import Iterator

from checks.rule import DocumentRule, Plan, Slip
from dataset.spans import Span


class Seedlings(DocumentRule):
    """Fires on each mention of seedlings."""

    code, name, severity = "{code}", "seedlings", "warning"

    def check(self, plan: Plan) -> Iterator[Slip]:
        start = plan.text.find("cây giống")
        if start >= 0:
            yield plan.slip(Span(start, start + 9), observed="cây giống", expected="cây con")
'''
PAGE = """\
+++
title = { vi = "Cây giống", en = "Seedlings" }
message = { vi = "Ghi “{observed}”, tỉnh dùng “{expected}”.", en = "“{observed}”: the province says “{expected}”." }
fix = "unsafe"
+++
# Tiếng Việt

**Kiểm tra gì.** Chữ mà tỉnh không dùng.

# English

**What it checks.** A word that the province does not use.
"""


def write_rule(folder: Path, code: str = "X001", stem: str = "seedlings") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.py").write_text(RULE.format(code=code), encoding="utf-8")
    (folder / f"{code}.md").write_text(PAGE, encoding="utf-8")
    return folder / f"{stem}.py"


def counted(out: Path) -> dict[str, int]:
    with (out / "dataset/findings.csv").open(encoding="utf-8", newline="") as file:
        rules = [row["rule"] for row in csv.DictReader(file)]
    return {code: rules.count(code) for code in rules}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    for path in write_plans(folder / "in", 2).iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("15/5/2026", "31/6/2026"), encoding="utf-8")
    assert kehoach("run", "in", "--out", "out", "--quiet", cwd=folder).returncode == 0
    return folder


def test_a_folder_of_rules_with_a_faulty_one(results: Path, tmp_path: Path) -> None:
    """One file serves, one has no page, one cannot be imported, one takes a code of ours: three are named."""
    write_rule(tmp_path / "rules")
    write_rule(tmp_path / "rules", "X002", "without_page")
    (tmp_path / "rules/X002.md").unlink()
    (tmp_path / "rules/broken.py").write_text("import json\n\nimport no_such_module_at_all\n", encoding="utf-8")
    (tmp_path / "rules/taken.py").write_text(RULE.format(code="N001"), encoding="utf-8")
    (tmp_path / "rules/_helper.py").write_text("no rule", encoding="utf-8")
    done = kehoach("check", "out", "--rules", tmp_path / "rules", "--json", cwd=results)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["rules"]["X001"] == counted(results / "out")["X001"] == 2
    lines = done.stderr.splitlines()
    assert len(lines) == len(summary["rule_errors"]) == 3
    assert lines[0].startswith(f"{tmp_path}/rules/broken.py:3: ")
    assert "no_such_module_at_all" in lines[0]
    assert "N001" in lines[1]
    assert "taken.py" in lines[1]
    assert str(tmp_path / "rules/X002.md") in lines[2]
    report = (results / "out/report.html").read_text(encoding="utf-8")
    assert "Chữ mà tỉnh không dùng" in report


def test_a_setting_names_files_and_the_list_and_the_forms_know_them(results: Path, tmp_path: Path) -> None:
    out = shutil.copytree(results / "out", tmp_path / "out")
    write_rule(tmp_path / "rules")
    suppressed = (
        '[[findings.suppress]]\nrule = "X001"\ndocument = "**/plan-001.txt"\nreason = "x"\nuntil = 9999-12-31\n'
    )
    (tmp_path / "kehoach.toml").write_text(f'[rules]\nfiles = ["rules/seedlings.py"]\n{suppressed}', encoding="utf-8")
    done = kehoach("check", out, "--quiet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert counted(out)["X001"] == 1
    listed = kehoach("rules", cwd=tmp_path).stdout
    assert "X001  warning  seedlings" in listed
    assert "A word that the province" in kehoach("rules", "X001", "--lang", "en", cwd=tmp_path).stdout
    assert kehoach("export", out, "--to", "sarif", cwd=tmp_path).returncode == 0
    log = json.loads((out / "findings/findings.sarif").read_text(encoding="utf-8"))
    (rule,) = (rule for rule in log["runs"][0]["tool"]["driver"]["rules"] if rule["id"] == "X001")
    assert (rule["name"], rule["properties"]["fix"]) == ("seedlings", "unsafe")


def test_a_setting_that_came_with_the_sources_starts_no_program(tmp_path: Path) -> None:
    """A folder from somebody else: its kehoach.toml lies beside the plans, and its rule must not run unasked."""
    write_plans(tmp_path / "received/in", 1)
    trap = tmp_path / "received/trap.py"
    trap.write_text(f"open({str(tmp_path / 'sprung')!r}, 'w').close()\n", encoding="utf-8")
    config = tmp_path / "received/kehoach.toml"
    config.write_text('[rules]\nfiles = ["trap.py"]\n', encoding="utf-8")
    arguments = ("run", "received/in", "--out", "out", "--quiet")
    done = kehoach(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert "--config" in done.stderr
    assert not (tmp_path / "sprung").exists()
    # whoever runs may choose it
    kehoach(*arguments, "--config", config, cwd=tmp_path)
    assert (tmp_path / "sprung").exists()


@pytest.mark.parametrize("table", ['files = "x.py"', "file = []"])
def test_wrong_settings_are_told(tmp_path: Path, table: str) -> None:
    config = tmp_path / "kehoach.toml"
    config.write_text(f"[rules]\n{table}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=f"{config}:2"):
        use_rules(config=config, named=True)


def test_paths_that_are_not_there_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError):
        use_rules([tmp_path / "none.py"])
    monkeypatch.setenv(VARIABLE, "")
    config = tmp_path / "kehoach.toml"
    config.write_text('[rules]\nfiles = ["none.py"]\n', encoding="utf-8")
    use_rules(config=config, named=True)
    assert f"{tmp_path}/none.py: " in capsys.readouterr().err


def test_an_installed_distribution_brings_rules(results: Path, tmp_path: Path) -> None:
    """Two entry points of a real wheel: a module whose rule serves, and one that is not there."""
    project = tmp_path / "project"
    write_rule(project / "province_rules")
    (project / "province_rules/__init__.py").write_text("", encoding="utf-8")
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "province-rules"\nversion = "1"\n'
        '[project.entry-points."kehoach.rules"]\n'
        'gone = "province_rules.gone"\nseedlings = "province_rules.seedlings:Seedlings"\n'
        '[tool.setuptools]\npackages = ["province_rules"]\n'
        '[tool.setuptools.package-data]\nprovince_rules = ["*.md"]\n',
        encoding="utf-8",
    )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    installed = tmp_path / "site"
    subprocess.run([*pip, "--target", installed, project], check=True, timeout=120, capture_output=True)
    done = kehoach_apart("check", "out", "--quiet", cwd=results, env={"PYTHONPATH": f"{ROOT}:{installed}"})
    assert done.returncode == 0
    assert counted(results / "out")["X001"] == 2
    (line,) = done.stderr.splitlines()
    assert "province-rules: gone = province_rules.gone" in line
    # and without it the findings are gone
    kehoach("check", "out", "--quiet", cwd=results)
    assert "X001" not in counted(results / "out")


def test_a_rule_that_fails_is_named_with_its_file(results: Path, tmp_path: Path) -> None:
    path = write_rule(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("start = ", "start = 1 / 0 if plan.text else "))
    done = kehoach("check", "out", "--rules", tmp_path, "--quiet", cwd=results)
    assert done.returncode == 0
    assert done.stderr.count("ZeroDivisionError") == 2
    assert str(path) in done.stderr
    assert counted(results / "out")["D002"] == 2


def test_what_a_rule_reads_beside_it_makes_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rule(tmp_path)
    words = tmp_path / "words.toml"
    words.write_text("a = 1", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    (rule,) = own_rules().rules
    assert rule in all_rules()
    assert rule_page("X001").fix == "unsafe"
    before = version_of(rule, "vi")
    assert before is not None
    assert version_of(rule, "vi") == before
    words.write_text("a = 2", encoding="utf-8")
    assert version_of(rule, "vi") != before
    monkeypatch.delenv(VARIABLE)
    assert rule not in all_rules()
    with pytest.raises(FileNotFoundError):
        rule_page("X001")


def test_what_is_known_of_a_rule_that_cannot_be_loaded_stays_in_the_baseline(results: Path, tmp_path: Path) -> None:
    path = write_rule(tmp_path / "rules")
    known = tmp_path / "known.json"
    arguments = ("check", "out", "--rules", tmp_path / "rules", "--quiet", "--baseline", known, "--update-baseline")
    kehoach(*arguments, cwd=results)
    assert known.read_text().count('"X001"') == 2
    path.write_text("syntax error", encoding="utf-8")
    kehoach(*arguments, cwd=results)
    assert known.read_text().count('"X001"') == 2


def test_rules_of_classes_that_do_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "code": RULE.format(code="x-1"),
        "severity": RULE.format(code="X002").replace('"warning"', '"loud"'),
        "no_rule": "NOTHING = 1\n",
        "import": RULE.format(code="X003").replace("class Seedlings", "class class"),
    }
    faults = {}
    for fault, text in texts.items():
        path = tmp_path / fault / "rule.py"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv(VARIABLE, str(path))
        (problem,) = own_rules().problems
        faults[fault] = problem.fault
    assert faults == {fault: fault for fault in texts}
    assert problem.line == 8


def test_rules_of_files_run_in_further_processes(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rule(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.setattr(checked_documents, "WORTH_A_PROCESS", 1)
    with Store.at(results / "out/kehoach.sqlite") as store:
        own = [rule for rule in all_rules() if rule.code == "X001"]
        answers = list(checked_documents.check_documents(store, own, workers=2))
    assert [len(rows) for answer in answers for rows in answer.said.values()] == [1, 1]
    assert not any(answer.faults for answer in answers)


def test_a_changed_rule_alone_is_run_and_no_document_is_read(results: Path, tmp_path: Path) -> None:
    """The sources are gone: what the check says comes from the store."""
    shutil.copytree(results / "out", tmp_path / "out")
    path = write_rule(tmp_path / "rules")
    arguments = ("check", "out", "--rules", "rules", "--json")
    first = json.loads(kehoach(*arguments, cwd=tmp_path).stdout)
    assert json.loads(kehoach(*arguments, cwd=tmp_path).stdout)["rules_run"] == 0
    path.write_text(path.read_text(encoding="utf-8").replace("cây giống", "Trạm Khuy"), encoding="utf-8")
    done = kehoach(*arguments, cwd=tmp_path)
    summary = json.loads(done.stdout)
    assert (done.stderr, summary["rules_run"]) == ("", 2)
    assert summary["rules"] == first["rules"]
    text = (tmp_path / "out/dataset/findings.csv").read_text(encoding="utf-8")
    assert text.count("X001,warning") == text.count("Trạm Khuy,") / 2 == 2
