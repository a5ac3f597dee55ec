"""How alike two tasks are: abbreviations and formulas do not count, the verb does."""

from __future__ import annotations

import random

import pytest

from checks.tasks import Alike, begin_alike, clauses, content, likeness


def test_abbreviations_and_words_of_every_task_do_not_count() -> None:
    one = content("Phối hợp rà soát dữ liệu phục vụ công tác phát triển đối tượng tham gia bảo hiểm xã hội")
    other = content("Rà soát dữ liệu phục vụ phát triển đối tượng tham gia BHXH trên địa bàn xã")
    assert likeness(one, other) == 1.0


def test_other_work_with_the_same_words_is_less_alike() -> None:
    one = content("Mở lớp tập huấn kỹ thuật chăn nuôi bò")
    other = content("Mở lớp tập huấn kỹ thuật trồng cỏ voi")
    assert likeness(one, other) < 0.9


def test_to_approve_is_not_to_appraise() -> None:
    one, other = content("Phê duyệt kế hoạch lựa chọn nhà thầu"), content("Thẩm định kế hoạch lựa chọn nhà thầu")
    assert not begin_alike(one, other)
    assert begin_alike(one, content("Trình, phê duyệt kế hoạch lựa chọn nhà thầu"))


def test_who_leads_with_others_is_one_clause() -> None:
    text = "Chủ trì, phối hợp với các thôn mở lớp; cung cấp tài liệu, phối hợp tổ chức hội nghị"
    assert clauses(text)[0] == "Chủ trì, phối hợp với các thôn mở lớp"
    assert clauses(text)[-1] == "phối hợp tổ chức hội nghị"


def test_nothing_is_like_nothing() -> None:
    assert likeness((), content("Mở lớp")) == 0.0


@pytest.mark.parametrize("share", [0.72, 0.9])
def test_the_index_finds_what_a_look_at_all_finds(share: float) -> None:
    chance = random.Random(7)
    found = 0
    for letters in ("ab", "abcd", "abcdefg") * 10:
        contents = [tuple(chance.choices(letters, k=chance.randrange(10))) for _ in range(40)]
        alike = Alike(contents, share)
        for one in contents:
            expected = [index for index, other in enumerate(contents) if likeness(other, one) >= share]
            assert alike.find(one) == expected
            found += len(expected)
    assert found > 1000
