"""Made-up plans, each a little different, and the program, here or in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "pipeline"]

PLAN = """\
ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
XÃ BẾN LAU\tĐộc lập - Tự do - Hạnh phúc
Số: {number}/KH-UBND\tBến Lau, ngày {day} tháng 3 năm 2026

KẾ HOẠCH
Trồng cây ven kênh số {number} trên địa bàn xã năm 2026

Căn cứ Nghị quyết số 17/NQ-HĐND ngày 10/01/2026 của Hội đồng nhân dân xã;
Ủy ban nhân dân xã ban hành Kế hoạch như sau:

I. MỤC TIÊU
- Trồng ít nhất {trees} cây trong năm 2026.

II. TỔ CHỨC THỰC HIỆN
1. Phòng Kinh tế
- Chủ trì, phối hợp với Trạm Khuyến nông giao cây giống trước ngày 15/5/2026.
2. Trạm Khuyến nông
- Hướng dẫn kỹ thuật cho các hộ.

Nơi nhận:\tTM. ỦY BAN NHÂN DÂN
- Như trên;\tCHỦ TỊCH
- Lưu: VT.\tNguyễn Văn Mẫu
"""


def plan(number: int) -> str:
    """The text of the plan of that number."""
    return PLAN.format(number=number, day=number % 28 + 1, trees=100 + number)


def write_plans(folder: Path, count: int) -> Path:
    """A folder with some plans."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"plan-{number:03}.txt").write_text(plan(number), encoding="utf-8")
    return folder


def kehoach(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, in this process (:mod:`tests.pipeline.here`).

    With ``cwd`` and ``env`` in another folder, with other environment variables besides; options of
    ``subprocess.run`` besides these want a process of its own.
    """
    if options.keys() - {"cwd", "env"}:
        return kehoach_apart(*arguments, **options)
    from tests.pipeline.here import called_here  # noqa: PLC0415  loads the program

    return called_here([*map(str, arguments)], options.get("cwd", ROOT), _environment(options))


def kehoach_apart(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=options.pop("cwd", ROOT),
        env=_environment(options),
        **{name: value for name, value in options.items() if name != "env"},
    )


def _environment(options: Mapping[str, Any]) -> dict[str, str]:
    return os.environ | {"KEHOACH_LANG": "vi", "PYTHONPATH": str(ROOT)} | options.get("env", {})


def bytes_of(
    out: Path, patterns: Sequence[str] = ("dataset/*.csv", "failed.csv", "text/*", "tables/*")
) -> dict[str, bytes]:
    """What a run has left, by path."""
    paths = sorted(path for pattern in patterns for path in out.glob(pattern))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}
