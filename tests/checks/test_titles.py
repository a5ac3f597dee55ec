"""Titles of one document against titles of two that look alike."""

from __future__ import annotations

import pytest

from checks.titles import same_title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phòng, chống cháy rừng năm 2026", "phòng, chống cháy rừng năm 2026"),
        # a letter misread
        ("phòng, chống cháy rừng năm 2026", "phòng, chống cháy rùng năm 2026"),
        # the reader lost the second line of the title
        ("phòng, chống cháy rừng năm 2026", "phòng, chống cháy rừng"),
    ],
)
def test_one_document(one: str, other: str) -> None:
    assert same_title(one, other)
    assert same_title(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("phòng, chống bão năm 2026", "phòng, chống hạn năm 2026"),
        ("kiểm tra chợ quý một", "kiểm tra chợ quý hai"),
        ("phát triển chăn nuôi của xã giai đoạn 2026 - 2030", "phát triển trồng trọt của xã giai đoạn 2026 - 2030"),
    ],
)
def test_two_documents(one: str, other: str) -> None:
    assert not same_title(one, other)
    assert not same_title(other, one)
