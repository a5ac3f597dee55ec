"""The ledger: what was acknowledged is there, whatever dies; nothing in it ever changes; two logs become one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset.database import DatabaseError, reading
from dataset.decision_files import DecisionFileError, read_decisions, write_decisions
from dataset.decisions import Decision, Ledger, in_order, standing
from dataset.fresh import begin_anew
from dataset.records import Target
from dataset.store import Store
from tests.dataset.rows import save, target

ROOT = Path(__file__).parents[2]

APPENDER = """
import sys
import time
from pathlib import Path
from dataset.decisions import Decision, Ledger

name = sys.argv[2]
with Ledger.at(Path(sys.argv[1])) as ledger:
    for number in range(10_000):
        made = Decision(reviewer=name, subject="finding", key=f"k{number}", action="confirm")
        ledger.append([made, made.model_copy(update={"decision_id": made.decision_id[::-1], "key": "shared"})])
        print(made.decision_id, flush=True)  # acknowledged
        time.sleep(0.005)  # nobody decides so fast that others never come to write
"""


def decision(key: str = "k", reviewer: str = "An", action: str = "confirm", **fields: object) -> Decision:
    return Decision.model_validate({"key": key, "reviewer": reviewer, "action": action, "subject": "finding", **fields})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kehoach.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.at(path) as opened:
        yield opened


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_writers_are_killed(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", APPENDER, str(path), name], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for name in ("An", "Bình", "Chi")
    ]
    acknowledged: list[str] = []
    for writer in writers:
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(12)]
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        # what it had said before it died
        rest = writer.communicate()[0].split("\n")
        acknowledged += rest[:-1]
    with Ledger.at(path) as ledger:
        kept = ledger.decisions()
    assert len(acknowledged) >= 36
    assert {line.strip() for line in acknowledged if line.strip()} <= {d.decision_id for d in kept}
    # both decisions of one call, or none
    assert len(kept) % 2 == 0
    shared = [d.at for d in kept if d.key == "shared"]
    assert len(shared) == len(set(shared)) == len(kept) // 2
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_commit_waits_for_the_disk(ledger: Ledger) -> None:
    with reading(ledger.engine) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: ledger.append([decision(key=f"k{n % 3}", reviewer=f"r{n}")]), range(48)))
    assert ledger.count() == 48


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET reason = 'other'",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT * FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT 99, decision_id, at, 'other', subject, key, action, reason, value, "
        "field, predicted, basis, content_key, refers, doc_sha256, source, rule, quote FROM decisions",
    ],
)
def test_the_database_refuses_every_change(ledger: Ledger, path: Path, statement: str) -> None:
    made = ledger.append([decision()]).decisions
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.DatabaseError, match="only ever added"):
        connection.execute(statement)
    assert ledger.decisions() == list(made)


def test_a_decision_is_added_once_and_all_of_a_call_or_none(ledger: Ledger) -> None:
    made = decision()
    ledger.append([made])
    with pytest.raises(DatabaseError):
        ledger.append([decision(key="other"), made])
    assert [d.key for d in ledger.decisions()] == ["k"]


def test_who_decides_later_is_later_whatever_the_clock_says(ledger: Ledger) -> None:
    ledger.append([decision(at="2031-01-01T00:00:00.000Z")])
    later = ledger.append([decision(action="dismiss")]).decisions[0]
    assert later.at == "2031-01-01T00:00:00.001Z"


def test_two_reviewers_who_differ_are_both_kept_and_told(ledger: Ledger) -> None:
    ledger.append([decision()])
    assert ledger.append([decision(reviewer="Bình")]).clashes == ()
    clashes = ledger.append([decision(reviewer="Chi", action="dismiss")]).clashes
    assert [clash.other.reviewer for clash in clashes] == ["An", "Bình"]
    assert len(ledger.decisions(["k"])) == 3


def test_an_undo_brings_back_what_stood_before_and_can_be_undone(ledger: Ledger) -> None:
    first = ledger.append([decision()]).decisions[0]
    second = ledger.append([decision(action="dismiss", refers="")]).decisions[0]
    undo = ledger.append([decision(action="undo", refers=second.decision_id)]).decisions[0]
    assert standing(ledger.decisions()) == [first]
    ledger.append([decision(action="undo", refers=undo.decision_id)])
    assert standing(ledger.decisions()) == [second]


def test_merging_is_a_union(tmp_path: Path) -> None:
    with Ledger.at(tmp_path / "one.sqlite") as one, Ledger.at(tmp_path / "other.sqlite") as other:
        one.append([decision("a"), decision("b")])
        other.append([decision("c")])
        other.merge(one.decisions())
        one.merge(other.decisions())
        assert one.decisions() == other.decisions()
        assert (one.merge(other.decisions()).added, one.count()) == (0, 3)


def test_a_merge_tells_what_differs_and_keeps_its_own(ledger: Ledger) -> None:
    mine = ledger.append([decision()]).decisions[0]
    forged = mine.model_copy(update={"action": "dismiss"})
    assert ledger.merge([forged]).differing == (forged,)
    assert ledger.decisions() == [mine]


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["=1+1", "\\N", "\\", "'-x", "-5", "a\r\nb", '"', "\ufeff", "Ủy ban"]
)
_DECISIONS = st.lists(
    st.builds(
        lambda value, reason, quote, number: decision(
            f"k{number}", action="correct", value=value, reason=reason, quote=quote
        ),
        st.none() | _TEXTS, _TEXTS, _TEXTS, st.integers(0, 3),
    ),
    max_size=5,
)  # fmt: skip


@given(_DECISIONS)
def test_a_file_read_and_written_again_is_the_same_to_the_byte(
    tmp_path_factory: pytest.TempPathFactory, made: list[Decision]
) -> None:
    folder = tmp_path_factory.mktemp("decisions")
    for path in write_decisions(made, folder / "one"):
        read = read_decisions(path)
        assert read == in_order(made)
        again = write_decisions(read, folder / "other")
        assert [file.read_bytes() for file in again] == [(folder / "one" / file.name).read_bytes() for file in again]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("a,b\r\n", 1),
        ('{"key": 1}\n', 1),
        ("\xff\xfe", 1),
        (",".join(Decision.model_fields) + "\r\nx,y\r\n", 2),
    ],
)
def test_another_file_is_refused_with_its_line(tmp_path: Path, content: str, line: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(DecisionFileError) as caught:
        read_decisions(path)
    assert caught.value.line == line


def test_a_store_begun_anew_keeps_what_was_decided(path: Path) -> None:
    with Store.at(path) as store:
        save(store, "a" * 12, target("a" * 12, 1))
    with Ledger.at(path) as ledger:
        made = ledger.append([decision()]).decisions
        assert begin_anew(path) is None
        # whoever had the file open goes on writing to it
        made += ledger.append([decision("other")]).decisions
    with Store.at(path) as store, Ledger.at(path) as ledger:
        assert store.count(Target) == 0
        assert ledger.decisions() == in_order(made)


def test_a_store_of_another_version_keeps_what_was_decided(path: Path) -> None:
    with Store.at(path), Ledger.at(path) as ledger:
        made = ledger.append([decision()]).decisions
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '0.old'")
        connection.execute("ALTER TABLE targets RENAME TO aims")
    assert begin_anew(path) is None
    with Store.at(path) as store, Ledger.at(path) as ledger:
        assert store.count(Target) == 0
        assert ledger.decisions() == list(made)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'aims'").fetchone() == (0,)


def test_a_damaged_store_is_put_aside_not_thrown_away(path: Path) -> None:
    path.write_bytes(b"no database" * 500)
    aside = begin_anew(path)
    assert aside is not None
    assert aside.read_bytes() == b"no database" * 500
    with Store.at(path) as store:
        assert store.count(Target) == 0
