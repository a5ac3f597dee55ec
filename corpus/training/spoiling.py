"""What a scanner does to a page: grey paper, faint ink, blur, noise, skew, JPEG, black and white."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from random import Random
from typing import Literal

import numpy as np
from PIL import Image, ImageFilter

Conditions = Literal["clean", "mixed", "poor"]


@dataclass(frozen=True)
class Spoiling:
    """What a scanner does: grey levels 0 to 255, blur and noise as standard deviations, skew in degrees."""

    paper: int = 255
    ink: int = 0
    blur: float = 0.0
    noise: float = 0.0
    skew: float = 0.0
    jpeg: int | None = None
    threshold: int | None = None  # black and white, as a fax: light ink gets thin, dark ink thick


def random_spoiling(random: Random, conditions: Conditions) -> Spoiling:
    """A kind of scan, drawn among several; every poor one is blurred, noisy and compressed."""
    skew = random.choice((0.0, 0.0, random.uniform(-0.8, 0.8)))
    if conditions == "clean":
        return Spoiling()
    if conditions == "poor":
        ink, blur, noise = random.randint(20, 80), random.uniform(0.5, 1.1), random.uniform(8, 22)
        return Spoiling(random.randint(215, 245), ink, blur, noise, skew, jpeg=random.choice((45, 60, 60)))
    light = Spoiling(random.randint(222, 245), random.randint(30, 90), skew=skew)
    return random.choice(
        (
            Spoiling(),
            light,
            replace(light, jpeg=random.choice((50, 60, 75))),
            replace(light, blur=random.uniform(0.4, 0.9)),
            replace(light, noise=random.uniform(5, 18)),
            replace(light, blur=random.uniform(0.4, 0.7), noise=random.uniform(4, 10), jpeg=60),
            Spoiling(blur=0.5, noise=8, skew=skew, threshold=random.choice((110, 150, 190))),
        )
    )


def spoil(image: Image.Image, dpi: int, spoiling: Spoiling, seed: int) -> Image.Image:
    """A straight page (grey levels) of so many dots an inch as scanned; the same seed gives the same pixels."""
    if spoiling.skew:
        image = image.rotate(spoiling.skew, Image.Resampling.BICUBIC, fillcolor=255)
    if spoiling.blur:
        image = image.filter(ImageFilter.GaussianBlur(spoiling.blur * dpi / 200))
    pixels = np.asarray(image, dtype=np.float32) * ((spoiling.paper - spoiling.ink) / 255) + spoiling.ink
    if spoiling.noise:
        pixels += np.random.default_rng(seed).normal(0, spoiling.noise, pixels.shape).astype(np.float32)
    if spoiling.threshold is not None:
        pixels = np.where(pixels < spoiling.threshold, 0.0, 255.0)
    image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    if spoiling.jpeg is not None:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=spoiling.jpeg)
        image = Image.open(buffer)
        image.load()
    return image
