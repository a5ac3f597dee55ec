"""Times as schools, hospitals and Party bodies write them in their schedules."""

from __future__ import annotations

import pytest

from extractors.times.find import find_deadlines
from extractors.times.over import frame_of, in_frame


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Họp tổ 2 tuần/lần, vào chiều thứ Ba", [("recurring", None, None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")]),
        ("Gửi số liệu về Phòng vào thứ Năm.", [("recurring", None, None, "FREQ=WEEKLY;BYDAY=TH")]),
        ("Giao ban thứ Tư cuối tháng.", [("recurring", None, None, "FREQ=MONTHLY;BYDAY=-1WE")]),
        ("Dự giờ 3 lần/học kỳ.", [("recurring", None, None, None)]),
        ("Công khai vào đầu năm học, cuối học kỳ I và cuối năm học.", [("vague", None, None, None)]),
        ("Học từ 06/9/2027 đến trước 16/01/2028.", [("range", "2027-09-06", "2028-01-16", None)]),
        (
            "Báo cáo trước ngày 15-6 và 15-11 hằng năm.",
            [("recurring", None, None, "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=15\nFREQ=YEARLY;BYMONTH=11;BYMONTHDAY=15")],
        ),
        ("Trong thời hạn 06 tháng, kể từ ngày công bố, đơn vị tổng kết", [("on-demand", None, None, None)]),
        ("Tiêm bổ sung trong các tháng còn lại.", [("vague", None, None, None)]),
        ("Quét dọn vào cuối mỗi phiên chợ; rắc vôi.", [("recurring", None, None, None)]),
        ("Họp đánh giá vào tuần cuối tháng 5/2027.", [("date", None, "2027-05-31", None)]),
        ("Đối thoại: tuần thứ ba của tháng 5.", [("date", None, "2027-05", None)]),
        (
            "Cập nhật hằng tuần, vào trước 10 giờ thứ Hai; lưu hồ sơ",
            [("recurring", None, None, "FREQ=WEEKLY;BYDAY=MO")],
        ),
        ("Báo cáo ngay cho Trạm khi có phản ứng nặng sau tiêm.", [("on-demand", None, None, None)]),
        ("Quá trình thực hiện nếu có khó khăn, liên hệ Phòng Y tế", [("on-demand", None, None, None)]),
        ("Nhận bài từ tháng 4/2027 đến hết ngày 20/6/2027", [("range", "2027-04", "2027-06-20", None)]),
        ("Xếp loại từ năm 2027-2030", [("range", "2027", "2030", None)]),
        (
            "Báo cáo hằng quý (ngày 18 tháng cuối quý).",
            [("recurring", None, None, "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=18")],
        ),
        ("Khi mực nước vượt báo động 2 phải sơ tán dân", [("on-demand", None, None, None)]),
        ("Báo cáo đột xuất khi có tàu mất liên lạc.", [("on-demand", None, None, None)]),
        ("Sẽ thông báo vào thời điểm thích hợp", [("vague", None, None, None)]),
        # it is the plan that is due, not a plan for that year
        ("Hoàn thành Quy hoạch phân khu ven sông trong năm 2028; mời thầu", [("date", None, "2028", None)]),
        ("Tháng 5 - 7: sơ khảo, bán kết.", [("range", "2027-05", "2027-07", None)]),
        ("Ban đầu mối; tháng 6 và tháng 11/2027 báo cáo", [("recurring", "2027", "2027", "FREQ=YEARLY;BYMONTH=6,11")]),
        ("Mỗi ấp tổ chức 01 buổi tuyên truyền/quý", [("recurring", None, None, "FREQ=MONTHLY;INTERVAL=3")]),
        ("Gửi báo cáo 6 tháng trước ngày 12/6", [("recurring", None, None, "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=12")]),
        ("Gửi lịch trước ngày 22 của tháng trước.", [("recurring", None, None, "FREQ=MONTHLY;BYMONTHDAY=22")]),
        ("Hội Xuân: tháng 12/2027 - tháng 02/2028.", [("range", "2027-12", "2028-02", None)]),
        ("Báo cáo vào giữa tháng 5 và giữa tháng 11.", [("recurring", None, None, "FREQ=YEARLY;BYMONTH=5,11")]),
        ("Gửi danh sách trong vòng 4 ngày sau họp.", [("on-demand", None, None, None)]),
        ("Cuối mỗi vụ báo cáo xã.", [("recurring", None, None, None)]),
        # crops of one year
        ("Diện tích cây hằng năm 700 ha", []),
        # the years are those of a standard
        ("Giảm hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2027 - 2030", []),
        ("chuẩn bị đầu tư trong giai đoạn 2027 - 2030", [("range", "2027", "2030", None)]),
        # the weekday of a day that is told
        ("Họp vào thứ Sáu, ngày 19/3/2027 tại hội trường", [("date", None, "2027-03-19", None)]),
    ],
)
def test_schedules(line: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    assert [tuple(found.timing) for found in find_deadlines(line, 2027, "2026-12-01")] == expected


def test_a_bare_day_counts_where_no_cited_act_can_be_of_it() -> None:
    line = "Theo Kế hoạch 12/KH-UBND ngày 04/3/2027, lớp 6 tựu trường ngày 20/8/2027, có hiệu lực ngày 01/9/2027."
    assert [line[f.start : f.end] for f in find_deadlines(line, 2027, "2027-04-01")] == ["ngày 20/8/2027"]
    assert find_deadlines(line, 2027) == []


@pytest.mark.parametrize(
    ("period", "line", "end", "rrule"),
    [
        # in a plan for a school year a month long over is one of its second year
        ("2027/2028", "xong trước 31/5", "2028-05-31", None),
        ("2027/2028", "xong trước 15/10", "2027-10-15", None),
        # in one for a term of office it comes again every year
        ("2027/2032", "mở lớp vào tháng 4", None, "FREQ=YEARLY;BYMONTH=4"),
    ],
)
def test_days_and_months_before_the_day_of_issue(period: str, line: str, end: str | None, rrule: str | None) -> None:
    frame = frame_of("2027-09-05", period)
    (found,) = find_deadlines(line, frame.year)
    meant = in_frame(line, found, frame).timing
    assert (meant.end, meant.rrule) == (end, rrule)
