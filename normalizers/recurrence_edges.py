"""The first and last days of months, hours of the day and the last year of what recurs (RFC 5545, EDTF)."""

from __future__ import annotations

from itertools import pairwise

from normalizers.time_words import Part, words


def edge_rule(piece: Part) -> str:
    """The rule of ``ngày (làm việc) cuối cùng của tháng``."""
    last = piece.groups["edge"] == "cuối"
    if piece.groups["work"]:
        return f"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={-1 if last else 1}"
    return f"FREQ=MONTHLY;BYMONTHDAY={-1 if last else 1}"


def weekdays_of(pieces: list[Part]) -> list[str]:
    """The weekdays that an expression names, as RFC 5545 writes them."""
    return [words().weekdays[p.groups["weekday"]] for p in pieces if p.name == "weekday"]


def weekly_rule(pieces: list[Part], every: str = "FREQ=WEEKLY") -> str:
    """The rule of weekdays, of every week where no cycle is told: ``gửi vào thứ Sáu``; empty where none is named."""
    weekdays = weekdays_of(pieces)
    return f"{every};BYDAY={','.join(weekdays)}" if weekdays else ""


def hours_rule(hours: list[Part]) -> str:
    """The rule of hours of every day: ``hằng ngày trước 9h00 và 16h00``."""
    by_hour = ",".join(dict.fromkeys(str(int(p.groups["hour"])) for p in hours))
    minutes = list(dict.fromkeys(int(p.groups["minute"] or 0) for p in hours))
    return f"FREQ=DAILY;BYHOUR={by_hour}" + (f";BYMINUTE={minutes[0]}" if minutes not in ([0], []) else "")


def last_year_of(pieces: list[Part], cycle: int) -> str | None:
    """The year up to which it comes back: ``hằng quý đến năm 2030``."""
    behind = [p for p in pieces if p.start > cycle]
    return next((b.groups["year"] for a, b in pairwise(behind) if a.name == "until" and b.name == "year"), None)
