"""The calendars: read back by icalendar and by vobject, which validates."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject
from dateutil.rrule import rrulestr
from icalendar import Calendar

from dataset.corrected import corrected_rows
from dataset.records import Correction, Deadline
from dataset.store import Store
from pipeline.exports.base import exporter
from tests.pipeline.exports.stored import read_plan
from tests.pipeline.exports.work import DOC, assigned, deadline, located, save, task

UNIT = "Phòng Kinh tế"


def events(path: Path) -> list[Any]:
    """The entries of a calendar that both readers take without a word."""
    data = path.read_bytes()
    calendar = Calendar.from_ical(data)
    assert calendar.errors == []
    assert all(event.errors == [] for event in calendar.walk("VEVENT"))
    assert vobject.readOne(data.decode(), validate=True).name == "VCALENDAR"
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert Calendar.from_ical(data).to_ical() == data
    return list(calendar.walk("VEVENT"))


def written(store: Store, folder: Path) -> list[Any]:
    exporter("ics").write(store, folder)
    return events(folder / "kehoach.ics")


def rule_of(event: Any) -> str | None:
    return event["rrule"].to_ical().decode() if "rrule" in event else None


CASES = [
    ("date", {"end": "2026-06-30"}, ("2026-06-30", "2026-07-01", None)),
    ("date", {"end": "2026-10"}, ("2026-10-01", "2026-11-01", None)),
    ("range", {"start": "2026-07", "end": "2026-09"}, ("2026-07-01", "2026-10-01", None)),
    # the first 15th behind the day of the plan, until the plan ends
    (
        "recurring",
        {"rrule": "FREQ=MONTHLY;BYMONTHDAY=15"},
        ("2026-03-15", "2026-03-16", "FREQ=MONTHLY;UNTIL=20261231;BYMONTHDAY=15"),
    ),
    # no day is named: the begin of the quarter in which the plan was issued
    (
        "recurring",
        {"rrule": "FREQ=MONTHLY;INTERVAL=3"},
        ("2026-01-01", "2026-01-02", "FREQ=MONTHLY;UNTIL=20261231;INTERVAL=3"),
    ),
    (
        "recurring",
        {"rrule": "FREQ=WEEKLY", "end": "2027"},
        ("2026-03-09", "2026-03-10", "FREQ=WEEKLY;UNTIL=20271231"),
    ),
    # behind the end of the plan: the report on its last year, once
    ("recurring", {"rrule": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=10"}, ("2027-01-10", "2027-01-11", None)),
]


@pytest.mark.parametrize(("kind", "fields", "expected"), CASES, ids=[str(case[1]) for case in CASES])
def test_an_entry_covers_what_the_plan_says(
    store: Store, tmp_path: Path, kind: str, fields: Any, expected: Any
) -> None:
    *days, rule = expected
    save(store, deadline(1, kind, "hạn", **fields), task(1, "Trồng cây", 1))
    (event,) = written(store, tmp_path)
    assert [event["dtstart"].dt.isoformat(), event["dtend"].dt.isoformat()] == days
    assert rule_of(event) == rule
    if rule:
        # RFC 5545, 3.8.5.3: DTSTART is the first of the recurrence
        start = datetime.combine(event["dtstart"].dt, datetime.min.time())
        assert next(iter(rrulestr(rule, dtstart=start))) == start


def test_an_entry_says_what_and_who_and_where(store: Store, tmp_path: Path) -> None:
    long = "Trồng cây; chăm sóc, “tưới nước”\n" + "và làm nhiều việc khác nữa " * 10
    save(
        store, deadline(1, "date", "trước ngày 30/6/2026", end="2026-06-30"), task(1, long, 1, product="Hàng cây"),
        assigned(1, UNIT, "lead"), assigned(1, "Trạm Y tế", "coordinate"),
    )  # fmt: skip
    (event,) = written(store, tmp_path)
    assert long in event["description"]
    for part in ("Hàng cây", f"Chủ trì: {UNIT}", "Phối hợp: Trạm Y tế", "trước ngày 30/6/2026", "12/KH-UBND", "I.1"):
        assert part in event["description"]
    assert len(event["summary"]) < 130
    assert event["summary"].endswith("…")
    assert event["transp"] == "TRANSPARENT"


def test_each_unit_has_its_own_with_its_part(store: Store, tmp_path: Path) -> None:
    save(
        store, deadline(1, "date", "hạn", end="2026-06-30"), deadline(2, "date", "hạn", end="2026-07-30"),
        task(1, "Trồng cây", 1), task(2, "Khám bệnh", 2),
        assigned(1, UNIT, "lead"), assigned(2, UNIT, "coordinate"), assigned(2, "Trạm Y tế", "lead"),
    )  # fmt: skip
    exporter("ics").write(store, tmp_path)
    own = events(tmp_path / "units" / "phong-kinh-te.ics")
    assert [(e["summary"], e["categories"].to_ical().decode()) for e in own] == [
        ("Trồng cây", "Chủ trì"),
        ("Khám bệnh", "Phối hợp"),
    ]
    assert [e["summary"] for e in events(tmp_path / "units" / "tram-y-te.ics")] == ["Khám bệnh"]


def test_offices_of_one_name_in_two_localities_are_two(store: Store, tmp_path: Path) -> None:
    for doc_id, place in ((DOC, "Gia Lộc"), ("ba9876543210", "Ba Vì")):
        rows = (deadline(1, "date", "hạn", doc_id, end="2026-06-30"), task(1, f"Việc của {place}", 1, doc_id))
        save(store, *rows, assigned(1, UNIT, "lead", doc_id), doc_id=doc_id, place=place, number=None)
    exporter("ics").write(store, tmp_path)
    files = sorted(path.name for path in (tmp_path / "units").iterdir())
    assert files == ["phong-kinh-te-trong-ke-hoach-cua-xa-ba-vi.ics", "phong-kinh-te-trong-ke-hoach-cua-xa-gia-loc.ics"]
    assert [e["summary"] for e in events(tmp_path / "units" / files[0])] == ["Việc của Ba Vì"]


def test_what_has_no_day_is_listed(store: Store, tmp_path: Path) -> None:
    save(
        store, deadline(1, "continuous", "thường xuyên"), deadline(2, "date", "trước ngày 31/11/2026"),
        deadline(3, "range", "từ năm 2027", start="2027"), deadline(4, "on-demand", "khi có yêu cầu"),
        task(1, "=Tuần tra", 1),
    )  # fmt: skip
    assert written(store, tmp_path) == []
    with (tmp_path / "left-out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert [(row[2], row[4]) for row in rows] == [
        ("thường xuyên", "thường xuyên, không có ngày"),
        ("trước ngày 31/11/2026", "không đọc ra ngày, hoặc ngày không có trong lịch"),
        ("từ năm 2027", "không có ngày cuối"),
        ("khi có yêu cầu", "theo sự việc, không có ngày"),
    ]
    assert [row[1] for row in rows if row[2] == "thường xuyên"] == ["'=Tuần tra"]


def test_an_entry_keeps_its_identity_when_the_rows_are_numbered_otherwise(store: Store, tmp_path: Path) -> None:
    save(store, deadline(1, "date", "hạn", end="2026-06-30"), task(1, "Trồng cây", 1))
    (before,) = written(store, tmp_path)
    save(store, deadline(7, "date", "hạn", end="2026-06-30"), task(5, "Trồng cây", 7))
    (after,) = written(store, tmp_path)
    assert before["uid"] == after["uid"]
    save(store, deadline(1, "date", "hạn", end="2026-06-30"), task(1, "Trồng cây", 1), task(2, "Trồng cây", 1))
    assert len({event["uid"] for event in written(store, tmp_path)}) == 2


def test_what_a_reviewer_corrected_counts(store: Store, tmp_path: Path) -> None:
    save(store, deadline(1, "date", "trước ngày 80/6/2026", end="2026-06-20"), task(1, "Trồng cây", 1))
    store.replace(
        Correction,
        [Correction(
            of_table="deadlines", row=1, column="end", as_read=None, predicted="2026-06-20", corrected="2026-06-30",
            reviewer="Hoa", decided_at="2026-04-01T00:00:00.000Z", reason=None, carried=False, decision_id="x", key="y",
            **located("Trồng cây"),
        )],
    )  # fmt: skip
    assert [row.end for row in corrected_rows(store, Deadline)] == ["2026-06-30"]
    assert [event["dtstart"].dt for event in written(store, tmp_path)] == [date(2026, 6, 30)]


def test_calendars_of_a_read_plan(store: Store, tmp_path: Path) -> None:
    read_plan(store, tmp_path, "phong-chong-thien-tai-phuong", "txt")
    paths = exporter("ics").write(store, tmp_path / "a")
    found = events(tmp_path / "a" / "kehoach.ics")
    assert len({event["uid"] for event in found}) == len(found) > 5
    assert all(events(path) for path in paths if path.parent.name == "units")
    again = exporter("ics").write(store, tmp_path / "b")
    assert [path.read_bytes() for path in paths] == [path.read_bytes() for path in again]
