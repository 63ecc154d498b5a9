# SPDX-License-Identifier: MIT
"""Fashion-MNIST (Xiao et al., arXiv 1708.07747) as Debian's package dataset-fashion-mnist installs it."""

import gzip
import os
import struct

import numpy
import torch

DEFAULT_FOLDER = "/usr/share/datasets/fashion-mnist"
LABELS = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]


def read_idx(path: str) -> numpy.ndarray:
    """Reads one gzipped IDX file of unsigned bytes."""
    with gzip.open(path, "rb") as file:
        data = file.read()
    zero, kind, dimensions = struct.unpack_from(">HBB", data)
    if zero != 0 or kind != 8 or not 1 <= dimensions <= 3:
        raise ValueError(f"{path}: not an IDX file of bytes")
    shape = struct.unpack_from(f">{dimensions}I", data, 4)
    start = 4 + 4 * dimensions
    if len(data) - start != int(numpy.prod(shape, dtype=numpy.int64)):
        raise ValueError(f"{path}: {len(data) - start} bytes of data, its header says {shape}")
    return numpy.frombuffer(data, numpy.uint8, offset=start).reshape(shape)


def load(part: str, folder: str = DEFAULT_FOLDER):
    """part: 'train' (60,000) or 't10k' (10,000). Returns pixels [n, 1, 28, 28] u8 and classes [n]."""
    path = os.path.join(folder, f"{part}-images-idx3-ubyte.gz")
    if not os.path.exists(path):
        raise FileNotFoundError(f"{path} is missing: apt install dataset-fashion-mnist")
    images = read_idx(path)
    classes = read_idx(os.path.join(folder, f"{part}-labels-idx1-ubyte.gz"))
    if len(images) != len(classes):
        raise ValueError(f"{folder}: {len(images)} images but {len(classes)} labels in '{part}'")
    return torch.from_numpy(images.copy()).unsqueeze(1), torch.from_numpy(classes.astype(numpy.int64))


class Preprocessing:
    """(pixel - mean) / deviation, and the random changes of a training batch: mirrored, moved by up to `shift` pixels."""

    def __init__(self, mean: float, deviation: float, mirror: bool = True, shift: int = 2):
        self.mean, self.deviation, self.mirror, self.shift = mean, deviation, mirror, shift

    def evaluate(self, pixels: torch.Tensor) -> torch.Tensor:
        x = (pixels.float() - self.mean) / self.deviation
        return x.contiguous(memory_format=torch.channels_last)

    def augment(self, pixels: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        n, _, height, width = pixels.shape
        x = torch.nn.functional.pad(pixels, [self.shift] * 4)
        reach = 2 * self.shift + 1
        columns = torch.arange(width) + torch.randint(reach, (n, 1), generator=generator)
        rows = torch.arange(height) + torch.randint(reach, (n, 1), generator=generator)
        if self.mirror:
            flip = torch.rand((n, 1), generator=generator) < 0.5
            columns = torch.where(flip, columns.flip(1), columns)
        x = x[torch.arange(n)[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2)
        return self.evaluate(x)
