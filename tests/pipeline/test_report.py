"""The report: everything told, everything escaped, nothing from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dataset.records import (
    Assignment,
    Correction,
    Deadline,
    EvidenceRecord,
    Finding,
    NoteRecord,
    Records,
    Target,
    Task,
)
from dataset.store import Failure, Store
from pipeline.messages import LANGUAGES, Language
from pipeline.notes import recorded
from pipeline.report import build
from pipeline.report.figures import doubtful, dues_of
from review.formats import date, number, quantity, years
from tests.dataset.rows import TEXT, document, save, target, work
from tests.pipeline.plans import kehoach

EVIL = "<script>alert('x')</script>"


class Page(HTMLParser):
    """Tags, identities, links and plain text of a page; complains of tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        values = dict(attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in values.items() if name in {"href", "src"} and value]
        if tag not in {"meta", "input", "br", "link", "img", "hr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def finding(doc_id: str, **fields: object) -> Finding:
    values = {
        "finding_id": f"f-{doc_id}",
        "rule": "N001",
        "severity": "error",
        "other_doc_id": None,
        "message": f"Tổng sai {EVIL}",
        "expected": "2",
        "observed": EVIL,
        "page": 1,
        "start": 4,
        "end": 17,
        "quote": TEXT[4:17],
        "confidence": 1,
    }
    return Finding(doc_id=doc_id, **(values | fields))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.at(tmp_path / "kehoach.sqlite")
    evil = document("a", f"{EVIL}.txt", title=EVIL, issuer=EVIL, issued_on="2026-05-21")
    note = NoteRecord(doc_id="a", stage="extract", page=1, message=f"Mục {EVIL} hứa có chỉ tiêu")
    rows = Records([target("a", 1, indicator=EVIL, confidence=0.4), note])
    store.save(work("a"), evil, f"{TEXT}{EVIL}", rows)
    save(store, "b")
    place = EvidenceRecord(
        finding_id="f-a", role="expected", doc_id="b", page=1, start=0, end=3, quote=TEXT[:3], confidence=1
    )
    store.replace_findings([finding("a")], [place])
    return store


def written(store: Store, tmp_path: Path, language: Language = "vi") -> str:
    failures = [Failure(f"{EVIL}.pdf", "", "read", "Tệp rỗng.", "Hãy xin lại tệp.")]
    return build.write_report(store, failures, tmp_path, language, 0.8).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_escaped_and_needs_no_network(store: Store, tmp_path: Path, language: Language) -> None:
    html = written(store, tmp_path, language)
    page = Page(html)
    assert EVIL not in html
    assert page.tags.count("script") == 1
    assert EVIL in page.text
    assert len(page.ids) == len(set(page.ids))
    outside = [link for link in page.links if not link.startswith(("#", "text/"))]
    assert outside == []
    assert not re.search(r"url\(|@import|https?://", html)
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))


def test_everything_is_told(store: Store, tmp_path: Path) -> None:
    page = Page(written(store, tmp_path))
    for told in (
        "Tệp rỗng.",
        "Hãy xin lại tệp.",
        "ít nhất 7.818",
        "≥ 7.818 người",
        "hứa có chỉ tiêu",
        "0,4",
        "21/05/2026",
    ):
        assert told in page.text, told


def correction(row: Target, **fields: object) -> Correction:
    place = {name: getattr(row, name) for name in ("doc_id", "page", "start", "end", "quote", "confidence")}
    values = {"as_read": None, "predicted": EVIL, "corrected": "số cây", "reviewer": "Thu Hà", "reason": None}
    where = {"of_table": "targets", "row": 1, "column": "indicator", "carried": False, "decision_id": "d", "key": "k"}
    return Correction(**(place | values | where | {"decided_at": "2026-05-21T00:00:00.000Z"} | fields))


def test_a_value_that_was_corrected_is_shown_as_corrected(store: Store, tmp_path: Path) -> None:
    """The correction keeps the confidence of what was read, which may be low: it is no doubt of its own."""
    (read,) = [row for row in store.rows(Target) if row.confidence < 0.8]
    assert "người xem đã sửa" not in Page(written(store, tmp_path)).text
    store.replace(Correction, [correction(read)])
    html = written(store, tmp_path)
    doubts = html[html.index('id="review"') : html.index('id="how"')]
    assert doubts.count("<tr>") == 2 * (1 + 1)  # notes and doubts: a head and a row each
    assert "người xem đã sửa: số cây" in Page(html).text
    # and among the figures
    figures = html[html.index('id="figures"') : html.index('id="review"')]
    assert '<th scope="row">số cây' in figures


def test_doubts_that_were_settled_come_last(tmp_path: Path) -> None:
    with Store.at(tmp_path / "settled.sqlite") as store:
        rows = [target("a", 1, confidence=0.3), target("a", 2, confidence=0.5), target("a", 3, confidence=0.9)]
        save(store, "a", *rows)
        store.replace(Correction, [correction(next(iter(store.rows(Target))))])
        found = doubtful(store, 0.8)
    assert [(row.confidence, dict(values)) for row, values in found] == [(0.5, {}), (0.3, {"indicator": "số cây"})]


def test_work_of_two_documents_with_equal_ids_is_kept_apart(tmp_path: Path) -> None:
    with Store.at(tmp_path / "two.sqlite") as store:
        for doc_id, unit in (("a", "Phòng Kinh tế"), ("b", "Trạm Y tế")):
            place = {"doc_id": doc_id, "page": 1, "confidence": 0.9, "quote": TEXT[:3]}
            span = {"start": 0, "end": 3}
            save(
                store,
                doc_id,
                Deadline(
                    deadline_id="d1", text="trước ngày 10/12", kind="date", start=None, end="2026-12-10", rrule=None,
                    quote_start=0, quote_end=3, **place,
                ),
                Task(
                    task_id="t1", section="II", text=f"việc của {unit}", product=None, deadline_id="d1", source="body",
                    table_id=None, row=None, **place, **span,
                ),
                Assignment(task_id="t1", unit=unit, unit_text=unit, role="lead", **place, **span),
            )  # fmt: skip
        dues = list(dues_of(store, list(store.documents())))
    assert [(due.document.doc_id, due.task, due.units) for due in dues] == [
        ("a", "việc của Phòng Kinh tế", ["Phòng Kinh tế"]),
        ("b", "việc của Trạm Y tế", ["Trạm Y tế"]),
    ]


def silence(**details: object) -> NoteRecord:
    return recorded("a", "extract", "silent_targets", 1, heading="II CHỈ TIÊU", **details)


def test_a_section_in_which_nothing_was_found_stands_apart_with_its_heading(tmp_path: Path) -> None:
    store = Store.at(tmp_path / "kehoach.sqlite")
    text = "II. CHỈ TIÊU\nNâng cao chất lượng."
    other = NoteRecord(doc_id="a", stage="read", page=1, message="Trang được xoay 90°.")
    store.save(work("a"), document("a", "a.txt"), text, Records([silence(start=4, end=12), other]))
    html = written(store, tmp_path)
    assert "<mark>CHỈ TIÊU</mark>" in html
    assert html.count("Mục “II CHỈ TIÊU” hứa") == 1  # not once more among the other notes
    assert html.index('id="silent"') < html.index("Mục “II CHỈ TIÊU” hứa") < html.index("Trang được xoay 90°.")
    assert 'href="#silent"' in html


def test_a_silence_without_a_place_is_told_too(tmp_path: Path) -> None:
    store = Store.at(tmp_path / "kehoach.sqlite")
    store.save(work("a"), document("a", "a.txt"), TEXT, Records([silence()]))
    assert "Mục “II CHỈ TIÊU” hứa" in written(store, tmp_path)


def test_without_silences_there_is_no_such_part(store: Store, tmp_path: Path) -> None:
    assert "silent" not in written(store, tmp_path)


def test_the_evidence_stands_in_its_sentence(store: Store, tmp_path: Path) -> None:
    html = written(store, tmp_path)
    assert f'<span class="sentence">Đạt <mark>{TEXT[4:17]}</mark>{TEXT[17:24]}</span>' in html


def test_the_same_store_gives_the_same_bytes(store: Store, tmp_path: Path) -> None:
    assert written(store, tmp_path) == written(store, tmp_path)


def test_a_list_that_is_cut_says_how_much_is_missing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.replace_findings([finding("a", finding_id=f"f{number}") for number in range(5)], [])
    monkeypatch.setattr(build, "LIMIT", 2)
    page = Page(written(store, tmp_path))
    assert page.tags.count("article") == 2
    assert "Còn 3 dòng nữa" in page.text


def test_an_empty_store_is_told_as_well(tmp_path: Path) -> None:
    with Store.at(tmp_path / "kehoach.sqlite") as store:
        page = Page(build.write_report(store, [], tmp_path, "vi", 0.8).read_text(encoding="utf-8"))
    assert "Không đọc được tài liệu nào." in page.text


@pytest.mark.parametrize(
    ("edtf", "vietnamese", "english"),
    [
        ("2026-05-21", "21/05/2026", "2026-05-21"),
        ("2026-05", "5/2026", "2026-05"),
        ("2026", "2026", "2026"),
        ("2026/2030", "2026–2030", "2026–2030"),
        ("P1Y", "hằng năm", "every year"),
        ("2026?", "2026?", "2026?"),  # what has no plain form is shown as it is
        (None, "", ""),
    ],
)
def test_dates(edtf: str | None, vietnamese: str, english: str) -> None:
    assert (date(edtf, "vi"), date(edtf, "en")) == (vietnamese, english)


def test_numbers_and_quantities() -> None:
    assert [number(value) for value in (7818, 95.5, 0.05, 1e6)] == ["7.818", "95,5", "0,05", "1.000.000"]
    assert number(7818.5, "en") == "7,818.5"
    assert quantity(">=", 80, 85, "%", "vi") == "80–85 %"
    assert quantity("<", 5, None, None, "vi") == "< 5"
    assert quantity("=", 5, None, "xã", "vi") == "5 xã"


def test_years_of_a_period() -> None:
    assert years("2026-06") == ["2026"]
    assert years("2026/2030") == ["2026", "2030"]
    assert years("P1Y") == years(None) == []


@pytest.mark.slow
def test_the_scripts_run_in_a_browser(store: Store, tmp_path: Path) -> None:
    """The filters appear, and a deadline of the past goes to the end."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        pytest.skip("chromium is not installed")
    row = Deadline(
        doc_id="a",
        deadline_id="a-d1",
        text="trước ngày 25/12/1990",
        kind="date",
        start=None,
        end="1990-12-25",
        rrule=None,
        page=1,
        quote_start=0,
        quote_end=3,
        quote=TEXT[:3],
        confidence=1,
    )
    store.save(work("a", "2"), document("a"), TEXT, Records([row]))
    store.replace_findings([finding("a")], [])
    written(store, tmp_path)
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    done = subprocess.run(
        [*command, f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / "report.html").as_uri()],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert '<form class="filters" id="filters">' in done.stdout
    past = done.stdout.split('id="past"')[1].split("</details>")[0]
    assert "trước ngày 25/12/1990" in past


def test_a_finding_on_a_table_shows_its_row_under_the_heads(tmp_path: Path) -> None:
    table = "TT\tThôn\tSố cây\n1\tThôn Thượng\t120\n2\tThôn Trung\t130\n\tTổng cộng\t260\n"
    (tmp_path / "plan.txt").write_text(f"KẾ HOẠCH\nTrồng cây năm 2026\n\nI. CHỈ TIÊU\n\n{table}\nII. KINH PHÍ\n")
    done = kehoach("run", tmp_path / "plan.txt", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/report.html").read_text()
    card = next(part for part in page.split("<article")[1:] if "N001" in part).split("</article>")[0]
    heads = re.findall(r'<th scope="col">(.*?)</th>', card)
    assert heads == ["TT", "Thôn", "Số cây"]
    assert "<mark>260</mark>" in card
    assert "Tổng cộng" in card
    assert "Thôn Thượng" not in card.split("</table>")[0]  # other rows are not flowed into it
    assert "<blockquote>" not in card


def test_words_within_a_cell_show_their_sentence_with_row_and_column(tmp_path: Path) -> None:
    words = "Họp trước ngày 31/4/2026 " + "và báo cáo kết quả " * 20
    table = f"TT\tNội dung\tĐơn vị\n1\tTrồng cây\tPhòng Kinh tế\n2\t{words}\tPhòng Nội vụ\n"
    (tmp_path / "plan.txt").write_text(f"KẾ HOẠCH\nTrồng cây năm 2026\n\nI. NHIỆM VỤ\n\n{table}\nII. KINH PHÍ\n")
    kehoach("run", tmp_path / "plan.txt", "--out", tmp_path / "out")
    page = (tmp_path / "out/report.html").read_text()
    card = next(part for part in page.split("<article")[1:] if "D002" in part).split("</article>")[0]
    quote = card.split("<blockquote>")[1].split("</blockquote>")[0]
    assert "Nội dung: Họp trước <mark>ngày 31/4/2026</mark> và báo cáo" in quote
    assert "…" in quote
    assert "Trồng cây" not in quote


def test_a_place_in_another_document_is_told_with_its_issuer(tmp_path: Path) -> None:
    """Communes number their plans alike: the number does not tell whose it is."""
    with Store.at(tmp_path / "issuers.sqlite") as store:
        for doc_id, place in (("a", "Na Sầm"), ("b", "Thất Khê")):
            issued = document(doc_id, number="15", symbol="KH-UBND", issuer=f"Ủy ban nhân dân xã {place}")
            store.save(work(doc_id), issued, TEXT, Records([]))
        place = EvidenceRecord(
            finding_id="f-a", role="expected", doc_id="b", page=1, start=0, end=3, quote=TEXT[:3], confidence=1
        )
        store.replace_findings([finding("a", other_doc_id="b")], [place])
        text = Page(written(store, tmp_path)).text
    assert "căn cứ để so · 15/KH-UBND (Ủy ban nhân dân xã Thất Khê), trang 1" in text
    assert "15/KH-UBND (Ủy ban nhân dân xã Na Sầm), trang 1" in text
