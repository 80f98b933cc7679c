#!/usr/bin/env python3
"""Inference, training steps, post-processing and evaluation of SSD with PyTorch and torchvision.

    torch_path.py --manifest FILE [--optimized]              answers rounds, see rounds.py
    torch_path.py --manifest FILE [--optimized] --self-test  prints what the networks compute

The manifest names the device, the networks with their weights, and the workloads. --optimized runs inference through
torch.jit.optimize_for_inference.
"""

import argparse
import gc
import json

import numpy as np
import torch
from torchvision.models.detection import _utils as detection

import rounds
import ssd


def images(count, size, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(count, 3, size, size, generator=generator).contiguous(memory_format=torch.channels_last)


class Numbers:
    """What convolutions compute in: fp32, and on CUDA tf32, bf16 or fp16."""

    def __init__(self, precision, device):
        self.precision, self.device = precision, device
        self.short = {"bf16": torch.bfloat16, "fp16": torch.float16}.get(precision)

    def apply(self):
        """Sets what is a setting of the whole process."""
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = self.precision == "tf32"

    def of(self, network):
        """The network in these numbers; what it gives is float32."""
        if self.short is None:
            return network

        def run(images):
            with torch.autocast(self.device.type, self.short):
                values = network(images)
            return [value.float() for value in values]

        return run


class Peer:
    def __init__(self, manifest, optimized):
        self.manifest = manifest
        self.optimized = optimized
        self.device = torch.device(manifest["device"])
        self.networks = {}
        torch.backends.cudnn.benchmark = True

    def network(self, name):
        if name not in self.networks:
            self.networks[name] = ssd.load(self.manifest["networks"][name], self.device)
        return self.networks[name]

    def to_device(self, batch):
        return batch.to(self.device, non_blocking=True)

    def finish(self):
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)

    def forget(self):
        """Gives back what workloads that are not measured now hold of the device's memory."""
        self.networks.clear()
        gc.collect()
        torch.cuda.empty_cache()

    def images(self, item):
        batch = images(item["batch"], self.manifest["networks"][item["network"]]["size"])
        return batch.pin_memory() if self.device.type == "cuda" else batch

    def infer(self, item):
        batch = self.images(item)
        network = self.network(item["network"])
        if self.optimized:
            with torch.no_grad():
                network = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(network, batch)))
                for _ in range(3):
                    network(batch)
        numbers = Numbers(item["precision"], self.device)
        network = numbers.of(network)

        def run(_):
            numbers.apply()
            with torch.inference_mode():
                network(self.to_device(batch))
                self.finish()
            return item["batch"]

        return run

    def train(self, item):
        spec = self.manifest["networks"][item["network"]]
        size = spec["size"]
        network = ssd.load(spec, self.device).train()
        batch = self.images(item)
        default_boxes = ssd.read_floats(spec["defaultBoxes"], 4).to(self.device) * size
        targets = [
            {
                "boxes": torch.tensor(truth["boxes"], dtype=torch.float32, device=self.device) * size,
                "labels": torch.tensor(truth["labels"], device=self.device),
            }
            for truth in item["groundTruths"]
        ]
        matcher = detection.SSDMatcher(0.5)
        coder = detection.BoxCoder(weights=tuple(1 / v for v in spec["variances"]))
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9, weight_decay=5e-4, foreach=True)
        numbers = Numbers(item["precision"], self.device)
        scaler = torch.cuda.amp.GradScaler(enabled=item["precision"] == "fp16")
        predict = numbers.of(network)

        def run(_):
            numbers.apply()
            loss = ssd.training_loss(predict, matcher, coder, self.to_device(batch), targets, default_boxes)
            optimizer.zero_grad(set_to_none=True)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            self.finish()
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
                values = peer.network(name)(torch.full((1, 3, spec["size"], spec["size"]), 0.5, device=peer.device))
            print(name, sum(p.numel() for p in peer.network(name).parameters()), *[float(v.abs().mean()) for v in values])
        return

    def prepare():
        workloads = {}
        for item in manifest["workloads"]:
            if arguments.optimized and item["kind"] != "infer":
                continue
            workloads[item["name"]] = Lazy(peer, item, workloads)
        return torch.__version__, workloads

    rounds.serve("torch", prepare)


class Lazy:
    """A workload that is prepared when it is first asked for, and on CUDA alone: networks that are not measured now take no memory."""

    def __init__(self, peer, item, others):
        self.peer, self.item, self.others, self.made = peer, item, others, None

    def __call__(self, number):
        if self.made is None:
            if self.peer.device.type == "cuda":
                for other in self.others.values():
                    other.made = None
                self.peer.forget()
            self.made = getattr(self.peer, self.item["kind"])(self.item)
        return self.made(number)


if __name__ == "__main__":
    main()
