"""Ways of writing times that rules, schedules and reports use."""

from __future__ import annotations

import pytest

from extractors.times.find import find_deadlines


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Báo cáo tháng gửi trước ngày 12 của tháng", ["tháng gửi trước ngày 12 của tháng"]),
        (
            "Báo cáo quý gửi trước ngày 08 tháng cuối cùng của mỗi quý",
            ["quý gửi trước ngày 08 tháng cuối cùng của mỗi quý"],
        ),
        ("Chậm nhất ngày 15 (mười lăm) của tháng báo cáo", ["Chậm nhất ngày 15 (mười lăm) của tháng báo cáo"]),
        ("Nộp trong thời hạn 03 (ba) ngày làm việc", ["trong thời hạn 03 (ba) ngày làm việc"]),
        ("Gửi trước ngày 05/02 của năm báo cáo", ["trước ngày 05/02 của năm báo cáo"]),
        ("Sở gửi bảng kê trước ngày 01 tháng 3 năm hàng năm", ["trước ngày 01 tháng 3 năm hàng năm"]),
        ("Từ ngày 9-5 đến 12-5: các đội nộp danh sách", ["Từ ngày 9-5 đến 12-5"]),
        ("Ngày 24/6: khai mạc; dự kiến ngày 27-6 sẽ trao giải", ["Ngày 24/6", "ngày 27-6"]),
        ("Mở cổng từ 8 giờ ngày 01/6 đến 17 giờ ngày 05/6/2027", ["từ 8 giờ ngày 01/6 đến 17 giờ ngày 05/6/2027"]),
        ("Tiếp dân ít nhất 02 ngày/tháng", ["ít nhất 02 ngày/tháng"]),
        ("Hội vật mở vào mùng 6 tháng Giêng hằng năm", ["vào mùng 6 tháng Giêng hằng năm"]),
        ("Giỗ tổ nghề ngày 12/8 âm lịch", ["ngày 12/8 âm lịch"]),
        ("Chương trình đặt mục tiêu đến năm 2031 hết nhà tạm", ["đến năm 2031"]),
        ("Cả khóa học xong trong năm học 2027-2028", ["trong năm học 2027-2028"]),
        ("Khai giảng: ngày 05/9/2027.", ["ngày 05/9/2027"]),
        (
            "Báo cáo 6 tháng đầu năm gửi trước ngày 10/07 của năm báo cáo",
            ["6 tháng đầu năm gửi trước ngày 10/07 của năm báo cáo"],
        ),
        ("Nộp chậm nhất trước ngày 15/06 hằng năm", ["chậm nhất trước ngày 15/06 hằng năm"]),
        ("Nhận bài từ nay đến ngày 28-2-2027 (theo dấu bưu điện)", ["từ nay đến ngày 28-2-2027"]),
        ("Hạn cuối nhận bài ngày 30-9-2027, trao giải vào dịp 20/11/2027", ["ngày 30-9-2027", "vào dịp 20/11/2027"]),
        ("Cuối mỗi học kỳ, tổ họp sơ kết", ["Cuối mỗi học kỳ"]),
        ("Ngày 17/2: hiệp thương. (Ngày 18/3 Hiệp thương lần 2)", ["Ngày 17/2", "Ngày 18/3"]),
        ("Xây xong trước ngày khai giảng năm học mới 2027-2028", ["xong trước ngày khai giảng năm học mới 2027-2028"]),
        # no times: what is paid each month, the name of a term
        ("Số người hưởng trợ giúp xã hội hằng tháng tăng", []),
        ("Có 15 hộ được trợ giúp đột xuất sau bão", []),
        ("Học kỳ 1 năm học 2027-2028 bắt đầu muộn hơn", []),
        ("Tỷ lệ 12-5% là sai", []),
        ("Các điểm trường dạy học 2 buổi/ngày", []),
    ],
)
def test_times_as_they_are_written(line: str, words: list[str]) -> None:
    assert [line[found.start : found.end] for found in find_deadlines(line, 2027)] == words
