"""The steps of the recovery one behind the other, with a row for every change."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset.records import Recovery
from normalizers.unicode import fold
from pipeline.commands.recover import recover as command
from pipeline.recovery import recover, recover_text
from tests.support import plain_document

SOUND = "Các cơ quan, đơn vị trên địa bàn xã báo cáo kết quả thực hiện trước ngày 15 hằng tháng."
STRIPPED = "Uy ban nhan dan xa yeu cau cac don vi to chuc thuc hien Ke hoach so 12/KH-UBND"
LOOK_ALIKE = "Ủy ban nhân dân xã bаn hành Kế hоạch phát triển du lịch cộng đồng năm 2026."  # Cyrillic а, о
TCVN3 = "C¨n cø LuËt Tæ chøc chÝnh quyÒn ®Þa ph­¬ng; xÐt ®Ò nghÞ cña Phßng Kinh tÕ vÒ kÕ ho¹ch n¨m 2026."
DECODED = "Căn cứ Luật Tổ chức chính quyền địa phương; xét đề nghị của Phòng Kinh tế về kế hoạch năm 2026."
ETH = "Hội đồng nhân dân và Ðảng ủy xã"
DECOMPOSED = "Kê\u0301 hoạch phát triển kinh tế - xã hội"
LINES = (SOUND, STRIPPED, LOOK_ALIKE, TCVN3, ETH, DECOMPOSED, "", "The Ministry of Health and the World Bank", "1 | 2")


def rows(text: str) -> tuple[str, list[Recovery]]:
    document, records = recover(plain_document(text))
    return document.text, list(records.of(Recovery))


def test_every_step_mends_its_own_line() -> None:
    text = "\n".join((SOUND, TCVN3, LOOK_ALIKE, ETH, DECOMPOSED, SOUND))
    recovered, _ = recover_text(text)
    assert recovered.split("\n") == [
        SOUND,
        DECODED,
        "Ủy ban nhân dân xã ban hành Kế hoạch phát triển du lịch cộng đồng năm 2026.",
        "Hội đồng nhân dân và Đảng ủy xã",
        "Kế hoạch phát triển kinh tế - xã hội",
        SOUND,
    ]


def test_steps_work_on_what_the_ones_before_made() -> None:
    """A line in an old encoding, one with look-alikes, and one without marks, in one text."""
    recovered, repairs = recover_text("\n".join((TCVN3, LOOK_ALIKE, SOUND, STRIPPED)))
    lines = recovered.split("\n")
    assert lines[0] == DECODED
    assert lines[1] == fold_look_alikes(LOOK_ALIKE)
    assert lines[2] == SOUND
    assert lines[3] == "Ủy ban nhân dân xã yêu cầu các đơn vị tổ chức thực hiện Kế hoạch số 12/KH-UBND"
    assert {repair.line for repair in repairs} == {1, 2, 4}


def test_a_word_that_two_steps_changed_has_one_row() -> None:
    """The look-alike is mended first; only then the word has letters that can get their marks."""
    text = STRIPPED.replace("nhan dan", "nh\u0430n dan")  # Cyrillic а
    recovered, repairs = recover_text(text)
    assert "Ủy ban nhân dân xã" in recovered
    [own] = [repair for repair in repairs if repair.after == "nhân"]
    assert own.before == "nh\u0430n"


def fold_look_alikes(text: str) -> str:
    return text.translate({0x0430: "a", 0x043E: "o"})


@given(st.lists(st.sampled_from((*LINES, fold(SOUND))), max_size=6), st.sampled_from(("\n", "\n\n", "\r\n")))
@settings(deadline=None, max_examples=60)
def test_rows_point_at_what_stands_in_the_recovered_text(lines: list[str], end: str) -> None:
    text = end.join(lines)
    recovered, found = rows(text)
    assert recovered.count("\n") == text.count("\n")
    position = 0
    for row in found:
        assert row.after == recovered[row.start : row.end]
        assert row.before != row.after
        assert row.line == recovered.count("\n", 0, row.start) + 1
        assert position <= row.start <= row.end
        assert row.confidence is not None
        assert 0 <= row.confidence <= 1
        position = row.end


@given(st.lists(st.sampled_from((*LINES, fold(SOUND))), max_size=6))
@settings(deadline=None, max_examples=40)
def test_undoing_the_rows_gives_what_was_read(lines: list[str]) -> None:
    text = "\n".join(lines)
    recovered, repairs = recover_text(text)
    parts, position = [], 0
    for repair in repairs:
        parts += [recovered[position : repair.start], repair.before]
        position = repair.end
    assert "".join([*parts, recovered[position:]]) == text


@given(st.lists(st.sampled_from((*LINES, fold(SOUND))), max_size=6).map("\n".join))
@settings(deadline=None, max_examples=40)
def test_what_was_recovered_is_not_recovered_again(text: str) -> None:
    once, _ = recover_text(text)
    assert recover_text(once) == (once, [])


def test_overlays_move_with_the_text() -> None:
    text = f"{TCVN3}\n{STRIPPED}\n{SOUND}"
    document, _ = recover(plain_document(text))
    assert [document.text[s.start : s.end] for block in document.blocks for s in block.spans] == document.text.split(
        "\n"
    )


def test_exact_steps_are_certain_and_guesses_are_not() -> None:
    _, repairs = recover_text(
        f"{ETH}\n{SOUND}\nGiao ong Nguyen Van Phu va ba Tran Thi Chuc to chuc hop thon vao ngay 20"
    )
    assert [repair.confidence for repair in repairs if repair.before == "Ð"] == [1.0]
    assert min(repair.confidence for repair in repairs) < 1.0


@pytest.mark.parametrize("text", [SOUND, "", "\n", "\r\n\r\n", f"{SOUND}\r\n{SOUND}\r\n", "Hello world\n"])
def test_sound_text_has_no_rows(text: str) -> None:
    assert recover_text(text) == (text, [])
    assert rows(text) == (text, [])


def test_sound_text_needs_no_model() -> None:
    """The models are large: whoever reads sound documents must not wait for them."""
    code = (
        "import sys; from pipeline.recovery import recover_text; recover_text(sys.argv[1]);"
        "print('normalizers.diacritics.restorer' in sys.modules)"
    )

    def loaded(text: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", code, text], capture_output=True, text=True, check=True
        ).stdout.strip()

    assert loaded(SOUND) == "False"
    assert loaded(STRIPPED) == "True"


# -- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEHOACH_LANG", "en")


def printed(text: str, folder: Path, capsys: pytest.CaptureFixture[str], **options: bool) -> tuple[str, str]:
    file = folder / "a.txt"
    file.write_bytes(text.encode())
    command(str(file), **{"explain": False, "json": False, **options})
    taken = capsys.readouterr()
    return taken.out, taken.err


def test_the_command_keeps_the_ends_of_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = printed(f"{STRIPPED}\r\n{SOUND}\r\n", tmp_path, capsys)
    assert out.endswith(f"\r\n{SOUND}\r\n")
    assert out.count("\r\n") == 2
    assert err == ""


def test_json_holds_the_text_and_every_edit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(printed(STRIPPED, tmp_path, capsys, json=True)[0])
    assert answer["text"] == recover_text(STRIPPED)[0]
    for edit in answer["edits"]:
        assert answer["text"][edit["start"] : edit["end"]] == edit["after"]


@pytest.mark.usefixtures("english")
def test_the_explanation_has_a_line_for_each_edit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{SOUND}\n{STRIPPED}\n"
    out, err = printed(text, tmp_path, capsys, explain=True)
    _, repairs = recover_text(text)
    assert out == recover_text(text)[0]
    assert len(err.splitlines()) == len(repairs)
    assert err.splitlines()[0].startswith("line 2: “Uy” → “Ủy” (confidence ")


@pytest.mark.usefixtures("english")
def test_edits_that_are_not_sure_are_marked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"Giao ong Nguyen Van Phu va ba Tran Thi Chuc to chuc hop thon vao ngay 20\n\n{ETH}\n"
    _, err = printed(text, tmp_path, capsys, explain=True)
    _, repairs = recover_text(text)
    assert [line.endswith("please check") for line in err.splitlines()] == [
        repair.confidence < 0.9 for repair in repairs
    ]
    assert {repair.confidence < 0.9 for repair in repairs} == {True, False}


@pytest.mark.usefixtures("english")
def test_letters_that_cannot_be_seen_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = printed("Ủy ban nhân\u200b dân xã bаn hành kế hoạch", tmp_path, capsys, explain=True)
    assert "⟨U+200B⟩" in err
    assert "а⟨U+0430⟩” → “a”" in err
