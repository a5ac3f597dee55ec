"""Names of issuers in a form in which those of one body are equal, whoever speaks for it."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from normalizers.unicode import compare_key


@lru_cache(maxsize=16384)
def issuer_key(name: str | None) -> str:
    """The body of an issuer in comparable form: that of ``Ban Thường vụ Tỉnh ủy Sơn La`` is ``tỉnh ủy sơn la``."""
    organ, parties, _ = _words()
    key = organ.sub("", compare_key(name or ""))
    for party, committee in parties:
        key = party.sub(committee, key)
    return key


@lru_cache(maxsize=16384)
def is_central(issuer: str) -> bool:
    """Whether a body, in comparable form, is of the whole State: the Government, a ministry, an organ of the Party."""
    return bool(_words()[2].search(issuer))


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]], re.Pattern[str]]:
    data = tomllib.loads((resources.files("checks") / "data" / "cascade.toml").read_text(encoding="utf-8"))
    parties = [(re.compile(party), committee) for party, committee in data["party"]]
    return re.compile(data["organ"]), parties, re.compile(data["central"])
