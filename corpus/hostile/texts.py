"""Texts that no one would write and that cost more than they are long, where a program looks at everything twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from corpus.hostile.pdf import Named

_HEAD: Final = "ỦY BAN NHÂN DÂN\nXÃ BẾN LAU\nSố: 7/KH-UBND\n\nKẾ HOẠCH\nTrồng cây ven kênh năm 2026\n\nI. MỤC TIÊU\n"
_FOOT: Final = "\n\nII. TỔ CHỨC THỰC HIỆN\n1. Phòng Kinh tế chủ trì.\n"


def _repeated(piece: str) -> Callable[[int], str]:
    return lambda length: piece * (length // len(piece))


def _counted(piece: str, between: str) -> Callable[[int], str]:
    def make(length: int) -> str:
        count = length // (len(piece.format(1000, 1001)) + len(between))
        return between.join(piece.format(number, number * 3) for number in range(count))

    return make


KINDS: Final[Mapping[str, tuple[Callable[[int], str], int]]] = {
    "brackets": (_repeated("([{"), 100_000),
    "brackets-in-each-other": (lambda length: "(" * (length // 2) + ")" * (length // 2), 100_000),
    "marks-on-a-letter": (lambda length: "a" + "\u0301\u0323" * (length // 2), 200_000),
    "word": (_repeated("nghiệp"), 1_000_000),
    "line-without-a-blank": (_repeated("Kế-hoạch,số;12/KH-UBND."), 1_000_000),
    "points": (_repeated("."), 1_000_000),
    "digits": (_repeated("1"), 1_000_000),
    "blanks": (lambda length: " " * length + "x", 1_000_000),
    "empty-lines": (_repeated("\n"), 500_000),
    "headings": (_counted("{}. Mục tiêu số {}", "\n"), 1_000_000),
    "bullets": (_repeated("- Việc\n"), 350_000),
    "numbers": (_counted("{}", " "), 500_000),
    "shares": (_counted("đạt {} rồi {}%", ", "), 200_000),
    "dates": (_repeated("ngày 15/5/2026 "), 200_000),
    "acts": (_counted("Nghị quyết số {}/NQ-HĐND ngày 10/01/2026", "; "), 400_000),
    "units": (_repeated("Phòng Kinh tế, "), 200_000),
    "table-of-tabs": (_counted("{}\tViệc\tPhòng Kinh tế\t{}", "\n"), 600_000),
    "table-of-pipes": (lambda length: "| STT | Số |\n| --- | --- |\n" + _counted("| {} | {} |", "\n")(length), 340_000),
}
"""What stands in the plan, by its length in characters, and the length at which it is tried."""


def odd_text(kind: str, length: int) -> str:
    """A plan with one of these in it, about so many characters long."""
    return f"{_HEAD}{KINDS[kind][0](length)}{_FOOT}"


def texts() -> Iterator[Named]:
    """Each of them at its whole length: 100 KB of brackets, 50,000 headings, 100,000 numbers, 20,000 rows."""
    for kind, (_, length) in KINDS.items():
        yield f"{kind}.txt", odd_text(kind, length).encode()


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {"texts": texts}
