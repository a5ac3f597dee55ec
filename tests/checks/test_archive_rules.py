"""What holds of all rules across documents: ids without the other document, one answer of two archives."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from checks.archive import ListArchive, Snapshot
from checks.engine import all_rules, check_archive
from checks.rule import Plan
from corpus.batches import batch_names, batch_slips, batch_texts
from dataset.records import Finding
from dataset.store import Store, Work
from pipeline.reading.base import Source
from pipeline.run import process

CITING = """\
ỦY BAN NHÂN DÂN
XÃ {commune}

Số: {number}/KH-UBND

{commune}, ngày 02 tháng 4 năm 2026

KẾ HOẠCH

Phát triển đàn bò năm 2026

Căn cứ Nghị quyết số 19/NQ-CP ngày {day} của Chính phủ về phát triển chăn nuôi;
"""


@cache
def citing(commune: str, number: int, day: str = "10/01/2026") -> Plan:
    text = CITING.format(commune=commune.upper(), number=number, day=day)
    return process(Source(f"{number}.txt", text.encode()))


def findings_of(*plans: Plan) -> list[Finding]:
    return [row for row in check_archive(ListArchive(list(plans))) if isinstance(row, Finding)]


def test_an_id_stays_when_the_archive_grows_and_another_document_is_shown() -> None:
    wrong, one, two, three = (
        citing("Tân Lập", 9, "01/10/2026"), citing("Đồng Lâm", 3), citing("Bình Hải", 4), citing("Yên Trạch", 2),
    )  # fmt: skip
    few, more = findings_of(one, two, wrong), findings_of(three, one, two, wrong)
    assert [row.rule for row in few] == [row.rule for row in more] == ["R001"]
    assert few[0].other_doc_id != more[0].other_doc_id
    assert few[0].finding_id == more[0].finding_id


def test_a_store_and_a_list_answer_alike(tmp_path: Path) -> None:
    for name in batch_names():
        slips = {slip.file: slip for slip in batch_slips(name)}
        texts = batch_texts(name, slips.values())
        plans = [process(Source(file, text.encode())) for file, text in texts.items()]
        with Store.at(tmp_path / f"{name}.sqlite") as store:
            for plan in plans:
                work = Work(plan.document.sha256, "1", "{}")
                store.save(work, plan.document, plan.text, plan.records)
            stored = list(check_archive(Snapshot(store)))
        assert stored == list(check_archive(ListArchive(plans)))
        assert stored


def test_rules_of_one_code_share_its_name() -> None:
    names = {(rule.code, rule.name) for rule in all_rules()}
    assert len(names) == len({code for code, _ in names})
