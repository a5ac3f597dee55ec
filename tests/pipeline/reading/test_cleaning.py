"""Cleaning: what ink, light, grain and edges do to a page, and that a clean page stays as it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dataset.document import Box
from pipeline.reading.ocr import background, colour, geometry
from pipeline.reading.ocr.cleaning import cleaned
from pipeline.reading.ocr.render import PageImage
from tests.pipeline.reading import degraded
from tests.pipeline.reading.degraded import Picture

DPI = 150


def written(ground: int = 255) -> Picture:
    """A4 with lines of words: dark bars of the size of letters."""
    random = np.random.default_rng(4)
    page = np.full((1754, 1240, 3), ground, np.uint8)
    for top in range(150, 1500, 34):
        left = 190
        while left < 1050:
            width = int(random.integers(18, 60))
            for x in range(left, left + width, 8):
                cv2.rectangle(page, (x, top), (x + 3, top + int(random.integers(10, 16))), (20, 20, 20), -1)
            left += width + 14
    return page


def clean(page: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return cleaned(PageImage(page, DPI)).grey


def test_a_clean_page_stays_as_it_is() -> None:
    result = cleaned(PageImage(written(), DPI))
    assert result.steps == ()
    assert np.array_equal(result.grey, written()[:, :, 0])


def test_a_clean_page_is_never_binarised() -> None:
    soft = cv2.GaussianBlur(written(), (0, 0), 1.5)
    assert len(np.unique(clean(np.asarray(soft, np.uint8)))) > 50


@pytest.mark.parametrize("cover", [0.0, 0.2, 0.8])
def test_writing_under_a_seal_is_kept_and_the_seal_is_not(cover: float) -> None:
    page = written(240)
    sealed = degraded.compressed(degraded.sealed(page, 300, 400, DPI, cover=cover))
    grey = clean(sealed)
    scale = DPI / 72
    part = (slice(round(352 * scale), round(448 * scale)), slice(round(252 * scale), round(348 * scale)))
    dark, light = page[part][:, :, 0] < 128, page[part][:, :, 0] > 200
    inside = cv2.erode(light.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    assert grey[part][dark].mean() + 40 < np.percentile(grey[part][inside], 10)
    assert np.percentile(grey[part][inside], 10) > 205


def test_writing_under_a_signature_in_blue_is_kept_and_the_signature_is_not() -> None:
    page = written(240)
    signed = degraded.compressed(degraded.signed(page, 300, 400, DPI))
    result = cleaned(PageImage(signed, DPI))
    assert len(result.marks.signatures) == 1
    assert result.steps == ("ink",)
    stroke = (np.abs(signed.astype(int) - degraded.compressed(page)).max(axis=2) > 60) & (page[:, :, 0] > 200)
    under = (np.abs(signed.astype(int) - degraded.compressed(page)).max(axis=2) > 20) & (page[:, :, 0] < 60)
    assert np.median(signed[:, :, 0][stroke]) < 120
    assert np.median(result.grey[stroke]) > 200
    assert np.median(result.grey[under]) < 90


def test_blue_print_and_blue_frames_are_no_signatures() -> None:
    page = written()
    blue = np.where(page[:, :, :1] < 128, np.array([20, 40, 160], np.uint8), np.uint8(255)).astype(np.uint8)
    cv2.rectangle(blue, (300, 60), (520, 130), (20, 40, 160), 2)
    result = cleaned(PageImage(blue, DPI))
    assert result.marks.coloured
    assert result.marks.signatures == ()
    assert np.array_equal(result.grey, blue[:, :, 0])


def test_seal_and_signature_are_found_where_they_are() -> None:
    page = degraded.signed(degraded.sealed(written(235), 200, 500, DPI), 420, 500, DPI)
    marks = colour.marks_of(degraded.compressed(degraded.noisy(page, 6)), DPI)
    (seal,), (signature,) = marks.seals, marks.signatures
    assert seal == pytest.approx(Box(150, 450, 250, 550), abs=5)
    assert 340 <= signature.x0 <= 365
    assert 470 <= signature.x1 <= 500


def test_seal_shining_through_from_the_back_is_none() -> None:
    back = degraded.sealed(np.full((1754, 1240, 3), 255, np.uint8), 200, 500, DPI)
    assert colour.marks_of(degraded.shining_through(written(), back, 0.2), DPI).seals == ()


def test_red_stamp_with_corners_is_told_and_is_no_seal() -> None:
    page = written()
    cv2.rectangle(page, (180, 40), (420, 110), (210, 30, 40), 4)
    cv2.putText(page, "HOA TOC", (200, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (210, 30, 40), 4)
    marks = colour.marks_of(page, DPI)
    assert marks.seals == ()
    assert len(marks.red) == 1


def test_grey_scan_has_no_colour() -> None:
    grey = np.repeat(degraded.sealed(written(), 200, 500, DPI).mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert not colour.marks_of(grey, DPI).coloured


def test_tinted_paper_is_no_colour() -> None:
    yellow = (written() * (np.array([250, 240, 205]) / 255)).astype(np.uint8)
    assert not colour.marks_of(yellow, DPI).coloured


def test_uneven_light_is_evened() -> None:
    page = degraded.noisy(degraded.shaded(written(), 215, 70), 4)
    result = cleaned(PageImage(page, DPI))
    assert "light" in result.steps
    paper = cv2.erode((written()[:, :, 0] > 200).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    assert np.percentile(page[:, :, 0][paper], 5) < 150
    assert np.percentile(result.grey[paper], 5) > 225
    assert np.percentile(result.grey[written()[:, :, 0] < 60], 90) < 128


@pytest.mark.parametrize(("sigma", "median"), [(0, False), (12, False), (40, True)])
def test_median_only_where_there_is_much_grain(sigma: float, median: bool) -> None:
    page = degraded.noisy(written(225), sigma)
    result = cleaned(PageImage(page, DPI))
    assert ("grain" in result.steps) == median
    assert result.grain == pytest.approx(sigma, abs=8)


def test_grain_that_shrinking_takes_away_is_left() -> None:
    page = degraded.noisy(np.full((1000, 1000, 3), 200, np.uint8), 24)
    assert "grain" in cleaned(PageImage(page, 200)).steps
    assert "grain" not in cleaned(PageImage(page, 300)).steps


def test_black_edges_of_a_copy_become_white_and_a_table_at_the_edge_stays() -> None:
    page = written()
    page[:, :30] = 15
    cv2.line(page, (0, 900), (1239, 900), (0, 0, 0), 3)
    result = cleaned(PageImage(page, DPI))
    assert "edges" in result.steps
    assert result.grey[300:800, :28].min() > 200
    assert result.grey[900, 600] < 60


def test_page_of_dark_paper_without_writing_is_blank() -> None:
    page = degraded.noisy(degraded.shaded(np.full((1754, 1240, 3), 255, np.uint8), 190, 90), 5)
    assert background.is_blank(clean(page))


@pytest.mark.parametrize("angle", [-6.5, -2.0, -0.3, 0.0, 0.7, 1.6, 4.2])
def test_skew_is_measured_to_a_tenth_on_uneven_ground(angle: float) -> None:
    page = degraded.skewed(degraded.shaded(written(), 230, 130), angle, 130)
    assert geometry.skew_of(np.ascontiguousarray(page[:, :, 0])) == pytest.approx(angle, abs=0.12)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_turn_with_their_page(degrees: int) -> None:
    page = np.zeros((200, 300), np.uint8)
    page[20:50, 10:90] = 255
    rows, columns = np.nonzero(geometry.quarter_turned(page, degrees))
    box = geometry.quarter_turned_box(Box(10, 20, 90, 50), degrees, (300, 200))
    assert box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
