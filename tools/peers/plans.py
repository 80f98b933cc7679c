"""How SSD training shows a picture: the random choices, without any pixels (SSD, arXiv:1512.02325, sec. 2.2 and 3.6).

Zoom-out and crop only choose a region of the plane around the picture. Pixels are touched once, when that region is
resampled to the network's input: no canvas of four times the picture's size is ever filled.
"""

import math
import random
from typing import NamedTuple

import numpy as np


class Plan(NamedTuple):
    region: tuple  # x, y, width, height of what the input shows, in the picture's pixels; may reach out of the picture.
    interpolation: str
    brightness: float  # Added to all channels, 0 for no change.
    contrast: float  # The factor of the distance to middle grey, 1 for no change.
    saturation: float  # A factor, 1 for no change.
    hue: float  # A turn in degrees, 0 for no change.
    mirror: bool


class Planner:
    """Chooses plans; the choices depend on the seed, the pass and the picture."""

    def __init__(self, options, seed):
        self.options = options
        self.seed = seed

    def plan(self, width, height, boxes, pass_number, index):
        o = self.options
        rng = generator(self.seed, pass_number, index)
        region = (0.0, 0.0, float(width), float(height))
        if rng.random() < o["zoomOutProbability"]:
            region = zoom_out(rng, region, o["zoomOutMaxScale"])
        if rng.random() < o["cropProbability"]:
            region = crop(rng, region, boxes, o) or region
        brightness, contrast, saturation, hue = color_jitter(rng, o)
        interpolation = rng.choice(o["interpolations"])
        return Plan(region, interpolation, brightness, contrast, saturation, hue, rng.random() < o["mirrorProbability"])


def generator(seed, pass_number, index):
    """The random numbers of one picture in one pass."""
    return random.Random((seed * 1_000_003 + pass_number) * 1_000_003 + index)


def zoom_out(rng, region, max_scale):
    """A larger region of the same shape that holds the given one."""
    x, y, width, height = region
    scale = rng.uniform(1, max_scale)
    x -= rng.random() * width * (scale - 1)
    y -= rng.random() * height * (scale - 1)
    return x, y, width * scale, height * scale


def crop(rng, canvas, boxes, options):
    """The first of some random crops that overlaps an object enough and holds the centre of one; None when none does."""
    x, y, width, height = canvas
    min_overlap = rng.choice(options["cropMinOverlaps"])
    for _ in range(options["cropTrials"]):
        scale = rng.uniform(options["cropMinScale"], options["cropMaxScale"])
        # Within these limits neither side is longer than the canvas.
        aspect = rng.uniform(max(options["cropMinAspect"], scale * scale), min(options["cropMaxAspect"], 1 / (scale * scale)))
        w = min(1.0, scale * math.sqrt(aspect)) * width
        h = min(1.0, scale / math.sqrt(aspect)) * height
        left = x + rng.random() * (width - w)
        top = y + rng.random() * (height - h)
        if accepts(left, top, left + w, top + h, boxes, min_overlap):
            return left, top, w, h
    return None


def accepts(left, top, right, bottom, boxes, min_overlap):
    # A picture has a handful of boxes: plain floats are faster here than arrays.
    if not boxes:
        return True
    overlaps = holds_center = False
    area = (right - left) * (bottom - top)
    for x1, y1, x2, y2 in boxes:
        w = min(right, x2) - max(left, x1)
        h = min(bottom, y2) - max(top, y1)
        shared = w * h if w > 0 and h > 0 else 0.0
        if shared >= min_overlap * (area + (x2 - x1) * (y2 - y1) - shared):
            overlaps = True
        if left <= (x1 + x2) / 2 <= right and top <= (y1 + y2) / 2 <= bottom:
            holds_center = True
    return overlaps and holds_center


def color_jitter(rng, options):
    """Brightness, contrast, saturation and hue, each changed with the same probability."""
    probability = options["colorProbability"]
    brightness, contrast, saturation, hue = 0.0, 1.0, 1.0, 0.0
    if rng.random() < probability:
        brightness = rng.uniform(-options["brightness"], options["brightness"])
    if rng.random() < probability:
        contrast = rng.uniform(1 - options["contrast"], 1 + options["contrast"])
    if rng.random() < probability:
        saturation = rng.uniform(1 - options["saturation"], 1 + options["saturation"])
    if rng.random() < probability:
        hue = rng.uniform(-options["hue"], options["hue"])
    return brightness, contrast, saturation, hue


def map_boxes(plan, boxes):
    """The boxes in 0..1 of the input, and which of them stay: those whose centre is shown."""
    if len(boxes) == 0:
        return np.zeros((0, 4), np.float32), np.zeros(0, bool)
    x, y, width, height = plan.region
    mapped = (boxes - (x, y, x, y)) / (width, height, width, height)
    centers = (mapped[:, :2] + mapped[:, 2:]) / 2
    kept = ((centers >= 0) & (centers <= 1)).all(axis=1)
    mapped = mapped[kept].clip(0, 1)
    if plan.mirror:
        mapped[:, [0, 2]] = 1 - mapped[:, [2, 0]]
    return mapped.astype(np.float32), kept


def reduction(plan, size):
    """By how much the decoder may shrink the picture: 1, 2, 4 or 8, and still give every pixel of the input one of its own."""
    shrink = min(plan.region[2], plan.region[3]) / size
    return 8 if shrink >= 8 else 4 if shrink >= 4 else 2 if shrink >= 2 else 1


def visible(region, width, height, size):
    """The part of a region inside the picture, and where it lies in the input of size x size pixels.

    Returns the part's left, top, right, bottom in the picture's pixels, and left, top, right, bottom in whole pixels of the input; None when
    the region shows nothing of the picture, as a crop can that has no object to hold.
    """
    x, y, w, h = region
    part = max(0.0, x), max(0.0, y), min(float(width), x + w), min(float(height), y + h)
    if part[2] <= part[0] or part[3] <= part[1]:
        return None
    left, right = target_range((part[0] - x) / w, (part[2] - x) / w, size)
    top, bottom = target_range((part[1] - y) / h, (part[3] - y) / h, size)
    return part, (left, top, right, bottom)


def target_range(first, last, size):
    start = min(int(first * size + 0.5), size - 1)
    return start, max(start + 1, min(int(last * size + 0.5), size))
