"""A made archive of any size, written straight into a store, with slips across documents planted in known places.

Provinces issue plans, and every commune of a province issues one to implement each. All documents hold the same kinds
of rows in the same numbers, fifty each, so that a tenfold archive has tenfold rows. As in a real one, the
number of plans of one commune grows too, and that of documents that cite one act.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dataset.columns import columns_of
from dataset.records import (
    Assignment,
    CellRecord,
    Citation,
    Deadline,
    DocumentRecord,
    PlaceMention,
    Record,
    Section,
    Target,
    Task,
)
from dataset.store import Store
from dataset.tables import TEXTS

ROWS = 50
"""Rows of each document, the one of the document itself not counted."""
_SUBJECTS = (
    "chăn nuôi",
    "trồng trọt",
    "thủy sản",
    "lâm nghiệp",
    "du lịch",
    "y tế",
    "giáo dục",
    "văn hóa",
    "môi trường",
)
_SHARES = ("hộ được tuyên truyền", "cán bộ được tập huấn", "thôn có tổ tự quản", "hồ sơ được giải quyết trên mạng")
_KINDS = (DocumentRecord, Section, Citation, Target, Deadline, Task, Assignment, CellRecord, PlaceMention)
# a plan of a commune with this remainder by the number of the family has the slip; families differ so that no two meet
_SLIPS = ("R001", "R005", "R006", "N003", "N011", "N012", "N013", "D003", "N008", "N020", "P005", "R001-number")
_CLEAN = 3
_IDS = ("section_id", "citation_id", "target_id", "deadline_id", "task_id", "table_id")


@dataclass
class Made:
    """An archive that was made: how much is in it, and which documents have to be found under which rule."""

    documents: int = 0
    rows: int = 0
    planted: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Size:
    """How many localities an archive is of."""

    provinces: int = 34
    communes: int = 100


COUNTRY = Size()


@dataclass(frozen=True)
class _Plan:
    """One document to be written: of which family and issuer, and with which slip."""

    size: Size
    family: int
    commune: int | None
    slip: str | None = None

    @property
    def doc_id(self) -> str:
        return f"{self.family:06d}-{'p' if self.commune is None else f'{self.commune:03d}'}{self.copy}"

    @property
    def copy(self) -> str:
        return "v" if self.slip == "R006-copy" else ""

    @property
    def province(self) -> str:
        return f"Bình Nguyên {_name(self.family % self.size.provinces)}"

    @property
    def place(self) -> str:
        return self.province if self.commune is None else f"Đồng Mẫu {_name(self.commune)}"

    @property
    def neighbour(self) -> str:
        """The commune next door: its sentences are the same but for its name."""
        return f"Đồng Mẫu {_name(((self.commune or 0) + 1) % self.size.communes)}"

    @property
    def subject(self) -> str:
        """What the family is about: each plan of a commune has a subject of its own."""
        return _subject(self.family // self.size.provinces)

    @property
    def next_subject(self) -> str:
        """What the next plan of the same issuer is about."""
        return _subject(self.family // self.size.provinces + 1)


def make_archive(path: Path, documents: int, size: Size = COUNTRY) -> Made:
    """Write a store with so many documents and fifty times as many rows, and tell what is wrong in it."""
    with Store.at(path):
        pass
    made = Made()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous=OFF")
        batch: dict[type[Record], list[tuple[Any, ...]]] = defaultdict(list)
        texts: list[tuple[str, str]] = []
        for plan in _plans(documents, size, made):
            found, text = _rows(plan)
            for kind, rows in found.items():
                batch[kind] += rows
                made.rows += len(rows)
            texts.append((plan.doc_id, text))
            made.documents += 1
            if made.documents % 500 == 0:
                _write(connection, batch, texts)
        _write(connection, batch, texts)
    return made


def _plans(documents: int, size: Size, made: Made) -> Iterator[_Plan]:
    count, family = 0, 0
    waiting: dict[str, str] = {}
    while True:
        # the first plans of all issuers are right: some slips need an earlier one to contradict
        later = family >= size.provinces and family % _CLEAN == 0
        slip = _SLIPS[family // _CLEAN % len(_SLIPS)] if later else None
        odd = family % size.communes
        members = [_Plan(size, family, None, "N008" if slip == "N008" else None)]
        for commune in range(size.communes):
            own = slip if commune == odd and slip != "N008" else None
            members.append(_Plan(size, family, commune, own))
            if own == "R006":
                members.append(_Plan(size, family, commune, "R006-copy"))
        for plan in members:
            if count == documents:
                return
            count += 1
            if plan.slip == "N020":
                # a share that the number in the next plan of the same issuer belies
                waiting[_Plan(size, family + size.provinces, plan.commune).doc_id] = plan.slip
            elif plan.slip:
                made.planted[plan.slip.partition("-")[0]].add(plan.doc_id)
            if plan.doc_id in waiting:
                made.planted[waiting.pop(plan.doc_id)].add(plan.doc_id)
            yield plan
        if slip == "R006":
            # only the later of the two versions is told
            made.planted["R006"].discard(members[1 + odd].doc_id)
        family += 1


def _rows(plan: _Plan) -> tuple[dict[type[Record], list[tuple[Any, ...]]], str]:
    """The rows of a document and its text, which is their quotes, line by line."""
    lines: list[str] = []
    length = 0
    rows: dict[type[Record], list[tuple[Any, ...]]] = defaultdict(list)

    def add(kind: type[Record], /, **fields: Any) -> None:
        nonlocal length
        usual = {"doc_id": plan.doc_id, "page": 1, "confidence": 0.95}
        values = {**_defaults(kind), **usual, **fields}
        if within := values.pop("within", None):
            # a part of the line before
            start = length - len(within) - 1 + within.index(values["quote"])
            values |= {"start": start, "end": start + len(values["quote"])}
            names = [spec.name for spec in columns_of(kind)]
            rows[kind].append((len(rows[kind]), *(values.get(name) for name in names)))
            return
        # ids are of the whole archive, as those of documents that were read
        values |= {name: f"{plan.doc_id}-{values[name]}" for name in _IDS if values.get(name)}
        if "target_id" in values:
            values["target_id"] += str(len(rows[kind]))
        if "quote" in values and "quote_start" not in values:
            first, last = ("quote_start", "quote_end") if kind is Deadline else ("start", "end")
            values |= {first: length, last: length + len(values["quote"])}
            lines.append(values["quote"])
            length += len(values["quote"]) + 1
        names = [spec.name for spec in columns_of(kind)]
        rows[kind].append((len(rows[kind]), *(values.get(name) for name in names)))

    _head(plan, add)
    _targets(plan, add)
    _work(plan, add, "\n".join(lines).index(_report(plan)))
    return rows, "\n".join(lines)


@cache
def _defaults(kind: type[Record]) -> dict[str, Any]:
    return {name: field.default for name, field in kind.model_fields.items() if not field.is_required()}


def _head(plan: _Plan, add: Any) -> None:
    top = plan.commune is None
    number = 1000 + plan.family
    if plan.slip == "R005":
        number -= plan.size.provinces
    level = "tỉnh" if top else "xã"
    title = _title(plan, level)
    add(
        DocumentRecord,
        source=f"{plan.doc_id}.txt",
        sha256=plan.doc_id,
        media_type="text/plain",
        text_origin="plain",
        page_count=1,
        doc_type="KH",
        number=str(number),
        symbol="KH-UBND",
        issued_on="2026-03-05" if top else "2026-04-02",
        place=plan.place,
        issuer=f"Ủy ban nhân dân {level} {plan.place}",
        issuer_level=level,
        parent_place=None if top else f"tỉnh {plan.province}",
        title=title,
        period="2026/2030",
        recovered_ratio=0.0,
    )
    for index, kind in enumerate(("issuer", "symbol", "title", *["item"] * 11)):
        text = {"symbol": f"Số: {number}/KH-UBND", "title": title}.get(kind, f"Nội dung thứ {index}.")
        if index == 11 and not top:
            text = f"Công an xã phối hợp với xã {plan.neighbour} giữ trật tự ở các chợ phiên trong vùng."
        if index == 12 and not top:
            text = (
                f"Các thôn trên địa bàn xã {plan.neighbour if plan.slip == 'P005' else plan.place} họp dân vào thứ bảy."
            )
        if index == 13:
            text = _report(plan)
        add(
            Section, section_id=f"s{index}", parent_id=None, kind=kind, level=1, label=None, text=text, quote=text,
        )  # fmt: skip
        if index in {11, 12} and not top:
            _locality(plan, add, text)
    cited = "2026-03-15" if plan.slip == "R001" else "2026-03-05"
    # a number of no plan, where date, issuer and title are those of the plan above
    above = str(1000 + plan.family + (500_000 if plan.slip == "R001-number" else 0))
    acts = [("NQ", str(n), "NQ-CP", f"2025-0{1 + n % 9}-10", "Chính phủ", "mention") for n in range(5, 12)]
    if not top:
        issuer = f"Ủy ban nhân dân tỉnh {plan.province}"
        acts.append(("KH", above, "KH-UBND", cited, issuer, "implements"))
    else:
        acts.append(("NQ", "3", "NQ-CP", "2025-04-10", "Chính phủ", "basis"))
    for doc_type, act, symbol, day, issuer, role in acts:
        text = f"{doc_type} số {act}/{symbol} ngày {day}"
        key = f"{doc_type}:{act}/{symbol}:{day[:4]}"
        add(
            Citation, citation_id=f"c{act}", act=key, doc_type=doc_type, number=act, symbol=symbol, issued_on=day,
            issuer=issuer, title=_title(plan, "tỉnh") if role == "implements" else None, role=role, quote=text,
        )  # fmt: skip


def _locality(plan: _Plan, add: Any, text: str) -> None:
    """The commune that the last sentence names."""
    name = plan.neighbour if plan.neighbour in text else plan.place
    relation = "self" if name == plan.place else "other"
    place = f"xã {name}"
    add(
        PlaceMention, level="xã", name=name, code=None, relation=relation, context="item", quote=place,
        within=text,
    )  # fmt: skip


def _title(plan: _Plan, level: str) -> str:
    return f"Phát triển {plan.subject} trên địa bàn {level} giai đoạn 2026 - 2030"


def _targets(plan: _Plan, add: Any) -> None:
    def target(indicator: str, value: float, unit: str, period: str, comparator: str = ">=", **more: Any) -> None:
        add(
            Target, target_id="t", indicator=indicator, scope=None, comparator=comparator, value=value, value_max=None,
            unit=unit, period=period, part_of=None, source="body", quote=f"{indicator} {value:g} {unit} {period}",
            **{"baseline": None, **more},
        )  # fmt: skip

    top, subject = plan.commune is None, plan.subject
    for index, name in enumerate(_SHARES):
        if plan.slip == "N011" and index == 3:
            continue
        low = plan.slip == "N012" and index == 1
        target(f"tỷ lệ {name} về {subject}", 80.0 if low else 90.0 + index, "%", "2030")
    members = f"số hộ tham gia {subject}"
    if top:
        # the sum of the communes, which the plan of the province has right unless that is its slip
        target(members, plan.size.communes * (100.0 - (20 if plan.slip == "N008" else 0)), "hộ", "2028", "=")
    else:
        target(members, 100.0, "hộ", "2028", "=")
        # half of all households, as the plan before this one says of its number
        target(f"tỷ lệ hộ tham gia {plan.next_subject}", 40.0 if plan.slip == "N020" else 50.0, "%", "2028", "=")
        target("tổng số hộ", 200.0, "hộ", "2028", "=")
    # the figures of a commune about one thing that all its plans name; one of them differs
    shared = "số cán bộ phụ trách công tác kế hoạch"
    value = 7.0 if plan.slip == "N013" else 5.0
    target(shared, value * (plan.size.communes if top else 1), "người", "2029", "=")
    goods = f"số sản phẩm đặc trưng về {subject}"
    third = 1070.0 if plan.slip == "N003" else 1102.5
    for year, value in enumerate((1000.0, 1050.0, third), 2026):
        target(goods, value * (plan.size.communes if top else 1), "sản phẩm", str(year), ">=")
    # each plan promises the growth that the next one of its issuer has to show
    target(f"mức tăng số sản phẩm đặc trưng về {plan.next_subject}", 5.0, "%", "P1Y", baseline="previous-year")


def _report(plan: _Plan) -> str:
    day = 20 if plan.slip == "D003" else 10
    if plan.commune is None:
        return "Ủy ban nhân dân các xã báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12 hằng năm."
    return f"Ủy ban nhân dân xã báo cáo Ủy ban nhân dân tỉnh trước ngày {day}/12 hằng năm."


def _work(plan: _Plan, add: Any, report: int) -> None:
    text = f"trước ngày {15 if plan.commune is None else 20 if plan.slip == 'D003' else 10}/12 hằng năm"
    place = report + _report(plan).index(text)
    for index in range(3):
        day = text if index == 2 else "thường xuyên"
        rule = f"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY={text.partition('/')[0].rpartition(' ')[2]}" if index == 2 else None
        where = {"quote_start": place, "quote_end": place + len(text)} if index == 2 else {}
        add(
            Deadline, deadline_id=f"d{index}", text=day, kind="recurring" if rule else "continuous", rrule=rule,
            start=None, end=None, quote=day, **where,
        )  # fmt: skip
    for index in range(5):
        add(
            Task, task_id=f"k{index}", section="II", text=f"Việc {index}", product=None, deadline_id=f"d{index % 3}",
            source="body", table_id=None, row=None, quote=f"Việc {index}",
        )  # fmt: skip
        add(
            Assignment, task_id=f"k{index}", unit="Phòng Kinh tế", unit_text="Phòng Kinh tế", role="lead", quote="Phòng"
        )
    # what one document lacks by its slip another row makes up for, so that all have as many
    for index in range(5 + (plan.slip == "N011")):
        add(
            CellRecord, table_id="b", row=1 + index, column="Nội dung", text=f"Ô {index}", value=None, is_total=False,
            quote=f"Ô {index}",
        )  # fmt: skip


def _subject(turn: int) -> str:
    return f"{_SUBJECTS[turn % len(_SUBJECTS)]} {_name(turn)}"


def _name(number: int) -> str:
    """A number in letters: names of localities and subjects have no digits."""
    letters = "abcdefghiklmnopqrstuvxy"
    first, second = divmod(number, len(letters))
    return f"{letters[first % len(letters)]}a {letters[second]}o"


def _write(
    connection: sqlite3.Connection, batch: dict[type[Record], list[tuple[Any, ...]]], texts: list[tuple[str, str]]
) -> None:
    connection.executemany(f'INSERT INTO "{TEXTS.name}" (doc_id, text) VALUES (?, ?)', texts)
    texts.clear()
    for kind in _KINDS:
        names = ["position", *(spec.name for spec in columns_of(kind))]
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        connection.executemany(f'INSERT INTO "{kind.table}" ({columns}) VALUES ({marks})', batch[kind])
    batch.clear()
