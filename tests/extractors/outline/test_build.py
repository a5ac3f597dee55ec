"""The outline of whole documents, made up for the purpose."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset.document import Block, Document, Paragraph, TextOrigin
from extractors.outline.build import build_outline
from extractors.outline.model import Node, Outline
from tests.support import plain_document

PLAN = """ỦY BAN NHÂN DÂN
PHƯỜNG TÂN LẬP
Số: 12/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Tân Lập, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Phòng, chống dịch sốt xuất huyết trên địa bàn phường năm 2026
Căn cứ Luật Phòng bệnh năm 2025;
Thực hiện Kế hoạch số 7/KH-UBND của Ủy ban nhân dân tỉnh, Ủy ban nhân dân phường ban hành kế hoạch như sau:
I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích: Giảm số người mắc và không để xảy ra ca tử vong do sốt xuất huyết tại địa phương.
2. Yêu cầu
- Các khu phố làm vệ sinh hằng tuần.
- Trạm Y tế báo cáo kịp thời.
II. NHIỆM VỤ
1. Công tác truyền thông
Các hình thức gồm:
a) Phát thanh;
b) Tờ rơi.
Việc truyền thông được làm hằng tháng.
1.1. Trạm Y tế soạn nội dung.
* Cơ quan thực hiện: Trạm Y tế.
2. Giám sát côn trùng
Mỗi quý giám sát một lần.
III. TỔ CHỨC THỰC HIỆN
1. Trạm Y tế phường
- Chủ trì, phối hợp với các khu phố.
Trên đây là Kế hoạch phòng, chống dịch sốt xuất huyết năm 2026.
Yêu cầu các đơn vị nghiêm túc thực hiện./.
Nơi nhận:
- Sở Y tế;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lê Thị Hoa
PHỤ LỤC
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2026)
Đơn vị tính: lần
STT\tNhiệm vụ\tĐơn vị
1\tPhát thanh\tTrạm Y tế
"""


def outline_of(text: str) -> Outline:
    return build_outline(plain_document(text))


def kinds(outline: Outline) -> list[str]:
    return [node.kind for node in outline.nodes]


def find(outline: Outline, start: str) -> Node:
    return next(node for node in outline.nodes if node.text.startswith(start))


@pytest.fixture(scope="module")
def plan() -> Outline:
    return outline_of(PLAN)


def test_head(plan: Outline) -> None:
    assert kinds(plan)[:8] == ["issuer", "issuer", "symbol", "motto", "motto", "place-date", "type", "title"]


def test_front(plan: Outline) -> None:
    assert find(plan, "Căn cứ").kind == "basis"
    assert find(plan, "Thực hiện Kế hoạch").kind == "enacting"


def test_ladder(plan: Outline) -> None:
    section = find(plan, "NHIỆM VỤ")
    assert (section.kind, section.label, section.level) == ("heading", "II", 1)
    heading = find(plan, "Công tác truyền thông")
    assert (heading.kind, heading.path(), heading.parent) == ("heading", "II.1", section)
    assert find(plan, "Phát thanh;").path() == "II.1.a"


def test_run_in_heading_is_cut(plan: Outline) -> None:
    # "1. Mục đích: Giảm …" is a heading and its text, each with its own characters
    heading = find(plan, "Mục đích")
    assert (heading.kind, heading.text) == ("heading", "Mục đích:")
    text = find(plan, "Giảm số người")
    assert (text.kind, text.parent) == ("text", heading)


def test_paragraph_introduces_a_list(plan: Outline) -> None:
    assert find(plan, "Phát thanh;").parent is find(plan, "Các hình thức gồm")


def test_paragraph_behind_a_list_goes_back_to_the_section(plan: Outline) -> None:
    assert find(plan, "Việc truyền thông").parent is find(plan, "Công tác truyền thông")


def test_numbered_sentence_is_an_item(plan: Outline) -> None:
    item = find(plan, "Trạm Y tế soạn")
    assert (item.kind, item.path()) == ("item", "II.1.1.1")
    assert find(plan, "Cơ quan thực hiện").parent is item


def test_closing_and_foot(plan: Outline) -> None:
    assert [node.text[:8] for node in plan.of("closing")] == ["Trên đây", "Yêu cầu "]
    assert [node.text for node in plan.of("recipient")] == ["Sở Y tế;", "Lưu: VT."]
    assert all(node.parent is plan.first("recipients") for node in plan.of("recipient"))
    assert [node.text for node in plan.of("formula")] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"]
    assert [node.text for node in plan.of("signer-title", "signer")] == ["PHÓ CHỦ TỊCH", "Lê Thị Hoa"]


def test_annex(plan: Outline) -> None:
    annex = plan.first("annex")
    assert annex is not None
    assert [node.kind for node in annex.children] == ["annex-title", "annex-reference", "table-unit", "table"]
    assert not any(node.in_annex for node in plan.body())


def test_annex_before_the_signature() -> None:
    outline = outline_of(
        "KẾ HOẠCH\nTổ chức hội thi\nI. NỘI DUNG\nHội thi gồm ba phần.\nPHỤ LỤC I\nLỊCH THI\nPhần một vào buổi sáng.\n"
        "Nơi nhận:\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Bình"
    )
    assert find(outline, "Phần một").in_annex
    signer = outline.first("signer")
    assert signer is not None
    assert not signer.in_annex


def test_annex_word_in_a_sentence_is_no_annex() -> None:
    outline = outline_of("I. NỘI DUNG\nPhụ lục này là căn cứ để theo dõi.\nBiểu dương các tập thể có thành tích.")
    assert outline.of("annex") == []


def test_reference_alone_makes_an_annex() -> None:
    # no "PHỤ LỤC" over it, only the title and what it is attached to
    outline = outline_of(
        "KẾ HOẠCH\nTuyển quân\nI. CHỈ TIÊU\nMỗi khu phố hai người.\nNơi nhận:\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n"
        "Vũ Văn An\nBẢNG PHÂN BỔ CHỈ TIÊU\n(Kèm theo Kế hoạch số 3/KH-UBND)\nSTT\tKhu phố\n1\tKhu phố 2"
    )
    annex = outline.first("annex")
    assert annex is not None
    assert annex.text == "BẢNG PHÂN BỔ CHỈ TIÊU"


def test_decision() -> None:
    outline = outline_of(
        "QUYẾT ĐỊNH\nVề việc ban hành Quy chế làm việc\nCHỦ TỊCH ỦY BAN NHÂN DÂN\n"
        "Căn cứ Luật Tổ chức chính quyền địa phương;\n"
        "Theo đề nghị của Chánh Văn phòng.\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.\n"
        "Điều 2. Hiệu lực\n1. Quyết định này có hiệu lực từ ngày ký.\n2. Bãi bỏ Quyết định trước đây."
    )
    assert find(outline, "Theo đề nghị").kind == "basis"
    assert find(outline, "QUYẾT ĐỊNH:").kind == "enacting"
    assert find(outline, "Ban hành kèm theo").kind == "item"
    assert find(outline, "Hiệu lực").kind == "heading"
    assert find(outline, "Bãi bỏ").path() == "Điều 2.2"


def test_official_letter() -> None:
    outline = outline_of(
        "ỦY BAN NHÂN DÂN\nXÃ MINH TÂN\nSố: 45/UBND-VX\nV/v rà soát hộ nghèo năm 2026\n"
        "Minh Tân, ngày 2 tháng 3 năm 2026\nKính gửi:\n- Trưởng các thôn;\n- Công chức xã.\n"
        "Thực hiện Công văn số 12/SNV, Ủy ban nhân dân xã yêu cầu:\n"
        "1. Các thôn lập danh sách hộ nghèo."
    )
    assert find(outline, "V/v").kind == "title"
    assert [node.kind for node in outline.nodes[5:8]] == ["addressee"] * 3
    assert find(outline, "Các thôn").kind == "item"


def test_stamp_is_not_the_date() -> None:
    # the stamp of an electronic signature brings a date of its own into the head
    outline = outline_of(
        "ỦY BAN NHÂN DÂN\nXÃ MINH TÂN\nKý bởi: Ủy ban nhân dân xã\nThời gian ký: 12.03.2026 08:15:00\nSố: /KH-UBND\n"
        "Minh Tân, ngày tháng 3 năm 2026\nKẾ HOẠCH\nLàm đường giao thông\nI. MỤC TIÊU\nLàm 2 km đường."
    )
    assert [node.text[:4] for node in outline.of("stamp")] == ["Ký b", "Thời"]
    assert [node.text for node in outline.of("place-date")] == ["Minh Tân, ngày tháng 3 năm 2026"]


def test_letterhead_in_one_line_is_cut() -> None:
    outline = outline_of(
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ MINH TÂN Độc lập - Tự do - Hạnh phúc\n"
        "Số: 9/KH-UBND Minh Tân, ngày 1 tháng 2 năm 2026\nKẾ HOẠCH\nTrồng cây\nI. MỤC TIÊU\nTrồng 500 cây."
    )
    assert kinds(outline)[:6] == ["issuer", "motto", "issuer", "motto", "symbol", "place-date"]


def test_recipients_in_one_line_are_cut() -> None:
    outline = outline_of(
        "I. MỤC TIÊU\nTrồng 500 cây./.\nNơi nhận: - Sở Nội vụ; - Các thôn; - Lưu: VT.\nTM. ỦY BAN NHÂN DÂN"
    )
    assert [node.text for node in outline.of("recipient")] == ["Sở Nội vụ;", "Các thôn;", "Lưu: VT."]


def test_party_document() -> None:
    outline = outline_of(
        "ĐẢNG BỘ TỈNH BÌNH AN\nĐẢNG ỦY XÃ MINH TÂN\n*\nSố 45-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Minh Tân, ngày 3 tháng 4 năm 2026\nKẾ HOẠCH\ntổ chức hội nghị sơ kết\nI. MỤC ĐÍCH\nĐánh giá kết quả."
    )
    assert [node.kind for node in outline.nodes[:6]] == ["superior", "issuer", "text", "symbol", "motto", "place-date"]
    assert find(outline, "tổ chức hội nghị").kind == "title"


def test_text_without_head() -> None:
    outline = outline_of("1. Nội dung\n- Việc thứ nhất.\n- Việc thứ hai.\n2. Kinh phí\nTừ ngân sách xã.")
    assert kinds(outline) == ["heading", "item", "item", "heading", "text"]


def test_sequence_met_in_its_middle_is_not_nested() -> None:
    # the first Roman numeral was misread as "1."; the next one still opens a section of its own
    outline = outline_of("1. Mục tiêu\n- Đủ thuốc.\nII. Nội dung\n1. Mua thuốc\n- Đấu thầu.")
    assert find(outline, "Nội dung").parent is None


def test_sections_do_not_hang_below_the_paragraph_that_leads_to_them() -> None:
    outline = outline_of(
        "Năm qua có nhiều việc chậm. Các bên thống nhất:\nI. CHỈ TIÊU\n1. Trồng 500 cây.\nII. VIỆC LÀM"
    )
    assert find(outline, "CHỈ TIÊU").parent is None
    assert find(outline, "VIỆC LÀM").parent is None


def test_party_formula_has_a_bar() -> None:
    outline = outline_of("I. MỤC ĐÍCH\nĐánh giá kết quả.\nNơi nhận:\n- Lưu VP.\nT/M ĐẢNG ỦY\nPHÓ BÍ THƯ\nVũ Văn An")
    assert kinds(outline)[-3:] == ["formula", "signer-title", "signer"]


def test_annex_behind_a_signature_does_not_swallow_it() -> None:
    outline = outline_of(
        "QUYẾT ĐỊNH\nVề việc ban hành Phương án\nĐiều 1. Ban hành Phương án.\n"
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nVũ Văn An\nPHƯƠNG ÁN\nTRỒNG CÂY\n"
        "(Ban hành kèm theo Quyết định số 4/QĐ-UBND)\nI. CÁCH LÀM\nLàm theo tổ."
    )
    annex = outline.first("annex")
    assert annex is not None
    assert annex.text == "PHƯƠNG ÁN"
    assert find(outline, "CÁCH LÀM").kind == "heading"
    assert find(outline, "Vũ Văn An").kind == "signer"


def test_title_wrapped_inside_a_span_of_years() -> None:
    # the second line begins like a bullet
    outline = outline_of("KẾ HOẠCH\nTrồng cây xanh giai đoạn 2026\n- 2030\nCăn cứ Luật Lâm nghiệp;\nI. MỤC TIÊU")
    assert [node.text for node in outline.of("title")] == ["Trồng cây xanh giai đoạn 2026", "- 2030"]
    assert find(outline, "Căn cứ").kind == "basis"


@pytest.mark.parametrize("years", ["Giai đoạn 2026 - 2030", "Năm 2026", "Giai đoạn 2026 - 2030, tầm nhìn đến năm 2045"])
def test_years_of_a_bold_title_may_look_lighter(years: str) -> None:
    document = plain_document(PLAN.replace("trên địa bàn phường năm 2026", f"trên địa bàn phường\n{years}"))
    document = replace(document, blocks=tuple(_bold_title(document, block) for block in document.blocks))
    titles = [node.text for node in build_outline(document).nodes if node.kind == "title"]
    assert titles[:2] == ["Phòng, chống dịch sốt xuất huyết trên địa bàn phường", years]


def _bold_title(document: Document, block: Block) -> Block:
    if isinstance(block, Paragraph) and document.text[slice(*block.spans[0])].startswith("Phòng, chống"):
        return replace(block, style=replace(block.style, bold=True))
    return block


def test_damaged_type() -> None:
    outline = outline_of("KÉẺ HOẠCH\nTrồng cây xanh\nCăn cứ Luật Lâm nghiệp;\nI. MỤC TIÊU")
    assert kinds(outline)[:3] == ["type", "title", "basis"]


def test_blurred_formula_and_a_name_in_two_lines() -> None:
    # a seal over the signature: KT. is read #T, and the name falls apart
    outline = outline_of(
        "I. MỤC TIÊU\nTrồng 500 cây.\nNơi nhận:\n- Lưu: VT.\n#T, GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n: Nguyễn\nThị Mai"
    )
    assert [node.kind for node in outline.nodes[4:]] == ["formula", "signer-title", "signer", "signer"]


def test_signature_without_formula() -> None:
    outline = outline_of("I. MỤC TIÊU\nTrồng 500 cây.\nTrên đây là báo cáo của Văn phòng./.\nVĂN PHÒNG ỦY BAN")
    assert kinds(outline)[-2:] == ["closing", "formula"]


def test_authority_over_the_basis() -> None:
    outline = outline_of(
        "QUYẾT ĐỊNH\nVề việc trồng cây\nCHỦ TỊCH ỦY BAN NHÂN DÂN XÃ\nCăn cứ Luật Lâm nghiệp;\nĐiều 1. Trồng."
    )
    assert find(outline, "CHỦ TỊCH").kind == "enacting"


@pytest.mark.parametrize(("origin", "label"), [("ocr", "III"), ("plain", "II")])
def test_roman_numeral_that_lost_a_stroke(origin: TextOrigin, label: str) -> None:
    # II, II, IV: OCR lost a stroke; in any other text it is the author's slip and stays
    document = plain_document("I. A\nviệc a.\nII. B\nviệc b.\nII. C\nviệc c.\nIV. D\nviệc d.")
    outline = build_outline(replace(document, text_origin=origin))
    assert find(outline, "C").label == label


def test_empty_document() -> None:
    assert outline_of("").nodes == []


LINES = st.sampled_from([*PLAN.splitlines(), "12", "*", "Lưu ý:", "IH. NỘI DUNG", "- ", "a) Việc nhỏ"])


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25) | st.lists(st.text(max_size=40), max_size=10))
def test_every_character_is_in_exactly_one_node(lines: list[str]) -> None:
    document = plain_document("\n".join(lines))
    outline = build_outline(document)
    covered = Counter(index for node in outline.nodes for index in _characters(document, [node.block]))
    assert covered == Counter(_characters(document, document.blocks))


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_tree_is_sound(lines: list[str]) -> None:
    outline = outline_of("\n".join(lines))
    positions = {id(node): index for index, node in enumerate(outline.nodes)}
    for node in outline.nodes:
        if node.parent is not None:
            assert positions[id(node.parent)] < positions[id(node)]
            assert node in node.parent.children
    starts = [node.block.start for node in outline.nodes]
    assert starts == sorted(starts)


def _characters(document: Document, blocks: Iterable[Block]) -> list[int]:
    spans = [
        span
        for block in blocks
        for span in (block.spans if isinstance(block, Paragraph) else [s for cell in block.cells for s in cell.spans])
    ]
    return [i for span in spans for i in range(span.start, span.end) if not document.text[i].isspace()]


@pytest.mark.real
@pytest.mark.parametrize("folder", ["seeds", "real"])
def test_real_documents_keep_every_block(folder: str) -> None:
    from pipeline.reading.base import Source, read_document  # noqa: PLC0415  only where the documents are

    if "KEHOACH_REAL" not in os.environ:
        pytest.skip("KEHOACH_REAL does not name the folder of real documents")
    for path in sorted(Path(os.environ["KEHOACH_REAL"], folder).glob("*.*")):
        if path.suffix not in {".txt", ".md", ".docx"} or path.name == "README.md":
            continue
        document = read_document(Source(path.name, path.read_bytes()))
        nodes = build_outline(document).nodes
        assert sum(len(node.view.text) > 0 for node in nodes) >= len(document.blocks), path.name
        assert any(node.kind == "heading" for node in nodes), path.name


def test_a_ward_whose_name_folds_to_a_type_is_a_ward() -> None:
    # "phường an" and "phương án" are one and the same without marks
    outline = build_outline(plain_document("ỦY BAN NHÂN DÂN\nPHƯỜNG AN SƠN\nSố: 3/KH-UBND\nKẾ HOẠCH\nTrồng cây"))
    assert [(node.kind, node.text) for node in outline.nodes[:2]] == [
        ("issuer", "ỦY BAN NHÂN DÂN"),
        ("issuer", "PHƯỜNG AN SƠN"),
    ]


def test_heading_on_the_bases_of_a_plan_is_no_enacting_clause() -> None:
    # "xây dựng kế hoạch" also tells what the enacting clause does
    text = PLAN.replace("I. MỤC ĐÍCH, YÊU CẦU", "I. CĂN CỨ XÂY DỰNG KẾ HOẠCH").replace("Căn cứ Luật", "Theo Luật")
    heading = next(node for node in outline_of(text).nodes if "CĂN CỨ XÂY" in node.text)
    assert (heading.kind, heading.label) == ("heading", "I")


def test_annex_whose_caption_a_seal_covers() -> None:
    # neither the word for annex nor the beginning of the line that tells what it is attached to can be read
    text = PLAN.replace("PHỤ LỤC\n", "").replace(
        "(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/3/2026)", "H-UBND ngày 05 tháng 3 năm 2026 của UBND phường Tân Lập)"
    )
    outline = outline_of(text)
    assert find(outline, "DANH MỤC NHIỆM VỤ").kind == "annex"
    assert find(outline, "H-UBND ngày").kind == "annex-reference"


def test_numbered_paragraph_behind_the_clause_of_an_order_is_no_clause() -> None:
    outline = build_outline(
        plain_document(
            "CHỦ TỊCH ỦY BAN NHÂN DÂN\nTỈNH LÂM ĐỒNG\nCHỈ THỊ\nVề việc tiết kiệm điện\n"
            "Để chủ động nguồn điện mùa khô, Chủ tịch Ủy ban nhân dân tỉnh yêu cầu:\n"
            "1. Các sở, ban, ngành tỉnh tập trung thực hiện các nội dung sau:\na) Tắt đèn khi ra về.\nb) Thay bóng cũ."
        )
    )
    assert [node.label for node in outline.of("enacting")] == [None]
    assert [node.label for node in outline.of("heading", "item")] == ["1", "a", "b"]


def test_letterhead_behind_a_signature_is_not_signed() -> None:
    outline = build_outline(
        plain_document(
            "QUYẾT ĐỊNH\nBan hành Kế hoạch tiết kiệm điện\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n"
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Mười\n"
            "ỦY BAN NHÂN DÂN\nTỈNH LÂM ĐỒNG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
            "KẾ HOẠCH\nTiết kiệm điện\n(Ban hành kèm theo Quyết định số 4/QĐ-UBND)\nI. MỤC ĐÍCH\nGiảm chi phí."
        )
    )
    assert [node.text for node in outline.of("signer")] == ["Trần Văn Mười"]
    assert [node.text for node in outline.of("signer-title")] == ["CHỦ TỊCH"]


def test_urgency_stamp_between_subject_and_addressees() -> None:
    outline = build_outline(
        plain_document(
            "SỞ NỘI VỤ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 5/SNV-VP\nLâm Đồng, ngày 02 tháng 4 năm 2026\n"
            "V/v tiết kiệm điện\nHỎA TỐC\nKính gửi:\n- Các phòng thuộc Sở;\n- Trung tâm Lưu trữ.\n"
            "Sở Nội vụ đề nghị các đơn vị thực hiện các nội dung sau:\n1. Tắt đèn khi ra về.\n2. Thay bóng cũ."
        )
    )
    assert [node.text for node in outline.of("stamp")] == ["HỎA TỐC"]
    assert len(outline.of("addressee")) == 3
    assert [node.label for node in outline.of("heading", "item")] == ["1", "2"]
