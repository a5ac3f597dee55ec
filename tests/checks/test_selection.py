"""Which rules count: the longer prefix, the stronger place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.engine import all_rules
from checks.selection import Selection, decide, parse_codes, unknown_prefixes

CODES = [rule.code for rule in all_rules()]
PREFIXES = sorted({code[:length] for code in CODES for length in (1, 2, 3, 4)})
prefixes = st.lists(st.sampled_from(PREFIXES), max_size=4).map(tuple)
selections = st.builds(Selection, st.none() | prefixes, prefixes)


@pytest.mark.parametrize(
    ("selection", "code", "counts"),
    [
        (Selection(), "P001", None),
        (Selection(("P",)), "P001", True),
        (Selection(("P",)), "N001", False),
        (Selection((), ()), "N001", False),
        (Selection(None, ("P0",)), "P001", False),
        (Selection(None, ("P0",)), "N001", None),
        (Selection(("P001",), ("P",)), "P001", True),
        (Selection(("P001",), ("P",)), "P002", False),
        (Selection(("P",), ("P001",)), "P001", False),
        (Selection(("P",), ("P",)), "P001", False),
    ],
)
def test_the_longer_prefix_decides(selection: Selection, code: str, counts: bool | None) -> None:
    verdict = selection.verdict(code)
    assert (verdict and verdict[0]) == counts


@settings(deadline=None)
@given(st.lists(selections, max_size=3), selections, st.sampled_from(CODES))
def test_a_stronger_place_that_speaks_makes_the_others_silent(
    weaker: list[Selection], strong: Selection, code: str
) -> None:
    verdict = strong.verdict(code)
    assert decide([strong, *weaker], code) == (verdict if verdict is not None else decide(weaker, code))


@settings(deadline=None)
@given(prefixes, st.sampled_from(CODES))
def test_what_is_not_selected_and_what_is_ignored_part_the_rules(chosen: tuple[str, ...], code: str) -> None:
    assert decide([Selection(chosen)], code)[0] is any(code.startswith(prefix) for prefix in chosen)
    assert decide([Selection(None, chosen)], code)[0] is not any(code.startswith(prefix) for prefix in chosen)


def test_words_of_a_command_line() -> None:
    assert parse_codes(["p, N0", "N0", ""]) == ("P", "N0")
    assert unknown_prefixes(("P", "P00", "Q", "P001x"), CODES) == ["Q", "P001x"]
