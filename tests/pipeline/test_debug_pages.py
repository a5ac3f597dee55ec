"""``kehoach run --debug-pages``: a picture of every page, and nothing else that is different."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest

from dataset.records import PageRecord
from pipeline.commands.run import run
from pipeline.output import existing_store
from pipeline.reading.ocr.debug import GREEN
from pipeline.settings import Settings
from tests.pipeline.reading import printed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not printed.HAS_FONTS, reason="fonts-liberation2 is not installed"),
]


def text_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "text").iterdir())}


def test_every_page_is_drawn_also_of_documents_that_were_read_before(tmp_path: Path) -> None:
    body = printed.body("Các thôn rà soát phương tiện chữa cháy và báo cáo Ủy ban nhân dân xã trước ngày 15/3/2026.")
    (tmp_path / "plan.pdf").write_bytes(printed.printed([printed.title("KẾ HOẠCH"), *body]))
    out = tmp_path / "out"
    run([tmp_path / "plan.pdf"], out, Settings(workers=1), quiet=True)
    assert not (out / "debug").exists()
    before = text_of(out)
    run([tmp_path / "plan.pdf"], out, Settings(workers=1), debug_pages=True, quiet=True)
    with existing_store(out) as store:
        (page,) = store.rows(PageRecord)
    (path,) = (out / "debug").iterdir()
    assert path.name == f"{page.doc_id}-1.png"
    picture = cv2.imread(str(path))[:, :, ::-1]
    assert (picture == GREEN).all(axis=2).sum() > 1000
    assert text_of(out) == before
