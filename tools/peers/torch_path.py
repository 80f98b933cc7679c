#!/usr/bin/env python3
"""Inference, training steps, post-processing and evaluation of SSD with PyTorch and torchvision.

    torch_path.py --manifest FILE [--optimized]              answers rounds, see rounds.py
    torch_path.py --manifest FILE [--optimized] --self-test  prints what the networks compute

The manifest names the networks with their weights, and the workloads. --optimized runs inference through
torch.jit.optimize_for_inference.
"""

import argparse
import json

import numpy as np
import torch
from torchvision.models.detection import _utils as detection

import rounds
import ssd


def images(count, size, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 3, size, size, generator=generator).contiguous(memory_format=torch.channels_last)


class Peer:
    def __init__(self, manifest, optimized):
        self.manifest = manifest
        self.optimized = optimized
        self.networks = {}

    def network(self, name):
        if name not in self.networks:
            self.networks[name] = ssd.load(self.manifest["networks"][name])
        return self.networks[name]

    def infer(self, item):
        spec = self.manifest["networks"][item["network"]]
        batch = images(item["batch"], spec["size"])
        network = self.network(item["network"])
        if self.optimized:
            with torch.no_grad():
                network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, batch)))
                for _ in range(3):
                    network(batch)

        def run(_):
            with torch.inference_mode():
                network(batch)
            return item["batch"]

        return run

    def train(self, item):
        spec = self.manifest["networks"][item["network"]]
        size = spec["size"]
        network = ssd.load(spec).train()
        batch = images(item["batch"], size)
        default_boxes = ssd.read_floats(spec["defaultBoxes"], 4) * size
        targets = [
            {"boxes": torch.tensor(truth["boxes"], dtype=torch.float32) * size, "labels": torch.tensor(truth["labels"])}
            for truth in item["groundTruths"]
        ]
        matcher = detection.SSDMatcher(0.5)
        coder = detection.BoxCoder(weights=tuple(1 / v for v in spec["variances"]))
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9, weight_decay=5e-4, foreach=True)

        def run(_):
            loss = ssd.training_loss(network, matcher, coder, batch, targets, default_boxes)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            return item["batch"]

        return run

    def post(self, item):
        offsets = ssd.read_floats(item["offsets"], 4).unsqueeze(0)
        logits = ssd.read_floats(item["logits"], item["classes"]).unsqueeze(0)
        default_boxes = ssd.read_floats(item["defaultBoxes"], 4)
        processor = ssd.post_processor(item)

        def run(_):
            with torch.inference_mode():
                ssd.post_process(processor, offsets, logits, default_boxes, [(1, 1)])
            return 1

        return run

    def evaluate(self, item):
        from PIL import Image

        spec = self.manifest["networks"][item["network"]]
        size = spec["size"]
        network = self.network(item["network"])
        processor = ssd.post_processor(item)
        default_boxes = ssd.read_floats(spec["defaultBoxes"], 4)
        mean = torch.tensor(spec["mean"]).view(3, 1, 1)
        deviation = torch.tensor(spec["deviation"]).view(3, 1, 1)
        paths = item["pictures"]

        def load(path):
            with Image.open(path) as picture:
                picture = picture.convert("RGB")
                original = (picture.height, picture.width)
                pixels = np.asarray(picture.resize((size, size), Image.Resampling.BILINEAR))
            return (torch.from_numpy(pixels.transpose(2, 0, 1).astype(np.float32)) - mean) / deviation, original

        def run(_):
            with torch.inference_mode():
                for start in range(0, len(paths), item["batch"]):
                    loaded = [load(path) for path in paths[start : start + item["batch"]]]
                    batch = torch.stack([pixels for pixels, _ in loaded]).contiguous(memory_format=torch.channels_last)
                    offsets, logits = network(batch)
                    found = ssd.post_process(processor, offsets, logits, default_boxes, [(1, 1)] * len(loaded))
                    for result, (_, (height, width)) in zip(found, loaded):
                        result["boxes"] *= torch.tensor([width, height, width, height], dtype=torch.float32)
            return len(paths)

        return run


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--optimized", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.manifest, encoding="utf-8") as file:
        manifest = json.load(file)
    torch.set_num_threads(manifest["threads"])
    torch.manual_seed(0)
    peer = Peer(manifest, arguments.optimized)

    if arguments.self_test:
        for name, spec in manifest["networks"].items():
            with torch.inference_mode():
                values = peer.network(name)(torch.full((1, 3, spec["size"], spec["size"]), 0.5))
            print(name, sum(p.numel() for p in peer.network(name).parameters()), *[float(v.abs().mean()) for v in values])
        return

    def prepare():
        workloads = {}
        for item in manifest["workloads"]:
            if arguments.optimized and item["kind"] != "infer":
                continue
            workloads[item["name"]] = Lazy(getattr(peer, item["kind"]), item)
        return torch.__version__, workloads

    rounds.serve("torch", prepare)


class Lazy:
    """A workload that is prepared when it is first asked for: networks that are not measured now take no memory."""

    def __init__(self, make, item):
        self.make, self.item, self.made = make, item, None

    def __call__(self, number):
        if self.made is None:
            self.made = self.make(self.item)
        return self.made(number)


if __name__ == "__main__":
    main()
