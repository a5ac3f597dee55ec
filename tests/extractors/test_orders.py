"""Who is asked to do what by orders: directives and letters, articles of decisions, texts without a letterhead."""

from __future__ import annotations

import pytest

from dataset.records import Assignment, DocumentRecord, Task
from extractors.base import Context
from extractors.deadlines import DeadlineExtractor
from extractors.documents import Documents
from extractors.outline import build_outline
from extractors.tasks import TaskExtractor
from tests.support import plain_document

DIRECTIVE = """CHỈ THỊ
Về việc dạy bơi cho trẻ em
Những năm qua số trẻ biết bơi còn ít.
"""
DECISION = """ỦY BAN NHÂN DÂN
TỈNH SƠN LA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 7/QĐ-UBND
Sơn La, ngày 05 tháng 3 năm 2027
QUYẾT ĐỊNH
Về việc ban hành Đề án dạy bơi
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SƠN LA
Căn cứ Luật Trẻ em ngày 05 tháng 4 năm 2016;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Đề án dạy bơi.
"""
LETTER = """BỘ Y TẾ
Số: 12/BYT-TE
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày 05 tháng 3 năm 2027
Kính gửi: Sở Y tế các tỉnh
"""
END = "\nNơi nhận:\n- Như trên;\n- Lưu: VT.\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nLê Văn Tám\n"

Found = list[tuple[str, list[str], list[str]]]


def read(text: str) -> tuple[DocumentRecord, Found]:
    document = plain_document(text)
    context = Context(document, build_outline(document))
    for extractor in (Documents(), DeadlineExtractor(), TaskExtractor()):
        context.records.extend(extractor.extract(context))
    doers = context.records.of(Assignment)
    found = [
        (
            " ".join(task.text.split()[:3]),
            [a.unit for a in doers if a.task_id == task.task_id and a.role == "lead"],
            [a.unit for a in doers if a.task_id == task.task_id and a.role == "coordinate"],
        )
        for task in context.records.of(Task)
    ]
    return context.records.of(DocumentRecord)[0], found


def test_points_of_an_order_are_the_work_of_those_it_asks() -> None:
    text = DIRECTIVE + (
        "Thủ tướng Chính phủ yêu cầu Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương:\n"
        "1. Mở lớp dạy bơi ở mọi xã.\n2. Sở Y tế tập huấn sơ cứu.\n"
        "3. Phối hợp cụ thể với các Bộ, ngành trung ương cấp áo.\n"
        "Thủ tướng Chính phủ yêu cầu các cơ quan thực hiện nghiêm túc, hiệu quả Chỉ thị này./.\n"
    )
    record, tasks = read(text + END)
    chairs = "Chủ tịch Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương"
    assert record.issuer == "Thủ tướng Chính phủ"
    assert [(words, [unit.lower() for unit in leads]) for words, leads, _ in tasks] == [
        ("Mở lớp dạy", [chairs.lower()]),
        ("Sở Y tế", ["sở y tế"]),
        ("Phối hợp cụ", [chairs.lower()]),
    ]
    assert tasks[2][2] == ["các Bộ, ngành trung ương"]


def test_an_article_gives_work_and_the_last_one_only_enforces() -> None:
    _, tasks = read(
        DECISION
        + "Điều 2. Sở Y tế có trách nhiệm tập huấn sơ cứu hằng năm.\n"
        + "Điều 3. Giám đốc Sở Nội vụ chủ trì, phối hợp với thủ trưởng các sở, Chủ tịch UBND các xã mở lớp.\n"
        + "Điều 4. Chánh Văn phòng; Giám đốc Sở Y tế chịu trách nhiệm thi hành Quyết định này./.\n"
        + END
    )
    assert tasks == [
        ("Sở Y tế", ["Sở Y tế"], []),
        ("Giám đốc Sở", ["Giám đốc Sở Nội vụ"], ["Thủ trưởng các sở", "Chủ tịch Ủy ban nhân dân các xã"]),
    ]


def test_bodies_of_a_place_that_have_a_duty() -> None:
    body = "Điều 2. Các Ủy ban nhân dân phường, Trạm Y tế trong vùng trũng có nhiệm vụ phối hợp với Công an tỉnh.\n"
    _, tasks = read(DECISION + body + END)
    assert tasks == [("Các Ủy ban", ["Ủy ban nhân dân các phường", "Trạm Y tế"], ["Công an tỉnh"])]


def test_a_letter_asks_in_its_closing_words() -> None:
    body = (
        "Trẻ em chưa biết bơi còn nhiều.\nĐể kịp mùa hè, Bộ Y tế đề nghị Sở Nội vụ, Sở Tài chính bố trí người dạy./.\n"
    )
    record, tasks = read(LETTER + body + END)
    assert record.signer_title == "THỨ TRƯỞNG"
    assert tasks == [("Để kịp mùa", ["Sở Nội vụ", "Sở Tài chính"], [])]


def test_a_text_without_head_tells_who_was_asked() -> None:
    _, tasks = read(
        "Hội nghị nghe báo cáo về tai nạn đuối nước.\n"
        "Kết luận, đồng chí Chủ tịch yêu cầu: Sở Y tế mở lớp sơ cứu; Công an tỉnh cắm biển ở bến đò.\n"
        "Sở Nội vụ theo dõi thi đua. Ban Quản lý rừng có mặt tại buổi họp.\n"
    )
    assert [(words, leads) for words, leads, _ in tasks] == [
        ("Sở Y tế", ["Sở Y tế"]),
        ("Công an tỉnh", ["Công an tỉnh"]),
        ("Sở Nội vụ", ["Sở Nội vụ"]),
    ]


@pytest.mark.parametrize("pointer", ["(Kèm theo Đề án).", "(Kèm theo kế hoạch)."])
def test_a_pointer_below_an_article_begins_no_annex(pointer: str) -> None:
    _, tasks = read(DECISION + pointer + "\nĐiều 2. Sở Y tế có trách nhiệm tập huấn sơ cứu.\n" + END)
    assert tasks == [("Sở Y tế", ["Sở Y tế"], [])]


def test_what_was_asked_in_one_sentence_and_told_in_the_next() -> None:
    _, tasks = read(
        "Tỉnh vừa họp về đuối nước, ai cũng lo.\n"
        "Theo đó, UBND tỉnh giao Sở Y tế, UBND, Công an các xã theo chức năng, nhiệm vụ được giao lập đội cứu hộ. "
        "Giao Sở Nội vụ - Cơ quan thường trực Ban Chỉ đạo theo dõi. Sở Y tế thường xuyên báo cáo UBND tỉnh.\n"
    )
    assert [(words, leads) for words, leads, _ in tasks] == [
        ("Theo đó, UBND", ["Sở Y tế", "Ủy ban nhân dân các xã", "Công an các xã"]),
        ("Giao Sở Nội", ["Sở Nội vụ"]),
        ("Sở Y tế", ["Sở Y tế"]),
    ]


PLAN = DECISION.replace("7/QĐ", "7/KH").replace("QUYẾT ĐỊNH\nVề việc ban hành Đề án dạy", "KẾ HOẠCH\nDạy")


def plan_tasks(body: str) -> Found:
    head = PLAN.partition("CHỦ TỊCH ỦY BAN")[0]
    return read(head + "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:\nI. NỘI DUNG\n" + body + END)[1]


def test_a_bracket_gives_the_work() -> None:
    tasks = plan_tasks("1. Dựng chòi canh (Giao Sở Y tế chủ trì, phối hợp với Công an tỉnh và các xã tham mưu).\n")
    assert tasks == [("Dựng chòi canh", ["Sở Y tế"], ["Công an tỉnh", "các xã"])]


def test_people_set_to_work_are_told_nothing() -> None:
    assert plan_tasks("1. Các trường, các xã nêu cao cảnh giác.\n2. Phân công cán bộ trực hè ở bến đò.\n") == []


def test_points_below_an_article_that_gives_them() -> None:
    body = "Điều 2. Giao Giám đốc Sở Y tế\n1. Mở lớp sơ cứu.\n2. Chủ trì, phối hợp với Công an tỉnh cắm biển.\n"
    assert read(DECISION + body + END)[1] == [
        ("Mở lớp sơ", ["Giám đốc Sở Y tế"], []),
        ("Chủ trì, phối", ["Giám đốc Sở Y tế"], ["Công an tỉnh"]),
    ]


def test_a_clause_that_only_says_by_when_is_no_further_task() -> None:
    tasks = plan_tasks(
        "1. Dạy bơi.\nGiao Sở Y tế chủ trì, phối hợp các xã mở lớp; hoàn thành trước ngày 10/6/2027./.\n"
    )
    assert [words for words, _, _ in tasks] == ["Giao Sở Y"]
