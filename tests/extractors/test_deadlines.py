"""Deadlines in running text and in tables."""

from __future__ import annotations

import pytest

from dataset.records import Deadline, DocumentRecord
from extractors.base import Context
from extractors.deadlines import DeadlineExtractor
from extractors.outline.build import build_outline
from extractors.times.find import find_deadlines
from pipeline.reading.base import Source, read_document
from tests.support import plain_document


def texts(sentence: str) -> list[str]:
    return [sentence[found.start : found.end] for found in find_deadlines(sentence)]


def rows(text: str, issued_on: str | None = "2027-03-10") -> list[Deadline]:
    document = plain_document(text)
    context = Context(document, build_outline(document))
    context.records.add(
        DocumentRecord(
            doc_id="d0",
            source="test.txt",
            sha256="0" * 64,
            media_type="text/plain",
            text_origin="plain",
            page_count=1,
            issued_on=issued_on,
            recovered_ratio=0,
        )
    )
    return [row for row in DeadlineExtractor().extract(context) if isinstance(row, Deadline)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Các thôn gửi danh sách trước ngày 05/4/2027.", ["trước ngày 05/4/2027"]),
        # ends of the year of the plan, but no time gone by and no measure of something else
        ("Trong năm mở 5 lớp; đến hết năm có 3 đội; họp vào cuối năm.", ["Trong năm", "đến hết năm", "vào cuối năm"]),
        ("Trong năm qua xã có 2 vụ; các tháng trong năm đều mưa.", []),
        ("Treo cờ dịp 3/2, 30/4 và 2/9; kiểm tra chợ vào dịp trước, trong và sau Tết Nguyên đán.",
         ["dịp 3/2, 30/4 và 2/9", "dịp trước, trong và sau Tết Nguyên đán"]),
        ("Tặng quà dịp Tết Thiếu nhi 1/6; trực 24/24h.", ["dịp Tết Thiếu nhi 1/6", "24/24h"]),
        ("Trình Đề án thu phí đỗ xe tại kỳ họp cuối năm 2028; thu vào đầu tháng 12/2028.",
         ["tại kỳ họp cuối năm 2028", "vào đầu tháng 12/2028"]),
        ("Sửa chòi canh xong trước mùa khô; sơ kết vào cuối kỳ.", ["xong trước mùa khô", "vào cuối kỳ"]),
        ("Phun hóa chất vào các tháng 3, 7 và 11; họp định kỳ vào tháng 6 và tháng 12.",
         ["vào các tháng 3, 7 và 11", "định kỳ vào tháng 6 và tháng 12"]),
        ("Vụ Xuân: từ tháng 02 đến hết tháng 4; giải kéo co: tháng 10.", ["từ tháng 02 đến hết tháng 4", "tháng 10"]),
        ("Rà soát hằng năm, bắt đầu từ ngày 01/9 đến hết ngày 14/12.",
         ["hằng năm, bắt đầu từ ngày 01/9 đến hết ngày 14/12"]),
        ("Quý III, IV: kiểm tra chợ; hết quý II thu đủ.", ["Quý III, IV", "hết quý II"]),
        ("Lễ hội đình: ngày 16, 17 và 18 tháng 3 năm 2028.", ["ngày 16, 17 và 18 tháng 3 năm 2028"]),
        ("Họp vào Chủ nhật tuần thứ hai hằng tháng; giao ban hằng tuần (thứ Năm).",
         ["vào Chủ nhật tuần thứ hai hằng tháng", "hằng tuần (thứ Năm)"]),
        ("Tổng hợp báo cáo tháng, quý, năm; cập nhật theo tháng.", ["tháng, quý, năm", "theo tháng"]),
        ("Khi dự báo cháy rừng cấp IV, chủ rừng trực tại chốt.", ["Khi dự báo cháy rừng cấp IV"]),
        ("Đường dây nóng hoạt động 24/7; xong trước 24/7/2028.", ["24/7", "xong trước 24/7/2028"]),
        # a day of every year; every hour
        ("Tặng quà dịp 20/11 hằng năm; đo mực nước hằng giờ.", ["dịp 20/11 hằng năm", "hằng giờ"]),
        ("Nạo vét kênh xong trong quý I năm 2028.", ["xong trong quý I năm 2028"]),
        ("Báo cáo định kỳ hằng năm (trước ngày 10/12) về Sở.", ["định kỳ hằng năm (trước ngày 10/12)"]),
        # what comes regularly and what comes on demand are two deadlines
        ("Gửi kết quả hằng tháng và đột xuất khi có yêu cầu.", ["hằng tháng", "đột xuất khi có yêu cầu"]),
        # a request for something is no time; what is to be done does not belong to the event
        ("Người dân khi có yêu cầu về bản sao thì nộp đơn trực tuyến.", []),
        ("Khi phát hiện đê rò phải báo ngay trưởng thôn.", ["Khi phát hiện đê rò"]),
        ("Gửi bảng giá cát khi có biến động lớn.", ["khi có biến động lớn"]),
        ("Gửi số liệu trước 15 giờ ngày 20 hằng tháng.", ["trước 15 giờ ngày 20 hằng tháng"]),
        ("Gửi số liệu vào ngày 07 của tháng đầu quý.", ["vào ngày 07 của tháng đầu quý"]),
        # each part of a composite expression with its own day
        (
            "Báo cáo định kỳ 6 tháng (trước 12/6), năm (trước 12/12) về xã.",
            ["định kỳ 6 tháng (trước 12/6), năm (trước 12/12)"],
        ),
        (
            "Gửi báo cáo quý (trước ngày 20 tháng cuối quý), năm (trước 12/12).",
            ["quý (trước ngày 20 tháng cuối quý), năm (trước 12/12)"],
        ),
        ("Hằng năm, trước ngày 12 tháng 11, các thôn báo cáo.", ["Hằng năm, trước ngày 12 tháng 11"]),
        ("Hằng tháng, trước ngày 20, các thôn báo cáo.", ["Hằng tháng, trước ngày 20"]),
        # once, and from then on again and again
        ("Số hóa bản đồ kênh: năm 2028 và cập nhật hằng năm.", ["năm 2028 và cập nhật hằng năm"]),
        ("Thao giảng mỗi học kỳ một lần.", ["mỗi học kỳ một lần"]),
        ("Gửi biên bản chậm nhất 05 ngày sau mỗi kỳ họp thôn.", ["chậm nhất 05 ngày sau mỗi kỳ họp thôn"]),
        # what is to be finished is no part of the name of an act, whatever stands before
        ("Học tập Quy định số 7-QĐ/TW về nêu gương, xong trước 30/4/2028.", ["xong trước 30/4/2028"]),
        ("Giai đoạn 1 (2027 - 2028): đào kênh.", ["Giai đoạn 1 (2027 - 2028)"]),
        ("Gia cố đê xong trước mùa mưa bão năm 2028.", ["xong trước mùa mưa bão năm 2028"]),
        ("- Tháng 9 và tháng 10 năm 2028: mở lớp (tháng 11/2028).",
         ["Tháng 9 và tháng 10 năm 2028", "tháng 11/2028"]),
        ("Từ nay đến hết năm 2028 trồng 500 cây.", ["Từ nay đến hết năm 2028"]),
        ("Khi xảy ra vỡ đê phải báo ngay.", ["Khi xảy ra vỡ đê"]),
        ("Hai năm một lần tổ chức hội thi.", ["Hai năm một lần"]),
        ("Đối chiếu hằng quý, chậm nhất ngày 9 tháng đầu quý sau.", ["hằng quý, chậm nhất ngày 9 tháng đầu quý sau"]),
        ("Giao chỉ tiêu trong quý I; họp vào tháng 3, tháng 6 và tháng 9 năm 2028.",
         ["trong quý I", "vào tháng 3, tháng 6 và tháng 9 năm 2028"]),
        ("Kiểm tra đột xuất khi có dấu hiệu vi phạm.", ["đột xuất khi có dấu hiệu vi phạm"]),
        ("Trả lời đơn trong thời gian 03 ngày; báo cáo trước ngày 06 tháng sau.",
         ["trong thời gian 03 ngày", "trước ngày 06 tháng sau"]),
        ("Thu phí từ ngày 01 đến ngày 09 hằng tháng.", ["từ ngày 01 đến ngày 09 hằng tháng"]),
        ("Sơ kết vào cuối năm 2028.", ["vào cuối năm 2028"]),
        ("Họp đột xuất khi Thường trực Đảng ủy yêu cầu.", ["đột xuất khi Thường trực Đảng ủy yêu cầu"]),
        # the day of a cycle
        ("Báo cáo định kỳ 6 tháng, trước ngày 12 tháng 6.", ["định kỳ 6 tháng, trước ngày 12 tháng 6"]),
        # one composite expression
        ("Sơ kết hằng quý, 6 tháng và hằng năm.", ["hằng quý, 6 tháng và hằng năm"]),
        # "định kỳ" that says how often further on in its clause
        ("Trạm bơm định kỳ báo cáo hằng quý.", ["hằng quý"]),
        # around the clock, in hours after what happened
        ("Trạm bơm trực 24/24, cập nhật liên tục mực nước.", ["24/24", "liên tục"]),
        ("Giai đoạn đầu (0-12 giờ): di dời dân.", ["Giai đoạn đầu (0-12 giờ)"]),
        ("Giai đoạn sau 36 giờ: dọn bùn.", ["Giai đoạn sau 36 giờ"]),
        ("Đo lại mốc lộ giới vào năm 2028.", ["vào năm 2028"]),
        ("Trạm bơm định kỳ kiểm tra; báo cáo hằng quý.", ["định kỳ", "hằng quý"]),
        ("Công bố ngay sau khi có kết quả, niêm yết tại thôn.", ["ngay sau khi có kết quả"]),
        (
            "Trả lời trong vòng 05 ngày làm việc kể từ ngày nhận đơn.",
            ["trong vòng 05 ngày làm việc kể từ ngày nhận đơn"],
        ),
        ("Trong quá trình thực hiện nếu phát sinh vướng mắc, các thôn báo về xã.",
         ["Trong quá trình thực hiện nếu phát sinh vướng mắc"]),
        ("(Chủ trì: Phòng Kinh tế; thời gian: Tháng 9/2027; sản phẩm: báo cáo)", ["Tháng 9/2027"]),
        ("Rà soát theo từng năm và giai đoạn.", ["theo từng năm và giai đoạn"]),
        ("Đo độ mặn 02 lần/ngày (trước 7h và 15h).", ["02 lần/ngày (trước 7h và 15h)"]),
        # so many times in a period, in the words of the trade
        ("Phát thanh ít nhất 03 buổi/tuần.", ["ít nhất 03 buổi/tuần"]),
        ("Thăm đồng 10 ngày/lần, họp mỗi tháng 02 kỳ.", ["10 ngày/lần", "mỗi tháng 02 kỳ"]),
        # from a day on, and within hours
        ("Mở cống lấy nước từ 15/02/2028.", ["từ 15/02/2028"]),
        ("Trả lời phản ánh trong 24 giờ.", ["trong 24 giờ"]),
        # an event is one, what is done about it is none
        ("Báo tin khi phát hiện cây đổ; nghiêm trị ai khi phát hiện mà không báo.", ["khi phát hiện cây đổ"]),
        # the cycle belongs to what is rated or assigned
        ("Là căn cứ đánh giá mức độ hoàn thành nhiệm vụ hằng năm.", []),
        ("Thực hiện chỉ tiêu do tỉnh giao hằng năm.", []),
        # a label of time takes its value whole, hour and half days included
        ("- Thời gian dự kiến: Sáng ngày 04/5 và cả ngày 05/5/2027", ["Sáng ngày 04/5 và cả ngày 05/5/2027"]),
        ("- Thời gian đào tạo: Theo lịch công tác của trạm.", ["Theo lịch công tác của trạm"]),
        ("Tưới kênh thường xuyên, định kỳ hằng tuần.", ["thường xuyên, định kỳ hằng tuần"]),
        # nothing else in the sentence tells a time
        ("Hiệu chuẩn máy đo mặn 02 năm một lần.", ["02 năm một lần"]),
        ("Dạy bơi cho học sinh từ năm học 2027 - 2028.", ["từ năm học 2027 - 2028"]),
        # a day of each period on which is reported
        ("Xã báo cáo 6 tháng trước ngày 04/6, báo cáo năm trước ngày 04/12.",
         ["6 tháng trước ngày 04/6", "năm trước ngày 04/12"]),
        ("Trạm báo cáo quý trước ngày 9 tháng đầu quý sau.", ["quý trước ngày 9 tháng đầu quý sau"]),
        ("Báo cáo theo quý, chậm nhất ngày 17 tháng cuối quý.", ["theo quý, chậm nhất ngày 17 tháng cuối quý"]),
        ("Thôn báo cáo 6 tháng, 9 tháng và năm về xã.", ["6 tháng, 9 tháng và năm"]),
        ("Gửi số liệu trước ngày 14 của tháng cuối kỳ báo cáo.", ["trước ngày 14 của tháng cuối kỳ báo cáo"]),
        # seasons and terms with their dates in brackets or behind them
        ("Khơi cống trước mùa mưa (tháng 5/2028).", ["trước mùa mưa (tháng 5/2028)"]),
        ("Dạy bơi trong học kỳ II năm học 2027 - 2028.", ["trong học kỳ II năm học 2027 - 2028"]),
        ("Trồng rừng trong 02 năm 2027 - 2028; ươm cây trong năm 2028 - 2029.",
         ["trong 02 năm 2027 - 2028", "trong năm 2028 - 2029"]),
        ("Cấm khai thác cát từ tháng 10 đến tháng 3 hằng năm.", ["từ tháng 10 đến tháng 3 hằng năm"]),
        ("Mở cống kể từ ngày 15/02/2028 đến hết ngày 30/4/2028.", ["kể từ ngày 15/02/2028 đến hết ngày 30/4/2028"]),
        ("Lấy mẫu nước từ ngày 12 đến ngày 18/6/2028; xả đập từ 20/6 - 25/6/2028.",
         ["từ ngày 12 đến ngày 18/6/2028", "từ 20/6 - 25/6/2028"]),
        ("Giám sát hằng năm, giữa kỳ (năm 2029) và cuối kỳ (năm 2031).",
         ["hằng năm, giữa kỳ (năm 2029) và cuối kỳ (năm 2031)"]),
        ("Trình HĐND xã tại kỳ họp thường lệ giữa năm.", ["tại kỳ họp thường lệ giữa năm"]),
        ("Thi cấy 2 năm 1 lần; giao ban nửa tháng một lần.", ["2 năm 1 lần", "nửa tháng một lần"]),
        ("Đối chiếu vào tuần cuối mỗi quý.", ["vào tuần cuối mỗi quý"]),
        ("Sơ kết sau 6 tháng thực hiện, rà soát trong nửa đầu năm 2028.",
         ["sau 6 tháng thực hiện", "trong nửa đầu năm 2028"]),
        # a month of the plan's year
        ("Nghiệm thu kè, hoàn thành trong tháng 9.", ["trong tháng 9"]),
        ("Nộp hồ sơ không muộn hơn ngày 30/6/2028.", ["không muộn hơn ngày 30/6/2028"]),
        # where the name of an act ends and the order goes on
        ("Sửa quy định theo Nghị định số 12/2027/NĐ-CP của Chính phủ quy định về đê điều, trình trong quý I/2028.",
         ["trong quý I/2028"]),
        ("Ngay sau khi vỡ đê phải báo động toàn xã.", ["Ngay sau khi vỡ đê"]),
        ("Thẩm tra không quá 20 ngày kể từ ngày nhận đủ hồ sơ theo Quy định 24.",
         ["không quá 20 ngày kể từ ngày nhận đủ hồ sơ"]),
        # from a year on
        ("Từ năm 2028, thu phí nước; từ đầu năm học 2028 - 2029 dạy bơi.",
         ["Từ năm 2028", "từ đầu năm học 2028 - 2029"]),
        ("Rà bom 02 lần trong năm (trước ngày 10/3 và trước ngày 10/9).",
         ["02 lần trong năm (trước ngày 10/3 và trước ngày 10/9)"]),
        ("Trong 12 giờ đầu dựng lán; báo cáo ngay trong ngày nếu có người mất tích.",
         ["Trong 12 giờ đầu", "ngay trong ngày nếu có người mất tích"]),
        ("Nộp không quá 03 ngày làm việc kể từ khi có biên bản phải lưu sổ.",
         ["không quá 03 ngày làm việc kể từ khi có biên bản"]),
        ("Lát 14 đoạn đường trong 6 tháng cuối năm.", ["trong 6 tháng cuối năm"]),
        ("Báo cáo đột xuất khi được yêu cầu; họp giữa năm 2028.", ["đột xuất khi được yêu cầu", "giữa năm 2028"]),
        # programmes are named by years, not by months
        ("Bàn giao mặt bằng Dự án kè ven sông trong tháng 6/2028.", ["trong tháng 6/2028"]),
        ("Lồng ghép Dự án kè ven sông đến năm 2035.", []),
        ("Chốt sổ vào ngày làm việc cuối cùng của tháng.", ["vào ngày làm việc cuối cùng của tháng"]),
        ("Gửi báo cáo 6 tháng đầu năm trước ngày 09/6, 9 tháng trước ngày 09/9 và cả năm trước ngày 09/12.",
         ["6 tháng đầu năm trước ngày 09/6, 9 tháng trước ngày 09/9 và cả năm trước ngày 09/12"]),
        ("Gửi báo cáo quý (trước ngày 13 tháng cuối quý) về xã.", ["quý (trước ngày 13 tháng cuối quý)"]),
        ("Lắp máy tính tiền tại 12 chợ trước 30-6-2028, không để chậm quá ngày 15/7/2028.",
         ["trước 30-6-2028", "không để chậm quá ngày 15/7/2028"]),
        ("Dạy thử từ học kỳ I năm học 2028 - 2029, in sách xong trước năm học 2028 - 2029.",
         ["từ học kỳ I năm học 2028 - 2029", "xong trước năm học 2028 - 2029"]),
        ("Số hóa xong, chậm nhất vào năm 2031; đến 2033 có thêm 2 kho.", ["chậm nhất vào năm 2031", "đến 2033"]),
        ("Thẩm định không quá 07 ngày làm việc; nghiệm thu trong 2 quý đầu năm 2028.",
         ["không quá 07 ngày làm việc", "trong 2 quý đầu năm 2028"]),
        ("Sơ kết tháng 12/2029, tổng kết tháng 11/2031.", ["tháng 12/2029", "tháng 11/2031"]),
        ("Ký quy chế chậm nhất đến hết tháng 5/2028.", ["chậm nhất đến hết tháng 5/2028"]),
        # by which something is finished, not a part of the name before it
        ("Lập Đề án dời trạm bơm ra bờ kè, hoàn thành trước năm 2031.", ["trước năm 2031"]),
    ],
)  # fmt: skip
def test_expressions(sentence: str, expected: list[str]) -> None:
    assert texts(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        # the day of a cited act
        "Theo Quyết định số 12/QĐ-UBND ngày 03/02/2027 của Chủ tịch xã.",
        # the years in the name of a cited act, numbered or not
        "Thực hiện Nghị quyết số 7-NQ/TU của Tỉnh ủy về phát triển thủy lợi giai đoạn 2025 - 2030.",
        "Lồng ghép với Chiến lược phát triển rừng bền vững đến năm 2040.",
        # the running costs of an office
        "Bố trí từ nguồn chi thường xuyên của xã.",
        "Chi trả trợ cấp hằng tháng cho người cao tuổi.",
        "Bổ sung hồ sơ kịp thời.",
        "Sản lượng tăng liên tục nhờ giống mới.",
        "Nghị quyết có hiệu lực từ ngày 01/7/2027.",
        "Trẻ em từ 06 tháng đến 36 tháng tuổi.",
        # the phases in the name of a programme
        "Lồng ghép Chương trình mục tiêu trồng cây giai đoạn 2021 - 2030, giai đoạn I: từ năm 2021 đến năm 2025.",
        # who answers for it
        "Trưởng thôn chịu trách nhiệm khi xảy ra cháy rừng.",
        "Khám sức khỏe định kỳ cho học sinh.",
    ],
)
def test_what_is_no_deadline(sentence: str) -> None:
    assert texts(sentence) == []


def test_the_aim_behind_a_cited_act_keeps_its_year() -> None:
    sentence = "Thực hiện Nghị quyết số 7-NQ/TU về nước sạch; đến năm 2031 mọi thôn có nước."
    assert texts(sentence) == ["đến năm 2031"]


def test_the_title_counts_once_and_the_repeated_name_does_not() -> None:
    text = (
        "KẾ HOẠCH\nCấp nước sạch trên địa bàn xã giai đoạn 2027 - 2031\n\n"
        "Ủy ban nhân dân xã ban hành Kế hoạch cấp nước sạch giai đoạn 2027 - 2031 như sau:\n"
        "I. MỤC TIÊU\n- Xây bể chứa đến hết năm 2029.\n"
        "Trên đây là Kế hoạch cấp nước sạch trên địa bàn xã giai đoạn 2027 - 2031./.\n"
    )
    assert [(row.text, row.start, row.end) for row in rows(text)] == [
        ("giai đoạn 2027 - 2031", "2027", "2031"),
        ("đến hết năm 2029", None, "2029-12-31"),
    ]


def test_columns_below_one_header_of_time() -> None:
    text = (
        "KẾ HOẠCH\nTrồng cây năm 2027\n\nI. NỘI DUNG\nChi tiết tại bảng.\n\n"
        "TT\tNội dung\tThời gian\t\tSản phẩm\n\t\tBắt đầu\tKết thúc\t\n"
        "1\tĐào hố\t01/4/2027\tTháng 5/2027\t500 hố\n2\tTưới cây\tHằng tuần\tQuý IV/2027\tCây sống\n"
    )
    source = Source("made.txt", text.encode())
    document = read_document(source)
    context = Context(document, build_outline(document))
    found = [row for row in DeadlineExtractor().extract(context) if isinstance(row, Deadline)]
    assert [row.text for row in found] == ["01/4/2027", "Tháng 5/2027", "Hằng tuần", "Quý IV/2027"]


def test_the_own_name_said_again_in_small_letters_counts_once() -> None:
    text = (
        "NGHỊ QUYẾT\nVề kế hoạch trồng cây phân tán giai đoạn 2027 - 2031\n\n"
        "Điều 1. Thông qua kế hoạch trồng cây phân tán giai đoạn 2027 - 2031 của xã.\n"
        "Điều 2. Chăm sóc cây giai đoạn 2027 - 2031.\n"
    )
    assert [row.quote for row in rows(text)] == ["giai đoạn 2027 - 2031"] * 2


def test_a_day_of_the_following_year_comes_every_year() -> None:
    found = find_deadlines("Quyết toán xong trước 31/01 năm sau.", 2027)
    assert [item.timing.rrule for item in found] == ["FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"]


def test_what_was_over_when_the_plan_was_issued_is_no_deadline() -> None:
    past = "I. TÌNH HÌNH\n- Từ ngày 01/02/2027 đến ngày 05/02/2027 mưa lớn kéo dài.\n"
    assert rows(past) == []
    # what is due before a day stays, so that the checker can say that the day is past
    assert [row.end for row in rows("I. NHIỆM VỤ\n- Báo cáo trước ngày 05/02/2027.\n")] == ["2027-02-05"]


def test_sections_on_the_state_of_things_hold_no_deadlines() -> None:
    text = "I. THỰC TRẠNG\n- Trong năm 2027 kênh thường xuyên cạn.\nII. NHIỆM VỤ\n- Nạo vét xong trong năm 2028.\n"
    assert [row.text for row in rows(text)] == ["xong trong năm 2028"]
    # save for what is still to be done by a day
    text = "I. KHÓ KHĂN\n- Trong năm 2027 kênh cạn; phải vét xong trước ngày 31/12/2027 theo yêu cầu của tỉnh.\n"
    assert [row.end for row in rows(text)] == ["2027-12-31"]


def test_a_day_without_a_year_takes_that_of_the_document() -> None:
    assert [row.end for row in rows("I. NHIỆM VỤ\n- Gia cố đê xong trước 30/8.\n")] == ["2027-08-30"]


def test_every_filled_cell_of_a_time_column_is_one_deadline() -> None:
    text = (
        "TT\tNhiệm vụ\tChủ trì\tThời gian thực hiện\n"
        "1\tTrồng cây chắn sóng, chăm sóc thường xuyên\tHội Nông dân\tTháng 2 hằng năm\n"
        "2\tSửa cống\tPhòng Kinh tế\tQuý II/2027\n"
        "3\tTrực bơm\tTrạm bơm\tTheo phân công\n"
    )
    found = rows(text)
    # the words of the task column are not asked, and a cell that says nothing definite is vague, not lost
    assert [(row.text, row.kind) for row in found] == [
        ("Tháng 2 hằng năm", "recurring"),
        ("Quý II/2027", "range"),
        ("Theo phân công", "vague"),
    ]
    assert all(row.quote == row.text for row in found)


def test_without_a_time_column_the_sentences_on_work_to_do_are_read() -> None:
    text = (
        "TT\tHồ chứa\tTiến độ hiện tại\tGiải pháp, kiến nghị\n"
        "1\tHồ Thượng\tĐến 01/3/2027 đạt 40%; dự kiến khánh thành trong tháng 9/2027\tNạo vét xong trước tháng 8/2027\n"
        "2\tHồ Hạ\tĐã xong\tTrồng rừng trong quý III và quý IV/2027\n"
    )
    # how far it has come is no deadline, what is yet to come is
    assert [row.text for row in rows(text)] == [
        "trong tháng 9/2027",
        "xong trước tháng 8/2027",
        "trong quý III và quý IV/2027",
    ]


def test_columns_that_only_name_years_or_results_hold_no_deadline() -> None:
    assert rows("TT\tChỉ tiêu\tKết quả\n1\tSố bể\t12\n") == []


def test_the_evidence_is_the_expression_itself() -> None:
    text = "I. NHIỆM VỤ\n- Kiểm tra kè   trước ngày\n 05/9/2027.\n"
    document = plain_document(text)
    for row in rows(text):
        assert document.text[row.quote_start : row.quote_end] == row.quote


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("Thôn báo cáo 6 tháng, 9 tháng và năm về xã.", "FREQ=YEARLY;BYMONTH=6,9,12"),
        ("Cấm lấy cát từ tháng 10 đến tháng 3 hằng năm.", "FREQ=YEARLY;BYMONTH=1,2,3,10,11,12"),
        ("Xã báo cáo năm trước ngày 04/12.", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=4"),
        ("Báo cáo theo quý, chậm nhất ngày 17 tháng cuối quý.", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=17"),
        ("Giám sát hằng năm, giữa kỳ (năm 2029).", "FREQ=YEARLY"),
        ("Chốt sổ vào ngày làm việc cuối cùng của tháng.", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("Chốt sổ vào ngày cuối cùng của tháng.", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("Xét nghiệm nước vào quý II và quý IV hằng năm.", "FREQ=YEARLY;BYMONTH=4,5,6,10,11,12"),
        ("Xét nghiệm nước vào quý II - IV hằng năm.", "FREQ=YEARLY;BYMONTH=4,5,6,7,8,9,10,11,12"),
        ("Lập kế hoạch hằng năm trong tháng 02.", "FREQ=YEARLY;BYMONTH=2"),
        # no calendar tells which days: nothing is made up
        ("Giao ban nửa tháng một lần.", None),
        ("Gửi số liệu trước ngày 14 của tháng cuối kỳ báo cáo.", None),
    ],
)
def test_rules(sentence: str, rule: str | None) -> None:
    (found,) = find_deadlines(sentence, 2028)
    assert (found.timing.kind, found.timing.rrule, found.timing.start) == ("recurring", rule, None)


def test_months_without_a_year_are_those_of_the_plan() -> None:
    head = "UBND XÃ BÌNH AN\nSố: 4/KH-UBND\nBình An, ngày 20 tháng 12 năm 2027\nKẾ HOẠCH\nNạo vét kênh năm 2028\n"
    document = plain_document(head + "1. Đào kênh, hoàn thành trong tháng 9.\n")
    context = Context(document, build_outline(document))
    row = DocumentRecord(doc_id="d0", source="t", sha256="0" * 64, media_type="text/plain", text_origin="plain",
                         page_count=1, issued_on="2027-12-20", period="2028", recovered_ratio=0)  # fmt: skip
    context.records.add(row)
    found = [row for row in DeadlineExtractor().extract(context) if isinstance(row, Deadline)]
    assert [(row.text, row.end) for row in found] == [("trong tháng 9", "2028-09")]


def test_a_year_gone_by_since_when_is_no_deadline() -> None:
    head = "UBND XÃ BÌNH AN\nSố: 4/KH-UBND\nBình An, ngày 20 tháng 3 năm 2027\nKẾ HOẠCH\nNạo vét kênh\n"
    text = head + "1. Từ năm 2021, thôn đào kênh bằng tay.\n2. Từ năm 2028, thôn thuê máy.\n"
    assert [row.text for row in rows(text, "2027-03-20")] == ["Từ năm 2028"]


def test_in_a_plan_for_several_years_a_day_gone_by_is_one_of_every_year() -> None:
    document = plain_document("1. Gửi kế hoạch trước ngày 31/01; báo cáo trước ngày 10/12; họp vào cuối năm.\n")
    context = Context(document, build_outline(document))
    context.records.add(
        DocumentRecord(
            doc_id="d0",
            source="test.txt",
            sha256="0" * 64,
            media_type="text/plain",
            text_origin="plain",
            page_count=1,
            issued_on="2027-04-08",
            period="2027/2029",
            recovered_ratio=0,
        )
    )
    found = [row for row in DeadlineExtractor().extract(context) if isinstance(row, Deadline)]
    assert [(row.kind, row.end, row.rrule) for row in found] == [
        ("recurring", None, "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=31"),
        ("date", "2027-12-10", None),
        ("vague", None, None),
    ]


def test_a_cycle_in_a_heading_behind_which_its_value_stands() -> None:
    text = "I. CHỈ TIÊU\n1. Chung\n2. Diện tích gieo trồng hằng năm: 1.830 ha. (trong đó ngô 700 ha)\n3. Khác\n"
    assert [row.text for row in rows(text)] == ["hằng năm"]
