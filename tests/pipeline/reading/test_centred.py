"""Tables kept apart by spaces whose cells are centred in their rows."""

from __future__ import annotations

import pytest

from tests.pipeline.reading.helpers import read, rows, tables

TABLE = """Các đội ra quân như sau.

      Tên đội dọn                                                   Ngày
 TT                               Nơi dọn rác
         rác                                                      ra quân
                     Bờ kè phía đông từ cầu sắt đến bến phà và
       Đội xung      hai bên đường vào chợ, không kể đoạn đang
 1                                                               05/4/2026
        kích         sửa nắp cống ở đầu phía nam của
                     khu dân cư mới
      Đội thiếu nhi  Sân trường cũ và vườn hoa trước nhà
 2                                                               06/4/2026
        xóm Bến Đò Sân bóng, lối đi quanh hồ

Hết danh sách.
"""


def test_rows_lie_around_their_numbers() -> None:
    """A row begins above its number; a cell that touches the one before it is cut at the edge of its column."""
    document = read(TABLE)
    (table,) = tables(document)
    assert rows(document, table) == [
        ["TT", "Tên đội dọn rác", "Nơi dọn rác", "Ngày ra quân"],
        [
            "1",
            "Đội xung kích",
            "Bờ kè phía đông từ cầu sắt đến bến phà và hai bên đường vào chợ, không kể đoạn đang sửa nắp cống ở đầu "
            "phía nam của khu dân cư mới",
            "05/4/2026",
        ],
        ["2", "Đội thiếu nhi xóm Bến Đò", "Sân trường cũ và vườn hoa trước nhà Sân bóng, lối đi quanh hồ", "06/4/2026"],
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n 2 ", "\n 3 "),  # rows that do not count on
        ("\n TT ", "\n Đội "),  # no column of numbers
        ("ra quân\n", "ra quân\nII   Xã khác\n"),  # something else in the column of numbers
    ],
)
def test_what_does_not_fit_stays_text(old: str, new: str) -> None:
    assert tables(read(TABLE.replace(old, new))) == []
