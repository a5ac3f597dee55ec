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


GROUPED = """Danh sách như sau.

                                PHỤ LỤC
     (Kèm theo Kế hoạch số 9/KH-UBND ngày 02/4/2026 của UBND xã Suối Đá về nạo vét
                            kênh mương)
                                                              Đơn vị tính: mét
                         Kênh chính             Kênh nhánh
 TT       Thôn                                                     Tổng cộng
                      Năm 2025   Năm 2026   Năm 2025   Năm 2026
 I    VÙNG TRONG
 1    Thôn Bàu           120         80         60         1.040     1.300
      Thôn Gò Cây
 2                       30          20         15         -           65
      Trâm
II    VÙNG NGOÀI

 1    Thôn Cồn            40         -          10         20          70
      Tổng cộng          190         100        85         1.060     1.435

Hết danh sách.
"""


def test_groups_of_columns_and_of_rows_and_totals() -> None:
    document = read(GROUPED)
    (table,) = tables(document)
    assert table.header_rows == 2
    assert rows(document, table) == [
        ["TT", "Thôn", "Kênh chính", "Kênh nhánh", "Tổng cộng"],
        ["Năm 2025", "Năm 2026", "Năm 2025", "Năm 2026"],
        ["I", "VÙNG TRONG", "", "", "", "", ""],
        ["1", "Thôn Bàu", "120", "80", "60", "1.040", "1.300"],
        ["2", "Thôn Gò Cây Trâm", "30", "20", "15", "-", "65"],
        ["II", "VÙNG NGOÀI", "", "", "", "", ""],
        ["1", "Thôn Cồn", "40", "-", "10", "20", "70"],
        ["", "Tổng cộng", "190", "100", "85", "1.060", "1.435"],
    ]


TOP = """Việc làm như sau.

 TT   Việc                  Ai làm          Xong
 1    Vớt bèo trên kênh     Thôn Bàu        tháng 4
      Bàu và kênh Cồn
 2    Kè bờ                 Thôn Cồn và     tháng 5
                            thôn Bàu
 3    Nạo vét               Xã              tháng 6

Hết.
"""


def test_cells_that_begin_on_the_line_of_their_number() -> None:
    document = read(TOP)
    (table,) = tables(document)
    assert rows(document, table)[1:] == [
        ["1", "Vớt bèo trên kênh Bàu và kênh Cồn", "Thôn Bàu", "tháng 4"],
        ["2", "Kè bờ", "Thôn Cồn và thôn Bàu", "tháng 5"],
        ["3", "Nạo vét", "Xã", "tháng 6"],
    ]


OVER_PAGES = """Việc làm như sau.

 TT              Việc                 Ai làm         Xong
                 (1)                   (2)            (3)
       Vớt bèo trên kênh Bàu
 1                                   Thôn Bàu      tháng 4
       và kênh Cồn
 2     Kè bờ                         Thôn Cồn      tháng 5
\f                            8

       Nạo vét kênh chính từ
 3     cống Ba Xã đến cầu sắt,          Xã         tháng 6
       lấp hố
 4     Tổng kết                         Xã         tháng 7
\f
Hết.
"""


def test_a_table_goes_on_behind_a_page_break_without_its_header() -> None:
    document = read(OVER_PAGES)
    (table,) = tables(document)
    assert (table.header_rows, table.first_page, table.last_page) == (2, 1, 2)
    assert rows(document, table)[2:] == [
        ["1", "Vớt bèo trên kênh Bàu và kênh Cồn", "Thôn Bàu", "tháng 4"],
        ["2", "Kè bờ", "Thôn Cồn", "tháng 5"],
        ["3", "Nạo vét kênh chính từ cống Ba Xã đến cầu sắt, lấp hố", "Xã", "tháng 6"],
        ["4", "Tổng kết", "Xã", "tháng 7"],
    ]


def test_rows_behind_a_page_break_that_do_not_count_on_stay_text() -> None:
    document = read(OVER_PAGES.replace("\n 3 ", "\n 5 ").replace("\n 4 ", "\n 6 "))
    (table,) = tables(document)
    assert table.last_page == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n 2 ", "\n 3 "),  # rows that do not count on
        ("\n TT ", "\n Đội "),  # no column of numbers
        ("ra quân\n", "ra quân\nNgoài   Xã khác\n"),  # something else in the column of numbers
    ],
)
def test_what_does_not_fit_stays_text(old: str, new: str) -> None:
    assert tables(read(TABLE.replace(old, new))) == []
