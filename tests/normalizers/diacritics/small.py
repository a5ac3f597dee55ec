"""A vocabulary of few words, with channels to go with it."""

from string import ascii_letters

import numpy as np

from normalizers.diacritics.candidates import CandidateFinder
from normalizers.diacritics.channel import Channel, Readings, stripped
from normalizers.diacritics.vocabulary import ABBREVIATION, OTHER, SPECIAL, SYLLABLE, Vocabulary
from normalizers.unicode import VIETNAMESE_LETTERS, fold

SYLLABLES = ("nghị", "quyết", "nghĩ", "nghi", "học", "và", "tuyên", "truyền", "hoạch", "kế", "rõ", "ý", "mo", "tổ")
WORDS = (
    *(("<unk>", SPECIAL), ("<num>", SPECIAL), ("<s>", SPECIAL)),
    *((syllable, SYLLABLE) for syllable in SYLLABLES),
    *(("ubnd", ABBREVIATION), ("hđnd", ABBREVIATION)),
    *(("project", OTHER), ("đắk", OTHER), ("hoc", OTHER)),
)
VOCABULARY = Vocabulary([word for word, _ in WORDS], [kind for _, kind in WORDS])
LOG_PRIOR = np.full(len(VOCABULARY), -5.0, np.float32)


def misread():
    """An engine that reads letters without marks, ``ị`` as j one time in ten, ``ữ`` and the like never."""
    letters = {letter: {fold(letter): 90.0, letter: 5.0} for letter in {*VIETNAMESE_LETTERS, *ascii_letters}}
    letters["ị"] = {"i": 80.0, "j": 10.0}
    letters["o"]["0"] = letters["õ"]["0"] = 9.0
    letters["r"]["1"] = 9.0
    return Channel(Readings(letters, {}))


def finder(channel=None):
    return CandidateFinder(VOCABULARY, channel or stripped(), LOG_PRIOR)


def words_of(ids):
    return [VOCABULARY.words[index] for index in ids if index >= 0]
