"""What an aim measures, short and stable, so that one aim has one name in every document that repeats it."""

from __future__ import annotations

import re
from typing import NamedTuple

from extractors.aims.patterns import patterns

_SUNK = re.compile(r"\bxuống (?:dưới|thấp hơn|nhỏ hơn|ít hơn)\s*(?:mức\s*)?$", re.IGNORECASE)
_BOUND = re.compile(r"\s+trở (?:lên|xuống)(?!\w)")


class Previous(NamedTuple):
    """The value before: its indicator and its unit."""

    name: str
    unit: str | None


class Indicator(NamedTuple):
    """The thing measured and whom or where it covers."""

    name: str
    scope: str | None


def indicator_of(before: str, after: str, unit: str | None, previous: Previous | None = None) -> Indicator | None:
    """The indicator of a value between ``before`` (its clause up to the number) and ``after`` (the rest of it).

    ``after`` begins behind the unit; ``previous`` is the value before, which a mere ``tăng 10%`` goes
    on about. Returns nothing where neither side names a thing.
    """
    label = patterns().indicator["label"].match(before)
    rest = before[label.end() :] if label else before
    head = bool(label) and _has_head(label["label"]) if label else False
    labelled = _subject(label["label"]) if label and head else ""
    name = _name(rest, after, unit, labelled, previous)
    if not name and label:
        name, head = _trimmed(label["label"]), True
    name, scope = _split_scope(_rewritten(_expanded(name)))
    if label and scope is None and not head:
        scope = _scope_of_label(label["label"])
    name = _short(name)
    return Indicator(_lowered(name), scope) if any(ch.isalpha() for ch in name) else None


def _name(rest: str, after: str, unit: str | None, labelled: str, previous: Previous | None) -> str:
    """What is measured, in the words before the number or, where there are none, behind it."""
    growth = _growth(rest)
    subject, ratio, thing = _subject(rest) or labelled, unit in {"%", "‰"}, _object(after)
    own = thing and not (ratio and previous and not _is_share(after))
    if previous and previous.unit == unit and not (growth or own or labelled or _trimmed(rest.rpartition(",")[2])):
        return previous.name  # a further year of the same: "90% năm 2026, 95% năm 2027"
    if ratio and (not subject or (growth and not _has_head(rest) and not labelled)) and _is_share(after):
        return f"{_change(growth)} {_object(after, keep_count=True)}" if growth else f"tỷ lệ {thing}"
    if subject:
        subject = _lowered(subject)
        if ratio and not growth and _is_share(after) and patterns().indicator["head"].fullmatch(subject):
            return f"{subject} {thing}"  # "tiết kiệm 2% điện"
        prefix = "tỷ lệ " if ratio and not growth and not _has_head(subject) else ""
        return f"{_change(growth)} {subject}" if growth else prefix + subject
    if growth and previous and not thing:
        return f"{_change(growth)} {previous.name}"
    if ratio:
        # "kết nạp 35 đảng viên, chiếm 3% so với tổng số": a share of what is counted before
        return f"tỷ lệ {thing}" if thing else _trimmed(rest) or (f"tỷ lệ {previous.name}" if previous else "")
    if unit and patterns().money.match(unit):
        return f"{_trimmed(rest)} {thing}".strip() or (_measured(previous) if previous else "")
    return _counted(_last_words(_trimmed(rest)), unit, thing)


def _measured(previous: Previous) -> str:
    """What the value before measures: "đạt 412 tỷ đồng, tăng 3,8%; năm 2028 đạt 450 tỷ đồng"."""
    return previous.name.removeprefix("mức tăng ").removeprefix("mức giảm ")


def _counted(named: str, unit: str | None, thing: str) -> str:
    """The name of a number of things: what they are, and what is done with them where only that tells."""
    rules, measure = patterns().indicator, patterns().measures.get(unit or "")
    if rules["frequency_unit"].match(unit or "") and (often := rules["frequency"].match(named)):
        return f"số {unit} {often['done']}"
    if named and not thing:
        verb = rules["served"].match(named)
        if unit and not measure and not verb and rules["done"].match(named):
            return f"số {unit} {_lowered(named)}"
        # else an item of a list: "lúa 300 ha, ngô 50 ha"
        return f"số {unit} được {_lowered(named)}" if verb and unit and not measure else _lowered(named)
    if measure and thing:
        done = f" {_lowered(named)}" if rules["done"].match(named) else ""
        return f"{measure} {thing}{done}"
    return f"số {unit} {thing}" if unit else ""


def _last_words(named: str) -> str:
    """Of a whole sentence before the number only what stands behind its last comma."""
    last = named.rpartition(", ")[2]
    return _trimmed(last) if len(named) > patterns().long_words and last else named


def _lowered(name: str) -> str:
    """With a small first letter, but for an abbreviation."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _growth(rest: str) -> re.Match[str] | None:
    """The word of growth that the number belongs to: right before it, or the verb of the clause."""
    rules, tail = patterns().indicator, _without_bounds(rest)
    if rules["level"].search(rest):
        return None
    # "giảm tỷ lệ … xuống dưới 30%": the bound has taken along that it says where it shall stand
    return rules["growth"].search(tail) or (None if _SUNK.search(rest) else rules["growth_lead"].match(tail))


def _change(growth: re.Match[str]) -> str:
    return "mức giảm" if growth[1].lower().startswith("giảm") else "mức tăng"


def _rewritten(name: str) -> str:
    """One wording for what is said in several: ``tốc độ gia tăng đối tượng`` as ``mức tăng số người``."""
    for regex, wording in patterns().rewrites:
        name = regex.sub(wording, name)
    return name


def _without_bounds(before: str) -> str:
    tail = before
    for _, regex in patterns().comparators:
        tail = regex.sub("", tail)
    return re.sub(r"\btừ\s*$", "", tail)


def _is_share(after: str) -> bool:
    rules = patterns().indicator
    rest = rules["after_lead"].sub("", after)
    rest = re.sub(r"^\s*trở lên\s*", " ", rest)
    return not rules["no_share"].match(rest) and bool(rules["share"].match(rest))


def _has_head(text: str) -> bool:
    return bool(patterns().indicator["head"].search(_trimmed(text)))


def _subject(before: str) -> str:
    """The noun phrase in front of the number, or nothing where only a verb stands there."""
    text = _trimmed(patterns().indicator["from_value"].sub("", before))
    head = patterns().indicator["head"].search(text)
    if head:
        subject = _trimmed(text[head.start() :])
        # "giao chỉ tiêu xóa 300 nhà": what is done, not what is measured
        return "" if patterns().indicator["served"].fullmatch(subject) else subject
    cue = re.search(r"(?:\b(?:đạt|là|còn|chiếm|tăng|giảm)\b|:)[^\d]{0,30}$", before)
    return text if cue else ""


def _trimmed(text: str) -> str:
    """Without the words of aiming and time at both ends."""
    rules, previous = patterns().indicator, None
    while text != previous:
        previous = text
        text = rules["trail"].sub("", f" {rules['lead'].sub('', text).strip()}").strip()
    return text


def _object(after: str, keep_count: bool = False) -> str:
    """The noun phrase behind the number."""
    rules, text, previous = patterns().indicator, after, None
    while text != previous:
        previous = text
        text = re.sub(r"^\s*(?:trở lên|trở xuống|,)?\s+", "", text)
        if not keep_count:
            text = rules["after_lead"].sub("", text)
    named = rules["hanging"].sub("", rules["after_cut"].sub("", f" {text}").strip(" ,"))
    return named if any(ch.isdigit() for ch in named) else _BOUND.sub("", named)  # "85% hộ trở lên": of the value


def _split_scope(name: str) -> tuple[str, str | None]:
    match = patterns().indicator["scope"].search(name)
    if match is None or match.start() == 0:
        return name, None
    return " ".join((name[: match.start()] + name[match.end() :]).split()), match["scope"].strip()


def _scope_of_label(label: str) -> str | None:
    scope = patterns().indicator["label_lead"].sub("", _trimmed(label))
    return _lowered(scope) if scope and not re.search(r"(?i)mục tiêu|chỉ tiêu", scope) else None


def _expanded(name: str) -> str:
    return re.sub(r"[^\W\d_]{2,}", lambda m: patterns().abbreviations.get(m[0], m[0]), name)


def _short(name: str) -> str:
    name = " ".join(re.sub(r"\s*\([^)]*\)", "", name).split())
    limit = patterns().longest_indicator
    return name if len(name) <= limit else name[:limit].rsplit(" ", 1)[0].rstrip(" ,")
