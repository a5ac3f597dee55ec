"""Tasks in the closing words of a document; names that the vocabulary does not have."""

from __future__ import annotations

import pytest

from dataset.records import Assignment, Task
from tests.extractors.test_tasks import records_of, tasks_of


def test_closing_words_that_ask_all_for_a_report() -> None:
    body = (
        "II. NỘI DUNG\n- Dạy bơi.\nĐề nghị các đơn vị báo cáo kết quả về Ủy ban nhân dân xã trước ngày 05/9/2027./.\n"
    )
    found = records_of(body).records.of(Assignment)
    assert [(row.role, row.unit) for row in found] == [("lead", "các đơn vị")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # a body that the vocabulary does not have, by its role behind the name
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Lắp rào.\n"
            "2. Quỹ Phao cứu sinh xã chủ trì, phối hợp với Công an xã phát áo phao.",
            [("Lắp rào.", ["Phòng Kinh tế"], []), ("Quỹ Phao cứu", ["Quỹ Phao cứu sinh xã"], ["Công an xã"])],
        ),
        # ... in a sentence that gives it work, within a paragraph on something else
        (
            "II. GIẢI PHÁP\n1. Trang bị phao\nMỗi bến có phao. Giao Quỹ Phao cứu sinh xã chủ trì, phối hợp với "
            "Công an xã mua áo phao.",
            [("Giao Quỹ Phao", ["Quỹ Phao cứu sinh xã"], ["Công an xã"])],
        ),
        # the beginning of a clause is no name, whatever role follows it
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Lắp rào.\n"
            "2. Nhiệm vụ của từng đơn vị có trách nhiệm như phụ lục.\n3. Trong mùa mưa lũ chủ trì trực ban.",
            [("Lắp rào.", ["Phòng Kinh tế"], [])],
        ),
        # what still belongs to a name in running text, and the unit behind it
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Phối hợp với Ủy ban nhân dân các địa phương, Trạm Y tế cứu nạn.",
            [("Phối hợp với", ["Công an xã"], ["Ủy ban nhân dân các địa phương", "Trạm Y tế"])],
        ),
    ],
)
def test_names_that_the_vocabulary_does_not_have(body: str, expected: list[tuple[str, list[str], list[str]]]) -> None:
    assert tasks_of(body) == expected


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        # behind a semicolon the sentence goes on about those whom it addresses, not about who receives the report
        (
            "Yêu cầu Trưởng các thôn thực hiện nghiêm; báo cáo kết quả về Phòng Kinh tế trước ngày 05/12/2027./.",
            [("Yêu cầu Trưởng các", ["Trưởng các thôn"])],
        ),
        # who is addressed anew leads what follows
        (
            "Yêu cầu Công an xã báo cáo kết quả trước ngày 05/12/2027; đề nghị Trạm Y tế gửi báo cáo trước ngày "
            "10/12/2027./.",
            [("Yêu cầu Công an", ["Công an xã"]), ("đề nghị Trạm Y", ["Trạm Y tế"])],
        ),
        # who only receives is nobody's lead
        ("Khẩn trương thực hiện; báo cáo kết quả về Phòng Kinh tế trước ngày 05/12/2027./.", []),
        # to follow up and to urge is work too
        (
            "Giao Phòng Kinh tế theo dõi, đôn đốc việc thực hiện Kế hoạch này./.",
            [("Giao Phòng Kinh tế", ["Phòng Kinh tế"])],
        ),
    ],
)
def test_closing_sentences(closing: str, expected: list[tuple[str, list[str]]]) -> None:
    body = f"II. TỔ CHỨC THỰC HIỆN\n1. Trạm Y tế\n- Trực cấp cứu.\n\n{closing}"
    records = records_of(body).records
    leads = [(a.task_id, a.unit) for a in records.of(Assignment) if a.role == "lead"]
    found = [
        (" ".join(t.text.split()[:4]), [unit for task_id, unit in leads if task_id == t.task_id])
        for t in records.of(Task)
        if not t.text.startswith("Trực")
    ]
    assert found == expected
