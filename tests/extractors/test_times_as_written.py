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
        ("Gửi tài liệu trước ít nhất 05 ngày so với ngày họp", ["trước ít nhất 05 ngày so với ngày họp"]),
        ("Thông báo cho tổ tối thiểu 02 ngày trước thời điểm nung lò", ["tối thiểu 02 ngày trước thời điểm nung lò"]),
        ("Tổng hợp đúng hạn ngày 23/9/2027", ["ngày 23/9/2027"]),
        ("Bắt đầu từ ngày 01/7, tiến hành từ ngày 03/8 ở ba thôn", ["từ ngày 01/7", "từ ngày 03/8"]),
        ("Đợt 1 từ 4 đến 6-1; đợt 2 từ 15 đến 22/1.", ["từ 4 đến 6-1", "từ 15 đến 22/1"]),
        ("Hoàn thành vào tháng 4-2027, bắt đầu từ tháng 1-2027", ["vào tháng 4-2027", "từ tháng 1-2027"]),
        ("Hội điểm vào cuối tháng 6 và đầu tháng 7-2027", ["vào cuối tháng 6 và đầu tháng 7-2027"]),
        ("Chạy thử tháng 9 - 10/2027; kho hoàn thành năm 2028;", ["năm 2028"]),
        ("Tháng 9 - 10/2027: chạy thử", ["Tháng 9 - 10/2027"]),
        ("Đổi giống cho vùng trồng trước 2030; soát lại hằng quý đến 2030", ["trước 2030", "hằng quý đến 2030"]),
        ("Chiến dịch mở trong 3 tháng 6,7,8/2027 ở ba thôn", ["trong 3 tháng 6,7,8/2027"]),
        (
            "Nếu có khó khăn, vướng mắc trong quá trình nung, báo tổ trưởng",
            ["Nếu có khó khăn, vướng mắc trong quá trình nung"],
        ),
        ("Đợt một từ ngày 10.3 - 10.4; đợt hai từ 10.9 - 10.10.", ["từ ngày 10.3 - 10.4", "từ 10.9 - 10.10"]),
        ("Tháng cao điểm từ (01/3 đến 31/3/2027)", ["01/3 đến 31/3/2027"]),
        ("Trong hè (từ tháng 6 đến hết tháng 8-2027)", ["từ tháng 6 đến hết tháng 8-2027"]),
        ("Giao xong trong năm nay. 6 tháng cuối năm, tổ nghỉ", ["trong năm nay", "6 tháng cuối năm"]),
        ("Chương trình đưa ra mục tiêu vào năm 2031 hết lò cũ", ["vào năm 2031"]),
        ("Chung kết ngày 02/10/2027; bế mạc lúc 19:00 ngày 05/10/2027", ["ngày 02/10/2027", "ngày 05/10/2027"]),
        ("Giao quân vào sáng 20-2-2028", ["vào sáng 20-2-2028"]),
        ("Nộp chậm nhất ngày 10 của tháng.", ["chậm nhất ngày 10 của tháng"]),
        ("Họp từ ngày 19/6/2027 cho đến 31/3/2028", ["từ ngày 19/6/2027 cho đến 31/3/2028"]),
        ("Báo trước ít nhất 15 ngày và gửi bảng tính", ["trước ít nhất 15 ngày"]),
        ("Xúc tiến hằng năm 2027 - 2030", ["hằng năm 2027 - 2030"]),
        # no times: what is paid each month, the name of a term
        ("Số người hưởng trợ giúp xã hội hằng tháng tăng", []),
        ("Có 15 hộ được trợ giúp đột xuất sau bão", []),
        ("Học kỳ 1 năm học 2027-2028 bắt đầu muộn hơn", []),
        ("Tỷ lệ 12-5% là sai", []),
        ("Các điểm trường dạy học 2 buổi/ngày", []),
        ("Chế độ báo cáo định kỳ do tổ lập; bài kiểm tra thường xuyên", []),
        ("Bảo vệ lò trước, trong và sau Tết Nguyên đán", []),
        ("100% báo cáo định kỳ và báo cáo chuyên đề nộp qua mạng", []),
        ("Sản lượng tăng từ 10.3 - 10.4 tấn", []),
        ("Lao động thường xuyên của tổ có bảo hiểm", []),
        ("Tựu trường sớm nhất trước 1 tuần so với ngày khai giảng", []),
    ],
)
def test_times_as_they_are_written(line: str, words: list[str]) -> None:
    assert [line[found.start : found.end] for found in find_deadlines(line, 2027)] == words
