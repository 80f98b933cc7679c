"""SSD networks in PyTorch, written as a user of PyTorch and torchvision would.

The modules have MultiBox's names, so that its weights load strictly: a network that differs in any layer does not load.
"""

import json
import types

import numpy as np
import torch
from torch import nn
from torchvision.models import resnet
from torchvision.models.detection import _utils as detection
from torchvision.models.detection.ssd import SSD
from torchvision.ops import boxes as box_ops


class ResNetFeatures(nn.Module):
    """torchvision's ResNet up to the last map that is used."""

    def __init__(self, name, features):
        super().__init__()
        whole = getattr(resnet, name)(weights=None)
        self.conv1, self.bn1, self.relu, self.maxpool = whole.conv1, whole.bn1, whole.relu, whole.maxpool
        self.features = features
        self.stages = [f"layer{i}" for i in range(1, int(features[-1][-1]) + 1)]
        for stage in self.stages:
            setattr(self, stage, getattr(whole, stage))

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        maps = []
        for stage in self.stages:
            x = getattr(self, stage)(x)
            if stage in self.features:
                maps.append(x)
        return maps


class CompactBlock(nn.Module):
    def __init__(self, channels, width, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = None
        if stride != 1 or channels != width:
            self.shortcut = nn.Sequential()
            self.shortcut.add_module("conv", nn.Conv2d(channels, width, 1, stride, bias=False))
            self.shortcut.add_module("bn", nn.BatchNorm2d(width))

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        y += x if self.shortcut is None else self.shortcut(x)
        return self.relu(y)


class CompactFeatures(nn.Module):
    """MultiBox's small backbone: a stem and four stages of basic blocks."""

    def __init__(self, width, blocks, features):
        super().__init__()
        self.stem = nn.Sequential()
        self.stem.add_module("conv", nn.Conv2d(3, width, 3, 2, 1, bias=False))
        self.stem.add_module("bn", nn.BatchNorm2d(width))
        self.stem.add_module("relu", nn.ReLU(inplace=True))
        self.features = features
        self.stages = [f"stage{i}" for i in range(1, int(features[-1][-1]) + 1)]
        channels = width
        for stage, multiplier in zip(self.stages, [2, 4, 8, 8]):
            layers = []
            for block in range(blocks):
                layers.append(CompactBlock(channels, width * multiplier, 2 if block == 0 else 1))
                channels = width * multiplier
            setattr(self, stage, nn.Sequential(*layers))

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = getattr(self, stage)(x)
            if stage in self.features:
                maps.append(x)
        return maps


class L2Normalization(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.full((channels,), 20.0))

    def forward(self, x):
        return nn.functional.normalize(x, dim=1) * self.scale.view(1, -1, 1, 1)


class VggReducedFeatures(nn.Module):
    """VGG-16 as SSD reduces it (arXiv:1512.02325, sec. 3): torchvision's ssd300_vgg16 with Caffe's names."""

    features = ["conv4_3", "fc7"]

    def __init__(self):
        super().__init__()
        channels = 3
        self.stages = []
        for stage, widths in enumerate([[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3], 1):
            names = [f"conv{stage}_{i}" for i in range(1, len(widths) + 1)]
            for name, width in zip(names, widths):
                setattr(self, name, nn.Conv2d(channels, width, 3, padding=1))
                channels = width
            self.stages.append(names)
        self.conv4_3_norm = L2Normalization(512)
        self.fc6 = nn.Conv2d(512, 1024, 3, padding=6, dilation=6)
        self.fc7 = nn.Conv2d(1024, 1024, 1)
        self.relu = nn.ReLU(inplace=True)
        pool = nn.MaxPool2d(2, 2)
        self.pools = [pool, pool, nn.MaxPool2d(2, 2, ceil_mode=True), pool, nn.MaxPool2d(3, 1, 1)]

    def forward(self, x):
        maps = []
        for names, pool in zip(self.stages, self.pools):
            for name in names:
                x = self.relu(getattr(self, name)(x))
            if names[0] == "conv4_1":
                maps.append(self.conv4_3_norm(x))
            x = pool(x)
        maps.append(self.relu(self.fc7(self.relu(self.fc6(x)))))
        return maps


def backbone_of(spec):
    if spec["name"] == "compact":
        return CompactFeatures(spec["width"], spec["blocks"], spec["features"])
    if spec["name"] == "vgg16_reduced":
        return VggReducedFeatures()
    return ResNetFeatures(spec["name"], spec["features"])


def extra_layer(channels, spec):
    layer = nn.Sequential()
    squeezed, out, normalized = spec["squeezed"], spec["channels"], spec["batchNorm"]
    kernel = spec["kernel"]
    steps = [
        ("1x1", nn.Conv2d(channels, squeezed, 1, bias=not normalized), squeezed),
        (f"{kernel}x{kernel}", nn.Conv2d(squeezed, out, kernel, spec["stride"], spec["padding"], bias=not normalized), out),
    ]
    for name, conv, width in steps:
        layer.add_module(f"conv{name}", conv)
        if normalized:
            layer.add_module(f"bn{name}", nn.BatchNorm2d(width))
        layer.add_module(f"relu{name}", nn.ReLU(inplace=True))
    return layer


class Head(nn.Module):
    """3x3 predictors, and torchvision's way from maps to rows."""

    def __init__(self, channels, boxes_per_cell, classes):
        super().__init__()
        pairs = list(zip(channels, boxes_per_cell))
        self.classes = classes
        self.offsets = nn.ModuleList([nn.Conv2d(c, 4 * k, 3, padding=1) for c, k in pairs])
        self.logits = nn.ModuleList([nn.Conv2d(c, classes * k, 3, padding=1) for c, k in pairs])

    @staticmethod
    def rows(maps, convs, values: int):
        return torch.cat([conv(x).permute(0, 2, 3, 1).reshape(x.shape[0], -1, values) for x, conv in zip(maps, convs)], dim=1)

    def forward(self, maps):
        return self.rows(maps, self.offsets, 4), self.rows(maps, self.logits, self.classes)


class Network(nn.Module):
    """Images [N, 3, S, S] to offsets [N, A, 4] and logits [N, A, C]."""

    def __init__(self, spec):
        super().__init__()
        self.backbone = backbone_of(spec["backbone"])
        channels = list(spec["channels"])
        self.extra_layers = nn.ModuleDict()
        last = channels[len(self.backbone.features) - 1]
        for i, extra in enumerate(spec["extraLayers"]):
            self.extra_layers[str(i + 1)] = extra_layer(last, extra)
            last = extra["channels"]
        self.head = Head(channels, spec["boxesPerCell"], spec["classes"])

    def forward(self, images):
        maps = self.backbone(images)
        x = maps[-1]
        for layer in self.extra_layers.values():
            x = layer(x)
            maps.append(x)
        return self.head(maps)


def read_safetensors(path):
    """The tensors of a safetensors file of float32."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        kind = {"F32": np.float32, "I64": np.int64}[entry["dtype"]]
        tensors[name] = torch.from_numpy(np.frombuffer(data[start:end], kind).reshape(entry["shape"]).copy())
    return tensors


def load(spec, device="cpu"):
    """Builds a network with the weights of its file, channels last, ready for detection."""
    network = Network(spec)
    network.load_state_dict(read_safetensors(spec["weights"]))
    return network.to(device=device, memory_format=torch.channels_last).eval()


def read_floats(path, columns):
    return torch.from_numpy(np.fromfile(path, np.float32).reshape(-1, columns))


def post_processor(spec):
    """What torchvision's SSD.postprocess_detections needs of its model, with the same settings as the program it is compared with."""
    return types.SimpleNamespace(
        box_coder=detection.BoxCoder(weights=tuple(1 / v for v in spec["variances"])),
        score_thresh=spec["scoreThreshold"],
        nms_thresh=spec["nmsThreshold"],
        topk_candidates=spec["topK"],
        detections_per_img=spec["maxDetections"],
    )


def post_process(processor, offsets, logits, default_boxes, sizes):
    """torchvision's decoding, threshold, top-k and NMS. default_boxes and the result are in pixels of the sizes."""
    return SSD.postprocess_detections(
        processor, {"bbox_regression": offsets, "cls_logits": logits}, [default_boxes] * len(sizes), sizes
    )


def training_loss(network, matcher, coder, images, targets, default_boxes):
    """torchvision's SSD training step up to the loss: forward, matching, hard negative mining, both terms."""
    offsets, logits = network(images)
    matched = []
    for target in targets:
        matched.append(matcher(box_ops.box_iou(target["boxes"], default_boxes)))
    owner = types.SimpleNamespace(box_coder=coder, neg_to_pos_ratio=3)
    losses = SSD.compute_loss(
        owner, targets, {"bbox_regression": offsets, "cls_logits": logits}, [default_boxes] * len(targets), matched
    )
    return losses["bbox_regression"] + losses["classification"]
