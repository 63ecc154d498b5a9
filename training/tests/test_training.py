# SPDX-License-Identifier: MIT
"""Tests of the training code on tiny networks and made-up pictures: python3 -m unittest discover training/tests"""

import gzip
import json
import os
import struct
import sys
import tempfile
import unittest

import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from squeezenet import fashion_mnist, lowrank, model_file, recipe  # noqa: E402
from squeezenet.centroids import SharedCentroids, cluster  # noqa: E402
from squeezenet.family import Metaparameters, build  # noqa: E402
from squeezenet.pruning import Masks, match_densities, table1_densities  # noqa: E402
from squeezenet.trainer import Data, density  # noqa: E402

TINY = dict(input_size=12, channels=1, classes=3, base_e=8, incr_e=4, sr=0.25, modules=4, conv1_filters=8, conv1_kernel=3, conv1_stride=1,
            conv1_padding=1, pools_after=[1, 3])


def tiny_data(count=96):
    generator = torch.Generator().manual_seed(5)
    classes = torch.randint(3, (count,), generator=generator)
    pixels = torch.randint(0, 60, (count, 1, 12, 12), generator=generator)
    for i, c in enumerate(classes):
        pixels[i, 0, 4 * c:4 * c + 4] += 150
    pair = (pixels.to(torch.uint8), classes)
    return Data(pair, pair, fashion_mnist.Preprocessing(70, 60))


def tiny_recipe(**changes):
    plan = {"name": "tiny", "seed": 3, "data": {"mean": 70, "deviation": 60}, "network": dict(TINY, batch_norm=True),
            "stages": [{"kind": "dense", "name": "dense", "epochs": 3, "learning_rate": 0.05, "batch": 16, "warmup": 2},
                       {"kind": "prune", "name": "pruned", "epochs": 2, "learning_rate": 0.02, "batch": 16,
                        "densities": {"fire*/expand3x3": 0.3}},
                       {"kind": "dense", "name": "redense", "epochs": 1, "learning_rate": 0.01, "batch": 16},
                       {"kind": "quantize", "name": "shared", "epochs": 2, "learning_rate": 0.001, "batch": 16, "bits": 3}]}
    plan.update(changes)
    return plan


class Family(unittest.TestCase):
    def test_parameter_counts_are_the_published_ones(self):
        self.assertEqual(build(Metaparameters.read({})).parameter_count(), 1248424)
        self.assertEqual(build(Metaparameters.read({"version": "1.1"})).parameter_count(), 1235496)

    def test_filters_follow_the_metaparameters(self):
        plans = Metaparameters(base_e=128, incr_e=128, freq=2, sr=0.125, pct3x3=0.5).fires()
        self.assertEqual([(p.squeeze, p.expand1x1, p.expand3x3) for p in plans],
                         [(16, 64, 64), (16, 64, 64), (32, 128, 128), (32, 128, 128),
                          (48, 192, 192), (48, 192, 192), (64, 256, 256), (64, 256, 256)])

    def test_bypasses_are_where_the_paper_puts_them(self):
        kinds = {b: [p.bypass for p in Metaparameters(bypass=b).fires()] for b in ("none", "simple", "complex")}
        self.assertEqual(kinds["none"], ["none"] * 8)
        self.assertEqual(kinds["simple"], ["none", "simple"] * 4)
        self.assertEqual(kinds["complex"], ["complex", "simple"] * 4)

    def test_wrong_metaparameters_are_refused(self):
        for wrong in ({"bypass": "both"}, {"sr": 0}, {"pct3x3": 1.5}, {"version": "2"}):
            with self.assertRaises(ValueError):
                Metaparameters.read(wrong)

    def test_folding_batch_normalization_changes_nothing(self):
        network = build(Metaparameters(**dict(TINY, batch_norm=True, bypass="complex")), 1)
        pixels = torch.randn(8, 1, 12, 12)
        for _ in range(20):
            network(pixels)
        network.eval()
        before = network(pixels)
        network.fold()
        self.assertTrue(torch.allclose(before, network(pixels), atol=1e-5))
        self.assertFalse(any("norm" in name for name in network.state_dict()))


class Compression(unittest.TestCase):
    def setUp(self):
        self.network = build(Metaparameters(**TINY), 2)

    def test_masks_keep_the_largest_and_hold_the_others_at_zero(self):
        weight = self.network.layers()["fire2/expand3x3"].weight
        largest = weight.detach().abs().flatten().sort(descending=True).values
        masks = Masks(self.network, match_densities(list(self.network.layers()), {"fire*/expand3x3": 0.25}))
        kept = weight.detach()[weight != 0].abs()
        self.assertEqual(kept.numel(), round(0.25 * weight.numel()))
        self.assertEqual(float(kept.min()), float(largest[kept.numel() - 1]))
        weight.data.add_(1)
        masks.after_step()
        self.assertEqual(int((weight != 0).sum()), kept.numel())
        self.network(torch.randn(2, 1, 12, 12)).sum().backward()
        masks.after_gradient()
        self.assertEqual(int((weight.grad != 0).sum().clamp(max=kept.numel())), int((weight.grad != 0).sum()))

    def test_unknown_layers_and_densities_are_refused(self):
        for wrong in ({"fire99/*": 0.5}, {"conv1": 0}, {"conv1": 1.5}):
            with self.assertRaises(ValueError):
                match_densities(list(self.network.layers()), wrong)

    def test_table1_prunes_what_the_paper_prunes(self):
        densities = table1_densities(list(build(Metaparameters.read({})).layers()))
        self.assertEqual({n: d for n, d in densities.items() if not n.endswith("expand3x3")},
                         {"fire6/expand1x1": 0.5, "fire7/squeeze1x1": 0.5, "fire8/expand1x1": 0.5, "fire9/squeeze1x1": 0.5, "conv10": 0.2})
        self.assertEqual(sum(n.endswith("expand3x3") for n in densities), 8)

    def test_clusters_are_the_values_themselves_where_there_are_few(self):
        centroids, index = cluster(torch.tensor([3.0, -1.0, 3.0, 2.0]), 63)
        self.assertEqual(centroids[index].tolist(), [3.0, -1.0, 3.0, 2.0])

    def test_a_centroid_moves_by_the_sum_of_its_weights_gradients(self):
        shared = SharedCentroids(self.network, 3)
        layer = self.network.layers()["fire3/expand1x1"]
        self.assertLessEqual(torch.unique(layer.weight).numel(), 8)
        layer.weight.grad = torch.randn_like(layer.weight)
        for other in self.network.layers().values():
            other.weight.grad = other.weight.grad if other.weight.grad is not None else torch.zeros_like(other.weight)
        shared.after_gradient()
        codebook = shared.codebooks["fire3/expand1x1"]
        for k, value in enumerate(codebook.detach()):
            self.assertAlmostEqual(float(codebook.grad[k]), float(layer.weight.grad[layer.weight == value].sum()), places=4)

    def test_low_rank_with_all_energy_changes_nothing(self):
        before = self.network.layers()["fire2/expand3x3"].weight.detach().clone()
        stored = lowrank.approximate(self.network, 1.0)
        self.assertTrue(torch.allclose(before, self.network.layers()["fire2/expand3x3"].weight, atol=1e-5))
        self.assertLessEqual(stored, self.network.parameter_count())
        self.assertLess(lowrank.approximate(self.network, 0.5), stored)


class Runs(unittest.TestCase):
    def test_a_recipe_learns_prunes_quantizes_and_exports(self):
        with tempfile.TemporaryDirectory() as folder:
            results = recipe.run(tiny_recipe(), folder, tiny_data())
            dense, pruned, redense, shared = results["stages"]
            self.assertGreater(dense["accuracy"], 60)
            self.assertLess(pruned["density"], dense["density"])
            self.assertGreater(redense["density"], 0.95)
            self.assertEqual(shared["stage"], "shared")
            network = build(Metaparameters(**TINY))
            model_file.read_safetensors(os.path.join(folder, "shared.safetensors"), network)
            self.assertTrue(all(torch.unique(layer.weight).numel() <= 8 for layer in network.layers().values()))
            model_file.read_safetensors(os.path.join(folder, "pruned.safetensors"), network)
            self.assertAlmostEqual(density(network), pruned["density"], places=3)
            with open(os.path.join(folder, "log.csv")) as log:
                self.assertEqual(len(log.readlines()), 1 + 3 + 2 + 1 + 2)

    def test_a_stopped_run_goes_on_to_the_same_weights(self):
        with tempfile.TemporaryDirectory() as folder:
            whole = os.path.join(folder, "whole")
            recipe.run(tiny_recipe(), whole, tiny_data())
            torn = os.path.join(folder, "torn")

            class Stop(Exception):
                pass

            data, epochs = tiny_data(), []
            original = data.preprocessing.evaluate

            def stop(pixels):  # after the fourth evaluation: in the middle of the second stage
                if len(pixels) == len(data.test_images):
                    epochs.append(1)
                    if len(epochs) == 5:
                        raise Stop
                return original(pixels)
            data.preprocessing.evaluate = stop
            with self.assertRaises(Stop):
                recipe.run(tiny_recipe(), torn, data)
            recipe.run(tiny_recipe(), torn, tiny_data(), resume=True)
            for stage in ("dense", "pruned", "shared"):
                written = []
                for folder in (whole, torn):
                    with open(os.path.join(folder, f"{stage}.safetensors"), "rb") as file:
                        written.append(file.read())
                self.assertEqual(written[0], written[1], stage)

    def test_a_wrong_recipe_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.json")
            for wrong in ({"stages": [{"kind": "melt", "name": "x"}]}, {"name": None}):
                plan = tiny_recipe(**wrong)
                if plan["name"] is None:
                    del plan["name"]
                with open(path, "w") as file:
                    json.dump(plan, file)
                with self.assertRaises(ValueError):
                    recipe.read(path)


class DataFiles(unittest.TestCase):
    def test_damaged_idx_files_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.gz")
            for wrong in (b"\0\0\x0b\x01" + struct.pack(">I", 1) + b"x", b"\0\0\x08\x01" + struct.pack(">I", 2) + b"x"):
                with gzip.open(path, "wb") as file:
                    file.write(wrong)
                with self.assertRaises(ValueError):
                    fashion_mnist.read_idx(path)
            with self.assertRaises(FileNotFoundError):
                fashion_mnist.load("train", folder)

    def test_augmentation_only_moves_and_mirrors(self):
        pixels = torch.zeros(64, 1, 12, 12, dtype=torch.uint8)
        pixels[:, 0, 5, 5] = 255
        moved = fashion_mnist.Preprocessing(0, 1, shift=2).augment(pixels, torch.Generator().manual_seed(1))
        self.assertEqual(moved.flatten(1).sum(1).tolist(), [255.0] * 64)
        places = {int(p.argmax()) for p in moved}
        self.assertGreater(len(places), 15)
        self.assertTrue(all(3 <= p // 12 <= 7 for p in places))


if __name__ == "__main__":
    unittest.main()
