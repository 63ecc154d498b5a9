#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws docs/experiments/figure3.json, writes docs/experiments/README.md from the data beside it, and draws training logs:
python3 training/plot.py [--log RUN/log.csv --out FILE.png]"""

import argparse
import csv
import json
import os

import matplotlib

matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "docs", "experiments")


def figure3():
    """Accuracy against blob size for the two sweeps of the paper's Figure 3."""
    with open(os.path.join(DATA, "figure3.json")) as file:
        data = json.load(file)
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), sharey=True)
    sweeps = (("sr", "squeeze ratio SR (pct3x3 = 0.5)"), ("pct3x3", "share of 3x3 filters pct3x3 (SR = 0.5)"))
    for axis, (key, title) in zip(axes, sweeps):
        rows = data[key]
        sizes = [row["blobBytes"] / 1000 for row in rows]
        axis.plot(sizes, [row["accuracy"] for row in rows], "o-", label="float")
        axis.plot(sizes, [row["blobAccuracy"] for row in rows], "s--", label="6-bit blob, integer kernels")
        for row, size in zip(rows, sizes):
            axis.annotate(f"{row[key]:g}", (size, row["accuracy"]), textcoords="offset points", xytext=(0, 7), ha="center", fontsize=8)
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("blob in kB")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("top-1 on 10,000 test images, %")
    axes[0].legend(fontsize=8)
    training = data["training"]
    figure.suptitle(f"Fashion-MNIST, {training['limit']:,} images x {training['epochs']} epochs, one seed", fontsize=10)
    save(figure, os.path.join(DATA, "figure3.png"))


def table(columns: dict, rows: list) -> str:
    """A markdown table; columns: heading to (key, format)."""
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = ["" if row.get(key) is None else format(row[key], form) for key, form in columns.values()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def page():
    """docs/experiments/README.md."""
    data = {}
    for name in ("table2", "table3", "figure3"):
        with open(os.path.join(DATA, name + ".json")) as file:
            data[name] = json.load(file)
    blob = {"blob, bytes": ("blobBytes", ",d"), "blob top-1, %": ("blobAccuracy", ".2f"), "arena, bytes": ("arenaBytes", ",d")}
    network = {"parameters": ("parameters", ",d"), "float top-1, %": ("accuracy", ".2f"), **blob}
    compressed = {"compression": ("compression", "s"), "bytes": ("bytes", ",d"), "smaller by": ("ratio", ".1f"),
                  "top-1, %": ("accuracy", ".2f")}
    swept = data["figure3"]["network"]
    training = data["table3"]["training"]
    short = data["figure3"]["training"]
    text = f"""# The paper's experiments, on Fashion-MNIST

SqueezeNet's tables and figure (arXiv 1602.07360) repeated at a scale anyone can afford. Accuracy is top-1 on all 10,000 test
images; blobs are unpruned unless said, 6 bits, `compact`, and their accuracy is that of the integer kernels. Every number is
one seed: differences below about 0.3 points mean nothing. Written by `training/plot.py` from the JSON files here, which
`training/experiments.py` measured.

## Table 2: compressing the default model

{table(compressed, data["table2"]["rows"])}

SVD stores two factors of each weight matrix where that is smaller, without retraining: these matrices are small and nearly of
full rank, so it loses the network before it saves much (the paper's Table 2 has it at 5x on AlexNet).
The Deep Compression rows are blobs: shared values trained for one epoch on 20,000 images, then packed `compact`.

## Table 3: bypass

{training["limit"]:,} training images, {training["epochs"]} epochs each.

{table({"bypass": ("bypass", "s"), **network, "rv32 instructions": ("instructions", ",d")}, data["table3"]["rows"])}

## Figure 3: squeeze ratio and share of 3x3 filters

base_e {swept["base_e"]}, incr_e {swept["incr_e"]}, {short["limit"]:,} training images, {short["epochs"]} epochs each.

![accuracy against blob size](figure3.png)

{table({"SR": ("sr", "g"), **network}, data["figure3"]["sr"])}

{table({"pct3x3": ("pct3x3", "g"), **network}, data["figure3"]["pct3x3"])}
"""
    path = os.path.join(DATA, "README.md")
    with open(path, "w") as file:
        file.write(text)
    print(path)


def log(path: str, out: str):
    """Loss and accuracy of every epoch of a run."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    figure, axis = pyplot.subplots(figsize=(8, 4))
    epochs = range(1, len(rows) + 1)
    axis.plot(epochs, [float(row["train_accuracy"]) for row in rows], label="training (augmented, dropout)")
    axis.plot(epochs, [float(row["test_accuracy"]) for row in rows], label="test")
    for i, row in enumerate(rows):
        if i == 0 or rows[i - 1]["stage"] != row["stage"]:
            axis.axvline(i + 1, color="grey", linewidth=0.8)
            axis.annotate(row["stage"], (i + 1.1, 80), fontsize=8)
    axis.set_ylim(79, 96)
    axis.set_xlabel("epoch")
    axis.set_ylabel("accuracy, %")
    axis.grid(alpha=0.3)
    axis.legend(fontsize=8, loc="lower right")
    save(figure, out)


def save(figure, path: str):
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    print(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", help="log.csv of a run")
    parser.add_argument("--out", help="picture of that log")
    options = parser.parse_args()
    if options.log:
        log(options.log, options.out or os.path.splitext(options.log)[0] + ".png")
    else:
        figure3()
        page()


if __name__ == "__main__":
    main()
