"""Writes the weights of models of torchvision with random numbers, and what they make of a random image.

Called as: python3 torchvision_outputs.py FOLDER
Each line of the input names a model and is answered by a line when the files are there. FOLDER/weights.pth gets the state dictionary, as
torchvision publishes it; FOLDER/outputs.pth the input and the outputs. Of a classifier these are the maps that a detector predicts from,
of a detector the raw predictions, the default boxes and the detections as well. They are computed in float64, which leaves no rounding to
argue about, but for those of SSD300, which would take a minute.
"""
import contextlib
import os
import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional as F

SIDE = 112

# The modules whose outputs are the maps.
MAPS = {
    "resnet50": ["layer3", "layer4"],
    "mobilenet_v2": ["features.14.conv.0", "features.18"],
    "mobilenet_v3_large": ["features.13.block.0", "features.16"],
    "densenet121": ["features.denseblock3", "features.denseblock4"],
    "inception_v3": ["Mixed_6e", "Mixed_7c"],
}


# Those that compute in float32.
NARROW = ["ssd300_vgg16"]


@contextlib.contextmanager
def uninitialized():
    """Layers that are made within have any numbers: they get others at once, and VGG has 138 million of them."""
    saved = {name: getattr(nn.init, name) for name in ["kaiming_uniform_", "kaiming_normal_", "xavier_uniform_", "uniform_", "normal_"]}
    for name in saved:
        setattr(nn.init, name, lambda tensor, *_, **__: tensor)
    yield
    for name, function in saved.items():
        setattr(nn.init, name, function)


def pictures(count, side):
    """Random pictures with large parts, [count, 3, side, side] of whole 0..255: noise would look alike to deep layers."""
    coarse = F.interpolate(torch.rand(count, 3, 6, 6), size=side, mode="bicubic", align_corners=False)
    return (255 * (coarse + 0.2 * torch.rand(count, 3, side, side) - 0.1)).clamp(0, 255).round()


def randomize(model, run):
    """Gives every tensor numbers of its own, and batch norms the statistics of what they see in a run, as a training does: without them
    signals grow from layer to layer until rounding errors are large."""
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.normal_(module.bias, 0, 0.1)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, 0, 0.1)
            # The mean over all batches.
            module.momentum = None
            module.train()
    if hasattr(model, "backbone") and hasattr(model.backbone, "scale_weight"):
        nn.init.uniform_(model.backbone.scale_weight, 10, 30)
    if any(isinstance(module, nn.BatchNorm2d) for module in model.modules()):
        run()
    model.eval()


def reduced_vgg(model, image):
    """The maps of VGG-16 with fc6 and fc7 as SSD reduces them: every fourth channel, every third cell (arXiv:1512.02325, sec. 3)."""
    fc6, fc7 = model.classifier[0], model.classifier[3]
    early = model.features[:23](image)
    x = F.max_pool2d(model.features[23:30](early), 3, 1, 1)
    weight = fc6.weight.view(4096, 512, 7, 7)[::4, :, ::3, ::3]
    x = F.relu(F.conv2d(x, weight, fc6.bias[::4], padding=6, dilation=6))
    x = F.relu(F.conv2d(x, fc7.weight[::4, ::4, None, None], fc7.bias[::4]))
    return [20 * F.normalize(early), x]


def maps_of(name, model):
    images = pictures(8, SIDE) / 127.5 - 1
    randomize(model, lambda: model(images))
    model.double()
    image = images[:1].double()
    if name == "vgg16":
        maps = reduced_vgg(model, image)
    else:
        modules, maps = dict(model.named_modules()), []
        for module in MAPS[name]:
            modules[module].register_forward_hook(lambda _, __, output: maps.append(output.clone()))
        model(image)
    return {"input": image, **{f"map{i}": value for i, value in enumerate(maps)}}


def spread(head, features, deviation):
    """Scales a head's last convolutions, so that some predictions stand out, but none leaves the range of a trained network's."""
    factor = deviation / head(features).std()
    for module in head.module_list:
        predictor = module if isinstance(module, nn.Conv2d) else module[-1]
        predictor.weight.mul_(factor)
        predictor.bias.mul_(factor)


def predictions_of(name, model, side):
    pixels = pictures(8, side)
    many, _ = model.transform(list(pixels / 255))
    randomize(model, lambda: model.head(list(model.backbone(many.tensors).values())))
    features = list(model.backbone(many.tensors[:1]).values())
    spread(model.head.classification_head, features, 2)
    spread(model.head.regression_head, features, 1)
    model.to(torch.float32 if name in NARROW else torch.float64)
    seen = {}
    model.backbone.register_forward_pre_hook(lambda _, inputs: seen.update(input=inputs[0].clone()))
    model.head.register_forward_hook(lambda _, __, outputs: seen.update({key: value.clone() for key, value in outputs.items()}))
    model.anchor_generator.register_forward_hook(lambda _, __, boxes: seen.update(boxes=boxes[0].clone()))
    detections = model([(pixels[0] / 255).to(next(model.parameters()).dtype)])[0]
    return {
        "pixels": pixels[0].permute(1, 2, 0).to(torch.uint8),
        "input": seen["input"],
        "offsets": seen["bbox_regression"],
        "logits": seen["cls_logits"],
        "default_boxes": seen["boxes"],
        "boxes": detections["boxes"],
        "labels": detections["labels"],
        "scores": detections["scores"],
    }


def build(name):
    with uninitialized():
        if hasattr(torchvision.models.detection, name):
            return getattr(torchvision.models.detection, name)(weights=None, weights_backbone=None)
        if name == "inception_v3":
            return torchvision.models.inception_v3(weights=None, init_weights=False)
        return getattr(torchvision.models, name)(weights=None)


def write(name, folder):
    torch.manual_seed(17)
    model = build(name).eval()
    with torch.no_grad():
        if hasattr(torchvision.models.detection, name):
            outputs = predictions_of(name, model, 300 if "300" in name else 320)
        else:
            outputs = maps_of(name, model)
    torch.save(model.float().state_dict(), os.path.join(folder, "weights.pth"))
    torch.save({key: value.contiguous() for key, value in outputs.items()}, os.path.join(folder, "outputs.pth"))


for line in sys.stdin:
    write(line.strip(), sys.argv[1])
    print("written", flush=True)
