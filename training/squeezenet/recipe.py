# SPDX-License-Identifier: MIT
"""A recipe is a JSON file that says everything a run depends on: data, network, seed and stages."""

import copy
import json
import os
import time

import torch

from . import fashion_mnist, model_file
from .centroids import SharedCentroids
from .family import Metaparameters, build
from .pruning import Masks, match_densities, table1_densities
from .trainer import Data, Stage, Trainer

KINDS = ("dense", "prune", "quantize")


def read(path: str) -> dict:
    """Reads a recipe and refuses what this code does not know."""
    with open(path) as file:
        recipe = json.load(file)
    for key in ("name", "seed", "data", "network", "stages"):
        if key not in recipe:
            raise ValueError(f"{path}: '{key}' is missing")
    for stage in recipe["stages"]:
        if stage.get("kind") not in KINDS:
            raise ValueError(f"{path}: stage '{stage.get('name')}' is of kind '{stage.get('kind')}'; there are {', '.join(KINDS)}")
    return recipe


def load_data(recipe: dict, folder: str) -> Data:
    data = recipe["data"]
    preprocessing = fashion_mnist.Preprocessing(data["mean"], data["deviation"], data.get("mirror", True), data.get("shift", 2))
    return Data(fashion_mnist.load("train", folder), fashion_mnist.load("t10k", folder), preprocessing, data.get("limit"))


def run(recipe: dict, folder: str, data: Data, resume: bool = False, start: str = None) -> dict:
    """Runs every stage; writes <stage>.safetensors at the end of each. Returns (and writes as results.json) what came out.
    start: safetensors to start from instead of fresh weights."""
    started = time.time()
    network = build(Metaparameters.read(recipe["network"]), recipe["seed"])
    if start is not None:
        model_file.read_safetensors(start, network)
    trainer = Trainer(network, data, folder, recipe["seed"], resume)
    stages = []
    for options in recipe["stages"]:
        options = dict(options)
        kind = options.pop("kind")
        if kind == "quantize":
            network.fold()  # the shared values must be those of the deployed weights
        constrain = _constraint(kind, options.pop("densities", "table1"), options.pop("bits", 6))
        known = options["name"] in trainer.state["done"]
        stages.append(trainer.run(Stage(**options), constrain))
        if not known:
            deployed = copy.deepcopy(network)
            deployed.fold()
            model_file.write_safetensors(os.path.join(folder, options["name"] + ".safetensors"), deployed, describe(recipe, network))
    results = {"name": recipe["name"], "seed": recipe["seed"], "parameters": network.parameter_count(), "stages": stages,
               "torch": torch.__version__, "seconds": round(time.time() - started)}
    with open(os.path.join(folder, "results.json"), "w") as file:
        json.dump(results, file, indent=2)
        file.write("\n")
    return results


def describe(recipe: dict, network) -> dict:
    data = recipe["data"]
    return model_file.description(network, recipe["name"], "grey", [data["mean"]], [data["deviation"]], network.meta.input_size)


def _constraint(kind: str, densities, bits: int):
    """What makes the constraint of a stage from the network at its start."""
    def masks(network):
        layers = list(network.layers())
        return Masks(network, table1_densities(layers) if densities == "table1" else match_densities(layers, densities))
    return {"dense": None, "prune": masks, "quantize": lambda network: SharedCentroids(network, bits)}[kind]
