"""Whether a word has the structure of a Vietnamese syllable: onset, rime and tone that the language allows."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import product

from normalizers.unicode import TONES, tone_placement


@lru_cache(maxsize=1)
def _structure() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Syllables without tone, the codas that restrict tones, the tones that these allow."""
    data = tomllib.loads(files(__package__).joinpath("syllable_structure.toml").read_text(encoding="utf-8"))
    front = tuple(data["front"]["letters"])
    required = data["front"]["required"]
    bare = set()
    for onset, rime in product(data["onsets"], data["rimes"]):
        if onset == "qu":
            continue
        if onset in required and rime.startswith(front):
            continue
        if onset in required.values() and not rime.startswith(front):
            continue
        if onset == "gi" and rime.startswith(("i", "y")):
            continue
        bare.add(onset + rime)
    bare |= {"qu" + rime for rime in [*data["rimes"], *data["after_qu"]] if not rime.startswith(("o", "u", "ư"))}
    bare |= {"gi" + rime for rime in data["after_gi"]}
    bare |= {"g" + rime for rime in data["g_with_i"]}
    return frozenset(bare), tuple(data["stops"]), frozenset(data["tones_of_stops"])


def is_syllable(word: str) -> bool:
    """Whether a word (NFC, lower case) could be a Vietnamese syllable, with its marks complete and in their places.

    ``nghiệp`` and ``quốc`` are, ``nguoi`` (no such rime), ``các`` without its tone (``cac``), ``liệuvàphần`` are not.
    """
    letters = unicodedata.normalize("NFD", word)
    tones = [letter for letter in letters if letter in TONES]
    plain = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    bare, stops, allowed = _structure()
    if len(tones) > 1 or plain not in bare or tone_placement(word) != word:
        return False
    return not plain.endswith(stops) or (len(tones) == 1 and set(tones) <= allowed)
