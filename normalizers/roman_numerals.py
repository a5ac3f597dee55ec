"""Roman numerals in their normal form."""

from __future__ import annotations

from typing import Final

_DIGITS: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_SIGNS: Final = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(text: str) -> int | None:
    """The value of a Roman numeral of either case (``IV`` → 4); ``None`` where it is none in its normal form."""
    value = 0
    for here, after in zip(text.upper(), text.upper()[1:] + " ", strict=False):
        digit = _DIGITS.get(here)
        if digit is None:
            return None
        value += -digit if digit < _DIGITS.get(after, 0) else digit
    return value if value > 0 and to_roman(value) == text.upper() else None


def to_roman(value: int) -> str:
    """The Roman numeral of a whole number; empty for 0 and below."""
    text = ""
    for number, sign in _SIGNS:
        count, value = divmod(value, number) if value > 0 else (0, value)
        text += sign * count
    return text
