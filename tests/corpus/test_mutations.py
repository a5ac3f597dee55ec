"""Mutants: the same from the same seed, and mostly something else than what they were made of."""

from __future__ import annotations

import random
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from corpus.hostile.files import scans
from corpus.hostile.mutations import BYTES, Mutation, change_deflated, change_package, change_text, change_xml
from corpus.hostile.packages import plan, word, zipped
from corpus.hostile.pdf import plain
from corpus.hostile.pdf_mutations import change_content, change_objects

SOUND = {
    change_package: word(3),
    change_text: plan(1),
    change_xml: b'<?xml version="1.0"?><a x="1"><b y="2">c</b><b/></a>',
    change_deflated: dict(scans())["png"],
    change_objects: plain(1),
    change_content: plain(1),
    **dict.fromkeys(BYTES, plain(1)),
}


@pytest.mark.parametrize("mutation", SOUND, ids=lambda mutation: mutation.__name__)
def test_the_same_chance_gives_the_same_bytes(mutation: Mutation) -> None:
    sound = SOUND[mutation]
    made = [mutation(sound, random.Random(seed)) for seed in range(30)]
    assert made == [mutation(sound, random.Random(seed)) for seed in range(30)]
    assert sum(data != sound for data in made) > 25
    assert len(set(made)) > 15


def test_changed_packages_and_objects_are_mostly_still_what_they_were() -> None:
    """What cannot be opened at all tries only how files are opened."""
    packages = [
        change_package(zipped(("a.xml", b"<a x='1'/>"), ("b.txt", plan(1))), random.Random(n)) for n in range(30)
    ]
    assert all(ZipFile(BytesIO(data)).infolist() is not None for data in packages)
    opened = 0
    for number in range(30):
        try:
            opened += len(PdfReader(BytesIO(change_objects(plain(1), random.Random(number)))).pages) > 0
        except Exception:
            continue
    assert opened > 15
