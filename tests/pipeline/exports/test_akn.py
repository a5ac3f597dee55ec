"""Akoma Ntoso, validated against the schema of OASIS (``schemas/``, CC BY 4.0)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from dataset.records import CellRecord, Citation, Records, Section, TableRecord
from dataset.store import Store
from pipeline.exports.akn import akoma_ntoso
from pipeline.exports.base import exporter
from pipeline.exports.legaldoc.body import Tables
from tests.dataset.rows import document, work
from tests.pipeline.exports.stored import DOC, read_plan

SCHEMA = Path(__file__).parent / "schemas" / "akomantoso30.xsd"
NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


@lru_cache(maxsize=1)
def schema() -> Any:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def valid(root: Any) -> Any:
    schema().assertValid(root)
    return root


def section(number: int, kind: str, text: str, *where: Any) -> Section:
    """A part; ``where`` is the number of the part above, its label, its level."""
    parent, label, level = (*where, *(None, None, 0)[len(where) :])
    return Section(
        doc_id=DOC, section_id=f"{DOC}-s{number}", parent_id=f"{DOC}-s{parent}" if parent is not None else None,
        kind=kind, level=level, label=label, text=text, page=1, start=number * 1000, end=number * 1000 + 500,
        quote=text, confidence=1.0,
    )  # fmt: skip


def citation(start: int, quote: str, **fields: Any) -> Citation:
    values = {"doc_type": "NĐ", "number": "30/2020", "symbol": "NĐ-CP", "issued_on": "2020-03-05", "issuer": None,
              "title": None, "role": "basis"} | fields  # fmt: skip
    return Citation(
        doc_id=DOC, citation_id=f"c{start}", act="NĐ:30/2020/NĐ-CP", page=1, start=start, end=start + len(quote),
        quote=quote, confidence=1.0, **values,
    )  # fmt: skip


def cell(row: int, column: str, text: str) -> CellRecord:
    return CellRecord(
        doc_id=DOC, table_id=f"{DOC}-t1", row=row, column=column, text=text, value=None, is_total=False, page=1,
        start=0, end=0, quote="", confidence=1,
    )  # fmt: skip


def made(sections: list[Section], citations: list[Citation] = [], tables: Any = None, **fields: Any) -> Any:  # noqa: B006  never changed
    values = {"doc_type": "KH", "number": "12", "symbol": "KH-UBND", "issued_on": "2026-03-10"} | fields
    return valid(akoma_ntoso(document(DOC, **values), sections, citations, tables or Tables([], [])))


def texts(root: Any, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in root.iterfind(path, NS)]


def test_parts_go_where_the_schema_has_them() -> None:
    root = made(
        [
            section(1, "issuer", "ỦY BAN NHÂN DÂN"), section(2, "place-date", "Gia Lộc, ngày 10 tháng 3 năm 2026"),
            section(3, "basis", "Căn cứ Nghị định"), section(4, "enacting", "Ủy ban ban hành Kế hoạch"),
            section(5, "heading", "MỤC TIÊU", None, "I", 1), section(6, "text", "Lời dẫn", 5, None, 2),
            section(7, "item", "Trồng cây", 6, "-", 3), section(8, "item", "Khám bệnh", 6, "-", 3),
            section(9, "recipients", "Nơi nhận:"), section(10, "recipient", "UBND tỉnh;", 9, "-"),
            section(11, "signer", "Lê Văn A"), section(12, "annex", "PHỤ LỤC"),
            section(13, "annex-title", "DANH MỤC", 12), section(14, "text", "Việc của phụ lục", 12),
        ],
        signer="Lê Văn A", signer_title="CHỦ TỊCH",
    )  # fmt: skip
    assert texts(root, ".//a:preface/a:p/a:docAuthority") == ["ỦY BAN NHÂN DÂN"]
    assert root.find(".//a:docDate", NS).get("date") == "2026-03-10"
    assert texts(root, "a:doc/a:preamble/a:p") == ["Căn cứ Nghị định"]
    assert texts(root, "a:doc/a:preamble/a:formula") == ["Ủy ban ban hành Kế hoạch"]
    points = root.findall("a:doc/a:mainBody/a:section/a:alinea/a:indent", NS)
    assert [point.get("eId") for point in points] == ["sec_i__al_1__indent_1", "sec_i__al_1__indent_2"]
    assert texts(root, "a:doc/a:conclusions/a:p") == ["Nơi nhận:", "- UBND tỉnh;", "Lê Văn A"]
    assert texts(root, ".//a:attachment/a:doc/a:preface/a:p") == ["PHỤ LỤC", "DANH MỤC"]
    assert texts(root, ".//a:attachment/a:doc/a:mainBody/a:alinea") == ["Việc của phụ lục"]


def test_cited_acts_are_references_in_the_line() -> None:
    line = "Căn cứ Nghị định số 30/2020/NĐ-CP và Nghị định số 30/2020/NĐ-CP ngày 05/3/2020; <&>"
    cited = [citation(1007, "Nghị định số\n30/2020/NĐ-CP"), citation(1037, "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020"),
             citation(1100, "không có ở đây")]  # fmt: skip
    root = made([section(1, "basis", line)], cited)
    assert texts(root, ".//a:preamble/a:p") == [line]
    found = root.findall(".//a:ref", NS)
    assert ["".join(ref.itertext()) for ref in found] == [
        "Nghị định số 30/2020/NĐ-CP", "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020"]  # fmt: skip
    assert {ref.get("href") for ref in found} == {"/akn/vn/doc/nghi-dinh/2020-03-05/30-2020-nd-cp"}
    assert root.find(".//a:TLCReference", NS).get("href") == found[0].get("href")


def test_a_table_keeps_its_merged_head() -> None:
    columns = ("TT", "Số lượng / 2026", "Số lượng / 2027")
    cells = [cell(1, name, text) for name, text in zip(columns, ("1", "20", "30"), strict=True)]
    table = TableRecord(
        doc_id=DOC, table_id=f"{DOC}-t1", title=None, rows=1, columns=3, first_page=1, last_page=1, page=1, start=1000,
        end=1100, quote="x", confidence=1,
    )  # fmt: skip
    root = made([section(1, "table", "TT Số lượng"), section(2, "table", "bảng lạ")], tables=Tables([table], cells))
    heads = [(th[0].text, th.get("rowspan"), th.get("colspan")) for th in root.iterfind(".//a:th", NS)]
    assert heads == [("TT", "2", None), ("Số lượng", None, "2"), ("2026", None, None), ("2027", None, None)]
    assert texts(root, ".//a:td") == ["1", "20", "30"]
    # a table without cells is there as a line
    assert texts(root, ".//a:hcontainer[2]/a:content/a:p") == ["bảng lạ"]


@pytest.mark.parametrize(
    ("issued_on", "date", "name"),
    [("2026-05-21", "2026-05-21", "issued"), ("2026-05", "2026-05-01", "issued-month"),
     ("2026", "2026-01-01", "issued-year"), (None, "0001-01-01", "unknown")],
)  # fmt: skip
def test_a_date_says_how_much_of_it_is_known(issued_on: str | None, date: str, name: str) -> None:
    root = made([section(1, "place-date", "ngày tháng năm 2026")], issued_on=issued_on)
    found = root.find(".//a:FRBRWork/a:FRBRdate", NS)
    assert (found.get("date"), found.get("name")) == (date, name)
    assert (root.find(".//a:docDate", NS) is not None) == (name == "issued")


KINDS = st.sampled_from(
    ["superior", "issuer", "symbol", "place-date", "type", "title", "basis", "enacting", "heading", "item", "text",
     "closing", "recipients", "recipient", "formula", "signer", "annex", "annex-title", "table", "stamp", "footnote"]
)  # fmt: skip
PARTS = st.tuples(
    KINDS, st.text("aĂ<&\ud7ff\u0001 .", max_size=8), st.integers(0, 12),
    st.sampled_from([None, "I", "1.1", "a", "-", "Điều 5", "đ", "*"]), st.integers(0, 4),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, max_size=12))
def test_whatever_the_outline_the_file_is_valid_and_has_every_word(parts: list[Any]) -> None:
    sections = [
        # what hangs below another stands behind it
        section(number, kind, text, above if above < number else None, label, level)
        for number, (kind, text, above, label, level) in enumerate(parts)
    ]
    root = made(sections, number=None, symbol=None, issued_on=None, doc_type=None)
    kept = "".join("".join(root.itertext()).split())
    for text in (part.text for part in sections):
        assert "".join(text.replace("\u0001", "\ufffd").split()) in kept


@pytest.fixture
def read(store: Store, tmp_path: Path) -> Store:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    return store


def test_a_read_plan_is_there_with_every_word_and_citation(read: Store, tmp_path: Path) -> None:
    (path,) = exporter("akn").write(read, tmp_path / "akn")
    root = valid(etree.parse(str(path)).getroot())
    kept = "".join("".join(root.itertext()).split())
    sections = [row for row in read.rows(Section) if row.kind != "table"]
    assert [row.text for row in sections if "".join(row.text.split()) not in kept] == []
    assert len(root.findall(".//a:ref", NS)) == read.count(Citation)
    assert len(root.findall(".//a:td", NS)) == read.count(CellRecord)
    before = path.read_bytes()
    assert exporter("akn").write(read, tmp_path / "akn")[0].read_bytes() == before


def test_documents_that_are_gone_are_removed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "ffffffffffff.xml").write_text("<old/>")
    store.save(work(DOC), document(DOC), "", Records())
    assert [path.name for path in exporter("akn").write(store, tmp_path)] == [f"{DOC}.xml"]
    assert not (tmp_path / "ffffffffffff.xml").exists()
    valid(etree.parse(str(tmp_path / f"{DOC}.xml")))
