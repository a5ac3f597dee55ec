"""Programs that stand in for tesseract and misbehave: they crash, hang, eat memory, print garbage, or fill the disk.

One of them is sound, but reads the same three words on whatever it is shown: for trials of what stands before it.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path

_HEAD = """\
#!{python} -IS
import os, signal, sys, time
if "--list-langs" in sys.argv:
    sys.exit(print("List of available languages (3):\\neng\\nosd\\nvie"))
if "--version" in sys.argv:
    sys.exit(print("tesseract 5.3.0"))
out = sys.argv[2]
"""

ENGINES: dict[str, str] = {
    "crashes": "os.kill(os.getpid(), signal.SIGSEGV)",
    "hangs": "time.sleep(100_000)",
    "hangs-deaf": """
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)
while True:
    time.sleep(1)
""",
    "eats-memory": """
kept = []
while True:
    kept.append(bytearray(50_000_000))
""",
    "prints-garbage": """
sys.stdout.buffer.write(os.urandom(5_000_000))
sys.stderr.buffer.write(os.urandom(5_000_000))
open(out + ".tsv", "wb").write(os.urandom(1_000_000))
""",
    "ends-well-without-a-word": "",
    "prints-no-table": 'open(out + ".tsv", "w").write("level\\tpage_num\\tx\\n1\\t\\t\\t\\t\\t\\n")',
    "fills-the-disk": """
with open(out + ".tsv", "wb") as file:
    while True:
        file.write(bytes(10_000_000))
""",
    "reads-three-words": """
if "osd" in sys.argv:
    sys.exit(open(out + ".osd", "w").write("Rotate: 0\\nOrientation confidence: 9.00\\n") and 0)
with open(out + ".tsv", "w") as file:
    names = "level page_num block_num par_num line_num word_num left top width height conf text"
    print(*names.split(), sep="\\t", file=file)
    for number, word in enumerate(("KE", "HOACH", "2026"), 1):
        print(5, 1, 1, 1, 1, number, 100 * number, 100, 80, 30, 90, word, sep="\\t", file=file)
""",
    "leaves-a-child": """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(100_000)
    os._exit(0)
os.kill(os.getpid(), signal.SIGSEGV)
""",
}


def put_engine(folder: Path, name: str) -> Path:
    """Write the engine of that name as ``tesseract`` into a folder, which is then to stand first in PATH."""
    program = folder / "tesseract"
    program.write_text(_HEAD.format(python=sys.executable) + ENGINES[name] + "\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program
