#!/usr/bin/env python3
"""The training data path of SSD with Pillow + NumPy or with OpenCV, side by side, on one thread.

    data_path.py --library pillow|opencv --manifest FILE              answers rounds, see rounds.py
    data_path.py --library pillow|opencv --manifest FILE --self-test  prints shapes and checksums of what each step makes

The manifest names the pictures with their boxes, the ranges of the augmentation and the normalisation, so that both
libraries and the program that they are compared with do the same work with the same parameters.
"""

import argparse
import io
import json
import zlib

import numpy as np

import plans
import rounds

FILL = 127  # Grey around a picture that was zoomed out.


class OpenCv:
    """The steps in OpenCV. Pictures are arrays in the order blue, green, red, as OpenCV decodes them: red becomes the first plane at the end."""

    name = "opencv"

    def __init__(self, size, mean, deviation):
        import cv2

        cv2.setNumThreads(1)
        self.cv2 = cv2
        self.size = size
        self.mean = [np.float32(value) for value in mean]
        self.scale = [np.float32(1 / value) for value in deviation]
        self.canvas = np.empty((size, size, 3), np.uint8)
        self.spare = np.empty((size, size, 3), np.uint8)
        self.gray = np.empty((size, size), np.uint8)
        self.filters = {
            "nearest": cv2.INTER_NEAREST,
            "bilinear": cv2.INTER_LINEAR,
            "area": cv2.INTER_AREA,
            "bicubic": cv2.INTER_CUBIC,
            "lanczos": cv2.INTER_LANCZOS4,
        }
        # Detection data sets annotate the stored pixels: EXIF's orientation is ignored.
        self.flags = {
            scale: flag | cv2.IMREAD_IGNORE_ORIENTATION
            for scale, flag in {
                1: cv2.IMREAD_COLOR,
                2: cv2.IMREAD_REDUCED_COLOR_2,
                4: cv2.IMREAD_REDUCED_COLOR_4,
                8: cv2.IMREAD_REDUCED_COLOR_8,
            }.items()
        }

    @staticmethod
    def version():
        import cv2

        return cv2.__version__

    def read(self, path):
        return np.fromfile(path, np.uint8)

    def decode(self, data, reduction=1):
        return self.cv2.imdecode(np.frombuffer(data, np.uint8), self.flags[reduction])

    def resize(self, picture, interpolation):
        return self.cv2.resize(picture, (self.size, self.size), dst=self.canvas, interpolation=self.filters[interpolation])

    def resample(self, picture, plan, width, height):
        """Crop, zoom-out and resize: the visible part goes straight to its place in the input."""
        visible = plans.visible(plan.region, width, height, self.size)
        if visible is None:
            self.canvas.fill(FILL)
            return self.canvas
        (x1, y1, x2, y2), (left, top, right, bottom) = visible
        x1, x2 = pixels(x1, x2, picture.shape[1] / width, picture.shape[1])
        y1, y2 = pixels(y1, y2, picture.shape[0] / height, picture.shape[0])
        if right - left < self.size or bottom - top < self.size:
            self.canvas.fill(FILL)
        place = self.canvas[top:bottom, left:right]
        self.cv2.resize(
            picture[y1:y2, x1:x2], (right - left, bottom - top), dst=place, interpolation=self.filters[plan.interpolation])
        return self.canvas

    def color(self, picture, plan):
        """Brightness and contrast as one scaling, saturation as a blend with grey, hue in HSV; in place."""
        cv2 = self.cv2
        if plan.brightness != 0 or plan.contrast != 1:
            offset = (plan.brightness - 127.5) * plan.contrast + 127.5
            cv2.addWeighted(picture, plan.contrast, picture, 0, offset, dst=picture)
        if plan.saturation != 1:
            gray, spare = self._scratch(picture)
            cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY, dst=gray), cv2.COLOR_GRAY2BGR, dst=spare)
            cv2.addWeighted(picture, plan.saturation, spare, 1 - plan.saturation, 0, dst=picture)
        if plan.hue != 0:
            spare = self._scratch(picture)[1]
            cv2.cvtColor(picture, cv2.COLOR_BGR2HSV_FULL, dst=spare)
            # 256 steps are a full turn: the sum of bytes wraps as an angle does.
            spare[..., 0] += np.uint8(round(plan.hue * 256 / 360) % 256)
            cv2.cvtColor(spare, cv2.COLOR_HSV2BGR_FULL, dst=picture)
        return picture

    def color_matrix(self, picture, plan):
        """The same changes as one affine map of the channels, in place."""
        rows = color_matrix(plan)
        if rows is None:
            return picture
        bgr = rows[[2, 1, 0]][:, [2, 1, 0, 3]]
        return self.cv2.transform(picture, bgr, dst=picture)

    def mirror(self, picture):
        return self.cv2.flip(picture, 1, dst=self._scratch(picture)[1])

    def normalize(self, picture, target):
        """Writes planes red, green, blue of float32."""
        for plane, output, mean, scale in zip(reversed(self.cv2.split(picture)), target, self.mean, self.scale):
            np.subtract(plane, mean, out=output)
            np.multiply(output, scale, out=output)

    def copy(self, picture):
        return picture.copy()

    def square(self, picture):
        """A picture of the input's size that the step under test may overwrite."""
        return self.resize(picture, "bilinear").copy()

    def array(self, picture):
        return picture[..., ::-1]

    def _scratch(self, picture):
        if picture.shape == self.spare.shape:
            return self.gray, self.spare
        return np.empty(picture.shape[:2], np.uint8), np.empty_like(picture)


class Pillow:
    """The steps in Pillow, the last one in NumPy. Pictures are images in mode RGB."""

    name = "pillow"

    def __init__(self, size, mean, deviation):
        from PIL import Image, ImageEnhance

        self.Image = Image
        self.ImageEnhance = ImageEnhance
        self.size = size
        self.mean = [np.float32(value) for value in mean]
        self.scale = [np.float32(1 / value) for value in deviation]
        self.filters = {
            "nearest": Image.Resampling.NEAREST,
            "bilinear": Image.Resampling.BILINEAR,
            "area": Image.Resampling.BOX,
            "bicubic": Image.Resampling.BICUBIC,
            "lanczos": Image.Resampling.LANCZOS,
        }

    @staticmethod
    def version():
        import PIL

        return PIL.__version__

    def read(self, path):
        with open(path, "rb") as file:
            return file.read()

    def decode(self, data, reduction=1):
        picture = self.Image.open(io.BytesIO(data))
        if reduction > 1:
            picture.draft("RGB", (picture.width // reduction, picture.height // reduction))
        picture.load()
        return picture if picture.mode == "RGB" else picture.convert("RGB")

    def resize(self, picture, interpolation):
        return picture.resize((self.size, self.size), self.filters[interpolation])

    def resample(self, picture, plan, width, height):
        """Crop, zoom-out and resize: the visible part goes straight to its place in the input."""
        visible = plans.visible(plan.region, width, height, self.size)
        if visible is None:
            return self.Image.new("RGB", (self.size, self.size), (FILL, FILL, FILL))
        (x1, y1, x2, y2), (left, top, right, bottom) = visible
        x1, x2 = pixels(x1, x2, picture.width / width, picture.width)
        y1, y2 = pixels(y1, y2, picture.height / height, picture.height)
        part = picture.resize((right - left, bottom - top), self.filters[plan.interpolation], box=(x1, y1, x2, y2))
        if part.size == (self.size, self.size):
            return part
        canvas = self.Image.new("RGB", (self.size, self.size), (FILL, FILL, FILL))
        canvas.paste(part, (left, top))
        return canvas

    def color(self, picture, plan):
        """Brightness and contrast as one table, saturation by ImageEnhance, hue in HSV."""
        if plan.brightness != 0 or plan.contrast != 1:
            table = (np.arange(256) + (plan.brightness - 127.5)) * plan.contrast + 127.5
            picture = picture.point(table.round().clip(0, 255).astype(np.uint8).tolist() * 3)
        if plan.saturation != 1:
            picture = self.ImageEnhance.Color(picture).enhance(plan.saturation)
        if plan.hue != 0:
            turn = round(plan.hue * 256 / 360)
            hue, saturation, value = picture.convert("HSV").split()
            hue = hue.point([(step + turn) % 256 for step in range(256)])
            picture = self.Image.merge("HSV", (hue, saturation, value)).convert("RGB")
        return picture

    def color_matrix(self, picture, plan):
        """The same changes as one affine map of the channels."""
        rows = color_matrix(plan)
        return picture if rows is None else picture.convert("RGB", rows.ravel().tolist())

    def mirror(self, picture):
        return picture.transpose(self.Image.Transpose.FLIP_LEFT_RIGHT)

    def normalize(self, picture, target):
        """Writes planes red, green, blue of float32."""
        for plane, output, mean, scale in zip(picture.split(), target, self.mean, self.scale):
            np.subtract(np.asarray(plane), mean, out=output)
            np.multiply(output, scale, out=output)

    def copy(self, picture):
        return picture  # No step changes its picture.

    def square(self, picture):
        return self.resize(picture, "bilinear")

    def array(self, picture):
        return np.asarray(picture)


def pixels(first, last, scale, length):
    """A range of the original picture as whole pixels of the decoded one, which may have been shrunk; at least one pixel."""
    start = min(int(first * scale + 0.5), length - 1)
    return start, max(start + 1, min(int(last * scale + 0.5), length))


def color_matrix(plan):
    """All changes of colour as a matrix of 3 x 4 for red, green, blue and 1; None when nothing changes."""
    if plan.brightness == 0 and plan.contrast == 1 and plan.saturation == 1 and plan.hue == 0:
        return None
    matrix = np.eye(3, 4) * plan.contrast
    matrix[:, 3] = (plan.brightness - 127.5) * plan.contrast + 127.5
    if plan.saturation != 1:
        luma = np.array([0.299, 0.587, 0.114])
        matrix = (np.eye(3) * plan.saturation + luma * (1 - plan.saturation)) @ matrix
    if plan.hue != 0:
        # The hue turns the chrominance plane of YIQ.
        angle = np.deg2rad(-plan.hue)
        turn = np.array([[1, 0, 0], [0, np.cos(angle), -np.sin(angle)], [0, np.sin(angle), np.cos(angle)]])
        matrix = YIQ_TO_RGB @ turn @ RGB_TO_YIQ @ matrix
    return matrix


RGB_TO_YIQ = np.array([[0.299, 0.587, 0.114], [0.595716, -0.274453, -0.321263], [0.211456, -0.522591, 0.311135]])
YIQ_TO_RGB = np.linalg.inv(RGB_TO_YIQ)


class Path:
    """From files to batches, for one input size."""

    def __init__(self, library, manifest, size):
        self.steps = library(size, manifest["mean"], manifest["deviation"])
        self.planner = plans.Planner(manifest["augmentation"], manifest["seed"])
        self.pictures = [
            (picture["path"], picture["width"], picture["height"], picture["boxes"], np.array(picture["boxes"], np.float32).reshape(-1, 4))
            for picture in manifest["pictures"]
        ]
        self.labels = [np.array(picture["labels"], np.int32) for picture in manifest["pictures"]]
        self.batch = np.empty((manifest["batchSize"], 3, size, size), np.float32)
        self.targets = [None] * len(self.batch)

    def run(self, pass_number, color):
        for index in range(len(self.pictures)):
            position = index % len(self.batch)
            self.targets[position] = self.load(index, pass_number, self.batch[position], color)
        return len(self.pictures)

    def load(self, index, pass_number, target, color):
        steps = self.steps
        path, width, height, boxes, box_array = self.pictures[index]
        plan = self.planner.plan(width, height, boxes, pass_number, index)
        picture = steps.decode(steps.read(path), plans.reduction(plan, steps.size))
        picture = color(steps.resample(picture, plan, width, height), plan)
        if plan.mirror:
            picture = steps.mirror(picture)
        steps.normalize(picture, target)
        mapped, kept = plans.map_boxes(plan, box_array)
        return mapped, self.labels[index][kept]


def workloads(library, manifest):
    """What can be timed, by name: the whole path, and each step alone on pictures that are decoded already."""
    result = {}
    for size in manifest["sizes"]:
        path = Path(library, manifest, size)
        result[f"path-{size}"] = lambda number, path=path: path.run(number, path.steps.color)
        result[f"path-{size}-matrix"] = lambda number, path=path: path.run(number, path.steps.color_matrix)

    path = Path(library, manifest, manifest["sizes"][0])
    steps, target = path.steps, path.batch[0]
    encoded = [steps.read(picture["path"]) for picture in manifest["pictures"]]
    pictures = [steps.decode(data) for data in encoded[: manifest["decodedPictures"]]]
    squares = [steps.square(picture) for picture in pictures]

    def each(items, step):
        def run(number):
            for index, item in enumerate(items):
                step(item, number, index)
            return len(items)

        return run

    def jitter(square, number, index):
        brightness, contrast, saturation, hue = plans.color_jitter(
            plans.generator(manifest["seed"], number, index), manifest["augmentation"])
        plan = plans.Plan(None, None, brightness, contrast, saturation, hue, False)
        steps.normalize(steps.color(steps.copy(square), plan), target)

    result["decode"] = each(encoded, lambda data, number, index: steps.decode(data))
    result["decode-half"] = each(encoded, lambda data, number, index: steps.decode(data, 2))
    for name in manifest["augmentation"]["interpolations"]:
        result[f"resize-{name}"] = each(
            pictures, lambda picture, number, index, name=name: steps.normalize(steps.resize(picture, name), target))
    result["color"] = each(squares, jitter)
    result["mirror"] = each(squares, lambda square, number, index: steps.normalize(steps.mirror(square), target))
    result["normalize"] = each(squares, lambda square, number, index: steps.normalize(square, target))
    return result


def self_test(library, manifest):
    """Prints what the steps make of the first picture, for people who compare libraries."""
    size = manifest["sizes"][0]
    path = Path(library, manifest, size)
    steps = path.steps

    def show(name, array):
        array = np.ascontiguousarray(array)
        print(f"{name:16} {str(array.shape):18} {array.dtype!s:8} mean {array.mean():9.4f} crc32 {zlib.crc32(array):08x}")

    print(f"{library.name} {library.version()}, input of {size} pixels")
    data = steps.read(manifest["pictures"][0]["path"])
    picture = steps.decode(data)
    show("decode", steps.array(picture))
    show("decode-half", steps.array(steps.decode(data, 2)))
    for name in manifest["augmentation"]["interpolations"]:
        show(f"resize-{name}", steps.array(steps.resize(picture, name)))
    plan = plans.Plan(None, "bilinear", 12.0, 1.2, 0.8, 20.0, False)
    show("color", steps.array(steps.color(steps.square(picture), plan)))
    show("color-matrix", steps.array(steps.color_matrix(steps.square(picture), plan)))
    show("mirror", steps.array(steps.mirror(steps.square(picture))))
    steps.normalize(steps.square(picture), path.batch[0])
    show("normalize", path.batch[0])
    for number in range(3):
        boxes, labels = path.load(0, number, path.batch[0], steps.color)
        show(f"path, pass {number}", path.batch[0])
        print(f"                 {len(boxes)} boxes {boxes.round(3).tolist()}, labels {labels.tolist()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", required=True, choices=["pillow", "opencv"])
    parser.add_argument("--manifest", required=True, help="the JSON file that describes the work")
    parser.add_argument("--self-test", action="store_true", help="print shapes and checksums instead of answering rounds")
    arguments = parser.parse_args()
    with open(arguments.manifest, encoding="utf-8") as file:
        manifest = json.load(file)
    library = {"pillow": Pillow, "opencv": OpenCv}[arguments.library]
    if arguments.self_test:
        self_test(library, manifest)
    else:
        rounds.serve(library.name, lambda: (library.version(), workloads(library, manifest)))


if __name__ == "__main__":
    main()
