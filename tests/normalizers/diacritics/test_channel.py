import numpy as np
import pytest

from normalizers.diacritics.channel import Channel, Readings, backoff_chain, read_readings
from normalizers.diacritics.reading_costs import IMPOSSIBLE


@pytest.fixture(scope="module")
def channel():
    letters = {letter: {letter: 90.0, "": 1.0} for letter in "abcdeghiklmnopqrstuvxy"}
    letters |= {"ư": {"u": 60.0, "w": 20.0, "tr": 10.0}, "ợ": {"o": 50.0, "g": 40.0}, "ơ": {"o": 90.0, "6": 2.0}}
    letters |= {"ư"[:1].upper(): {"U": 30.0}, "đ": {"d": 80.0}, "ớ": {"0": 1.0}}
    return Channel(Readings(letters, {".": 2.0}))


def cost(channel, word, string):
    codes, strings = channel.encode_words([word]), channel.encode_strings([string])
    return float(channel.costs(codes, strings, np.array([0]), np.array([0]))[0])


def test_cost_is_the_sum_of_the_cheapest_readings(channel):
    expected = sum(channel.cost_of(letter, read) for letter, read in [("t", "t"), ("ư", "w"), ("ợ", "g")])
    assert cost(channel, "tượ", "twg") == pytest.approx(expected, abs=1e-4)


def test_a_letter_may_be_read_as_two(channel):
    expected = sum(channel.cost_of(letter, read) for letter, read in [("c", "c"), ("ư", "tr"), ("c", "c")])
    assert cost(channel, "cưc", "ctrc") == pytest.approx(expected, abs=1e-4)


def test_characters_may_be_added_anywhere(channel):
    assert cost(channel, "an", ".an") == pytest.approx(
        cost(channel, "an", "an") + channel.cost_of_adding("."), abs=1e-4
    )
    assert cost(channel, "an", "an.") == pytest.approx(cost(channel, "an", ".an"), abs=1e-4)


def test_letters_never_counted_follow_their_family(channel):
    # ở is not in the counts of this test; ơ is, and the class of marked vowels was once read as a digit
    assert channel.cost_of("ớ", "6") < channel.cost_of("ớ", "q")


def test_pairs_are_scored_apart(channel):
    words, strings = channel.encode_words(["an", "ten", "o"]), channel.encode_strings(["an", "o"])
    together = channel.costs(words, strings, np.array([0, 1, 2]), np.array([0, 0, 1]))
    assert together.tolist() == pytest.approx(
        [cost(channel, "an", "an"), cost(channel, "ten", "an"), cost(channel, "o", "o")], abs=1e-4
    )
    assert (together <= IMPOSSIBLE).all()


def test_many_pairs_cost_what_each_costs_alone(channel):
    """Pairs are grouped by the length of their strings, and sorted by that of their words."""
    random = np.random.default_rng(0)
    words = ["".join(random.choice(list("abcuơượđn"), random.integers(1, 8))) for _ in range(60)]
    strings = ["".join(random.choice(list("abc.w0tr"), random.integers(1, 13))) for _ in range(200)]
    word_of, string_of = np.divmod(random.permutation(12_000), 200)
    together = channel.costs(channel.encode_words(words), channel.encode_strings(strings), word_of, string_of)
    for pair in range(0, 12_000, 97):
        alone = cost(channel, words[word_of[pair]], strings[string_of[pair]])
        assert together[pair] == pytest.approx(alone, abs=1e-4)


def test_costs_equal_the_cheapest_of_all_ways(channel):
    """By plain recursion over the last letter and the last character."""

    def cheapest(word, string):
        if not word and not string:
            return 0.0
        ways = [cheapest(word, string[:-1]) + channel.cost_of_adding(string[-1])] if string else []
        if word:
            sizes = range(min(3, len(string)) + 1)
            ways += [
                cheapest(word[:-1], string[: len(string) - size])
                + channel.cost_of(word[-1], string[len(string) - size :])
                for size in sizes
            ]
        return min(ways)

    for word in ("tượ", "đưa", "an", "cươ"):
        for string in ("twg", "d.tra", "", "a", "cu06."):
            assert cost(channel, word, string) == pytest.approx(min(cheapest(word, string), IMPOSSIBLE), abs=1e-3)


def test_bare_words_cost_what_the_cheapest_of_their_family_costs(channel):
    bare = channel.costs(
        channel.encode_words(["tuo"], bare=True), channel.encode_strings(["twg"]), np.array([0]), np.array([0])
    )
    assert float(bare[0]) <= cost(channel, "tượ", "twg")


def test_backoff_widens():
    assert backoff_chain("ở") == ("ở", "ơ*", "o**", "marked vowel")
    assert backoff_chain("Đ")[-1] == "marked consonant capital"


def test_reads_its_file_form():
    readings = read_readings(["ư\tu\t3\n", "ư\t\t1\n", "\t.\t2\n"])
    assert readings == Readings({"ư": {"u": 3.0, "": 1.0}}, {".": 2.0})
