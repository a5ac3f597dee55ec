"""Reader of what Word wrote before 2007 (DOC, RTF), by way of LibreOffice."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from dataset.document import Document
from pipeline.errors import ReadingError
from pipeline.reading.base import Reader, ReadingOptions, Source
from pipeline.reading.docx import read_package
from pipeline.reading.word.package import OLE_MAGIC, is_encrypted, open_package

TIMEOUT_SECONDS = 120
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_OTHER_STREAMS = {
    "Workbook": "spreadsheet",
    "Book": "spreadsheet",
    "PowerPoint Document": "slides",
    "__substg1.0_": "mail",
}
_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.I | re.S
)
_ENCRYPTED_FLAG = 0x0100


class DocReader(Reader):
    """Word 97-2003 and rich text. Web pages are recognised and refused: a conversion could load foreign addresses."""

    order = 30
    media_type = "application/msword"

    def accepts(self, source: Source) -> bool:
        """Whether the bytes are an OLE container, rich text or HTML."""
        return source.data.startswith((OLE_MAGIC, b"{\\rtf")) or _HTML.match(source.data[:8192]) is not None

    def read(self, source: Source, options: ReadingOptions) -> Document:
        """Convert to DOCX in a folder of its own that is removed afterwards, and read that."""
        suffix, media_type = self._kind(source)
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise ReadingError("no_libreoffice", source.name)
        with tempfile.TemporaryDirectory(prefix="kehoach-doc-") as folder:
            data = convert(program, source, Path(folder), suffix)
        return read_package(open_package(data, source.name), source, media_type)

    def _kind(self, source: Source) -> tuple[str, str]:
        if source.data.startswith(b"{\\rtf"):
            return "rtf", "application/rtf"
        if not source.data.startswith(OLE_MAGIC):
            raise ReadingError("web_page", source.name)
        if is_encrypted(source.data) or _is_locked(source.data):
            raise ReadingError("word_password", source.name)
        if _WORD_STREAM not in source.data:
            kind = next((kind for key, kind in _OTHER_STREAMS.items() if key.encode("utf-16-le") in source.data), None)
            raise ReadingError(kind or "word_broken", source.name)
        return "doc", self.media_type


def _is_locked(data: bytes) -> bool:
    """Whether the header of the Word stream (magic 0xA5EC, MS-DOC 2.5.1) says that it is encrypted."""
    at = data.find(b"\xec\xa5\xc1\x00", 512)
    return at >= 0 and bool(int.from_bytes(data[at + 10 : at + 12], "little") & _ENCRYPTED_FLAG)


def convert(program: str, source: Source, folder: Path, suffix: str) -> bytes:
    """Convert to DOCX with LibreOffice, which gets a profile of its own and a limit of time.

    Raises:
        ReadingError: It failed, produced nothing, or did not end in time.
    """
    original = folder / f"source.{suffix}"
    original.write_bytes(source.data)
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder),
        str(original),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "HOME": str(folder)},
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise ReadingError("conversion_time", source.name, seconds=TIMEOUT_SECONDS) from None
    result = folder / "source.docx"
    if not result.is_file():
        lines = output.decode("utf-8", "replace").strip().splitlines()
        raise ReadingError("conversion", source.name, detail=lines[-1] if lines else process.returncode)
    return result.read_bytes()
