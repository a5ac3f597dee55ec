"""Doubtful lines and unread ink get a second look; word by word the likelier reading stays."""

import cv2
import numpy as np
import pytest

from pipeline.errors import ReadingError
from pipeline.reading.ocr.engine import Engine, Grey, OcrWord
from pipeline.reading.ocr.reconcile import grouped, reconciled, with_second_look
from pipeline.reading.ocr.zones import doubtful_lines, unread_ink

LINE = (1, 1, 1)


def line(*read: tuple[str, float], width: int = 60) -> list[OcrWord]:
    return [OcrWord(text, i * width, 10, i * width + width - 10, 30, sure, LINE) for i, (text, sure) in enumerate(read)]


def texts(words: object) -> list[str]:
    return [word.text for word in words]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        # the sentence decides where both are as sure
        (
            [("đầu", 0.8), ("thâu", 0.8), ("thuốc", 0.96)],
            [("đấu", 0.8), ("thầu", 0.8), ("thuốc", 0.96)],
            "đấu thầu thuốc",
        ),
        # no word loses against a word
        ([("kế", 0.9), ("hoqch", 0.8)], [("kế", 0.9), ("hoạch", 0.8)], "kế hoạch"),
        # of numbers the surer one
        ([("ngày", 0.96), ("81", 0.4)], [("ngày", 0.96), ("31", 0.96)], "ngày 31"),
        ([("ngày", 0.96), ("31", 0.96)], [("ngày", 0.96), ("81", 0.4)], "ngày 31"),
        # nothing to choose between: the first stays, with its punctuation
        ([("Nơi", 0.9), ("nhận:", 0.6)], [("Nơi", 0.9), ("nhận", 0.6)], "Nơi nhận:"),
    ],
)
def test_word_by_word(first: list[tuple[str, float]], second: list[tuple[str, float]], chosen: str) -> None:
    assert " ".join(texts(reconciled(line(*first), line(*second)))) == chosen


def test_words_that_only_one_reading_has() -> None:
    first = line(("Kế", 0.9), ("hoạch", 0.9))
    more = [*line(("Kế", 0.9), ("hoạch", 0.9), ("năm", 0.9), ("~x", 0.95), ("2026", 0.5))]
    assert texts(reconciled(first, more)) == ["Kế", "hoạch", "năm"]  # signs and what is unsure are not added
    assert texts(reconciled(more, first)) == texts(more)  # and nothing is lost


def test_words_that_were_read_alike_are_surer() -> None:
    found = list(reconciled(line(("thôn", 0.5)), line(("thôn", 0.9))))
    assert [word.confidence for word in found] == [0.9]
    assert [word.line for word in found] == [LINE]


def test_words_read_apart_and_together_are_one_group() -> None:
    together = [OcrWord("kếhoạch", 0, 10, 110, 30, 0.6, LINE)]
    groups = list(grouped(together, line(("kế", 0.9), ("hoạch", 0.9))))
    assert [(texts(group.first), texts(group.second)) for group in groups] == [(["kếhoạch"], ["kế", "hoạch"])]
    assert texts(reconciled(together, line(("kế", 0.9), ("hoạch", 0.9)))) == ["kế", "hoạch"]


def test_only_lines_in_doubt_are_looked_at_again() -> None:
    sure = [word._replace(line=(1, 1, 2)) for word in line(("phát", 0.95), ("triển", 0.95))]
    doubted = line(("phát", 0.95), ("triền", 0.6))
    odd = [word._replace(line=(1, 1, 3)) for word in line(("phất", 0.95), ("trjển", 0.85))]
    signs = [word._replace(line=(1, 1, 4)) for word in line(("—", 0.3), ("thôn", 0.95))]
    zones = list(doubtful_lines([*sure, *doubted, *odd, *signs], 200))
    assert [zone.words for zone in zones] == [(2, 3), (4, 5)]
    assert zones[0].cut.x0 == 0
    assert zones[0].cut.top < 10
    assert zones[0].cut.bottom > 30


def page() -> Grey:
    return np.full((1100, 800), 245, np.uint8)


def written(image: Grey, text: str, x: int, y: int) -> Grey:
    return np.asarray(cv2.putText(image, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 20, 2, cv2.LINE_AA), np.uint8)


def test_ink_under_no_word_is_found() -> None:
    image = written(written(page(), "2", 390, 60), "Ke hoach", 100, 300)
    read = [OcrWord("Kế", 98, 284, 130, 304, 0.9, LINE), OcrWord("hoạch", 134, 284, 200, 304, 0.9, LINE)]
    (zone,) = unread_ink(image, read, 100)
    assert zone.cut.x0 <= 390 < zone.cut.x1
    assert zone.cut.top <= 50 < zone.cut.bottom
    assert len(unread_ink(image, [], 100)) == 2


def test_rules_specks_and_rims_are_no_writing() -> None:
    image = page()
    image[500:503, 100:600] = 20  # a rule
    image[700:702, 300:302] = 20  # a speck
    image[:, :12] = 20  # the edge of the glass
    image[800:1000, 300:500] = 20  # a black block
    assert unread_ink(image, [], 100) == []


class Second(Engine):
    """Reads one word wherever it is asked, in the middle of the picture."""

    name = "second"

    def __init__(self, text: str, confidence: float = 0.9) -> None:
        self.text, self.confidence = text, confidence
        self.asked = 0

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        self.asked += 1
        rows = np.flatnonzero((image < 128).any(axis=1))
        columns = np.flatnonzero((image < 128).any(axis=0))
        edges = (int(columns[0]), int(rows[0]), int(columns[-1]), int(rows[-1]))
        return [OcrWord(self.text, *edges, self.confidence, (1, 1, 1))]

    def turned(self, image: Grey, dpi: int) -> int:
        return 0


def test_the_number_of_a_page_is_read_where_it_stands() -> None:
    image = written(page(), "2", 390, 60)
    (word,) = with_second_look([], image, 100, Second("2"))
    assert word.text == "2"
    assert abs(word.x0 - 390) < 8
    assert abs(word.bottom - 60) < 8
    assert with_second_look([], image, 100, Second("2", 0.3)) == []
    assert with_second_look([], image, 100, Second("%")) == []


class Line(Second):
    """Reads a line of four words wherever it is asked."""

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        (word,) = super().words(image, dpi)
        step = (word.x1 - word.x0) // 4
        read = (("Nạo", 0.9), ("vét", 0.9), ("kênh", 0.9), ("9/KH-UBND", 0.4))
        return [
            word._replace(text=text, confidence=sure, x0=word.x0 + i * step, x1=word.x0 + (i + 1) * step - 2)
            for i, (text, sure) in enumerate(read)
        ]


def test_a_whole_line_that_was_lost_is_read_with_its_symbols() -> None:
    image = written(page(), "Nao vet kenh tieu nam nay o cac thon va xa", 60, 300)
    assert len(unread_ink(image, [], 100)) == 1
    assert texts(with_second_look([], image, 100, Line(""))) == ["Nạo", "vét", "kênh", "9/KH-UBND"]


def test_what_stands_twice_at_one_place_is_read_once() -> None:
    image = written(page(), "Ke", 100, 300)
    first = OcrWord("Kế", 98, 284, 130, 304, 0.96, LINE)
    again = first._replace(x0=99, line=(2, 1, 1))
    beside = first._replace(x0=140, x1=172)
    assert with_second_look([first, again, beside], image, 100, Second("Kế")) == [first, beside]
    # what is read again beside a word does not double it
    assert with_second_look([first._replace(x1=112)], image, 100, Second("Kế"))[0].x1 == 112


class Failing(Second):
    """Fails."""

    def words(self, image: Grey, dpi: int, *, layout: bool = True, digits: bool = False) -> list[OcrWord]:
        raise ReadingError("tesseract_failed", fault="out of memory")


def test_a_second_reader_that_fails_costs_nothing_of_the_first_reading() -> None:
    image = written(page(), "Ke hoach", 100, 300)
    words = [OcrWord("Kế", 98, 284, 200, 304, 0.5, LINE)]
    assert with_second_look(words, image, 100, Failing("x")) == words


def test_without_a_second_reader_or_doubt_nothing_happens() -> None:
    words = line(("phát", 0.5))
    assert with_second_look(words, page(), 100, None) == words
    engine = Second("x")
    sure = line(("phát", 0.95), ("triển", 0.95))
    assert with_second_look(sure, page(), 100, engine) == sure
    assert engine.asked == 0
