"""Lines of values in TOML, found by the parser."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.toml_lines import line_of

TEXT = '''\
# [[findings.suppress]]
workers = 2
[findings]
ignore = [
  "P",
  "Q",
]
note = """
[[findings.suppress]]
until = 1
"""
[[findings.suppress]]
rule = "P001"

[[findings.suppress]]

until = 2026-01-01
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["workers"], 2),
        (["findings", "ignore", 1], 4),
        (["findings", "suppress", 0, "rule"], 13),
        (["findings", "suppress", 1, "until"], 17),
        (["findings", "suppress", 1, "reason"], 15),
        (["findings", "suppress", 5], 12),
        (["nothing"], None),
    ],
)
def test_the_statement_that_brings_a_value(path: Sequence[str | int], line: int | None) -> None:
    assert line_of(TEXT, path) == line


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "# x", "\t"]), st.text("ab\n\"'[]=", max_size=8)), max_size=6))
def test_every_key_is_found_where_it_was_written(entries: list[tuple[str, str]]) -> None:
    lines, wanted = [], {}
    for number, (before, value) in enumerate(entries):
        lines.append(before)
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        wanted[f"k{number}"] = len(lines) + 1
        lines += f'k{number} = """{escaped}"""'.split("\n")
    text = "\n".join(lines) + "\n"
    assert tomllib.loads(text).keys() == wanted.keys()
    assert {key: line_of(text, [key]) for key in wanted} == wanted
