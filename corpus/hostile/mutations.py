"""What can be changed at random in a file: its bytes, the members of a package, the XML and the text in them.

Every mutation takes the bytes and a source of chance, and gives bytes back; the same chance gives the same bytes.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Final
from warnings import catch_warnings, simplefilter
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Mutation = Callable[[bytes, random.Random], bytes]

NUMBERS: Final = (b"0", b"-1", b"1", b"65535", b"2147483647", b"-2147483648", b"99999999999999999999", b"1e308", b"NaN")
"""What a number becomes: the ends of the types that programs keep them in."""
_NUMBER: Final = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG: Final = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)[^<>]*?(/?)>")
_VALUE: Final = re.compile(rb'="([^"]*)"')
_NAMED: Final = (".xml", ".rels")


def flip_bits(data: bytes, chance: random.Random) -> bytes:
    """A few bits turned."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 10, 100))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwrite(data: bytes, chance: random.Random) -> bytes:
    """A stretch of noise, zeros or ones."""
    at, length = chance.randrange(len(data)), chance.choice((1, 16, 512, 4096))
    piece = chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))
    return data[:at] + piece + data[at + length :]


def cut_out(data: bytes, chance: random.Random) -> bytes:
    """A stretch that is missing; all that follows has moved."""
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 7, 100, 5000)) :]


def cut_off(data: bytes, chance: random.Random) -> bytes:
    """The end is missing."""
    return data[: chance.randrange(1, len(data))]


def repeat(data: bytes, chance: random.Random) -> bytes:
    """A stretch that stands there many times."""
    at, length = chance.randrange(len(data)), chance.choice((1, 20, 300, 3000))
    return data[:at] + data[at : at + length] * chance.choice((2, 5, 50)) + data[at:]


def move(data: bytes, chance: random.Random) -> bytes:
    """Two stretches that have changed places."""
    length = chance.choice((4, 64, 1024))
    first, second = sorted(chance.randrange(len(data)) for _ in range(2))
    first_end = min(first + length, second)
    return (
        data[:first]
        + data[second : second + length]
        + data[first_end:second]
        + data[first:first_end]
        + data[second + length :]
    )


def change_number(data: bytes, chance: random.Random) -> bytes:
    """A number, written in digits, that has become one that is too large, too small or none."""
    found = list(_NUMBER.finditer(data))
    if not found:
        return flip_bits(data, chance)
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 2, 8)))), key=_place, reverse=True):
        data = data[: match.start()] + chance.choice(NUMBERS) + data[match.end() :]
    return data


BYTES: Final[Sequence[Mutation]] = (flip_bits, overwrite, cut_out, cut_off, repeat, move, change_number)


def change_xml(data: bytes, chance: random.Random) -> bytes:
    """XML in which an element is missing, doubled or nested, or a value is another; mostly still well formed."""
    elements = [tag for tag in _TAG.finditer(data) if not tag[1] and not tag[0].startswith(b"<?")]
    values = list(_VALUE.finditer(data))
    if not elements or not values:
        return mutated(data, chance, BYTES)
    if chance.random() < 0.5:
        value, other = chance.choice(values), chance.choice(values)
        new = chance.choice((*NUMBERS, b"", b"x" * 70_000, other[1], "\u202e\u200b".encode()))
        return data[: value.start(1)] + new + data[value.end(1) :]
    tag = chance.choice(elements)
    start, end = tag.start(), tag.end()
    closing = b"</" + tag[2] + b">"
    if not tag[3] and (found := data.find(closing, end)) >= 0:
        end = found + len(closing)
    # one without a sound end is taken alone, and the rest is broken
    whole, kind = data[start:end], chance.randrange(5)
    if kind == 0:
        return data[:start] + data[end:]
    if kind == 1:
        return data[:start] + whole * chance.choice((2, 500)) + data[end:]
    if kind == 2:
        depth = chance.choice((10, 200, 5_000))
        return data[:start] + tag[0] * depth + whole + closing * depth + data[end:]
    if kind == 3:
        place = chance.choice(elements).start()
        return data[:place] + whole + data[place:]
    return data[: tag.start()] + data[tag.end() :]


def change_package(data: bytes, chance: random.Random) -> bytes:
    """A ZIP of which a member is changed, missing, doubled, renamed, packed otherwise or another one's content."""
    with ZipFile(BytesIO(data)) as package:
        members = [(info.filename, package.read(info)) for info in package.infolist() if not info.is_dir()]
    # mostly what is parsed
    weights = [8 if name.endswith(_NAMED) else 1 for name, _ in members]
    place = chance.choices(range(len(members)), weights)[0]
    name, content = members[place]
    kind = chance.randrange(16)
    if kind == 0:
        del members[place]
    elif kind == 1:
        members.append((name, members[chance.randrange(len(members))][1]))
    elif kind == 2:
        members[place] = (chance.choice((name.upper(), "../" + name, name + "\x00", "/" + name)), content)
    elif kind == 3:
        members[place] = (name, members[chance.randrange(len(members))][1])
    elif not content:
        members[place] = (name, chance.randbytes(1000))
    elif name.endswith(_NAMED) and kind < 14:
        members[place] = (name, change_xml(content, chance))
    else:
        members[place] = (name, mutated(content, chance, BYTES))
    return _packed(members, chance.choice((ZIP_DEFLATED, ZIP_DEFLATED, ZIP_STORED)))


def change_text(data: bytes, chance: random.Random) -> bytes:
    """A text with pieces repeated, its marks taken apart, other encodings, brackets and signs at odd places."""
    text, kind = data.decode(errors="replace"), chance.randrange(6)
    at = chance.randrange(len(text))
    if kind == 0:
        signs = chance.choice(("(", "[", "|", "\t", "\n", "\u0301", "\u200b", "\x00", "=", "-" * 7, "1." * 4, "\f"))
        return (text[:at] + signs * chance.choice((3, 100, 3000)) + text[at:]).encode()
    if kind == 1:
        lines = text.splitlines(keepends=True)
        chance.shuffle(lines)
        return "".join(lines).encode()
    if kind == 2:
        return text.encode(chance.choice(("utf-16", "utf-16-be", "utf-32", "utf-7", "utf-8-sig")), "replace")
    if kind == 3:
        return (text * chance.choice((2, 5))).encode()
    if kind == 4:
        return text.replace(chance.choice(text), chance.choice(("", "  ", "\n", "1", "0" * 50))).encode()
    return mutated(data, chance, BYTES)


def change_deflated(data: bytes, chance: random.Random) -> bytes:
    """What is packed inside (PNG, streams of a PDF) unpacked, changed and packed again, where there is such a thing."""
    places = [match.start() for match in re.finditer(rb"x[\x01\x5e\x9c\xda]", data)]
    for at in chance.sample(places, min(len(places), 4)):
        unpacker = zlib.decompressobj()
        try:
            plain = unpacker.decompress(data[at:], 2_000_000)
        except zlib.error:
            continue
        if plain and unpacker.eof:
            end = len(data) - len(unpacker.unused_data)
            return data[:at] + zlib.compress(mutated(plain, chance, BYTES)) + data[end:]
    return mutated(data, chance, BYTES)


def mutated(data: bytes, chance: random.Random, mutations: Sequence[Mutation]) -> bytes:
    """The data after one of the mutations; empty data stays."""
    return chance.choice(mutations)(data, chance) if data else data


def _place(match: re.Match[bytes]) -> int:
    return match.start()


def _packed(members: Sequence[tuple[str, bytes]], method: int) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", method) as package, catch_warnings():
        simplefilter("ignore")  # two members of one name are the point of some
        for name, content in members:
            package.writestr(ZipInfo(name), content, compress_type=method)
    return buffer.getvalue()
