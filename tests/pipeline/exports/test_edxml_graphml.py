"""The header fields of the document exchange, and the citation graph, which networkx reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dataset.records import Citation, Records, Section
from dataset.store import Store
from docs.schemas import FOLDER, version
from pipeline.exports.base import exporter
from pipeline.exports.edxml import header
from tests.dataset.rows import document, work
from tests.pipeline.exports.stored import DOC, read_plan

OTHER = "ba9876543210"
NS = {"e": "http://www.mic.gov.vn/TBT/QCVN_102_2016"}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The published schema of what is written; it is ours, for that of the regulation is not at hand."""
    return etree.XMLSchema(etree.parse(str(FOLDER / version() / "edxml.xsd")))


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


def test_header_fields_of_a_read_plan(store: Store, tmp_path: Path, schema: Any) -> None:
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
    schema.assertValid(etree.parse(str(path)))


@pytest.mark.parametrize("issued_on", [None, "2026", "2026-05"])
def test_what_is_not_known_is_left_out(store: Store, tmp_path: Path, issued_on: str | None) -> None:
    save(store, DOC, issued_on=issued_on)
    (path,) = exporter("edxml").write(store, tmp_path)
    assert fields(path) == {"OtherInfo/PageAmount": ["1"]}


WORDS = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    fields=st.fixed_dictionaries(
        dict.fromkeys(("number", "symbol", "place", "issuer", "title", "signer", "signer_title"), WORDS)
    ),
    issued_on=st.none() | st.sampled_from(["2026", "2026-05"]) | st.dates().map(str),
    texts=st.lists(st.tuples(st.sampled_from(["recipient", "annex"]), WORDS.map(str)), max_size=4),
)
def test_whatever_was_read_the_header_is_valid(
    schema: Any, fields: dict[str, str | None], issued_on: str | None, texts: list[tuple[str, str]]
) -> None:
    place = {"page": 1, "start": 0, "end": 0, "quote": "", "confidence": 1.0}
    sections = [
        Section(doc_id=DOC, section_id="s", parent_id=None, kind=kind, level=0, label=None, text=text, **place)
        for kind, text in texts
    ]
    root = header(document(DOC, issued_on=issued_on, **fields), sections)
    schema.assertValid(etree.fromstring(etree.tostring(root)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026/04/20", "20/04/2026"),
        ("2026/04/20", "2026/13/20"),
        ("<e:PageAmount>1<", "<e:PageAmount>0<"),
        ("<e:Subject>", "<e:Title/><e:Subject>"),
        ("<e:OrganName>A</e:OrganName>", ""),
        ("<e:FullName>C</e:FullName>", "<e:FullName> </e:FullName>"),
    ],
)
def test_the_schema_refuses_what_is_not_so(schema: Any, before: str, after: str) -> None:
    row = document(DOC, issuer="A", number="5", title="B", signer="C", issued_on="2026-04-20")
    text = etree.tostring(header(row, []), encoding="unicode").replace("edXML:", "e:").replace("xmlns:edXML", "xmlns:e")
    assert schema.validate(etree.fromstring(text))
    assert before in text
    assert not schema.validate(etree.fromstring(text.replace(before, after, 1)))
