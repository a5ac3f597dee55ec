"""Bisection in many ranges at once, against looking one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from normalizers.diacritics.range_index import RangeIndex


@given(st.lists(st.sets(st.integers(0, 40), max_size=30), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_finds_what_is_there_and_nothing_else(followers, random):
    starts = np.cumsum([0, *map(len, followers)]).astype(np.int32)
    words = np.array([word for group in followers for word in sorted(group)], np.int16)
    asked = [(random.randrange(len(followers)), random.randrange(-1, 42)) for _ in range(60)]
    found = RangeIndex(starts, words).find(np.array([c for c, _ in asked]), np.array([w for _, w in asked], np.int32))
    for (context, word), place in zip(asked, found.tolist(), strict=True):
        if word in followers[context]:
            assert words[place] == word
            assert starts[context] <= place < starts[context + 1]
        else:
            assert place == -1


def test_asked_for_nothing():
    index = RangeIndex(np.array([0, 1], np.int32), np.array([3], np.int16))
    assert index.find(np.zeros(0, np.int64), np.zeros(0, np.int32)).tolist() == []
    assert len(index) == 1
