"""A store of many documents and findings, made by the dozen: as large as a province's archive, and of no meaning."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dataset.database import address_of, durable_engine, writing
from dataset.records import RECORD_TYPES
from dataset.store import Store
from dataset.tables import TABLES

RULES = {"N001": "error", "P001": "error", "R001": "warning", "U003": "warning", "R002": "info", "T001": "info"}
_TEXT = """
    tổng số người tham gia bảo hiểm y tế hộ nghèo tỷ lệ trẻ em tiêm chủng phường xã tỉnh kế hoạch thực hiện chỉ tiêu
    nhiệm vụ đơn vị chủ trì phối hợp hoàn thành trước ngày báo cáo định kỳ đường giao thông nông thôn mới nâng cao
"""


def make_store(path: Path, documents: int, findings: int, seed: int = 7) -> None:
    """Write a store with so many documents and findings, and an uncertain target for every tenth finding."""
    with Store.at(path):
        pass
    engine = durable_engine(address_of(path))
    random_ = random.Random(seed)
    ids = [f"{number:012x}" for number in range(documents)]
    with writing(engine) as connection:
        _fill(connection, "documents", (_document(doc_id, number) for number, doc_id in enumerate(ids)))
        _fill(connection, "findings", (_finding(random_, ids, number) for number in range(findings)))
        _fill(connection, "evidence", (_evidence(random_, ids, number) for number in range(findings)))
        _fill(connection, "targets", (_target(random_, ids, number) for number in range(findings // 10)))
    engine.dispose()


def _fill(connection: sa.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    fields = RECORD_TYPES[table].model_fields
    usual = {name: field.default for name, field in fields.items() if not field.is_required()}
    connection.execute(TABLES[table].insert(), [usual | row for row in rows])


def _document(doc_id: str, number: int) -> dict[str, Any]:
    return {
        "position": 0, "doc_id": doc_id, "source": f"kho/{number % 40}/{doc_id}.pdf", "sha256": doc_id * 5 + "0000",
        "media_type": "application/pdf", "text_origin": "text-layer", "page_count": 12, "doc_type": "KH",
        "number": str(number), "symbol": "KH-UBND", "issued_on": "2026-01-05", "recovered_ratio": 0.0,
        "issuer": f"Ủy ban nhân dân phường số {number % 300}", "title": f"Kế hoạch số {number}",
    }  # fmt: skip


def _finding(random_: random.Random, ids: list[str], number: int) -> dict[str, Any]:
    rule = random_.choice(list(RULES))
    words = " ".join(random_.choices(_TEXT.split(), k=12))
    return {
        "position": number, "finding_id": f"{number:016x}", "rule": rule, "severity": RULES[rule],
        "doc_id": random_.choice(ids), "message": f"{words} không khớp với {number}", "quote": words,
        "expected": str(random_.randrange(10_000)), "observed": str(random_.randrange(10_000)),
        "page": 3, "start": number, "end": number + 40, "confidence": round(random_.uniform(0.5, 1), 4),
    }  # fmt: skip


def _evidence(random_: random.Random, ids: list[str], number: int) -> dict[str, Any]:
    return {
        "position": number, "finding_id": f"{number:016x}", "role": "context", "doc_id": random_.choice(ids),
        "page": 3, "start": number, "end": number + 9, "quote": str(number), "confidence": 1.0,
    }  # fmt: skip


def _target(random_: random.Random, ids: list[str], number: int) -> dict[str, Any]:
    doc_id = ids[number % len(ids)]
    return {
        "position": number // len(ids), "doc_id": doc_id, "target_id": f"{doc_id}-g{number}",
        "indicator": " ".join(random_.choices(_TEXT.split(), k=5)), "comparator": ">=", "value": float(number),
        "source": "body", "page": 1, "start": number, "end": number + 5, "quote": str(number), "confidence": 0.6,
    }  # fmt: skip
