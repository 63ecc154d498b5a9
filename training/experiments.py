#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The paper's experiments at the scale of Fashion-MNIST: python3 training/experiments.py table2|table3|figure3

Each writes its data to docs/experiments/NAME.json; training/plot.py draws them. Bytes, integer accuracy, RAM and instructions come from the
`squeezeedge` command of this repository, so its packages must be installed (run ./squeezeedge demo once)."""

import argparse
import json
import os
import subprocess
import sys

import torch

from squeezenet import fashion_mnist, lowrank, model_file, recipe
from squeezenet.family import Metaparameters, build
from squeezenet.trainer import accuracy

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(ROOT, "docs", "experiments")
DEFAULT_RECIPE = os.path.join(ROOT, "training", "recipes", "fashion-mnist.json")

# Figure 3 varies one metaparameter of a small network; Table 3 the bypass of the default one. Both train shortly, alike, with one seed.
FIGURE3 = {"base_e": 32, "incr_e": 16}
FIGURE3_TRAINING = {"limit": 20000, "epochs": 4}
TABLE2_IMAGES = 20000
TABLE3_TRAINING = {"limit": 20000, "epochs": 4}
SQUEEZE_RATIOS = [0.125, 0.25, 0.5, 1.0]
PERCENT_3X3 = [0.25, 0.5, 0.75, 0.9375]


def squeezeedge(*arguments):
    """Runs the command line with --json and returns what it printed."""
    done = subprocess.run([os.path.join(ROOT, "squeezeedge"), *arguments, "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"squeezeedge {' '.join(arguments)}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def packed(weights: str, options, bits: int = 6, encoding: str = "compact", instructions: bool = True) -> dict:
    """Packs weights and measures the blob: bytes, accuracy on all test images with the integer kernels, arena, instructions on rv32."""
    blob = weights.replace(".safetensors", f".{bits}bit.{encoding}.sqz")
    images = os.path.join(options.data, "train-images-idx3-ubyte.gz")
    report = squeezeedge("pack", weights, "-o", blob, "--bits", str(bits), "--encoding", encoding, "--calibrate", images)
    result = {"blobBytes": report["blobBytes"], "arenaBytes": report["arenaBytes"],
              "blobAccuracy": squeezeedge("evaluate", blob, os.path.join(options.data, "t10k-images-idx3-ubyte.gz"))["top1"]}
    if instructions:
        result["instructions"] = squeezeedge("profile", blob, "--on", "rv32")["instructions"]
    return result


def trained(options, name: str, changes: dict, training: dict) -> tuple:
    """Trains the default recipe's network with changed metaparameters; returns (weights file, row)."""
    plan = recipe.read(DEFAULT_RECIPE)
    plan["name"] = name
    plan["network"].update(changes)
    plan["data"]["limit"] = training["limit"]
    plan["stages"] = [dict(plan["stages"][0], epochs=training["epochs"], warmup=100)]
    folder = os.path.join(options.work, name)
    print(f"== {name}", flush=True)
    results = recipe.run(plan, folder, recipe.load_data(plan, options.data), resume=True)
    stage = results["stages"][0]
    return os.path.join(folder, "dense.safetensors"), {"parameters": results["parameters"], "accuracy": stage["accuracy"]}


def table3(options) -> dict:
    rows = []
    for bypass in ("none", "simple", "complex"):
        weights, row = trained(options, f"bypass-{bypass}", {"bypass": bypass}, TABLE3_TRAINING)
        rows.append({"bypass": bypass, **row, **packed(weights, options)})
    return {"training": TABLE3_TRAINING, "rows": rows}


def figure3(options) -> dict:
    def sweep(key, values, fixed):
        rows = []
        for value in values:
            chosen = {**fixed, key: value}
            weights, row = trained(options, f"sr-{chosen['sr']}-pct3x3-{chosen['pct3x3']}", {**FIGURE3, **chosen}, FIGURE3_TRAINING)
            rows.append({key: value, **row, **packed(weights, options, instructions=False)})
        return rows
    return {"training": FIGURE3_TRAINING, "network": FIGURE3, "sr": sweep("sr", SQUEEZE_RATIOS, {"pct3x3": 0.5}),
            "pct3x3": sweep("pct3x3", PERCENT_3X3, {"sr": 0.5})}


def table2(options) -> dict:
    """From a finished run of the default recipe (--run)."""
    plan = recipe.read(DEFAULT_RECIPE)
    plan["data"]["limit"] = TABLE2_IMAGES
    data = recipe.load_data(plan, options.data)
    network = build(Metaparameters.read(dict(plan["network"], batch_norm=False)))

    def load(stage):
        model_file.read_safetensors(os.path.join(options.run, f"{stage}.safetensors"), network)
        return round(accuracy(network, data), 2)

    dense = {"compression": "none (float32)", "bytes": 4 * network.parameter_count(), "accuracy": load("dense")}
    rows = [dense]
    for energy in (0.9, 0.8):
        load("dense")
        stored = lowrank.approximate(network, energy)
        rows.append({"compression": f"SVD, {energy:.0%} of the energy", "bytes": 4 * stored, "accuracy": round(accuracy(network, data), 2)})
    pruned = load("pruned")
    nonzero = sum(int((layer.weight != 0).sum()) for layer in network.layers().values())
    biases = sum(layer.bias.numel() for layer in network.layers().values())
    # As in Deep Compression: a 4-bit gap beside every stored weight.
    rows.append({"compression": "pruning (float32 + 4-bit gaps)", "bytes": 4 * biases + (9 * nonzero + 1) // 2, "accuracy": pruned})
    for bits in (8, 6):
        stage = {"kind": "quantize", "name": f"shared{bits}", "bits": bits, "epochs": 1, "learning_rate": 0.0005, "batch": 128, "warmup": 0}
        folder = os.path.join(options.work, f"table2-{bits}bit")
        results = recipe.run(dict(plan, stages=[stage], network=dict(plan["network"], batch_norm=False)), folder, data, resume=True,
                             start=os.path.join(options.run, "pruned.safetensors"))
        measured = packed(os.path.join(folder, f"shared{bits}.safetensors"), options, bits, instructions=False)
        rows.append({"compression": f"Deep Compression, {bits}-bit", "bytes": measured["blobBytes"],
                     "floatAccuracy": results["stages"][0]["accuracy"], "accuracy": measured["blobAccuracy"]})
    for row in rows:
        row["ratio"] = round(dense["bytes"] / row["bytes"], 1)
    return {"rows": rows}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiment", choices=["table2", "table3", "figure3"])
    parser.add_argument("--work", required=True, help="folder for runs and blobs; finished runs in it are not repeated")
    parser.add_argument("--run", help="table2: the folder of a finished run of the default recipe")
    parser.add_argument("--data", default=fashion_mnist.DEFAULT_FOLDER)
    parser.add_argument("--threads", type=int, default=0, help="CPU threads (default: all)")
    options = parser.parse_args()
    torch.set_num_threads(options.threads or os.cpu_count())
    if options.experiment == "table2" and not options.run:
        parser.error("table2 needs --run")
    try:
        data = {"table2": table2, "table3": table3, "figure3": figure3}[options.experiment](options)
    except (RuntimeError, ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    os.makedirs(DATA, exist_ok=True)
    with open(os.path.join(DATA, options.experiment + ".json"), "w") as file:
        json.dump(data, file, indent=2)
        file.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
