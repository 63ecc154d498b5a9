# SPDX-License-Identifier: MIT
"""Trained quantization: weights share 2^bits - 1 nonzero centroids per layer, and a centroid moves by the sum of the gradients of its
weights (arXiv 1510.00149, section 3). Pruned weights stay 0."""

import torch


def cluster(values: torch.Tensor, count: int, rounds: int = 30):
    """1-D k-means, starting on an even grid between the smallest and the largest value (section 3.2: linear initialisation keeps the
    large weights, which matter most). Returns centroids in ascending order and each value's index."""
    count = min(count, int(torch.unique(values).numel()))
    centroids = torch.linspace(float(values.min()), float(values.max()), count)
    for _ in range(rounds):
        index = _nearest(values, centroids)
        sums = torch.zeros(count).index_add_(0, index, values)
        sizes = torch.bincount(index, minlength=count)
        moved = torch.where(sizes > 0, sums / sizes.clamp(min=1), centroids).sort().values
        if torch.equal(moved, centroids):
            break
        centroids = moved
    return centroids, _nearest(values, centroids)


def _nearest(values, centroids):
    return torch.bucketize(values, (centroids[1:] + centroids[:-1]) / 2)


class SharedCentroids:
    """The trainer's view of a network whose weights are indices into per-layer codebooks; biases train as usual."""

    def __init__(self, network, bits: int):
        if not 2 <= bits <= 8:
            raise ValueError(f"{bits} bits are not possible; 2 to 8 are")
        self.network = network
        self.codebooks, self.places, self.index = {}, {}, {}
        for name, layer in network.layers().items():
            flat = layer.weight.detach().contiguous().flatten()
            self.places[name] = flat.nonzero().flatten()
            centroids, self.index[name] = cluster(flat[self.places[name]], (1 << bits) - 1)
            self.codebooks[name] = torch.nn.Parameter(centroids)
        self.after_step()

    def parameters(self):
        return list(self.codebooks.values()) + [layer.bias for layer in self.network.layers().values()]

    def after_gradient(self):
        for name, layer in self.network.layers().items():
            gradient = layer.weight.grad.contiguous().flatten()[self.places[name]]
            self.codebooks[name].grad = torch.zeros_like(self.codebooks[name]).index_add_(0, self.index[name], gradient)

    def after_step(self):
        with torch.no_grad():
            for name, layer in self.network.layers().items():
                flat = torch.zeros(layer.weight.numel())
                flat[self.places[name]] = self.codebooks[name].detach()[self.index[name]]
                layer.weight.copy_(flat.view(layer.weight.shape))

    def save_state(self):
        return {"codebooks": {n: c.detach() for n, c in self.codebooks.items()}, "places": self.places, "index": self.index}

    def load_state(self, state):
        self.places, self.index = state["places"], state["index"]
        with torch.no_grad():
            for name, codebook in self.codebooks.items():
                codebook.copy_(state["codebooks"][name])
        self.after_step()
