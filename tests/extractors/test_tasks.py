"""Tasks and assignments: the ways in which plans hand out work, on plans made up for it."""

from __future__ import annotations

import pytest

from dataset.records import Assignment, Deadline, Task
from extractors.base import Context
from extractors.deadlines import DeadlineExtractor
from extractors.documents import Documents
from extractors.outline import build_outline
from extractors.tasks import TaskExtractor
from tests.support import plain_document

HEAD = """ỦY BAN NHÂN DÂN
XÃ YÊN HÒA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND
Yên Hòa, ngày 05 tháng 3 năm 2027
KẾ HOẠCH
Phòng chống đuối nước cho trẻ em năm 2027
Ủy ban nhân dân xã Yên Hòa ban hành Kế hoạch với các nội dung sau:
I. MỤC ĐÍCH
Giảm tai nạn đuối nước.
"""
FOOT = """
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Lê Văn Tám
"""


def records_of(body: str, annex: str = "") -> Context:
    document = plain_document(HEAD + body + FOOT + annex)
    context = Context(document, build_outline(document))
    for extractor in (Documents(), DeadlineExtractor(), TaskExtractor()):
        context.records.extend(extractor.extract(context))
    return context


def tasks_of(body: str, annex: str = "") -> list[tuple[str, list[str], list[str]]]:
    """First words, leads and coordinators of every task."""
    records = records_of(body, annex).records
    doers = records.of(Assignment)
    return [
        (
            " ".join(task.text.split()[:3]),
            [a.unit for a in doers if a.task_id == task.task_id and a.role == "lead"],
            [a.unit for a in doers if a.task_id == task.task_id and a.role == "coordinate"],
        )
        for task in records.of(Task)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # bullets below unit headings: the heading leads, the bullet names who works with it
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Văn hóa – Xã hội\n- Mở lớp dạy bơi.\n"
            "- Phối hợp với Trạm Y tế và các trường học tập huấn sơ cứu.\n2. Công an xã\n- Cắm biển cảnh báo.",
            [
                ("Mở lớp dạy", ["Phòng Văn hóa - Xã hội"], []),
                ("Phối hợp với", ["Phòng Văn hóa - Xã hội"], ["Trạm Y tế", "các trường học"]),
                ("Cắm biển cảnh", ["Công an xã"], []),
            ],
        ),
        # "cùng", "hiệp đồng với" tell who works along; of two units in the heading the one that is named leads
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Trạm Y tế\n- Cùng Công an xã và các thôn đặt phao cứu sinh.\n"
            "2. Công an xã, Ban CHQS xã\n- Lập chốt, hiệp đồng với Đồn Biên phòng Nà Lầu.\n"
            "- Riêng Công an xã cấm tắm đêm.\n- Ban CHQS xã cử xuồng.",
            [
                ("Cùng Công an", ["Trạm Y tế"], ["Công an xã", "các thôn"]),
                ("Lập chốt, hiệp", ["Công an xã", "Ban Chỉ huy Quân sự xã"], ["Đồn Biên phòng Nà Lầu"]),
                ("Riêng Công an", ["Công an xã"], []),
                ("Ban CHQS xã", ["Ban Chỉ huy Quân sự xã"], []),
            ],
        ),
        # a heading that tells its unit whom to direct is that unit's
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế: chỉ đạo Trạm Khuyến nông, các hợp tác xã:\na) Rào ao nuôi.\n"
            "b) Lấp hố sâu.",
            [("Rào ao nuôi.", ["Phòng Kinh tế"], []), ("Lấp hố sâu.", ["Phòng Kinh tế"], [])],
        ),
        # persons by office
        (
            "II. PHÂN CÔNG\n1. Đồng chí Chủ tịch UBND xã - Trưởng Ban Chỉ đạo\nQuyết định cấm bãi tắm.\n"
            "2. Các đồng chí Ủy viên Ban Thường vụ Đảng ủy: dự họp thôn.",
            [
                ("Quyết định cấm", ["Chủ tịch Ủy ban nhân dân xã"], []),
                ("dự họp thôn.", ["các Ủy viên Ban Thường vụ Đảng ủy"], []),
            ],
        ),
        # sections of Party documents are numbered "III-"
        (
            "II- NHIỆM VỤ\n1. Tuyên truyền sâu rộng.\nIII- TỔ CHỨC THỰC HIỆN\n"
            "1. Đảng ủy Quân sự xã lãnh đạo lập đội cứu hộ.",
            [("Đảng ủy Quân", ["Đảng ủy Quân sự xã"], [])],
        ),
        # lines of doers with a letter each, or with the role behind the name
        (
            "II. NHIỆM VỤ\n1.1. Dựng biển báo ở bến đò.\na) Đơn vị chủ trì: Phòng Kinh tế.\n"
            "b) Đơn vị phối hợp: Công an xã, các thôn ven sông, các trường học trên địa bàn.\n1.2. Thi bơi.\n"
            "* Thực hiện: Đoàn Thanh niên xã chủ trì, Trạm Y tế phối hợp.",
            [
                (
                    "Dựng biển báo",
                    ["Phòng Kinh tế"],
                    ["Công an xã", "các thôn ven sông", "các trường học trên địa bàn"],
                ),
                ("Thi bơi.", ["Đoàn Thanh niên Cộng sản Hồ Chí Minh xã"], ["Trạm Y tế"]),
            ],
        ),
        # in a section that says what is to be done only who is addressed has work there
        (
            "II. NHIỆM VỤ\n1. Bảo đảm an toàn bến bãi\na) Đồn Biên phòng Nà Lầu, Hải đội 3: tuần tra cửa sông.\n"
            "b) Các trường học tăng giờ bơi.\nc) Đề nghị Hội Chữ thập đỏ xã tặng áo phao.",
            [
                ("tuần tra cửa", ["Đồn Biên phòng Nà Lầu", "Hải đội 3"], []),
                ("Đề nghị Hội", ["Hội Chữ thập đỏ xã"], []),
            ],
        ),
        # a code of a department introduced once; a name that runs on into the sentence is cut where it is known
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Cảnh sát giao thông (PC08)\n- Chốt bến đò.\n"
            "2. Ban Quản lý Bến thủy Nà Lầu\n- Phối hợp với PC08, Trung tâm Cứu hộ Hòn Mun neo phao.\n"
            "3. Trung tâm Cứu hộ Hòn Mun\n- Trực 24/24.\n"
            "4. Trạm Y tế\n- Phối hợp với Trung tâm Cứu hộ xét nghiệm nước.",
            [
                ("Chốt bến đò.", ["Phòng Cảnh sát giao thông"], []),
                (
                    "Phối hợp với",
                    ["Ban Quản lý Bến thủy Nà Lầu"],
                    ["Phòng Cảnh sát giao thông", "Trung tâm Cứu hộ Hòn Mun"],
                ),
                ("Trực 24/24.", ["Trung tâm Cứu hộ Hòn Mun"], []),
                ("Phối hợp với", ["Trạm Y tế"], ["Trung tâm Cứu hộ"]),
            ],
        ),
        # "Đối với …" with a name that holds a verb; bodies named by their head alone
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Phối hợp với Văn phòng, Quân sự và các thôn lập chốt.\n"
            "2. Đối với các đơn vị được kiểm tra\n- Gửi hồ sơ bể bơi.",
            [
                ("Phối hợp với", ["Công an xã"], ["Văn phòng", "Ban Chỉ huy Quân sự", "các thôn"]),
                ("Gửi hồ sơ", ["các đơn vị được kiểm tra"], []),
            ],
        ),
        # who is in charge, who helps, in the parenthesis that closes a paragraph
        (
            "II. NỘI DUNG\n1. Thi cứu đuối (Tổ Thể dục - Quốc phòng phụ trách, Tổ Hóa - Sinh hỗ trợ).\n"
            "2. Trưng bày tranh (phụ trách: Tổ Ngữ văn).",
            [
                ("Thi cứu đuối", ["Tổ Thể dục - Quốc phòng"], ["Tổ Hóa - Sinh"]),
                ("Trưng bày tranh", ["Tổ Ngữ văn"], []),
            ],
        ),
        # who carries it out, at the end of the paragraph: a line of doers, or a sentence that says no more
        (
            "II. NHIỆM VỤ\n1. Mở 8 lớp bơi. Đơn vị thực hiện: Phòng Lao động - TB&XH, Trạm Y tế.\n"
            "2. Đóng bè nổi. Giao Phòng Kinh tế chủ trì, phối hợp với Công an xã thực hiện xong trước ngày 30/6.",
            [
                ("Mở 8 lớp", ["Phòng Lao động - Thương binh và Xã hội", "Trạm Y tế"], []),
                ("Đóng bè nổi.", ["Phòng Kinh tế"], ["Công an xã"]),
            ],
        ),
        # what the unit of the heading is makes no other subject
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Trạm Y tế\n- Cơ quan thường trực, chịu trách nhiệm về số liệu.",
            [("Cơ quan thường", ["Trạm Y tế"], [])],
        ),
        # bodies of the Party
        (
            "IV- TỔ CHỨC THỰC HIỆN\n1- Các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy xây dựng kế hoạch.\n"
            "2- Đảng đoàn các tổ chức chính trị - xã hội tỉnh giám sát.\n"
            "3- Văn phòng Tỉnh ủy phối hợp với các cơ quan tham mưu, giúp việc Tỉnh ủy theo dõi.",
            [
                ("Các huyện ủy,", ["các huyện ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy"], []),
                ("Đảng đoàn các", ["Đảng đoàn các tổ chức chính trị - xã hội tỉnh"], []),
                ("Văn phòng Tỉnh", ["Văn phòng Tỉnh ủy"], ["các cơ quan tham mưu, giúp việc Tỉnh ủy"]),
            ],
        ),
        # "Đề nghị …" is that unit; two units in one heading both lead
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Đề nghị Ủy ban MTTQ Việt Nam xã và các đoàn thể\n- Vận động quyên góp.\n"
            "2. Trạm Y tế\n- Chuẩn bị túi thuốc.",
            [
                ("Vận động quyên", ["Ủy ban Mặt trận Tổ quốc Việt Nam xã", "các đoàn thể"], []),
                ("Chuẩn bị túi", ["Trạm Y tế"], []),
            ],
        ),
        # a paragraph without a bullet
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Trạm Y tế\nTrực cấp cứu trong mùa hè.\n2. Công an xã\nTuần tra ven sông.",
            [("Trực cấp cứu", ["Trạm Y tế"], []), ("Tuần tra ven", ["Công an xã"], [])],
        ),
        # a bullet that names its own subject, and the head of the heading's unit, who is that unit
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Đề nghị Hội Nông dân xã rào các ao nuôi.\n"
            "- Lắp biển báo.\n2. UBND các xã, phường\n"
            "- Chủ tịch UBND các xã, phường chịu trách nhiệm khi để xảy ra tai nạn.",
            [
                ("Đề nghị Hội", ["Hội Nông dân xã"], []),
                ("Lắp biển báo.", ["Phòng Kinh tế"], []),
                ("Chủ tịch UBND", ["Ủy ban nhân dân các xã, phường"], []),
            ],
        ),
        # what a unit asks of others is its own work; whom those work with is not its partner
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Yêu cầu các chủ ao cá lắp rào chắn.\n"
            "- Chỉ đạo các trạm bơm phối hợp với Công an xã treo phao cứu sinh.",
            [("Yêu cầu các", ["Phòng Kinh tế"], []), ("Chỉ đạo các", ["Phòng Kinh tế"], [])],
        ),
        # a section on reports: the bullets name their subjects
        (
            "II. CHẾ ĐỘ BÁO CÁO\n- Các thôn báo cáo kết quả trước ngày 10/12 hằng năm.\n"
            "- Phòng Văn hóa - Xã hội chủ trì, phối hợp với Trạm Y tế tổng hợp.",
            [
                ("Các thôn báo", ["các thôn"], []),
                ("Phòng Văn hóa", ["Phòng Văn hóa - Xã hội"], ["Trạm Y tế"]),
            ],
        ),
        # a heading whose name no vocabulary has, among headings that are units; a topic is none
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Rà soát ao hồ.\n2. Công an xã\n- Cắm biển cảnh báo.\n"
            "3. Đội bơi lội thiếu nhi\n- Biểu diễn kỹ năng cứu đuối.\n4. Kinh phí thực hiện\n- Chi theo quy định.",
            [
                ("Rà soát ao", ["Phòng Kinh tế"], []),
                ("Cắm biển cảnh", ["Công an xã"], []),
                ("Biểu diễn kỹ", ["Đội bơi lội thiếu nhi"], []),
            ],
        ),
        # a line that names the doers covers the paragraphs before it; without "phối hợp" all lead
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n1. Tuyên truyền\n- Phát tờ rơi đến từng nhà.\n- Treo băng rôn ở bến sông.\n"
            "* Cơ quan thực hiện: Công an xã, Trạm Y tế.\n2. Dạy bơi\n2.1. Khảo sát số trẻ chưa biết bơi.\n"
            "* Cơ quan thực hiện: Phòng Văn hóa - Xã hội phối hợp với các trường học và các thôn.",
            [
                ("Phát tờ rơi", ["Công an xã", "Trạm Y tế"], []),
                ("Khảo sát số", ["Phòng Văn hóa - Xã hội"], ["các trường học", "các thôn"]),
            ],
        ),
        # a paragraph with a colon is one task from its beginning on
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n1. Dạy bơi\n1.1. Chọn nơi mở lớp: hồ bơi trường học, bể bơi di động.\n"
            "* Cơ quan thực hiện: Công an xã.\n1.2. Thuê người dạy.\n* Cơ quan thực hiện: Trạm Y tế.",
            [("Chọn nơi mở", ["Công an xã"], []), ("Thuê người dạy.", ["Trạm Y tế"], [])],
        ),
        # the doers in brackets behind the task
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n- Lập bản đồ điểm nguy hiểm (Đơn vị chủ trì: Công an xã; phối hợp: các thôn; "
            "thời gian: trước ngày 30/4/2027; sản phẩm: bản đồ).",
            [("Lập bản đồ", ["Công an xã"], ["các thôn"])],
        ),
        # a sentence that gives work, in a section on something else
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n1. Dạy bơi\n"
            "Giao Phòng Kinh tế chủ trì, phối hợp với Công an xã lắp bể bơi di động.",
            [("Giao Phòng Kinh", ["Phòng Kinh tế"], ["Công an xã"])],
        ),
        # … also "Giao cho …", and the head of a hospital
        (
            "Giao cho Giám đốc Bệnh viện đa khoa tỉnh tổng hợp nhu cầu phao cứu sinh.",
            [("Giao cho Giám", ["Giám đốc Bệnh viện Đa khoa tỉnh"], [])],
        ),
        # who is told to work with others is the one whose work it is
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Đề nghị Công an xã phối hợp với Trạm Y tế và các bộ phận liên quan cắm biển.",
            [("Đề nghị Công", ["Công an xã"], ["Trạm Y tế", "các bộ phận liên quan"])],
        ),
        # under the heading of one unit another one is told its part behind an opening without a comma
        (
            "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế\n- Sửa cầu phao.\n"
            "- Trong quá trình thực hiện Công an xã phối hợp với Trạm Y tế xã cứu nạn.",
            [
                ("Sửa cầu phao.", ["Phòng Kinh tế"], []),
                ("Trong quá trình", ["Công an xã"], ["Trạm Y tế xã"]),
            ],
        ),
        # in sections on solutions a subject alone is no assignment, nor is a closing word that asks for nothing more
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n- Các trường học nêu cao tinh thần cảnh giác.\n"
            "Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện Kế hoạch này./.",
            [],
        ),
        # a closing word that asks for a report
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n- Nâng cao nhận thức.\nTrên đây là Kế hoạch phòng chống đuối nước. "
            "Yêu cầu các thôn định kỳ báo cáo kết quả gửi Phòng Văn hóa - Xã hội trước ngày 15 hằng tháng./.",
            [("Yêu cầu các", ["các thôn"], [])],
        ),
        # a loose group counts as the subject of its sentence
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n- Nâng cao nhận thức.\nTrên đây là Kế hoạch phòng chống đuối nước. "
            "Các đơn vị gửi kết quả qua Phòng Kinh tế trước ngày 04/12/2027./.",
            [("Các đơn vị", ["các đơn vị"], [])],
        ),
        # the time before who is asked
        (
            "II. NHIỆM VỤ, GIẢI PHÁP\n- Nâng cao nhận thức.\nTrên đây là Kế hoạch phòng chống đuối nước. "
            "Định kỳ 06 tháng các thôn báo cáo kết quả gửi Phòng Văn hóa - Xã hội./.",
            [("Định kỳ 06", ["các thôn"], [])],
        ),
        # the doers in brackets in the numbered line itself: their colon opens no text
        (
            """II. GIẢI PHÁP
1. Cắm biển báo nước sâu (Chủ trì: Công an xã; Phối hợp: Trạm Y tế; Hoàn thành: Quý II/2027).
2. Mở lớp dạy bơi (Chủ trì: Đoàn xã; Phối hợp: Trạm Y tế; Hoàn thành: Quý III/2027).
""",
            [
                ("Cắm biển báo", ["Công an xã"], ["Trạm Y tế"]),
                ("Mở lớp dạy", ["Đoàn xã"], ["Trạm Y tế"]),
            ],
        ),
    ],
)
def test_body(body: str, expected: list[tuple[str, list[str], list[str]]]) -> None:
    assert tasks_of(body) == expected


ANNEX = """PHỤ LỤC
PHÂN CÔNG NHIỆM VỤ
(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2027 của UBND xã Yên Hòa)
TT\tNội dung công việc\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian\tSản phẩm
1\tSửa cầu phao\tPhòng Kinh tế; Công an xã\tCác thôn, chủ bến\tQuý II/2027\tCầu phao
2\tTập huấn cứu đuối\tTrạm Y tế\tCác trường học\tThường xuyên\tDanh sách
"""


def test_table_rows() -> None:
    context = records_of("II. NHIỆM VỤ\n- Nâng cao nhận thức.", ANNEX)
    first, second = context.records.of(Task)
    assert (first.source, first.row, first.product) == ("appendix", 1, "Cầu phao")
    assert (second.row, second.text) == (2, "Tập huấn cứu đuối")
    deadlines = {deadline.deadline_id: deadline.text for deadline in context.records.of(Deadline)}
    assert deadlines[first.deadline_id or ""] == "Quý II/2027"
    roles = [(a.unit, a.unit_text, a.role) for a in context.records.of(Assignment) if a.task_id == first.task_id]
    assert roles == [
        ("Phòng Kinh tế", "Phòng Kinh tế", "lead"),
        ("Công an xã", "Công an xã", "lead"),
        ("các thôn", "Các thôn", "coordinate"),
        ("chủ bến", "chủ bến", "coordinate"),
    ]


def test_every_quote_is_the_text_at_its_offsets() -> None:
    context = records_of("II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Phối hợp với các thôn tuần tra.", ANNEX)
    for record in (*context.records.of(Task), *context.records.of(Assignment)):
        assert context.document.text[record.start : record.end] == record.quote
    assert all(a.unit_text == a.quote for a in context.records.of(Assignment))


def test_the_deadline_of_a_task_is_the_one_inside_it() -> None:
    context = records_of(
        "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Tuần tra thường xuyên, sơ kết trước ngày 30/9/2027.\n- Cắm biển báo."
    )
    first, second = context.records.of(Task)
    texts = {deadline.deadline_id: deadline.text for deadline in context.records.of(Deadline)}
    assert "30/9/2027" in texts[first.deadline_id or ""]
    assert second.deadline_id is None


def test_names_are_completed_only_where_one_body_can_be_meant() -> None:
    body = (
        "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã Yên Hòa\n- Phối hợp với Công an xã bên cạnh.\n"
        "2. Phòng Kinh tế\n- Phối hợp với Công an xã và Ủy ban nhân dân xã kiểm tra bến đò."
    )
    assert tasks_of(body)[1][2] == ["Công an xã Yên Hòa", "Ủy ban nhân dân xã Yên Hòa"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # a closing parenthesis that gives each its role behind the name
        (
            "II. NHIỆM VỤ\n1. Rà soát ao hồ (Phòng Kinh tế chủ trì, Công an xã, Trạm Y tế phối hợp thực hiện trong "
            "năm 2027).\n2. Dạy bơi (Phòng Văn hóa - Xã hội chủ trì).\n"
            "3. Tuần tra (Công an xã chủ trì, phối hợp với Trạm Y tế).",
            [
                ("Rà soát ao", ["Phòng Kinh tế"], ["Công an xã", "Trạm Y tế"]),
                ("Dạy bơi (Phòng", ["Phòng Văn hóa - Xã hội"], []),
                ("Tuần tra (Công", ["Công an xã"], ["Trạm Y tế"]),
            ],
        ),
        # a remark that names nobody is none
        ("II. NHIỆM VỤ\n1. Họp giao ban (do người được phân công chủ trì).", []),
    ],
)
def test_roles_behind_names_in_a_closing_parenthesis(
    body: str, expected: list[tuple[str, list[str], list[str]]]
) -> None:
    assert tasks_of(body) == expected


def test_short_name_of_a_department_that_the_document_introduces() -> None:
    body = (
        "II. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế, Hạ tầng và Đô thị (gọi tắt là Phòng KTHTĐT)\n- Lắp rào.\n"
        "2. Công an xã\n- Phối hợp với Phòng KTHTĐT cắm biển."
    )
    assert tasks_of(body)[1] == ("Phối hợp với", ["Công an xã"], ["Phòng Kinh tế, Hạ tầng và Đô thị"])


def test_name_of_the_issuers_place_behind_a_body_belongs_to_it() -> None:
    body = "II. TỔ CHỨC THỰC HIỆN\n1. Công an xã\n- Phối hợp với Thành đoàn Yên Hòa và Trạm Y tế dạy bơi."
    assert tasks_of(body) == [("Phối hợp với", ["Công an xã"], ["Thành đoàn Yên Hòa", "Trạm Y tế"])]
