#!/usr/bin/env python3
"""Average precision by the algorithm of PASCAL VOC's development kit, in NumPy.

    voc_devkit.py --manifest FILE              answers rounds, see rounds.py
    voc_devkit.py --manifest FILE --self-test  prints the mean average precision

It is the algorithm that detection code bases in Python took over from the kit: per class, detections sorted by score, each
compared with the ground truths of its image. The manifest names two files of float32: ground truths (image, label, difficult,
x1, y1, x2, y2) and detections (image, label, score, x1, y1, x2, y2). Ground truths are grouped by image and class beforehand, as
the code bases do when they read annotations; the time of a pass is that of the evaluation itself.
"""

import argparse
import json

import numpy as np

import rounds


def average_precision(recall, precision):
    recall = np.concatenate(([0.0], recall, [1.0]))
    precision = np.concatenate(([0.0], precision, [0.0]))
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    steps = np.where(recall[1:] != recall[:-1])[0]
    return np.sum((recall[steps + 1] - recall[steps]) * precision[steps + 1])


def evaluate_class(truths, positives, detections, threshold=0.5):
    detections = detections[np.argsort(-detections[:, 2], kind="stable")]
    images, boxes = detections[:, 0].astype(int), detections[:, 3:]
    true = np.zeros(len(detections))
    false = np.zeros(len(detections))
    found = {image: [False] * len(truth[0]) for image, truth in truths.items()}
    for d, (image, box) in enumerate(zip(images, boxes)):
        best, best_iou = -1, -np.inf
        if image in truths:
            candidates, difficult = truths[image]
            x1 = np.maximum(candidates[:, 0], box[0])
            y1 = np.maximum(candidates[:, 1], box[1])
            x2 = np.minimum(candidates[:, 2], box[2])
            y2 = np.minimum(candidates[:, 3], box[3])
            inter = np.maximum(x2 - x1 + 1.0, 0.0) * np.maximum(y2 - y1 + 1.0, 0.0)
            union = (
                (box[2] - box[0] + 1.0) * (box[3] - box[1] + 1.0)
                + (candidates[:, 2] - candidates[:, 0] + 1.0) * (candidates[:, 3] - candidates[:, 1] + 1.0)
                - inter
            )
            ious = inter / union
            best = int(np.argmax(ious))
            best_iou = ious[best]
        if best_iou >= threshold:
            if not difficult[best]:
                if not found[image][best]:
                    true[d] = 1.0
                    found[image][best] = True
                else:
                    false[d] = 1.0
        else:
            false[d] = 1.0
    true, false = np.cumsum(true), np.cumsum(false)
    recall = true / max(1, positives)
    precision = true / np.maximum(true + false, np.finfo(np.float64).eps)
    return average_precision(recall, precision)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    with open(arguments.manifest, encoding="utf-8") as file:
        item = json.load(file)["vocEvaluation"]
    truths = np.fromfile(item["groundTruths"], np.float32).reshape(-1, 7).astype(np.float64)
    detections = np.fromfile(item["detections"], np.float32).reshape(-1, 7).astype(np.float64)
    classes = []
    for label in range(1, item["classes"]):
        of_class = truths[truths[:, 1] == label]
        grouped = {}
        for image in np.unique(of_class[:, 0]).astype(int):
            rows = of_class[of_class[:, 0] == image]
            grouped[image] = (rows[:, 3:], rows[:, 2].astype(bool).tolist())
        classes.append((grouped, int(np.sum(of_class[:, 2] == 0)), detections[detections[:, 1] == label]))

    def run(_):
        run.mean = float(np.mean([evaluate_class(*values) for values in classes]))
        return item["images"]

    if arguments.self_test:
        run(0)
        print(run.mean)
        return
    rounds.serve("numpy", lambda: (np.__version__, {item["name"]: run}))


if __name__ == "__main__":
    main()
