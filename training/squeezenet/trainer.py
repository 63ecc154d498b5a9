# SPDX-License-Identifier: MIT
"""One stage of training: SGD with momentum, a learning rate that falls linearly to 0, resumable after every epoch."""

import csv
import os
import time

import torch
from torch.nn import functional

LOG_COLUMNS = ["stage", "epoch", "learning_rate", "loss", "train_accuracy", "test_accuracy", "density", "seconds"]


class Data:
    """Images in memory with their preprocessing; `limit` keeps the first training images only."""

    def __init__(self, train, test, preprocessing, limit=None):
        self.images, self.classes = (train[0][:limit], train[1][:limit])
        self.test_images, self.test_classes = test
        self.preprocessing = preprocessing


def accuracy(network, data: Data, batch: int = 500) -> float:
    """Top-1 over the whole test set, in percent."""
    network.eval()
    right = 0
    with torch.no_grad():
        for i in range(0, len(data.test_images), batch):
            scores = network(data.preprocessing.evaluate(data.test_images[i:i + batch]))
            right += (scores.argmax(1) == data.test_classes[i:i + batch]).sum().item()
    return 100.0 * right / len(data.test_images)


class Log:
    """A CSV file with one line per epoch, and the same on the terminal."""

    def __init__(self, path: str, fresh: bool):
        self.path = path
        if fresh or not os.path.exists(path):
            with open(path, "w", newline="") as file:
                csv.writer(file).writerow(LOG_COLUMNS)

    def add(self, **values):
        with open(self.path, "a", newline="") as file:
            csv.writer(file).writerow([values[c] for c in LOG_COLUMNS])
        print("{stage:10s} epoch {epoch:3d}  lr {learning_rate:.4f}  loss {loss:.4f}  train {train_accuracy:5.2f} %  "
              "test {test_accuracy:5.2f} %  density {density:.3f}  {seconds:.0f} s".format(**values), flush=True)


class Stage:
    """Options of one stage of a recipe."""

    def __init__(self, name, epochs, learning_rate, batch=128, weight_decay=2e-4, momentum=0.9, warmup=1000, clip=2.0):
        self.name, self.epochs, self.learning_rate, self.batch = name, epochs, learning_rate, batch
        self.weight_decay, self.momentum, self.warmup, self.clip = weight_decay, momentum, warmup, clip


class Trainer:
    """Runs stages on a network. `constraint` (masks, shared centroids) is asked after each gradient and each step."""

    def __init__(self, network, data: Data, folder: str, seed: int, resume: bool):
        self.network, self.data, self.folder, self.seed = network, data, folder, seed
        os.makedirs(folder, exist_ok=True)
        self.checkpoint = os.path.join(folder, "checkpoint.pt")
        self.state = torch.load(self.checkpoint) if resume and os.path.exists(self.checkpoint) else {"done": {}}
        self.log = Log(os.path.join(folder, "log.csv"), fresh=not resume)
        if "network" in self.state:
            if not any(".norm." in key for key in self.state["network"]):
                network.fold()
            network.load_state_dict(self.state["network"])

    def run(self, stage: Stage, constrain=None) -> dict:
        """Trains one stage, or what a resumed run has left of it. Returns what came out.
        constrain: makes the stage's constraint from the network, or None."""
        if stage.name in self.state["done"]:
            return self.state["done"][stage.name]
        constraint = constrain(self.network) if constrain is not None else None
        network, data = self.network, self.data
        parameters = constraint.parameters() if constraint is not None else list(network.parameters())
        optimiser = torch.optim.SGD(parameters, stage.learning_rate, stage.momentum, weight_decay=stage.weight_decay, nesterov=True)
        first = 0
        if self.state.get("stage") == stage.name:
            first = self.state["epoch"] + 1
            optimiser.load_state_dict(self.state["optimiser"])
            if constraint is not None:
                constraint.load_state(self.state["constraint"])
        steps = len(data.images) // stage.batch
        top = accuracy(network, data) if first >= stage.epochs else 0.0
        for epoch in range(first, stage.epochs):
            started = time.time()
            loss, right = self._epoch(stage, epoch, steps, optimiser, parameters, constraint)
            top = accuracy(network, data)
            self.log.add(stage=stage.name, epoch=epoch + 1, learning_rate=optimiser.param_groups[0]["lr"], loss=round(loss, 4),
                         train_accuracy=round(100.0 * right / (steps * stage.batch), 2), test_accuracy=round(top, 2),
                         density=round(density(network), 4), seconds=round(time.time() - started, 1))
            self._save(stage, epoch, optimiser, constraint)
        self.state["done"][stage.name] = {"stage": stage.name, "epochs": stage.epochs, "accuracy": round(top, 2),
                                          "density": round(density(network), 4), "nonzeros": nonzeros(network)}
        self._write(stage=None)
        return self.state["done"][stage.name]

    def _epoch(self, stage, epoch, steps, optimiser, parameters, constraint):
        # Seeded by stage and epoch, so that a resumed run sees the same pictures.
        generator = torch.Generator().manual_seed(self.seed * 1000003 + sum(map(ord, stage.name)) * 1009 + epoch)
        torch.manual_seed(generator.initial_seed())
        network, data = self.network, self.data
        network.train()
        order = torch.randperm(len(data.images), generator=generator)
        total, right = 0.0, 0
        for step in range(steps):
            done = epoch * steps + step
            rate = stage.learning_rate * min(1.0, (done + 1) / max(1, stage.warmup)) * (1 - done / (steps * stage.epochs))
            for group in optimiser.param_groups:
                group["lr"] = rate
            batch = order[step * stage.batch:(step + 1) * stage.batch]
            scores = network(data.preprocessing.augment(data.images[batch], generator))
            loss = functional.cross_entropy(scores, data.classes[batch])
            network.zero_grad(set_to_none=False)
            loss.backward()
            if constraint is not None:
                constraint.after_gradient()
            torch.nn.utils.clip_grad_norm_(parameters, stage.clip)
            optimiser.step()
            if constraint is not None:
                constraint.after_step()
            total += loss.item()
            right += (scores.argmax(1) == data.classes[batch]).sum().item()
        return total / steps, right

    def _save(self, stage, epoch, optimiser, constraint):
        self._write(network=self.network.state_dict(), optimiser=optimiser.state_dict(), stage=stage.name, epoch=epoch,
                    constraint=constraint.save_state() if constraint is not None else None)

    def _write(self, **changes):
        self.state.update(changes)
        torch.save(self.state, self.checkpoint + ".new")
        os.replace(self.checkpoint + ".new", self.checkpoint)


def nonzeros(network) -> int:
    """Weights that are not 0 (biases not counted)."""
    return sum(int((layer.weight != 0).sum()) for layer in network.layers().values())


def density(network) -> float:
    """Share of nonzero weights."""
    return nonzeros(network) / sum(layer.weight.numel() for layer in network.layers().values())
