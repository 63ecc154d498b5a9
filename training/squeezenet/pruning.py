# SPDX-License-Identifier: MIT
"""Magnitude pruning to per-layer densities and retraining under masks (arXiv 1510.00149, section 2; DSD: 1607.04381)."""

from fnmatch import fnmatchcase

import torch


def table1_densities(layers) -> dict:
    """The densities of the SqueezeNet paper's Table 1, by the role a layer plays there.

    expand3x3 33 % (30 % in the last two modules), the last convolution 20 %, half of the squeeze and expand1x1 layers of the
    second half of the modules 50 %; the others stay dense."""
    fires = sorted({int(n[4:n.index("/")]) for n in layers if n.startswith("fire")})
    densities = {}
    for name in layers:
        if name.endswith("expand3x3"):
            densities[name] = 0.30 if int(name[4:name.index("/")]) in fires[-2:] else 0.33
        elif name.startswith("conv") and name != "conv1":
            densities[name] = 0.20
        elif name.startswith("fire"):
            place = fires.index(int(name[4:name.index("/")]))
            late = place >= len(fires) // 2
            even = place % 2 == 0
            if late and ((even and name.endswith("expand1x1")) or (not even and name.endswith("squeeze1x1"))):
                densities[name] = 0.50
    return densities


def match_densities(layers, patterns: dict) -> dict:
    """Densities by layer from patterns such as 'fire*/expand3x3'; the last matching pattern counts."""
    densities = {}
    for pattern, value in patterns.items():
        hits = [n for n in layers if fnmatchcase(n, pattern)]
        if not hits:
            raise ValueError(f"no layer is called '{pattern}'; there are {', '.join(layers)}")
        if not 0 < value <= 1:
            raise ValueError(f"the density of '{pattern}' is {value}; it must be above 0 and at most 1")
        densities.update({n: value for n in hits})
    return densities


class Masks:
    """Keeps pruned weights at 0 while the others train."""

    def __init__(self, network, densities: dict):
        self.network = network
        self.masks = {name: _largest(layer.weight.detach(), densities.get(name, 1.0)) for name, layer in network.layers().items()}
        self.after_step()

    def parameters(self):
        return list(self.network.parameters())

    def after_gradient(self):
        for name, layer in self.network.layers().items():
            layer.weight.grad.mul_(self.masks[name])

    def after_step(self):
        with torch.no_grad():
            for name, layer in self.network.layers().items():
                layer.weight.mul_(self.masks[name])

    def save_state(self):
        return self.masks

    def load_state(self, state):
        self.masks = state
        self.after_step()


def _largest(weight, density: float):
    keep = max(1, round(weight.numel() * density))
    threshold = weight.abs().flatten().kthvalue(weight.numel() - keep + 1).values
    return (weight.abs() >= threshold).to(weight.dtype) if keep < weight.numel() else torch.ones_like(weight)
