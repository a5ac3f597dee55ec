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


def marked_up() -> Iterator[Named]:
    """Markdown and HTML: tables without end, tags that never close, cells that claim to be billions."""
    cell = "<td colspan={0} rowspan={0}>a</td>"
    page = "<!DOCTYPE html><html><body>{}</body></html>"
    for name, text in (
        ("spans-of-two-billion.md", "<table><tr>" + cell.format(2_147_483_647) * 3 + "</tr></table>\n"),
        ("spans-below-zero.md", "<table><tr>" + cell.format(-1) * 3 + "<td colspan=x>b</td></tr></table>\n"),
        ("spans-of-1000.md", "<table>" + ("<tr>" + cell.format(1_000) + "</tr>") * 300 + "</table>\n"),
        ("tables-in-tables.md", "<table><tr><td>" * 20_000 + "a" + "</td></tr></table>" * 20_000),
        ("cells-that-never-close.md", "<table>" + "<tr><td>a" * 50_000),
        ("tags-that-never-close.md", "<b><i>" * 50_000 + "a"),
        ("angle-brackets.md", "<" * 200_000 + ">" * 200_000),
        ("comment-without-end.md", "<!--" * 50_000),
        ("characters-by-number.md", "&#x110000;&#0;&#xD800;&#99999999999999999999;&amp" * 5_000),
        ("emphasis.md", "*_" * 100_000 + "a" + "_*" * 100_000),
        ("links.md", "[" * 100_000 + "](" * 100_000),
        ("fences.md", "```\n" * 100_001),
        ("quotes.md", ">" * 100_000 + " a\n"),
        ("headings.md", "#" * 100_000 + " a\n" + "# a\n" * 50_000),
        ("table-of-50000-columns.md", "|a" * 50_000 + "|\n" + "|-" * 50_000 + "|\n" + "|1" * 50_000 + "|\n"),
        ("rules.md", "---\n" * 100_000),
        ("script.md", "# KẾ HOẠCH\n<script>alert(1)</script><img src=x onerror=alert(1)>\n[a](javascript:alert(1))\n"),
        ("head-of-aliases.md", "---\na: &a [x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\n# KẾ HOẠCH\n"),
    ):
        yield name, f"{_HEAD}{text}{_FOOT}".encode()
    yield "page.html", page.format("<iframe src='http://127.0.0.1:9/'>").encode()
    yield "page-in-utf-16.html", page.format("a").encode("utf-16")
    yield "page-behind-a-comment.html", f"<!--{'x' * 100_000}-->{page.format('a')}".encode()
    yield "drawing.svg", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"
    yield "entities.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
    yield "utf-7.txt", "KẾ HOẠCH".encode("utf-7") * 2_000
    yield "half-in-each.txt", _HEAD.encode() * 200 + _HEAD.encode("utf-16-le") * 200
    yield "bom-in-the-middle.txt", (_HEAD + "\ufeff" * 1_000 + _FOOT).encode("utf-16")
    yield "surrogates-in-utf-8.txt", (_HEAD.encode() + b"\xed\xa0\x80" * 50_000 + _FOOT.encode())


GROUPS: dict[str, Callable[[], Iterator[Named]]] = {"texts": texts, "marked-up": marked_up}
