"""The header fields of the document exchange, and the citation graph, which networkx reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from dataset.records import Citation, Records
from dataset.store import Store
from pipeline.exports.base import exporter
from tests.dataset.rows import document, work
from tests.pipeline.exports.stored import DOC, read_plan

OTHER = "ba9876543210"
NS = {"e": "http://www.mic.gov.vn/TBT/QCVN_102_2016"}


def cites(doc_id: str, number: int, **fields: Any) -> Citation:
    values = {
        "act": "KH:5/KH-UBND:2026", "doc_type": "KH", "number": "5", "symbol": "KH-UBND", "issued_on": "2026-02-01",
        "issuer": "Ủy ban nhân dân tỉnh A", "title": None, "role": "mention",
    }  # fmt: skip
    return Citation(
        doc_id=doc_id, citation_id=f"{doc_id}-c{number}", page=number, start=number, end=number + 9,
        quote="Kế hoạch\nsố 5", confidence=1, **values | fields,
    )  # fmt: skip


def save(store: Store, doc_id: str, *rows: Citation, **fields: Any) -> None:
    store.save(work(doc_id), document(doc_id, **fields), "", Records(rows))


def graph(store: Store, folder: Path) -> Any:
    (path,) = exporter("graphml").write(store, folder)
    return nx.read_graphml(path)


def test_an_act_that_is_here_is_one_node_with_its_document(store: Store, tmp_path: Path) -> None:
    own = {"doc_type": "KH", "number": "05", "symbol": "KH-UBND", "issued_on": "2026-02-01"}
    save(store, OTHER, **own, issuer="Ủy ban nhân dân tỉnh A")
    save(
        store, DOC, cites(DOC, 1), cites(DOC, 2, role="basis"), cites(DOC, 3, issuer="Ủy ban nhân dân tỉnh B", act="B")
    )
    found = graph(store, tmp_path)
    assert found.is_directed()
    assert set(found.nodes) == {DOC, OTHER, "B"}
    assert found.edges[DOC, OTHER] == {"role": "basis", "mentions": 2, "first_page": 1, "quote": "Kế hoạch số 5"}
    assert found.nodes[OTHER]["kind"] == "document"
    assert (found.nodes["B"]["kind"], found.nodes["B"]["label"]) == ("act", "5/KH-UBND")


def test_of_two_documents_of_one_number_none_is_meant(store: Store, tmp_path: Path) -> None:
    own = {"doc_type": "KH", "number": "5", "symbol": "KH-UBND", "issued_on": "2026-02-01"}
    for doc_id in (OTHER, "cccccccccccc"):
        save(store, doc_id, **own, issuer="Ủy ban nhân dân tỉnh A")
    save(store, DOC, cites(DOC, 1))
    assert list(graph(store, tmp_path).edges) == [(DOC, "KH:5/KH-UBND:2026")]


def test_the_graph_of_a_read_plan(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    found = graph(store, tmp_path / "a")
    assert sum(edge["mentions"] for *_, edge in found.edges(data=True)) == store.count(Citation) > 3
    assert {node["kind"] for _, node in found.nodes(data=True)} == {"document", "act"}
    again = exporter("graphml").write(store, tmp_path / "b")
    assert again[0].read_bytes() == (tmp_path / "a" / "citations.graphml").read_bytes()


def fields(path: Path) -> dict[str, list[str]]:
    message = etree.parse(str(path)).find(".//e:MessageHeader", NS)
    found: dict[str, list[str]] = {}
    for leaf in message.iter():
        if not len(leaf):
            name = "/".join(
                etree.QName(above).localname for above in (*reversed(list(leaf.iterancestors())[:-4]), leaf)
            )
            found.setdefault(name, []).append(leaf.text)
    return found


def test_header_fields_of_a_read_plan(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    (path,) = exporter("edxml").write(store, tmp_path / "edxml")
    found = fields(path)
    (row,) = store.documents()
    assert found["Code/CodeNumber"] == [row.number] == ["112"]
    assert found["Code/CodeNotation"] == ["KH-UBND"]
    assert found["PromulgationInfo/PromulgationDate"] == ["2026/04/20"]
    assert found["PromulgationInfo/Place"] == [row.place]
    assert found["DocumentType/TypeName"] == ["Kế hoạch"]
    assert found["Subject"] == [row.title]
    assert found["SignerInfo/FullName"] == [row.signer]
    assert len(found["ToPlaces/Place"]) > 5
    assert not any(place.endswith(";") for place in found["ToPlaces/Place"])
    assert found["OtherInfo/Appendixes/Appendix"] == ["PHỤ LỤC"]


@pytest.mark.parametrize("issued_on", [None, "2026", "2026-05"])
def test_what_is_not_known_is_left_out(store: Store, tmp_path: Path, issued_on: str | None) -> None:
    save(store, DOC, issued_on=issued_on)
    (path,) = exporter("edxml").write(store, tmp_path)
    assert fields(path) == {"OtherInfo/PageAmount": ["1"]}
