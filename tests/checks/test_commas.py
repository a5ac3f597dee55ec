"""Commas that lack or are too many, by what the document writes elsewhere and by what administrative text writes."""

from __future__ import annotations

import pytest

from checks.commas import odd_commas
from dataset.spans import Span


def found(text: str) -> list[tuple[str, str, bool]]:
    return [(c.kind, text[c.span.start : c.span.end], c.sure) for c in odd_commas(text, [Span(0, len(text))])]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Phòng Kinh tế chủ trì phối hợp với các thôn.", "chủ trì phối hợp"),
        ("Các ban, ngành đoàn thể xã tuyên truyền.", "ban, ngành đoàn thể"),
        ("Xử phạt tổ chức cá nhân vi phạm.", "tổ chức cá nhân"),
    ],
)
def test_a_comma_that_always_stands_there(text: str, place: str) -> None:
    assert found(text) == [("missing", place, True)]


@pytest.mark.parametrize(
    "text",
    [
        "Phòng Kinh tế chủ trì, phối hợp với các thôn.",
        "Đẩy mạnh ứng dụng thương mại điện tử.",  # halves of other words
        "Chủ trì\tPhối hợp",  # heads of two columns
        "Chủ trì: Phòng Kinh tế; phối hợp: các thôn",
    ],
)
def test_look_alikes(text: str) -> None:
    assert found(text) == []


def test_what_a_document_writes_again_and_again_is_its_habit() -> None:
    text = " ".join(f"Đơn vị {n} chủ trì phối hợp với thôn." for n in range(4))
    assert [sure for _, _, sure in found(text)] == [False] * 4


def test_a_comma_inside_a_phrase_that_stands_without_it_elsewhere() -> None:
    usual = "Vay vốn cho hộ nuôi bò sinh sản lai tại xã. "
    assert found(usual * 4 + "Giống cho hộ nuôi bò sinh sản, lai tại xã.") == [("stray", "sinh sản, lai tại", True)]
    assert found(usual + "Giống cho hộ nuôi bò sinh sản, lai tại xã.") == []
