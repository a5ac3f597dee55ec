"""The evaluation of the recovery: how tokens are compared, what is counted, what the gate notices."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from corpus.damaged import Pair, read_pairs
from corpus.damaged.__main__ import Word, by_line
from corpus.evaluate.gate import losses, read_baseline, update
from corpus.evaluate.peers import PYVI, run_peers
from corpus.evaluate.recovery import CLEAN, READ, STRIPPED, Material, Restoration, Text, assess, own_texts
from corpus.evaluate.recovery_report import RecoverySection
from corpus.evaluate.reliability import Verdict, bins, calibration_error, coverage
from corpus.evaluate.report import Evaluation, as_table
from corpus.evaluate.tokens import changed, compare, fold_token
from corpus.plans import plan_names
from normalizers.unicode import fold


@dataclass
class Edited:
    start: int
    end: int
    text: str
    confidence: float


@dataclass
class Answer:
    text: str
    edits: list[Edited]
    tokens: list[Edited]


def answer(read: str, words: dict[str, tuple[str, float]], silent: Callable[[str], str] = str) -> Answer:
    """What a restorer would say that replaces some words; ``silent`` is what it does on the sly."""
    tokens, parts, position = [], [], 0
    for match in re.finditer(r"\S+", read):
        word, confidence = words.get(match.group(), (match.group(), 0.5))
        tokens.append(Edited(match.start(), match.end(), word, confidence))
        parts += [read[position : match.start()], word]
        position = match.end()
    edits = [token for token in tokens if token.text != read[token.start : token.end]]
    return Answer(silent("".join([*parts, read[position:]])), edits, tokens)


def text(truth: str, read: str, group: str = READ, material: Material = "damaged") -> Text:
    return Text(group, "plan", truth, read, material)


# -- comparison -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("“Hoá,", "hóa"), ("ỦY", "uỷ"), ("hàng", "Hằng"), ("-", "—"), ("ho\u0301a", "hóa"), ("(TTHC);", "tthc")],
)
def test_tokens_that_are_equal(one: str, other: str) -> None:
    assert fold_token(one) == fold_token(other)


@pytest.mark.parametrize(("one", "other"), [("tính", "tỉnh"), ("25/12", "2512"), ("hoán", "hóan"), ("đến", "dến")])
def test_tokens_that_are_not(one: str, other: str) -> None:
    assert fold_token(one) != fold_token(other)


def rights(truth: str, found: str) -> list[bool]:
    return [token.right for token in compare(truth, found).wanted]


def test_a_lost_token_puts_out_only_itself() -> None:
    assert rights("căn cứ Luật Đất đai", "căn Luật Đất đai") == [True, False, True, True, True]


def test_lines_are_compared_each_with_its_own() -> None:
    assert rights("một\nhai", "hai\nmột") == [False, False]
    assert rights("một\nhai", "một") == [True, False]


def test_noise_and_what_nobody_knows_is_left_out() -> None:
    comparison = compare("ngày ∅ 5 ⟨?⟩", "ngày x 5 Phung")
    assert [token.text for token in comparison.wanted] == ["ngày", "5"]
    assert [token.right for token in comparison.found] == [True, None, True, None]


def test_added_tokens_are_wrong() -> None:
    assert [token.right for token in compare("ba", "ba bốn").found] == [True, False]


def test_every_change_is_counted_even_of_white_space() -> None:
    assert list(changed("một hai\nba", "một  hai\nba")) == [(1, 0)]
    assert list(changed("một hai\nba", "một hai\nbà bốn")) == [(2, 2)]
    assert list(changed("một", "một")) == []


# -- counts -----------------------------------------------------------------------------------------------------------

TRUTH = "Căn cứ Nghị quyết số 73/NQ-HĐND"
DAMAGED = "Can ctr Nghi quyét s6 73/NQ-HPND"
WORDS = {
    "Can": ("Căn", 0.999),
    "ctr": ("của", 0.6),
    "Nghi": ("Nghị", 0.99),
    "quyét": ("quyết", 0.96),
    "s6": ("số", 0.9),
}


def test_what_is_counted() -> None:
    found = assess(text(TRUTH, DAMAGED), answer(DAMAGED, WORDS))
    assert (found.tokens, found.right_as_read, found.right) == (6, 0, 4)
    assert (found.numbers, found.numbers_as_read, found.numbers_right, found.broken) == (1, 0, 0, 0)
    assert found.silent == 0
    assert [(v.confidence, v.right) for v in found.verdicts] == [
        (0.999, True),
        (0.6, False),
        (0.99, True),
        (0.96, True),
        (0.9, True),
        (0.5, False),
    ]


def test_confidences_find_their_token_where_words_grow_and_shrink() -> None:
    words = {"a": ("một hai", 0.7), "bb": ("b", 0.8), "c": ("c", 0.9)}
    found = assess(text("một hai b c", "a bb c"), answer("a bb c", words))
    assert found.verdicts == (Verdict(0.7, True), Verdict(0.7, True), Verdict(0.8, True), Verdict(0.9, True))


def test_a_token_of_several_pieces_is_as_sure_as_its_least_sure_piece() -> None:
    pieces = [Edited(0, 2, "Sở", 0.99), Edited(3, 5, "Tư", 0.4)]
    found = assess(text("Sở/Tư", "So/Tu"), Answer("Sở/Tư", pieces, pieces))
    assert found.verdicts == (Verdict(0.4, True),)


def test_what_was_not_judged_is_told_apart() -> None:
    found = assess(text("một 12", "một 12"), Answer("một 12", [], [Edited(0, 3, "một", 1.0)]))
    assert found.verdicts == (Verdict(1.0, True), Verdict(None, True))
    assert coverage(found.verdicts, 0.99) == (0.5, 1.0)


def test_a_change_without_an_edit_is_silent() -> None:
    found = assess(text("năm 2026", "nam 2026"), answer("nam 2026", {}, lambda s: s.replace("2026", "2025")))
    assert (found.silent, found.broken) == (1, 1)


def test_a_number_that_was_declared_changed_is_broken_but_not_silent() -> None:
    found = assess(text("năm 2026", "nam 2026"), answer("nam 2026", {"2026": ("2025", 0.9)}))
    assert (found.silent, found.broken) == (0, 1)


# -- reliability ------------------------------------------------------------------------------------------------------


def test_bins_hold_their_lower_bound() -> None:
    table = bins([Verdict(0.99, True), Verdict(0.9899, False), Verdict(1.0, True), Verdict(None, False)])
    assert [(row.low, row.high, row.tokens, row.right) for row in table] == [
        (0.98, 0.99, 1, 0.0),
        (0.99, 0.995, 1, 1.0),
        (0.999, 1.0, 1, 1.0),
    ]


def test_the_calibration_error_is_the_mean_distance_between_promise_and_truth() -> None:
    assert calibration_error([Verdict(0.75, True)] * 3 + [Verdict(0.75, False)]) == pytest.approx(0.0)
    assert calibration_error([Verdict(1.0, False), Verdict(1.0, True)]) == pytest.approx(0.5)
    assert calibration_error([]) is None


def test_coverage_of_nothing() -> None:
    assert coverage([], 0.99) == (None, None)
    assert coverage([Verdict(0.5, True)], 0.99) == (0.0, None)


# -- material ---------------------------------------------------------------------------------------------------------


def test_every_plan_is_there_in_every_form() -> None:
    texts = list(own_texts())
    for group in (STRIPPED, READ, CLEAN):
        assert sorted(t.name for t in texts if t.group == group) == plan_names()
    assert all(t.read == fold(t.truth) != t.truth for t in texts if t.group == STRIPPED)


@pytest.mark.parametrize("pair", list(read_pairs()), ids=lambda pair: pair.name)
def test_the_kept_pairs_are_one_plan_line_for_line(pair: Pair) -> None:
    lines = list(zip(pair.truth.split("\n"), pair.read.split("\n"), strict=True))
    assert len(lines) > 50
    numbers = [token for token in compare(pair.truth, pair.read).wanted if token.is_number]
    # the engine reads digits well: where lines had slipped, hardly one would be in its place
    assert sum(token.right for token in numbers) / len(numbers) > 0.75


def test_read_words_go_to_the_line_that_they_cover() -> None:
    true = [Word("Số:", 10, 10, 30, 20), Word("ngày", 100, 11, 130, 21), Word("KẾ", 50, 40, 70, 50)]
    read = [
        Word("KE", 51, 41, 69, 50),
        Word("S6:", 10, 12, 28, 22),
        Word("ngay", 99, 9, 131, 19),
        Word("~", 90, 52, 92, 56),
    ]
    assert list(by_line(true, read)) == [("Số: ngày", "S6: ngay"), ("KẾ", "KE ~")]


def test_a_printed_word_of_which_nothing_was_read_is_unknown() -> None:
    true = [Word("Nơi", 10, 10, 30, 20), Word("CHỦ", 100, 10, 130, 20), Word("4", 60, 40, 65, 50)]
    assert list(by_line(true, [Word("Noi", 10, 10, 30, 20)])) == [("Nơi ⟨?⟩", "Noi"), ("⟨?⟩", "")]


def test_pairs_of_unequal_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.truth.txt").write_text("một\nhai\n", encoding="utf-8")
    (tmp_path / "a.read.txt").write_text("mot\n", encoding="utf-8")
    with pytest.raises(ValueError, match="2 and 1 lines"):
        list(read_pairs(tmp_path))


# -- report and gate --------------------------------------------------------------------------------------------------


def section(words: dict[str, tuple[str, float]] = WORDS) -> RecoverySection:
    damaged = assess(text(TRUTH, DAMAGED), answer(DAMAGED, words))
    clean = assess(text(TRUTH, TRUTH, CLEAN, "clean"), answer(TRUTH, {}))
    return RecoverySection((damaged, clean))


def evaluation(*restorations: Restoration) -> Evaluation:
    return Evaluation((), RecoverySection(restorations))


def test_the_tables_show_the_figures() -> None:
    table = as_table(Evaluation((), section()))
    assert f"| {READ} | 6 | 0.00 | 66.67 | 1 | 0 | 0 | 0 | 0 | 33.33 | 100.00 | 50.00 | 100.00 |" in table
    assert f"| {CLEAN} | 6 | 0 | 0 | 0 |" in table


def test_the_gate_notices_every_loss_of_the_recovery(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update(Evaluation((), section()), path)
    committed = read_baseline(path)
    assert list(losses(Evaluation((), section()), committed)) == []
    assert list(losses(Evaluation(()), committed)) == []  # not measured this time
    worse = section({**WORDS, "Can": ("Cần", 0.999)})
    assert any("right fell from 0.6667 to 0.5000" in loss for loss in losses(Evaluation((), worse), committed))
    damaged, clean = section().restorations
    silent = evaluation(replace(damaged, silent=1), clean)
    assert list(losses(silent, committed)) == [f"recovery of {READ}: silent rose from 0 to 1"]
    touched = assess(clean.text, answer(TRUTH, {"số": ("sổ", 0.9)}))
    assert list(losses(evaluation(damaged, touched), committed)) == [
        f"recovery of {CLEAN}: changed lines rose from 0 to 1",
        f"recovery of {CLEAN}: changed tokens rose from 0 to 1",
    ]


def test_a_group_that_is_gone_is_a_loss(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update(Evaluation((), section()), path)
    gone = list(losses(evaluation(section().restorations[0]), read_baseline(path)))
    assert gone
    assert all("is no longer measured" in loss for loss in gone)


def test_a_small_loss_of_the_model_is_let_pass(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    damaged, _ = section().restorations
    update(evaluation(replace(damaged, tokens=10_000, right=9_000)), path)
    committed = read_baseline(path)
    assert list(losses(evaluation(replace(damaged, tokens=10_000, right=8_975)), committed)) == []
    assert list(losses(evaluation(replace(damaged, tokens=10_000, right=8_965)), committed))


def test_peers_are_scored_on_the_same_texts_and_missing_ones_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PYVI, raising=False)
    peers = {peer.name: peer for peer in run_peers(section().restorations)}
    assert peers["as read"].right == {READ: 0.0}
    assert peers["commonest word"].right[READ] > peers["unidecode"].right[READ] == 0.0
    assert "not installed" in (peers["pyvi"].missing or "")
    monkeypatch.setenv(PYVI, "/nowhere/python")
    assert "failed" in (next(peer for peer in run_peers(section().restorations) if peer.name == "pyvi").missing or "")
