"""The recovery of Vietnamese that lost its diacritics, as a noisy channel.

What was read is explained by a language model of syllables (:mod:`.language_model`) and a model of what reading does to
letters (:mod:`.channel`). :mod:`.damage` finds the stretches that need it, :mod:`.pieces` what may be touched in them,
:mod:`.candidates` what each piece may have been, :mod:`.lattice` how probable that is, :mod:`.restorer` does it all.
"""
