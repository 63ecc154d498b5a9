#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Trains and compresses a network of the SqueezeNet family as a recipe says: python3 training/train.py RECIPE --out FOLDER"""

import argparse
import json
import os
import sys

import torch

from squeezenet import fashion_mnist, recipe


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", help="for example training/recipes/fashion-mnist.json")
    parser.add_argument("--out", required=True, help="folder for checkpoint, log.csv, results.json and a .safetensors per stage")
    parser.add_argument("--data", default=fashion_mnist.DEFAULT_FOLDER, help="folder with the four IDX files")
    parser.add_argument("--resume", action="store_true", help="go on after the last whole epoch of a run that was stopped")
    parser.add_argument("--threads", type=int, default=0, help="CPU threads (default: all); the number can change the last digits")
    options = parser.parse_args()
    torch.set_num_threads(options.threads or os.cpu_count())
    try:
        plan = recipe.read(options.recipe)
        results = recipe.run(plan, options.out, recipe.load_data(plan, options.data), options.resume)
    except (ValueError, TypeError, OSError, json.JSONDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(results, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
