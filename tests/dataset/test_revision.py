"""The mark of a dataset changes with what may change a row, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from dataset.database import address_of
from dataset.fresh import begin_anew
from dataset.records import DocumentRecord, Records
from dataset.revision import revision
from dataset.store import Store, Work


def mark(path: Path) -> str:
    engine = sa.create_engine(address_of(path))
    with engine.connect() as connection:
        found = revision(connection)
    engine.dispose()
    return found


def save(store: Store) -> None:
    row = DocumentRecord(
        doc_id="0" * 12, source="a.txt", sha256="0" * 64, media_type="text/plain", text_origin="plain", page_count=1
    )
    store.save(Work(row.sha256, "1", "{}"), row, "a", Records())
    store.link("a.txt", row.doc_id)


def test_every_change_sets_it_anew_and_it_never_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "kehoach.sqlite"
    seen = []
    with Store.at(path) as store:
        assert mark(path) == ""
        for change in (lambda: save(store), lambda: save(store), lambda: store.replace_findings([], []), store.settle):
            change()
            seen.append(mark(path))
        list(store.documents())
        store.sources()
        assert mark(path) == seen[-1]
    begin_anew(path)
    with Store.at(path) as store:
        save(store)
        seen.append(mark(path))
    assert len(set(seen)) == len(seen)
    assert all(len(one) == 32 for one in seen)
