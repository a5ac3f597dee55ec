"""A plan as a scan: the printed pages as images, skewed, noisy, on grey paper, with a red seal over the signature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.forms.pdf import FONT_FOLDERS, Printed

SEAL = (208, 32, 40)
SEAL_RADIUS = 51.0  # points: a seal is 36 mm across
JPEG_QUALITY = 60


@dataclass(frozen=True)
class ScanSettings:
    """How a plan is scanned; ``skew`` in degrees, alternating in sign from page to page."""

    dpi: int = 300
    skew: float = 0.8
    noise: float = 6.0
    paper: int = 232
    seed: int = 1


def render_scan(printed: Printed, settings: ScanSettings) -> bytes:
    """The printed plan as a PDF of JPEG images; the same plan and settings give the same bytes."""
    random = np.random.default_rng(settings.seed)
    source = pypdfium2.PdfDocument(printed.data)
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(len(source)):
        page = source[number]
        width, height = page.get_size()
        image = page.render(scale=settings.dpi / 72).to_pil().convert("RGB")
        for _, x, y in (mark for mark in printed.signatures if mark[0] == number):
            _seal(image, x * settings.dpi / 72, (height - y) * settings.dpi / 72, settings.dpi)
        canvas.setPageSize((width, height))
        canvas.drawImage(_photographed(image, settings, number, random), 0, 0, width, height)
        canvas.showPage()
    source.close()
    canvas.save()
    return buffer.getvalue()


def _photographed(image: Image.Image, settings: ScanSettings, number: int, random: np.random.Generator) -> ImageReader:
    angle = settings.skew * (-1) ** number
    turned = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    pixels = np.asarray(turned, dtype=np.float32) * (settings.paper / 255)
    pixels += random.normal(0, settings.noise, pixels.shape[:2])[..., None]
    buffer = BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=JPEG_QUALITY)
    buffer.seek(0)
    return ImageReader(buffer)


def _seal(image: Image.Image, x: float, y: float, dpi: int) -> None:
    """Stamp a round seal whose right third covers the signature, as the rules for seals ask."""
    radius = SEAL_RADIUS * dpi / 72
    size = int(2 * radius)
    stamp = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(stamp)
    line = max(2, dpi // 75)
    for inset in (line, int(radius * 0.32)):
        draw.ellipse((inset, inset, size - inset, size - inset), outline=220, width=line)
    draw.polygon(_star(radius, radius * 0.32), fill=220)
    _ring_text(stamp, "ỦY BAN NHÂN DÂN  *  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM  *  ", radius, dpi)
    corner = (int(x - radius * 0.4), int(y - radius))
    image.paste(Image.new("RGB", stamp.size, SEAL), corner, stamp)


def _star(centre: float, radius: float) -> list[tuple[float, float]]:
    """The corners of a five-pointed star, one of them on top."""
    return [
        (centre + r * math.sin(math.pi * i / 5), centre - r * math.cos(math.pi * i / 5))
        for i in range(10)
        for r in (radius if i % 2 == 0 else radius * 0.382,)
    ]


def _ring_text(stamp: Image.Image, text: str, radius: float, dpi: int) -> None:
    folder = next(f for f in FONT_FOLDERS if f.exists())
    font = ImageFont.truetype(str(folder / "LiberationSerif-Bold.ttf"), max(8, int(dpi / 10)))
    for index, letter in enumerate(text):
        tile = Image.new("L", stamp.size, 0)
        ImageDraw.Draw(tile).text((radius, radius * 0.18), letter, fill=220, font=font, anchor="mm")
        stamp.paste(220, mask=tile.rotate(-360 * index / len(text), Image.Resampling.BICUBIC))
