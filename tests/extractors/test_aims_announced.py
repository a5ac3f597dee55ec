"""Lists of aims that a line only announces, and how communes write the values in them."""

from __future__ import annotations

from dataset.records import DocumentRecord, Target
from extractors.aims.find import find_aims
from extractors.base import Context
from extractors.outline.build import build_outline
from extractors.targets import TargetExtractor
from tests.extractors.test_targets import rows
from tests.support import plain_document


def _values(text: str) -> list[tuple[str, float, str | None, str | None]]:
    return [(r.comparator, r.value, r.unit, r.period) for r in rows(text)]


def test_numbers_that_begin_again_below_the_line_that_announces_them() -> None:
    text = (
        "I. ĐỊNH HƯỚNG GIAI ĐOẠN 2028 - 2033\n1. Quan điểm: lấy người dân làm gốc.\n2. Các chỉ tiêu chủ yếu đến năm "
        "2033\n1. Tỷ trọng trồng trọt 38%, chăn nuôi 41%.\n2. Tỷ lệ hộ có nhà tắm: 96,5%.\n3. Số mô hình: 12 mô hình.\n"
    )
    assert _values(text) == [
        ("=", 38, "%", "2033"),
        ("=", 41, "%", "2033"),
        ("=", 96.5, "%", "2033"),
        ("=", 12, "mô hình", "2033"),
    ]


def test_items_with_their_number_in_brackets() -> None:
    text = (
        "* Các chỉ tiêu đến năm 2031:\n(1). Bê tông hóa từ 06 đến 09 đường hẻm; lắp từ 40 bóng trở lên.\n"
        "(2). Tỷ lệ hộ nghèo (theo chuẩn nghèo giai đoạn 2027 - 2030) còn dưới 2%; hộ cận nghèo dưới 4%.\n"
    )
    assert _values(text) == [
        (">=", 6, "đường hẻm", "2031"),
        (">=", 40, "bóng", "2031"),
        ("<", 2, "%", "2031"),
        ("<", 4, "%", "2031"),
    ]


def test_another_section_ends_the_list() -> None:
    text = "1. Quan điểm\nCác chỉ tiêu chủ yếu\n- Trồng 30 ha keo.\n2. Nhiệm vụ\n- Kho trữ 12 tấn giống.\n"
    assert _values(text) == [("=", 30, "ha", None)]


def test_a_paper_without_a_type_whose_head_names_aims() -> None:
    text = (
        "ĐẢNG BỘ XÃ BẢN NGÀ\nPHƯƠNG HƯỚNG, MỤC TIÊU NHIỆM KỲ 2027 - 2032:\n1. Về kinh tế:\n"
        "- Tổng giá trị sản xuất đạt: 212,4 tỷ.đ, tăng 0,6 lần so với năm 2027; dịch vụ: 90,5 tỷ.đ.\n"
    )
    assert [(r.value, r.unit, r.period, r.baseline) for r in rows(text)] == [
        (212.4, "tỷ đồng", "2027/2032", None),
        (0.6, "lần", "2027/2032", "2027"),
        (90.5, "tỷ đồng", "2027/2032", None),
    ]


def test_parts_in_brackets_that_never_close() -> None:
    text = (
        "I. CHỈ TIÊU\n- Diện tích gieo trồng hằng năm: 1.420 ha (trong đó: ngô lai 800 ha; lúa 2 vụ 45 ha; cây lấy bột "
        "(sắn) 300 ha; cây ăn quả 90 ha.\n"
    )
    assert _values(text) == [("=", value, "ha", "P1Y") for value in (1420, 800, 45, 300, 90)]


def test_a_year_behind_a_value_that_only_tells_what_was() -> None:
    text = (
        "Năm 2028: tỷ lệ rửa tay: 82% (năm 2027: 74,5%); duy trì 31 cơ sở đã được công nhận trong năm 2027; đàn lợn: "
        "2.600 con, bằng năm 2026; đàn gia cầm: 31.000 con, tăng 0,2 lần so với năm 2026."
    )
    found = [(a.value.value, a.period, a.baseline) for a in find_aims(text, goal=True, since="2027")]
    assert found == [
        (82, "2028", "2027"),
        (31, "2028", None),
        (2600, "2028", None),
        (31000, "2028", None),
        (0.2, "2028", "2026"),
    ]


def test_what_a_nearer_heading_asks_for_is_no_aim() -> None:
    text = "I. MỤC TIÊU, YÊU CẦU\n1. Mục tiêu\n- Tiêm 900 mũi.\n2. Yêu cầu\n- Thuốc để ở nơi từ 3 đến 7 độ C.\n"
    assert _values(text) == [("=", 900, "mũi", None)]


def test_a_share_of_what_is_counted_before() -> None:
    text = "I. CHỈ TIÊU\n- Bình quân mỗi năm kết nạp 21 hội viên, chiếm 4% so với tổng số hội viên đầu năm.\n"
    assert [(r.value, r.unit, r.indicator) for r in rows(text)] == [
        (21, "hội viên", "số hội viên được kết nạp"),
        (4, "%", "tỷ lệ hội viên được kết nạp"),
    ]


def test_how_often_in_each_cycle_is_no_quantity() -> None:
    assert rows("III. NỘI DUNG\n1. Khảo sát: mỗi quý 01 lần, hỏi ý kiến của người bệnh.\n") == []


def test_a_list_that_a_copy_has_put_into_one_line() -> None:
    text = (
        "I. CHỈ TIÊU\n- Về kinh tế (3 chỉ tiêu) 1. Giá trị sản xuất bình quân hằng năm tăng 14%, trong đó: Nông nghiệp "
        "tăng 5%; dịch vụ tăng 17,5%. 2. Thu nhập bình quân đầu người năm 2031: 74 triệu đồng. 3. Số hợp tác xã: 16.\n"
    )
    assert _values(text) == [
        ("=", 14, "%", "P1Y"),
        ("=", 5, "%", "P1Y"),
        ("=", 17.5, "%", "P1Y"),
        ("=", 74, "triệu đồng", "2031"),
    ]


def test_brackets_that_share_a_sum_out_or_tell_its_measures() -> None:
    text = (
        "I. CHỈ TIÊU\n- Có ít nhất 180 hộ kinh doanh (nông nghiệp 60 hộ, nghề mộc 75 hộ, dịch vụ 45 hộ).\n"
        "- Cây trồng chính năm 2029 (Lạc: diện tích đạt 85 ha, sản lượng đạt 190 tấn. Vừng: diện tích đạt 22ha).\n"
    )
    assert [(r.value, r.unit) for r in rows(text)] == [
        (180, "hộ"),
        (60, "hộ"),
        (75, "hộ"),
        (45, "hộ"),
        (85, "ha"),
        (190, "tấn"),
        (22, "ha"),
    ]


def test_what_one_thing_is_worth_and_of_whom_it_is_asked_are_no_aims() -> None:
    text = (
        "I. CHỈ TIÊU\n- Trao 18 nhà tình nghĩa, mỗi nhà 70 triệu đồng; tặng 900 suất quà, trị giá 400.000 đồng/suất.\n"
        "- Mỗi chi hội có từ 60 hội viên trở lên xây dựng ít nhất 01 công trình.\n"
        "- Thời gian chờ cấp cứu tối đa 12 phút ở phường, 25 phút ở xã.\n"
    )
    assert [(r.comparator, r.value, r.unit) for r in rows(text)] == [
        ("=", 18, "nhà"),
        ("=", 900, "suất quà"),
        (">=", 1, "công trình"),
        ("<=", 12, "phút"),
        ("<=", 25, "phút"),
    ]


def test_money_that_is_paid_out_is_no_quota() -> None:
    text = "III. NHIỆM VỤ\n1. Giải ngân vốn đầu tư công đạt trên 92% kế hoạch.\n"
    assert _values(text) == [(">", 92, "%", None)]


def test_a_cycle_before_what_is_compared_and_a_month_without_a_year() -> None:
    text = "I. CHỈ TIÊU\n- Giảm ít nhất 4% số vụ cháy mỗi năm so với năm liền trước.\n"
    assert [(r.period, r.baseline) for r in rows(text)] == [("P1Y", "previous-year")]
    april = "100% hộ chưa có thẻ tham gia trong tháng 4."
    assert [a.period for a in find_aims(april, goal=True, since="2027", year=2028)] == ["2028-04"]
    assert [a.period for a in find_aims(april, goal=True, since="2027")] == ["2027-04"]


def test_what_is_striven_for_anew_leaves_the_cycle_before_it() -> None:
    text = (
        "I. CHỈ TIÊU\n- Đến năm 2029: Giảm tỷ suất sinh bình quân hằng năm 0,4‰, phấn đấu giảm tỷ lệ tăng tự nhiên "
        "xuống còn 0,9% và tỷ lệ sinh con thứ 3 trở lên xuống dưới 12%.\n"
    )
    assert _values(text) == [("=", 0.4, "‰", "P1Y"), ("=", 0.9, "%", "2029"), ("<", 12, "%", "2029")]


def test_years_from_to_without_a_second_word() -> None:
    text = (
        "I. MỤC TIÊU\nPhấn đấu từ năm 2027-2029: có 70% trường đạt chuẩn;\nPhấn đấu từ năm 2029-2032: có 90% trường.\n"
    )
    assert [r.period for r in rows(text)] == ["2027/2029", "2029/2032"]


def test_a_term_of_office_in_the_name_of_what_is_elected() -> None:
    text = "I. CHỈ TIÊU NĂM 2028\n- Tỷ lệ cử tri đi bầu Trưởng ấp nhiệm kỳ 2028 - 2030 đạt trên 97%.\n"
    assert _values(text) == [(">", 97, "%", "2028")]


def test_a_decision_that_approves_a_scheme_lays_down_no_rules() -> None:
    text = (
        "QUYẾT ĐỊNH\nPhê duyệt Đề án phát triển ngành chè đến năm 2031\n\nIII. NHIỆM VỤ\n1. Đến năm 2029 có 12.000 ha "
        "được tưới.\n2. Xây dựng 09 vùng nguyên liệu tập trung, quy mô mỗi vùng từ 200 ha trở lên.\n"
    )
    document = plain_document(text)
    context = Context(document, build_outline(document))
    head = {"doc_id": "d0", "source": "a.txt", "sha256": "0" * 64, "media_type": "text/plain", "text_origin": "plain"}
    title = "Phê duyệt Đề án phát triển ngành chè đến năm 2031"
    context.records.add(DocumentRecord(**head, page_count=1, doc_type="QĐ", title=title, recovered_ratio=0))
    found = [row for row in TargetExtractor().extract(context) if isinstance(row, Target)]
    assert [(r.value, r.unit, r.period) for r in found] == [(12000, "ha", "2029"), (9, "vùng nguyên liệu", None)]


def test_what_each_thing_is_made_of_and_a_word_that_ends_like_a_label() -> None:
    text = (
        "I. CHỈ TIÊU\n- 65% thôn, khu phố lập tổ liên gia; mỗi tổ từ 6 đến 12 hộ.\n"
        "- Kiểm tra 100% cơ sở (140 cơ sở), xử lý dứt điểm 11 cơ sở còn vi phạm trong quý III/2028.\n"
    )
    assert [(r.value, r.unit, r.period) for r in rows(text)] == [
        (65, "%", None),
        (100, "%", "2028-07/2028-09"),
        (11, "cơ sở", "2028-07/2028-09"),
    ]


def test_a_further_year_of_what_the_value_before_the_growth_measures() -> None:
    text = "I. MỤC TIÊU\n- Giá trị sản xuất năm 2027 đạt 312 tỷ đồng, tăng 2,8%; năm 2029 đạt 350 tỷ đồng.\n"
    assert [(r.value, r.period, r.indicator) for r in rows(text)] == [
        (312, "2027", "giá trị sản xuất"),
        (2.8, "2027", "mức tăng giá trị sản xuất"),
        (350, "2029", "giá trị sản xuất"),
    ]


def test_a_share_in_brackets_and_the_crops_of_one_year() -> None:
    text = (
        "I. MỤC TIÊU\n- Đàn bò 1.300 con (bò lai chiếm trên 70%), đàn dê 400 con.\n"
        "- Diện tích gieo trồng cây hằng năm 965 ha, trong đó lúa 520 ha.\n"
        "- Khối lực lượng vũ trang 1.200 đơn vị máu.\n"
    )
    assert [(r.comparator, r.value, r.period) for r in rows(text, "2028")] == [
        ("=", 1300, "2028"),
        (">", 70, "2028"),
        ("=", 400, "2028"),
        ("=", 965, "2028"),
        ("=", 520, "2028"),
        ("=", 1200, "2028"),
    ]


def test_columns_of_what_is_planned_for_a_year() -> None:
    text = (
        "II. KẾ HOẠCH SẢN XUẤT\nTT\tCây trồng\tĐVT\tThực hiện năm 2027\tKế hoạch năm 2028\n"
        "1\tLúa mùa\tha\t585\t580\n2\tNgô\tha\t120\t135\n"
    )
    assert [(r.value, r.unit, r.period, r.indicator) for r in rows(text)] == [
        (580, "ha", "2028", "lúa mùa"),
        (135, "ha", "2028", "ngô"),
    ]
