"""D004 deadline-outside-period: work is due after the years that the plan is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from checks.rule import DocumentRule, Plan, Slip
from checks.times import around, bounds, pattern
from dataset.records import Deadline
from normalizers.dates import edtf_bounds

# reports and settlements of a year come in the first months of the next
_GRACE = timedelta(days=183)
_PERIOD = re.compile(r"\d{4}(?:/\d{4})?")
_REACH = 90

# "đến năm 2045": strategies name the ends of five-year periods as their horizon, and plans repeat them
_HORIZON = re.compile(r"(?:và\s+)?(?:đến|vào|tới)\s+(?:hết\s+)?năm\s+20\d\d", re.IGNORECASE)
_FIVE_YEARS = 5


class DeadlineOutsidePeriod(DocumentRule):
    """A plan for 2026 has no deadline in 2028; a report on 2026 may be due early in 2027."""

    code = "D004"
    name = "deadline-outside-period"
    severity = "warning"
    exact = True

    def check(self, plan: Plan) -> Iterator[Slip]:
        """One slip for every single deadline that begins after the last year of the plan."""
        period = plan.document.period or ""
        if not _PERIOD.fullmatch(period):
            return
        last = edtf_bounds(period.rpartition("/")[2])[1]
        title = plan.document.title or ""
        for deadline in plan.records.of(Deadline):
            time = bounds(deadline)
            if time is None or deadline.rrule or deadline.kind not in {"date", "range"} or time[0] <= last:
                continue
            if _HORIZON.fullmatch(deadline.text.strip()) and time[1].year % _FIVE_YEARS == 0:
                continue
            if str(time[1].year) in title or around(plan, deadline, before="ahead_around", after="ahead_around"):
                continue
            if time[0] <= last + _GRACE and self._is_aftermath(plan, deadline, time[0]):
                continue
            yield plan.slip_on(
                deadline,
                observed=deadline.text,
                expected=period.replace("/", "–"),
                confidence=0.88,
                values={"period": period.replace("/", "–")},
            )

    @staticmethod
    def _is_aftermath(plan: Plan, deadline: Deadline, begin: date) -> bool:
        """Whether it is the report on what was done, or work that runs on into the next months."""
        text = plan.text[max(0, deadline.span.start - _REACH) : deadline.span.end + _REACH]
        return begin.month <= 3 or bool(pattern("aftermath").search(text))
