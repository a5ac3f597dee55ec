"""What is known of a check is not done again; what has changed is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.engine import all_rules
from checks.policy import Policy
from checks.rule import DocumentRule, Rule
from dataset.records import EvidenceRecord, Finding
from dataset.store import Store
from pipeline import checked_documents, rule_versions
from pipeline.checking import check_store
from pipeline.rule_versions import name_of, version_of
from tests.bench.made import made_plan
from tests.dataset.rows import save, target
from tests.pipeline.plans import kehoach

DOCUMENTS = 4
PER_DOCUMENT = sum(isinstance(rule, DocumentRule) for rule in all_rules())


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked")
    (folder / "in").mkdir()
    for number in range(DOCUMENTS):
        text = made_plan(2 + number).replace("Số: 62/KH-UBND", "Số: /KH-UBND", 1)
        (folder / "in" / f"{number}.txt").write_text(text, encoding="utf-8")
    kehoach("run", folder / "in", "--out", folder / "out", "--workers", 1, "--quiet")
    return folder / "out" / "kehoach.sqlite"


@pytest.fixture
def store(results: Path, tmp_path: Path) -> Iterator[Store]:
    copy = tmp_path / results.name
    copy.write_bytes(results.read_bytes())
    with Store.at(copy) as opened:
        check_store(opened, Policy())
        yield opened


def test_nothing_is_run_again_and_the_findings_are_the_same(store: Store) -> None:
    found, evidence = list(store.rows(Finding)), list(store.rows(EvidenceRecord))
    assert found
    assert check_store(store, Policy()).ran == 0
    assert (list(store.rows(Finding)), list(store.rows(EvidenceRecord))) == (found, evidence)


def test_a_rule_that_was_changed_is_run_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = next(rule for rule in all_rules() if isinstance(rule, DocumentRule) and rule.code == "S001")

    def version(rule: Rule, language: str) -> str | None:
        return "another" if rule is changed else version_of(rule, "vi")

    monkeypatch.setattr(checked_documents, "version_of", version)
    monkeypatch.setattr(Store, "records", guarded(Store.records, limit=DOCUMENTS))
    found = list(store.rows(Finding))
    assert check_store(store, Policy()).ran == DOCUMENTS
    assert list(store.rows(Finding)) == found
    assert check_store(store, Policy()).ran == 0


def test_no_file_is_read_again_whatever_rule_was_changed(
    store: Store, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list(store.rows(Finding))
    monkeypatch.setattr(checked_documents, "version_of", lambda rule, language: f"another {rule.code}")
    files, away = results.parent.parent / "in", results.parent.parent / "away"
    files.rename(away)
    try:
        assert check_store(store, Policy()).ran == DOCUMENTS * PER_DOCUMENT
    finally:
        away.rename(files)
    assert list(store.rows(Finding)) == found


def test_a_document_that_was_read_again_is_checked_with_every_rule(store: Store) -> None:
    save(store, "b", target("b", 1), source="~.txt")
    assert check_store(store, Policy()).ran == PER_DOCUMENT
    save(store, "b", target("b", 2), source="~.txt")
    assert check_store(store, Policy()).ran == PER_DOCUMENT


def test_another_language_says_everything_anew(store: Store) -> None:
    assert check_store(store, Policy(), "en").ran == DOCUMENTS * PER_DOCUMENT
    assert all("{" not in row.message for row in store.rows(Finding))


def test_processes_say_the_same_as_one(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checked_documents, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(checked_documents, "_BATCH", 1)
    found = []
    for workers in (1, 2):
        copy = tmp_path / f"{workers}.sqlite"
        copy.write_bytes(results.read_bytes())
        with Store.at(copy) as opened:
            # what the run itself kept does not count here
            opened.forget_checked([row.doc_id for row in opened.documents()])
            assert check_store(opened, Policy(), workers=workers).ran == DOCUMENTS * PER_DOCUMENT
            found.append((list(opened.rows(Finding)), list(opened.rows(EvidenceRecord))))
    assert found[0] == found[1]


def test_a_rule_has_another_version_when_a_module_that_it_imports_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name_of(rule): version_of(rule, "vi") for rule in all_rules()}
    read = rule_versions._read
    monkeypatch.setattr(rule_versions, "_read", lambda name: read(name) + b"#" * (name == "blanks"))
    after = {name_of(rule): version_of(rule, "vi") for rule in all_rules()}
    changed = {name.split(".")[1] for name in before if before[name] != after[name]}
    assert "s001_blank_number" in changed
    assert not any(name.startswith("n001") for name in changed)
    assert None not in before.values()


def guarded(records: object, limit: int) -> object:
    calls = []

    def counted(self: Store, doc_id: str, kinds: object = None) -> object:
        calls.append(doc_id)
        assert len(calls) <= limit, "a document was loaded twice"
        return records(self, doc_id, kinds)  # type: ignore[operator]

    return counted
