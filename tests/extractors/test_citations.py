import json
import os
import re
from pathlib import Path

import pytest

from dataset.records import Citation, DocumentRecord
from extractors.acts.issuers import with_locality
from extractors.acts.resolve import may_be_one
from extractors.base import Context
from extractors.citations import Citations
from extractors.documents import Documents
from extractors.outline import build_outline
from pipeline.reading.base import Source, read_document
from tests.support import plain_document

HEAD = """ỦY BAN NHÂN DÂN
XÃ BÌNH MINH
Số: {number}/KH-UBND
Bình Minh, ngày 20 tháng 6 năm 2027
KẾ HOẠCH
{title}
"""


def cited(body: str, number: str = "", title: str = "Phát triển phong trào đọc sách năm 2028") -> list[Citation]:
    """The citations of a plan with ``body`` behind its head."""
    document = plain_document(HEAD.format(number=number, title=title) + body)
    context = Context(document, build_outline(document))
    own = DocumentRecord(
        doc_id=document.doc_id, source="t", sha256="0", media_type="text/plain", text_origin="plain", page_count=1,
        doc_type="KH", number=number or None, symbol="KH-UBND", issued_on="2027-06-20",
    )  # fmt: skip
    context.records.add(own)
    rows = [row for row in Citations().extract(context) if isinstance(row, Citation)]
    for row in rows:
        assert document.text[row.start : row.end] == row.quote
    return rows


def acts(body: str) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(c.doc_type, c.number, c.symbol, c.issued_on) for c in cited(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # with and without "số", both forms of the date
        ("- Theo Quyết định số 31/QĐ-UBND ngày 05/3/2027 của UBND tỉnh.", [("QĐ", "31", "QĐ-UBND", "2027-03-05")]),
        # numbers that share symbol and date
        (
            "- Theo các Quyết định số 31, 32 và 35/QĐ-UBND ngày 05/3/2027.",
            [("QĐ", number, "QĐ-UBND", "2027-03-05") for number in ("31", "32", "35")],
        ),
        ("- Theo Quyết định 31/QĐ-UBND ngày 05 tháng 3 năm 2027.", [("QĐ", "31", "QĐ-UBND", "2027-03-05")]),
        # the term of the body between number and date
        ("- Theo Chỉ thị số 31-CT/TU (khóa XV) ngày 05/3/2027.", [("CT", "31", "CT/TU", "2027-03-05")]),
        # an abbreviation that two types share: the Front's circulars bear that of proposals
        ("- Theo Thông tri số 31/TTr-MTTW ngày 05/3/2027.", [("TT", "31", "TTr-MTTW", "2027-03-05")]),
        ("- Theo Tờ trình số 31/TTr-STC ngày 05/3/2027.", [("TTr", "31", "TTr-STC", "2027-03-05")]),
        # the year behind the number shows that it is one, also without "số"
        ("- Theo Nghị định 31/2027 của Chính phủ; Thông tư 31 của ngành.", [("NĐ", "31/2027", None, None)]),
        # the date stands before the act, in the words on who issued it
        (
            "- Ngày 05/3/2027, UBND xã đã ban hành Kế hoạch số 12/KH-UBND về nuôi ong.",
            [("KH", "12", "KH-UBND", "2027-03-05")],
        ),
        # a date that is not the act's
        ("- Ngày 05/3/2027, xã họp theo Kế hoạch số 12/KH-UBND.", [("KH", "12", "KH-UBND", None)]),
        # the name tells that several bodies issued it
        ("- Theo Thông tư liên tịch số 9/2012/TT-BTC-BYT.", [("TTLT", "9/2012", "TT-BTC-BYT", None)]),
        # the number carries the year
        ("- Theo Nghị định số 45/2026/NĐ-CP của Chính phủ.", [("NĐ", "45/2026", "NĐ-CP", None)]),
        # Party form; a comma before the date
        ("- Theo Nghị quyết số 07-NQ/ĐU, ngày 01/02/2027 của Đảng ủy xã.", [("NQ", "07", "NQ/ĐU", "2027-02-01")]),
        # date behind the issuer
        ("- Theo Kế hoạch số 8/KH-SVHTT của Sở Văn hóa ngày 03/4/2027.", [("KH", "8", "KH-SVHTT", "2027-04-03")]),
        # a blank day is a month
        ("- Theo Kế hoạch số 9/KH-UBND ngày /4/2027 của UBND tỉnh.", [("KH", "9", "KH-UBND", "2027-04")]),
        # two of one type, the second without a name; each its own date
        (
            "- Theo Nghị quyết số 61-NQ/TW ngày 02/01/2027, 62-NQ/TW ngày 03/01/2027.",
            [("NQ", "61", "NQ/TW", "2027-01-02"), ("NQ", "62", "NQ/TW", "2027-01-03")],
        ),
        # joined by "và", the date holds for both
        (
            "- Các Công văn: số 11/UBND-VX và số 12/UBND-VX ngày 09/4/2027 của UBND tỉnh.",
            [("CV", "11", "UBND-VX", "2027-04-09"), ("CV", "12", "UBND-VX", "2027-04-09")],
        ),
        # a different type between: no date is shared
        (
            "- Theo Kế hoạch số 3/KH-UBND và Quyết định số 4/QĐ-UBND ngày 09/4/2027.",
            [("KH", "3", "KH-UBND", None), ("QĐ", "4", "QĐ-UBND", "2027-04-09")],
        ),
        # the abbreviation stands for the type
        ("- Đã duyệt tại QĐ số 66/QĐ-UBND ngày 09/4/2027.", [("QĐ", "66", "QĐ-UBND", "2027-04-09")]),
        # an act of the National Assembly without a name may be a law or a resolution
        ("- Theo quy định tại 88/2026/QH16.", [(None, "88/2026", "QH16", None)]),
        # no acts
        ("- Hoàn thành trước ngày 24/4/2028, tỷ lệ 3/4, Kế hoạch này và văn bản số hóa.", []),
        ("- Kế hoạch 5 năm, Chương trình 3 bước, Quyết định 2 lần.", []),
    ],
)
def test_acts_by_symbol(body: str, expected: list[tuple[str | None, ...]]) -> None:
    assert acts(body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("- Thực hiện Luật Thư viện năm 2019.", [("2019", "Luật Thư viện", None)]),
        (
            "- Thực hiện Luật Trẻ em, Luật Thanh niên 2020.",
            [(None, "Luật Trẻ em", None), ("2020", "Luật Thanh niên", None)],
        ),
        ("- Thực hiện Luật Giá số 16/2023/QH15.", [(None, "Luật Giá", "16/2023")]),
        ("- Thực hiện Bộ luật Lao động ngày 20/11/2019.", [("2019-11-20", "Bộ luật Lao động", None)]),
        # a law inside the title of another act is a mention of its own
        (
            "- Theo Nghị định số 5/2027/NĐ-CP quy định chi tiết Luật Giá.",
            [(None, "quy định chi tiết Luật Giá", "5/2027"), (None, "Luật Giá", None)],
        ),
    ],
)
def test_laws(body: str, expected: list[tuple[str | None, ...]]) -> None:
    assert [(c.issued_on, c.title, c.number) for c in cited(body)] == expected


@pytest.mark.parametrize(
    ("tail", "title", "issuer"),
    [
        ("của Ủy ban nhân dân tỉnh về sách, báo đến năm 2030.", "sách, báo đến năm 2030", "Ủy ban nhân dân tỉnh"),
        ("của UBND tỉnh về việc mở thư viện, Ủy ban nhân dân xã ban hành.", "mở thư viện", "Ủy ban nhân dân tỉnh"),
        ("của Bộ trưởng Bộ Y tế ban hành Quy chế mẫu; các văn bản khác.", "ban hành Quy chế mẫu", "Bộ trưởng Bộ Y tế"),
        ("phê duyệt Đề án “Sách, báo; tư liệu” và các quy định.", "phê duyệt Đề án “Sách, báo; tư liệu”", None),
        ("được giao thực hiện.", None, None),
        # organs of Party committees with the whole name of the committee
        ("của Ban Chấp hành Trung ương Đảng khóa XIII về sách, báo.", "sách, báo", "Ban Chấp hành Trung ương Đảng"),
        ("của Ban Chấp hành Đảng bộ tỉnh Bà Rịa – Vũng Tàu về sách.", "sách",
         "Ban Chấp hành Đảng bộ tỉnh Bà Rịa - Vũng Tàu"),
    ],
)  # fmt: skip
def test_issuer_and_title(tail: str, title: str | None, issuer: str | None) -> None:
    (row,) = cited(f"- Theo Quyết định số 31/QĐ-ABC ngày 05/3/2027 {tail}")
    assert (row.title, row.issuer) == (title, issuer)


def test_roles() -> None:
    body = """Căn cứ Luật Thư viện năm 2019;
Thực hiện Kế hoạch số 3/KH-SVHTT ngày 09/4/2027 của Sở Văn hóa, Ủy ban nhân dân xã ban hành Kế hoạch như sau:
I. MỤC ĐÍCH
- Cụ thể hóa Nghị quyết số 2/NQ-HĐND ngày 01/4/2027.
"""
    assert [(c.doc_type, c.role) for c in cited(body)] == [("Luật", "basis"), ("KH", "implements"), ("NQ", "mention")]


def test_act_of_the_title_is_implemented() -> None:
    rows = cited("", title="Thực hiện Nghị quyết số 2/NQ-HĐND ngày 01/4/2027 của Hội đồng nhân dân tỉnh")
    assert [(c.number, c.role) for c in rows] == [("2", "implements")]


def test_short_mentions_are_the_act_named_before() -> None:
    body = """- Theo Nghị quyết số 2/NQ-HĐND ngày 01/4/2027 của Hội đồng nhân dân tỉnh về thư viện.
- Quán triệt Nghị quyết số 2/NQ-HĐND và Nghị quyết số 2.
- Tổ chức học tập Nghị quyết nêu trên.
"""
    rows = cited(body)
    assert len(rows) == 4
    assert {(c.act, c.issued_on, c.issuer, c.title) for c in rows} == {
        ("NQ:2/NQ-HĐND:2027", "2027-04-01", "Hội đồng nhân dân tỉnh", "thư viện")
    }


def test_organs_of_one_committee_name_one_act() -> None:
    rows = cited(
        "- Theo Nghị quyết số 31-NQ/TU ngày 05/3/2027 của Ban Chấp hành Đảng bộ tỉnh.\n"
        "- Thực hiện Nghị quyết số 31-NQ/TU của Tỉnh ủy."
    )
    assert [row.issued_on for row in rows] == ["2027-03-05"] * 2
    assert len({row.act for row in rows}) == 1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ban Thường vụ Tỉnh ủy", "Tỉnh ủy Sơn La", True),
        ("Ban Chấp hành Đảng bộ tỉnh Sơn La", "Tỉnh ủy Sơn La", True),
        ("Tỉnh ủy Sơn La", "Tỉnh ủy Lào Cai", False),
        ("Bộ Chính trị", "Ban Bí thư", False),
        ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh Sơn La", False),
        (None, "Bộ Chính trị", True),
    ],
)
def test_issuers_that_may_be_one(one: str | None, other: str | None, *, expected: bool) -> None:
    assert may_be_one(one, other) is expected


def test_two_dates_of_one_act_stay_two_under_one_key() -> None:
    body = """- Theo Nghị quyết số 2/NQ-HĐND ngày 01/4/2027.
- Theo Nghị quyết số 2/NQ-HĐND ngày 11/4/2027.
- Theo Nghị quyết số 2/NQ-HĐND.
"""
    rows = cited(body)
    assert [c.issued_on for c in rows] == ["2027-04-01", "2027-04-11", None]
    assert len({c.act for c in rows[:2]}) == 1


def test_a_law_named_shortly_is_the_numbered_one() -> None:
    rows = cited("- Theo Luật Giá số 16/2023/QH15.\n- Tuyên truyền Luật Giá.\n")
    assert len({c.act for c in rows}) == 1


@pytest.mark.parametrize(
    ("number", "body"),
    [
        (
            "",
            "PHỤ LỤC\n(Kèm theo Kế hoạch số /KH-UBND ngày / /2027 của Ủy ban nhân dân xã Bình Minh)\n",
        ),  # blank number
        ("15", "PHỤ LỤC\n(Kèm theo Kế hoạch số 15/KH-UBND ngày 20/6/2027 của UBND xã)\n"),
        ("15", "- Báo cáo kết quả thực hiện Kế hoạch số 15/KH-UBND ngày 20/6/2027.\n"),  # the plan speaks of itself
    ],
)
def test_the_plan_itself_is_no_citation(number: str, body: str) -> None:
    assert cited(body, number) == []


@pytest.mark.parametrize(
    ("issuer", "completed"),
    [
        ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh An Giang"),  # the parent's level
        ("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy An Giang"),  # a committee bears its level in its name
        ("Đảng ủy xã", "Đảng ủy xã Bình Minh"),  # the document's own
        ("Đảng ủy phường", "Đảng ủy phường"),  # a level that it does not have
        ("Hội đồng nhân dân tỉnh Long An", "Hội đồng nhân dân tỉnh Long An"),  # named already
        ("Chính phủ", "Chính phủ"),
        (None, None),
    ],
)
def test_issuers_named_by_their_level(issuer: str | None, completed: str | None) -> None:
    own = DocumentRecord(
        doc_id="d", source="t", sha256="0", media_type="text/plain", text_origin="plain", page_count=1,
        place="Bình Minh", issuer_level="xã", parent_place="tỉnh An Giang",
    )  # fmt: skip
    assert with_locality(issuer, own) == completed


def test_same_number_of_another_year_is_another_act() -> None:
    (row,) = cited("- Tổng kết Kế hoạch số 15/KH-UBND ngày 20/6/2024 của UBND xã.\n", "15")
    assert row.act == "KH:15/KH-UBND:2024"


def test_acts_in_tables() -> None:
    rows = cited("STT\tNhiệm vụ\tCăn cứ\n1\tMở thư viện\tQuyết định số 31/QĐ-UBND ngày 05/3/2027\n")
    assert [(c.number, c.issued_on) for c in rows] == [("31", "2027-03-05")]


# -- real documents


def _key(row: dict[str, str | None]) -> tuple[str, str, str]:
    code = re.sub(r"\W", "", f"{row.get('number') or ''}{row.get('symbol') or ''}").casefold()
    return row.get("doc_type") or "", code or (row.get("title") or "").casefold(), row.get("issued_on") or ""


@pytest.mark.real
@pytest.mark.skipif("KEHOACH_REAL" not in os.environ, reason="KEHOACH_REAL names no folder of real documents")
def test_every_act_of_the_seeds_is_found() -> None:
    root = Path(os.environ["KEHOACH_REAL"])
    for truth in sorted((root / "gold").glob("0*.json")):
        source = root / "seeds" / f"{truth.stem}.txt"
        document = read_document(Source(source.name, source.read_bytes()))
        context = Context(document, build_outline(document))
        context.records.extend(Documents().extract(context))
        found = {_key(row.model_dump()) for row in Citations().extract(context)}
        gold = {_key(row) for row in json.loads(truth.read_text(encoding="utf-8"))["references"]}
        missed, extra = gold - found, found - gold
        assert len(gold & found) / max(1, len(gold | found)) >= 0.9, (source.name, missed, extra)


def test_acts_below_a_heading_of_bases_are_bases() -> None:
    body = "I. CĂN CỨ XÂY DỰNG KẾ HOẠCH\n- Luật Thư viện năm 2019;\nII. NHIỆM VỤ\n- Theo Luật Xuất bản năm 2012."
    assert [(c.title, c.role) for c in cited(body)] == [("Luật Thư viện", "basis"), ("Luật Xuất bản", "mention")]


def test_number_without_symbol_before_its_date() -> None:
    """Drafts forget the symbol; "số 5 ngày làm việc" is no act."""
    rows = cited("I. CĂN CỨ\nTheo Quyết định số 49/2026 ngày 07 tháng 4 năm 2026, làm trong 5 ngày.")
    assert [(c.doc_type, c.number, c.symbol, c.issued_on) for c in rows] == [("QĐ", "49/2026", None, "2026-04-07")]
    assert not cited("I. VIỆC\nBáo cáo theo Kế hoạch số 5 ngày làm việc một lần.")


@pytest.mark.parametrize(
    ("named", "days"),
    [
        # numbers that follow each other are of one day
        ("Quyết định số 217-QĐ/TW và Quyết định số 218-QĐ/TW ngày 12/12/2026", ["2026-12-12", "2026-12-12"]),
        # a symbol typed twice parts no act from its day
        ("Nghị quyết số 37-NQ/TW NQ/TW ngày 24/12/2026", ["2026-12-24"]),
        # others need not be
        ("Quyết định số 211-QĐ/TW và Quyết định số 218-QĐ/TW ngày 12/12/2026", [None, "2026-12-12"]),
        ("Nghị định số 11/2025/NĐ-CP và Nghị định số 12/2026/NĐ-CP ngày 12/12/2026", [None, "2026-12-12"]),
    ],
)
def test_day_of_two_decisions_that_follow_each_other(named: str, days: list[str | None]) -> None:
    assert [row.issued_on for row in cited(f"Căn cứ {named} của Bộ Chính trị;\n")] == days
