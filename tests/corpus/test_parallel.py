"""Parallel data: tokens that belong together, lines found again by their place, and the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter, deque
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.training.blocks import ITALIC, Block, compose, drawable, in_order, paragraphs_of, sample
from corpus.training.pages import Look, Page, draw_page, installed_faces, random_look, read_page, scan
from corpus.training.parallel import Group, Pairs, align_tokens, confusions, is_alike, write
from corpus.training.spoiling import Spoiling, random_spoiling

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
TEXT = "Ủy ban nhân dân phường giao Trạm Y tế chủ trì, phối hợp với các tổ dân phố thực hiện trước ngày 30/6/2026."
tokens = st.lists(st.text("aâbcdđeêioôơtuưnhgàéị1/.,", min_size=1, max_size=6), max_size=8).map(" ".join)


def words(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((word, ITALIC if n % 3 == 0 else 0) for n, word in enumerate(text.split()))


def look(**changes: object) -> Look:
    face = next(iter(installed_faces()))
    fields = {"dpi": 200, "face": face, "size": 13.0, "pitch": 1.3, "margins": (80, 50, 60), "gap": 6.0} | changes
    return Look(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("truth", "read", "kinds"),
    [
        ("căn cứ Quyết định", "can cu? Quyét dinh", ["1:1", "1:1", "1:1", "1:1"]),
        ("Hạnh phúc", "Hanh ph uc", ["1:1", "2:1"]),
        ("trước ngày 30", "trudcngay 30", ["1:2", "1:1"]),
        ("các tổ dân phố", "các tổ phố", ["1:1", "1:1", "0:1", "1:1"]),
        ("các tổ", "| các tổ", ["1:0", "1:1", "1:1"]),
    ],
)
def test_groups(truth: str, read: str, kinds: list[str]) -> None:
    assert [group.kind for group in align_tokens(truth, read)] == kinds


def test_words_stay_opposite_to_their_letters_when_one_is_lost() -> None:
    groups = align_tokens("giao cho Sở Y tế và Sở Nội vụ", "giao cho SO Y té Sé N6i vu")
    assert Group("và", "") in groups
    assert Group("Nội", "N6i") in groups


@given(tokens, tokens)
def test_nothing_is_lost_or_moved(truth: str, read: str) -> None:
    groups = align_tokens(truth, read)
    assert " ".join(g.truth for g in groups if g.truth) == truth
    assert " ".join(g.read for g in groups if g.read) == read


@given(tokens)
def test_a_line_read_right_is_all_single_tokens(line: str) -> None:
    assert align_tokens(line, line) == [Group(word, word) for word in line.split()]


def test_a_line_that_was_not_read_is_counted_and_left_out() -> None:
    pairs = Pairs()
    pairs.add("phối hợp thực hiện", "phoi hgp thuc hién")
    pairs.add("phối hợp thực hiện", "")
    pairs.add("phối hợp thực hiện", "cceeescsee")
    assert (len(pairs.lines), pairs.unread) == (1, 2)


def test_short_lines_are_judged_by_their_place_alone() -> None:
    assert is_alike("1", "I")
    assert not is_alike("1", "")


def test_confusions_are_counted_by_letters() -> None:
    counts = confusions(
        Counter({Group("tổ", "t6"): 2, Group("số", "s6"): 3, Group("ứng", "ting"): 4, Group("và", ""): 5})
    )
    assert counts == Counter({("ứ", "ti"): 4, ("ố", "6"): 3, ("ổ", "6"): 2})


def test_drawable_text_keeps_vietnamese_and_drops_other_scripts() -> None:
    assert drawable("Số\u00a07 · “tổ” 中文 ₫5 đi\u0301") == "Số 7 · “tổ” ₫5 đí"


def test_paragraphs_of_compressed_text(tmp_path: Path) -> None:
    import lzma  # noqa: PLC0415

    path = tmp_path / "a.txt.xz"
    path.write_bytes(lzma.compress("Một\n\nHai ba\n".encode()))
    assert list(paragraphs_of(path)) == ["Một", "Hai ba"]


def test_every_source_has_its_share(tmp_path: Path) -> None:
    for name, lines in (("small", 50), ("large", 5000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(f"{name}\n" * lines)
    assert Counter(sample([tmp_path / "small", tmp_path / "large"], 60, Random(1))) == {"small": 30, "large": 30}


def test_a_folder_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no \.txt"):
        sample([tmp_path], 10, Random(1))


def test_all_words_are_printed_once_and_in_order_over_pages() -> None:
    paragraphs = [f"{n} {TEXT}" for n in range(90)]
    blocks, printed = deque(in_order(paragraphs)), []
    while blocks:
        page = draw_page(blocks, look())
        assert all(line.box[3] <= page.image.height - 60 * 200 / 72 + 1 for line in page.lines)
        printed += [line.text for line in page.lines]
    assert " ".join(printed) == " ".join(paragraphs)


def test_lines_stand_in_their_boxes() -> None:
    page = draw_page(
        deque([Block((words(TEXT),), "justify", 28.0), Block((words("Tổ"), words("Xã hội")), shares=(0.3, 0.7))]),
        look(),
    )
    outside = page.image.copy()
    for line in page.lines:
        left, top, right, bottom = (round(edge) for edge in line.box)
        assert page.image.crop((left, top, right, bottom)).getextrema()[0] < 128
        outside.paste(255, (left - 2, top, right + 2, bottom))
    assert outside.getextrema() == (255, 255)


def test_blocks_have_every_kind_and_the_same_seed_gives_the_same_blocks() -> None:
    made = [list(compose([TEXT] * 300, Random(4))) for _ in range(2)]
    assert made[0] == made[1]
    assert {block.align for block in made[0]} == {"left", "justify", "centre"}
    assert any(block.ruled for block in made[0])
    assert {style for block in made[0] for cell in block.cells for _, style in cell} == {0, 1, 2}


def test_the_same_seed_gives_the_same_scan() -> None:
    random = Random(2)
    page = draw_page(deque([Block((words(TEXT),))]), random_look(random, "poor"))
    spoiling = random_spoiling(random, "poor")
    assert scan(page, spoiling, 5).image.tobytes() == scan(page, spoiling, 5).image.tobytes()
    assert scan(page, spoiling, 5).image.tobytes() != scan(page, spoiling, 6).image.tobytes()


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize("skew", [0.0, 0.7, -0.7])
def test_readings_come_back_to_their_lines(skew: float) -> None:
    blocks = deque(Block((words(f"{n}{n}{n} {TEXT}"),), "justify", 28.0) for n in range(1, 10))
    blocks.append(Block((words("77"), words("Trạm Y tế phường"), words("Công an")), shares=(0.2, 0.4, 0.4), ruled=True))
    page: Page = scan(draw_page(blocks, look()), Spoiling(paper=235, ink=40, skew=skew), 1)
    reading = read_page(page, "eng", 3)
    assert len(reading.lines) == len(page.lines)
    for line, read in zip(page.lines, reading.lines, strict=True):
        assert is_alike(line.text, read)
    starts = [read.split()[0] for read in reading.lines[:18:2]]
    assert starts == [f"{n}{n}{n}" for n in range(1, 10)]


@needs_tesseract
@pytest.mark.slow
def test_command_over_the_corpus(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "corpus.training.parallel", "--out", str(tmp_path / "own.tsv"), "--pages", "1"]
    done = subprocess.run([*command, "--confusions", "3"], capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in (tmp_path / "own.lines.tsv").read_text().splitlines()]
    rows = [line.split("\t") for line in (tmp_path / "own.tokens.tsv").read_text().splitlines()]
    assert lines
    assert all(len(line) == 2 for line in lines)
    assert sum(int(row[2]) * len(row[1].split()) for row in rows) == sum(len(truth.split()) for truth, _ in lines)
    assert done.stderr.startswith("1 pages,")
    assert len(done.stdout.splitlines()) == 3


def test_files_are_written_whole(tmp_path: Path) -> None:
    pairs = Pairs()
    pairs.add("Hạnh phúc", "Hanh ph uc")
    write(pairs, tmp_path / "new" / "a.tsv")
    assert (tmp_path / "new" / "a.lines.tsv").read_text() == "Hạnh phúc\tHanh ph uc\n"
    assert (tmp_path / "new" / "a.tokens.tsv").read_text() == "Hanh\tHạnh\t1\t1:1\nph uc\tphúc\t1\t2:1\n"
    assert not list(tmp_path.rglob("*.part"))
