"""What can be changed at random in the objects of a PDF: entries, references, streams. The file itself stays sound."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from corpus.hostile.mutations import BYTES, mutated

_NUMBERS: Final = (0, -1, 1, 65_535, 2**31 - 1, -(2**31), 10**15)


def change_objects(data: bytes, chance: random.Random) -> bytes:
    """A sound PDF some objects of which say something else; as it was where pypdf cannot write it again."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    objects = [entry for entry in writer._objects if entry is not None]
    for _ in range(chance.choice((1, 1, 2, 5))):
        _change(chance.choice(objects), objects, chance)
    buffer = BytesIO()
    try:
        writer.write(buffer)
    except (RecursionError, ValueError, TypeError, AttributeError, OverflowError):
        # a value that the writer itself does not understand: the bytes of the file are changed instead
        return mutated(data, chance, BYTES)
    return buffer.getvalue()


def change_content(data: bytes, chance: random.Random) -> bytes:
    """A PDF of which the content, a font, a table of characters or a picture is changed behind its packing."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    streams = [number for number, entry in enumerate(writer._objects) if isinstance(entry, StreamObject)]
    if not streams:
        return mutated(data, chance, BYTES)
    for number in chance.sample(streams, min(len(streams), chance.choice((1, 1, 3)))):
        old = writer._objects[number]
        assert isinstance(old, StreamObject)
        try:
            content = old.get_data()
        except Exception:  # noqa: S112  what pypdf cannot unpack stays as it is
            continue
        new = DecodedStreamObject()
        new.update({key: value for key, value in old.items() if key not in {"/Filter", "/DecodeParms", "/Length"}})
        new.set_data(mutated(content, chance, BYTES))
        writer._objects[number] = new
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _change(entry: Any, objects: list[Any], chance: random.Random) -> None:
    """Change one value somewhere in an object."""
    places = list(_places(entry))
    if not places:
        return
    holder, key, value = chance.choice(places)
    holder[key] = chance.choice(_CHANGES)(value, objects, chance)


def _places(entry: Any, depth: int = 0) -> Iterator[tuple[Any, Any, Any]]:
    """Everything in an object that can be replaced: who holds it, under what, and what it is."""
    if depth > 5 or not isinstance(entry, DictionaryObject | ArrayObject):
        return
    pairs = list(entry.items()) if isinstance(entry, DictionaryObject) else list(enumerate(entry))
    for key, _ in pairs:
        # not through references: those are objects of their own
        value = entry.raw_get(key) if isinstance(entry, DictionaryObject) else list.__getitem__(entry, key)
        yield entry, key, value
        yield from _places(value, depth + 1)


def _other_number(value: Any, objects: list[Any], chance: random.Random) -> Any:
    return chance.choice((NumberObject(chance.choice(_NUMBERS)), FloatObject(-0.000001), NumberObject(_as_int(value))))


def _other_reference(value: Any, objects: list[Any], chance: random.Random) -> Any:
    references = [entry.indirect_reference for entry in objects if getattr(entry, "indirect_reference", None)]
    return chance.choice(references) if references else NullObject()


def _dangling(value: Any, objects: list[Any], chance: random.Random) -> Any:
    some = _other_reference(value, objects, chance)
    return IndirectObject(99_999, 0, some.pdf) if isinstance(some, IndirectObject) else NullObject()


def _other_type(value: Any, objects: list[Any], chance: random.Random) -> Any:
    return chance.choice(
        (NullObject(), NameObject("/Odd"), TextStringObject("(odd"), ArrayObject(), DictionaryObject(), NumberObject(7))
    )


def _much(value: Any, objects: list[Any], chance: random.Random) -> Any:
    same = value if isinstance(value, IndirectObject | NumberObject | NameObject) else NumberObject(0)
    return ArrayObject([same] * chance.choice((2, 100, 20_000)))


def _deep(value: Any, objects: list[Any], chance: random.Random) -> Any:
    inner: Any = ArrayObject()
    for _ in range(chance.choice((10, 100, 400))):
        inner = ArrayObject([inner])
    return inner


def _as_int(value: Any) -> int:
    return int(value) + 1 if isinstance(value, int | float) and abs(value) < 10**9 else -7


_CHANGES: Final[tuple[Callable[[Any, list[Any], random.Random], Any], ...]] = (
    _other_number,
    _other_number,
    _other_reference,
    _other_reference,
    _dangling,
    _other_type,
    _much,
    _deep,
)
