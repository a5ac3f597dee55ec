"""Rows of targets."""

from __future__ import annotations

from dataset.records import DocumentRecord, Target
from extractors.base import Context
from extractors.outline.build import build_outline
from extractors.targets import TargetExtractor
from tests.support import plain_document


def rows(text: str, period: str | None = None, doc_type: str = "KH") -> list[Target]:
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
            doc_type=doc_type,
            period=period,
            recovered_ratio=0,
        )
    )
    return [row for row in TargetExtractor().extract(context) if isinstance(row, Target)]


def test_items_under_the_heading_of_a_year_inherit_it() -> None:
    text = "I. MỤC TIÊU\n1. Mục tiêu cụ thể đến năm 2034\n- 70% thôn có bể chứa.\n- Năm 2029: 40% thôn có bể chứa.\n"
    assert [row.period for row in rows(text, "2027/2034")] == ["2034", "2029"]


def test_the_period_of_the_document_is_the_last_resort() -> None:
    assert [row.period for row in rows("I. CHỈ TIÊU\n- 70% thôn có bể chứa.\n", "2027/2031")] == ["2027/2031"]
    assert [row.period for row in rows("I. CHỈ TIÊU\n- 70% thôn có bể chứa.\n")] == [None]


def test_a_part_names_its_whole() -> None:
    text = "I. CHỈ TIÊU\n- Số hội viên đạt 900 người, trong đó số hội viên nữ tối thiểu 400 người.\n"
    whole, part = rows(text)
    assert (whole.part_of, part.part_of) == (None, whole.target_id)


def test_sections_on_the_state_of_things_hold_no_targets() -> None:
    assert rows("I. KẾT QUẢ THỰC HIỆN\n- 70% thôn có bể chứa.\nII. MỤC TIÊU\n- 75% thôn có bể chứa.\n")[0].value == 75


def test_year_columns_of_a_table_of_aims() -> None:
    text = (
        "I. MỤC TIÊU, CHỈ TIÊU\n- Chi tiết như sau:\n"
        "TT\tChỉ tiêu\tĐơn vị tính\tThực hiện năm 2026\tNăm 2027\tNăm 2028\n"
        "1\tSố bể chứa\tbể\t10\t25\t1.040\n"
    )
    found = rows(text)
    assert [(row.indicator, row.value, row.unit, row.period, row.source) for row in found] == [
        ("số bể chứa", 25, "bể", "2027", "table"),
        ("số bể chứa", 1040, "bể", "2028", "table"),
    ]


def test_the_title_of_an_annex_promises_the_aims_of_its_table() -> None:
    # a group holds no figures, the name of a part begins with a dash
    text = (
        "I. NỘI DUNG\n- Theo Phụ lục.\nPHỤ LỤC\nCHỈ TIÊU TRỒNG CÂY\n"
        "TT\tNội dung\tĐVT\tNăm 2027\tNăm 2028\n"
        "I\tVen đường\n1\tSố cây trồng mới\tcây\t420\t510\n+\t- Cây bóng mát\tcây\t120\t150\n"
    )
    assert [(row.indicator, row.value, row.unit, row.period) for row in rows(text)] == [
        ("số cây trồng mới", 420, "cây", "2027"),
        ("số cây trồng mới", 510, "cây", "2028"),
        ("cây bóng mát", 120, "cây", "2027"),
        ("cây bóng mát", 150, "cây", "2028"),
    ]


def test_worded_columns_of_a_table_are_read_as_sentences() -> None:
    text = (
        "I. TỔ CHỨC THỰC HIỆN\n- Theo bảng:\n"
        "TT\tNội dung\tChỉ tiêu hoàn thành\n1\tTập huấn\tTừ 80% trở lên số hộ được tập huấn\n"
    )
    assert [(row.indicator, row.comparator, row.value) for row in rows(text)] == [("tỷ lệ hộ được tập huấn", ">=", 80)]


def test_a_table_of_costs_promises_nothing() -> None:
    assert rows("TT\tHạng mục\tKinh phí năm 2027\n1\tSửa cống\t250\n") == []


def test_the_evidence_runs_from_the_indicator_to_the_unit() -> None:
    (row,) = rows("I. MỤC TIÊU\n- Năm 2029: Tỷ lệ hộ dùng nước máy đạt   66% trở lên.\n")
    assert row.quote.endswith("66%")
    assert "Tỷ lệ hộ dùng nước máy" in row.quote


def issued(text: str, issued_on: str) -> list[Target]:
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
            doc_type="KH",
            issued_on=issued_on,
            recovered_ratio=0,
        )
    )
    return [row for row in TargetExtractor().extract(context) if isinstance(row, Target)]


def test_what_was_due_before_the_year_of_issue_is_a_result_and_the_baseline() -> None:
    text = "I. CHỈ TIÊU\n- Tỷ lệ thôn có bể chứa đạt từ 70% trở lên, năm 2026 là 58%; số giếng đạt 90 giếng.\n"
    found = issued(text, "2027-03-05")
    assert [(row.value, row.baseline) for row in found] == [(70, "2026"), (90, None)]
    # in the year itself it is an aim
    assert [row.value for row in issued(text, "2026-03-05")] == [70, 58, 90]


def test_years_gone_by_in_a_table_of_aims_are_results() -> None:
    table = "I. MỤC TIÊU, CHỈ TIÊU\nTT\tChỉ tiêu\tĐVT\tNăm 2026\tNăm 2028\n1\tSố bể chứa\tbể\t10\t25\n"
    assert [(row.value, row.period) for row in issued(table, "2027-03")] == [(25, "2028")]


def test_the_words_that_introduce_an_order_say_what_is_striven_for() -> None:
    head = (
        "CHỦ TỊCH ỦY BAN NHÂN DÂN\nTỈNH CÀ MAU\nSố: 04/CT-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nCà Mau, ngày 05 tháng 3 năm 2027\nCHỈ THỊ\nVề an toàn bến đò ngang\n"
    )
    order = ", Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:\n1. Sở Xây dựng\na) Kiểm tra các bến đò.\n"
    aimed = "Để kéo giảm tai nạn, phấn đấu năm 2027 giảm từ 20% số vụ chìm đò; trang bị ít nhất 60 phao cứu sinh"
    found = rows(head + aimed + order, "2027", "CT")
    assert [(row.comparator, row.value, row.indicator) for row in found] == [
        (">=", 20, "mức giảm số vụ chìm đò"),
        (">=", 60, "số phao cứu sinh"),
    ]
    # what the order only tells is no aim
    assert rows(head + "Để khắc phục tình trạng 20% bến đò không phép" + order, "2027", "CT") == []


def test_cells_with_a_bound_or_a_range() -> None:
    text = (
        "I. MỤC TIÊU, CHỈ TIÊU\n- Chi tiết như sau:\n"
        "TT\tChỉ tiêu\tĐơn vị tính\tNăm 2027\tNăm 2028\n"
        "1\tTỷ lệ rò rỉ\t%\t≤ 14\t9 - 12\n"
        "2\tTỷ lệ đấu nối\t%\ttrên 80\t85 trở lên\n"
        "3\tTỷ lệ quan trắc\t%\tTheo quy định\t-\n"
    )
    assert [(row.comparator, row.value, row.value_max, row.unit, row.period) for row in rows(text)] == [
        ("<=", 14, None, "%", "2027"),
        (">=", 9, 12, "%", "2028"),
        (">", 80, None, "%", "2027"),
        (">=", 85, None, "%", "2028"),
    ]


def test_a_decision_that_hands_out_aims_lays_down_no_rules() -> None:
    head = "UBND XÃ BÌNH AN\nSố: 4/QĐ-UBND\nBình An, ngày 20 tháng 12 năm 2027\nQUYẾT ĐỊNH\nVề việc {}\n"
    body = "Điều 1. Các thôn khởi công 100% số bể chứa trước ngày 01 tháng 4 năm 2028.\n"
    assert rows(head.format("ban hành Quy chế bể chứa") + body, doc_type="QĐ") == []


def test_a_sentence_on_what_happened_holds_no_targets() -> None:
    text = (
        "I. MỤC TIÊU\n- Trong 9 tháng năm 2027 đã xảy ra 12 vụ vỡ ống; toàn xã còn 21 bể hở, chiếm 17,5% tổng số bể.\n"
    )
    assert rows(text) == []


def test_the_time_behind_a_value_wins_over_the_clause_before() -> None:
    text = "I. CHỈ TIÊU\n- Xong danh sách trước ngày 01/3/2028; nạo vét 100% số kênh trước mùa mưa (tháng 9/2028).\n"
    assert [row.period for row in rows(text)] == ["2028-09"]
    assert [
        row.period
        for row in rows(
            "I. CHỈ TIÊU\n"
            "- 100% trạm bơm có đồng hồ trước ngày 15 tháng 8 năm 2029.\n"
            "- Mở 12 lớp trong năm 2028 - 2029.\n"
            "- Kiểm tra 06 trạm bơm trong 6 tháng đầu năm 2028.\n"
        )
    ] == ["2029-08-15", "2028/2029", "2028-01/2028-06"]


def test_where_a_growth_starts_from_is_the_baseline() -> None:
    found = rows(
        "I. CHỈ TIÊU\n- Giảm tỷ lệ rò rỉ từ 18,2% năm 2026 xuống dưới 12% vào năm 2029.\n"
        "- Nâng tổng công suất trạm bơm lên 4.000 m3/ngày đêm vào năm 2029, gấp 1,4 lần năm 2026.\n"
    )
    assert [(r.indicator, r.comparator, r.value, r.unit, r.period, r.baseline) for r in found] == [
        ("tỷ lệ rò rỉ", "<", 12, "%", "2029", "2026"),
        ("tổng công suất trạm bơm", "=", 4000, "m3/ngày đêm", "2029", None),
        ("mức tăng tổng công suất trạm bơm", "=", 1.4, "lần", "2029", "2026"),
    ]


def test_the_years_that_follow_run_to_the_end_of_the_plan() -> None:
    text = "I. CHỈ TIÊU\n- Tỷ lệ đấu nối: năm 2027 đạt 70%, năm 2028 đạt 75%, các năm tiếp theo đạt trên 80%.\n"
    assert [row.period for row in rows(text, "2027/2031")] == ["2027", "2028", "2029/2031"]
    assert [row.period for row in rows(text)][-1] == "2029/.."


def test_how_many_of_all_is_a_count() -> None:
    found = rows(
        "I. CHỈ TIÊU\n- 09/11 thôn có bể chứa vào cuối năm 2028; xong hồ sơ trước ngày 05/9 thôn nào cũng ký.\n"
    )
    assert [(row.value, row.unit, row.period) for row in found] == [(9, "thôn", "2028")]


def test_a_year_from_which_on() -> None:
    text = "I. CHỈ TIÊU\n- Trên 90% hộ ký cam kết trong năm 2027, đạt 100% từ năm 2028.\n"
    assert [(row.value, row.period) for row in rows(text)] == [(90, "2027"), (100, "2028")]


def test_so_many_each_year_of_a_span() -> None:
    text = "I. CHỈ TIÊU\n- Luân phiên ít nhất 12 bác sĩ về trạm y tế mỗi năm trong giai đoạn 2027 - 2031.\n"
    assert [(row.value, row.unit, row.period) for row in rows(text)] == [(12, "bác sĩ", "P1Y")]


def test_each_value_of_a_list_has_the_day_behind_it() -> None:
    text = (
        "I. CHỈ TIÊU\n- Số hộ dùng hóa đơn điện tử đạt 180/240 hộ trước 30-6-2028, đạt 240/240 hộ trước 31-12-2028.\n"
    )
    assert [(row.value, row.period) for row in rows(text)] == [(180, "2028-06-30"), (240, "2028")]


def test_a_time_in_brackets_is_that_of_the_brackets() -> None:
    text = "I. CHỈ TIÊU\n1. Giai đoạn 2028 - 2030: mở 36 lớp (mỗi năm 12 lớp), trên 900 người được cấp chứng nhận.\n"
    assert [(row.value, row.period) for row in rows(text)] == [(36, "2028/2030"), (900, "2028/2030")]


def test_a_year_is_no_number_of_things() -> None:
    found = rows("I. MỤC TIÊU\n- Đến 2033 có thêm 25 nghệ nhân.\n")
    assert [(row.value, row.unit, row.period) for row in found] == [(25, "nghệ nhân", "2033")]


def test_conditions_are_no_targets() -> None:
    assert rows("I. MỤC TIÊU\n1. Điều kiện: ít nhất 80% hộ treo đèn; không quá 5% hộ vắng họp.\n") == []


def test_by_how_much_is_no_bound() -> None:
    (row,) = rows("I. MỤC TIÊU\n- Tỷ lệ trẻ biết bơi cao hơn 8% so với năm 2027.\n")
    assert (row.comparator, row.value, row.baseline) == ("=", 8, "2027")


def test_the_time_behind_a_value_is_not_that_of_the_next_clause() -> None:
    text = "I. CHỈ TIÊU ĐẾN NĂM 2031\n1. 95% hộ có đồng hồ nước vào năm 2028; tối thiểu 90% bể được rửa.\n"
    assert [(row.value, row.period) for row in rows(text)] == [(95, "2028"), (90, "2031")]


def test_what_stands_in_the_end_is_not_for_every_year() -> None:
    text = "I. CHỈ TIÊU ĐẾN NĂM 2031\n1. Mỗi năm mở mới từ 30 câu lạc bộ trở lên, nâng tổng số lên 260 câu lạc bộ.\n"
    assert [(row.value, row.period) for row in rows(text)] == [(30, "P1Y"), (260, "2031")]


def test_how_often_something_is_sent_is_no_target() -> None:
    assert rows("II. TỔ CHỨC THỰC HIỆN\n1. Đài xã phát chuyên mục tối thiểu 02 kỳ/tháng.\n") == []


def found(text: str, period: str | None = "2028/2030") -> list[tuple[float, str, str | None]]:
    return [(row.value, row.comparator, row.period) for row in rows(f"I. CHỈ TIÊU\n- {text}\n", period)]


def test_the_first_bound_of_a_list_of_shares_is_that_of_all() -> None:
    assert found("Giảm ít nhất 10% số vụ và 15% diện tích rừng bị cháy.") == [
        (10, ">=", "2028/2030"),
        (15, ">=", "2028/2030"),
    ]
    assert found("Ít nhất 60% số thôn có điện vào năm 2029, 90% vào năm 2030.") == [
        (60, ">=", "2029"),
        (90, ">=", "2030"),
    ]
    # a verb of its own, and all of them, take no bound
    assert [row[1] for row in found("Tối thiểu 80% đàn chó, phấn đấu đạt 90%; 100% hộ ký cam kết.")] == [">=", "=", "="]


def test_a_time_that_closes_a_clause_stays_in_it() -> None:
    assert found("Ban hành quy chế trong quý I/2028; kiểm tra tối thiểu 30% số thôn.") == [(30, ">=", "2028/2030")]
    # one that opens it goes on
    assert [row[2] for row in found("Năm 2029: đào 5 km kênh; trồng 700 cây.")] == ["2029", "2029"]


def test_where_a_growth_starts_is_no_time_of_the_aim() -> None:
    assert found("Tỷ lệ cơ sở được cấp giấy tăng từ 62% năm 2027 lên 80%.") == [(80, "=", "2028/2030")]


def test_what_the_next_clause_says_of_the_end() -> None:
    assert found("Sửa nhà cho 430 hộ; hoàn thành trong 02 năm 2028 - 2029.") == [(430, "=", "2028/2029")]
    assert found("Đến ngày 30/6/2028, 70% giao dịch không dùng tiền mặt; đến hết năm đạt 90%.", "2028") == [
        (70, "=", "2028-06-30"),
        (90, "=", "2028"),
    ]


def test_parts_and_means_in_brackets() -> None:
    assert [row[0] for row in found("Trồng 2.950 ha rừng (trong đó rừng gỗ lớn 900 ha).")] == [2950, 900]
    assert [row[0] for row in found("Hộ có bình chữa cháy đạt 75% (khu vực đô thị đạt 90%).")] == [75, 90]
    # what was reached is none
    assert [row[0] for row in found("Tỷ lệ hài lòng đạt 95% (năm 2027 đạt 92,7%).")] == [95]


def test_a_share_behind_the_colon_of_its_name() -> None:
    text = "I. CÁC CHỈ TIÊU\n1. Số gia đình đạt danh hiệu “Gia đình văn hóa”: 92%; số thôn văn hóa: 14/15 thôn.\n"
    assert [(row.value, row.unit) for row in rows(text, "2028")] == [(92, "%"), (14, "thôn")]


def test_an_age_is_no_aim() -> None:
    assert [row[0] for row in found("Tỷ lệ người biết chữ trong độ tuổi từ 15 đến 60 đạt 98,8%.")] == [98.8]


def test_annexes_hand_aims_out_to_localities() -> None:
    # no column has a year: that of the title counts, the unit stands over the table
    text = (
        "I. NỘI DUNG\n- Theo Phụ lục.\nPHỤ LỤC\nGIAO CHỈ TIÊU THU CHO CÁC THÔN NĂM 2029\nĐơn vị tính: triệu đồng\n"
        "TT\tThôn\tThuế đất\tQuỹ phòng chống thiên tai\n1\tThôn Đông\t320\t28\n2\tThôn Đoài\t162,5\t31\n"
    )
    assert [(row.indicator, row.scope, row.value, row.unit, row.period) for row in rows(text, "2028/2030")] == [
        ("thuế đất", "Thôn Đông", 320, "triệu đồng", "2029"),
        ("quỹ phòng chống thiên tai", "Thôn Đông", 28, "triệu đồng", "2029"),
        ("thuế đất", "Thôn Đoài", 162.5, "triệu đồng", "2029"),
        ("quỹ phòng chống thiên tai", "Thôn Đoài", 31, "triệu đồng", "2029"),
    ]


def test_columns_name_what_each_locality_shall_reach() -> None:
    text = (
        "I. NỘI DUNG\n- Theo Phụ lục.\nPHỤ LỤC\nCHỈ TIÊU GIẢM NGHÈO GIAO CHO CÁC XÃ\n"
        "TT\tXã\tTỷ lệ hộ nghèo đầu năm 2028 (%)\tSố hộ thoát nghèo năm 2028 (hộ)\tGiai đoạn 2028 - 2030 (hộ)\n"
        "1\tXã Sơn\t14,2\t120\t310\n"
    )
    # where it stands today is no aim
    assert [(row.indicator, row.scope, row.value, row.unit, row.period) for row in rows(text, "2028/2030")] == [
        ("số hộ thoát nghèo", "Xã Sơn", 120, "hộ", "2028"),
        ("xã Sơn", None, 310, "hộ", "2028/2030"),
    ]


def test_how_many_in_words_of_all() -> None:
    assert found("Xóa ít nhất 15 trong 32 điểm ùn tắc vào năm 2029.") == [(15, ">=", "2029")]


def test_how_often_counts_where_it_comes_back() -> None:
    assert [row[0] for row in found("92% phụ nữ mang thai được khám thai ít nhất 4 lần trong thai kỳ.")] == [92]
    assert [row[0] for row in found("100% chi bộ sinh hoạt chuyên đề ít nhất 04 kỳ/năm.")] == [100, 4]


def test_a_large_number_is_no_label() -> None:
    text = "Đào tạo 18.500 người, trong đó: cao đẳng 1.500 người, trung cấp 3.200 người."
    assert [row[0] for row in found(text)] == [18500, 1500, 3200]
