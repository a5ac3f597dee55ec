"""Plans of any length: the same content over and over between one head and one foot, with a table that grows alike."""

from __future__ import annotations

HEAD = """\
ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ BẾN LAU\tĐộc lập - Tự do - Hạnh phúc
Số: 62/KH-UBND\tBến Lau, ngày 12 tháng 3 năm 2026

KẾ HOẠCH
Trồng cây chắn sóng trên địa bàn xã, giai đoạn 2026 - 2030

Căn cứ Nghị quyết số 17/NQ-HĐND ngày 10/01/2026 của Hội đồng nhân dân xã;
Ủy ban nhân dân xã ban hành Kế hoạch như sau:

I. MỤC TIÊU
"""
TARGETS = """\
{n}. Tuyến kênh số {n}
- Trồng ít nhất {trees} cây trong năm 2026; tỷ lệ cây sống đạt từ {share}% trở lên vào năm 2027.
- Phấn đấu đến năm 2030 có {share},5% số hộ ven kênh nhận chăm sóc, theo Quyết định số {n}/QĐ-UBND ngày 05/02/2026.
"""
DUTIES_HEAD = "\nII. TỔ CHỨC THỰC HIỆN\n"
DUTIES = """\
{n}. {unit}
- Chủ trì, phối hợp với {other} giao cây giống cho các hộ ở tuyến số {n} trước ngày 15/5/2026.
- Hướng dẫn kỹ thuật cho các hộ, báo cáo Ủy ban nhân dân xã kết quả trước ngày 20 hằng tháng.
"""
FOOT = """
Nơi nhận:\tTM. ỦY BAN NHÂN DÂN
- Như trên;\tCHỦ TỊCH
- Các phòng, ban thuộc xã;
- Lưu: VT.\tNguyễn Văn Mẫu

PHỤ LỤC
KHỐI LƯỢNG CÂY TRỒNG THEO TUYẾN
(Kèm theo Kế hoạch số 62/KH-UBND ngày 12 tháng 3 năm 2026 của Ủy ban nhân dân xã Bến Lau)

TT\tTuyến\tĐơn vị thực hiện\tNăm 2026\tNăm 2027\tCộng
"""
UNITS = ("Phòng Kinh tế", "Trạm Khuyến nông", "Đoàn Thanh niên xã", "Hội Nông dân xã", "Công an xã")


def made_plan(length: int) -> str:
    """A plan of ``length`` targets, ``length`` sections of duties and ``length`` table rows; about 0.8 kB for each."""
    numbers = range(1, length + 1)
    targets = (TARGETS.format(n=n, trees=100 + n, share=50 + n % 40) for n in numbers)
    duties = (DUTIES.format(n=n, unit=UNITS[n % 5], other=UNITS[(n + 1) % 5]) for n in numbers)
    rows = (f"{n}\tTuyến kênh số {n}\t{UNITS[n % 5]}\t{100 + n}\t{50 + n}\t{150 + 2 * n}" for n in numbers)
    total = f"\tTổng cộng\t\t{sum(100 + n for n in numbers)}\t{sum(50 + n for n in numbers)}\t"
    total += f"{sum(150 + 2 * n for n in numbers)}"
    return HEAD + "".join(targets) + DUTIES_HEAD + "".join(duties) + FOOT + "\n".join([*rows, total]) + "\n"
