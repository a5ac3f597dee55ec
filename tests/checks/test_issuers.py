"""Names of issuers: the organ that speaks, and the body."""

from __future__ import annotations

import pytest

from checks.issuers import issuer_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ban Thường vụ Tỉnh ủy Sơn La", "tỉnh ủy sơn la"),
        ("Ban Chấp hành Đảng bộ tỉnh Sơn La", "tỉnh ủy sơn la"),
        ("Ban Chấp hành Đảng bộ xã Mường La", "đảng ủy xã mường la"),
        ("Chủ tịch Ủy ban nhân dân tỉnh Sơn La", "ủy ban nhân dân tỉnh sơn la"),
        ("Ủy ban nhân dân tỉnh Sơn La", "ủy ban nhân dân tỉnh sơn la"),
        # an office of its own
        ("Chủ tịch nước", "chủ tịch nước"),
        ("Ban Thường vụ Hội Nông dân tỉnh Sơn La", "ban thường vụ hội nông dân tỉnh sơn la"),
        (None, ""),
    ],
)
def test_the_body_for_whom_an_organ_speaks(name: str | None, key: str) -> None:
    assert issuer_key(name) == key
