# SPDX-License-Identifier: MIT
"""The SqueezeNet family, from its metaparameters to a PyTorch network (arXiv 1602.07360, sections 3, 5 and 6)."""

from dataclasses import dataclass, field
from typing import List, Optional

import torch
from torch import nn
from torch.nn import functional


@dataclass
class FirePlan:
    """Filters of one fire module and the bypass around it (none, simple or complex)."""

    name: str
    squeeze: int
    expand1x1: int
    expand3x3: int
    bypass: str = "none"

    @property
    def outputs(self) -> int:
        return self.expand1x1 + self.expand3x3


@dataclass
class Metaparameters:
    """What section 5.1 of the paper varies, and what v1.0 and v1.1 fix."""

    input_size: int = 224
    channels: int = 3
    classes: int = 1000
    base_e: int = 128
    incr_e: int = 128
    freq: int = 2
    sr: float = 0.125
    pct3x3: float = 0.5
    modules: int = 8
    bypass: str = "none"
    conv1_filters: int = 96
    conv1_kernel: int = 7
    conv1_stride: int = 2
    conv1_padding: int = 0
    pools_after: List[int] = field(default_factory=lambda: [1, 4, 8])
    dropout: float = 0.5
    batch_norm: bool = False

    def __post_init__(self):
        if self.bypass not in ("none", "simple", "complex"):
            raise ValueError(f"bypass is '{self.bypass}'; it must be none, simple or complex")
        if not 0 < self.sr <= 1 or not 0 <= self.pct3x3 <= 1:
            raise ValueError("sr must be above 0 and at most 1, pct3x3 from 0 to 1")

    def fires(self) -> List[FirePlan]:
        """Module i has e = base_e + incr_e * floor(i / freq) expand filters and s = sr * e squeeze filters."""
        plans, inputs = [], self.conv1_filters
        for i in range(self.modules):
            e = self.base_e + self.incr_e * (i // self.freq)
            expand3x3 = min(e - 1, max(1, round(e * self.pct3x3)))
            bypass = "none"
            if self.bypass != "none":
                bypass = "simple" if inputs == e else ("complex" if self.bypass == "complex" else "none")
            plans.append(FirePlan(f"fire{i + 2}", max(1, round(self.sr * e)), e - expand3x3, expand3x3, bypass))
            inputs = e
        return plans

    @staticmethod
    def read(values: dict) -> "Metaparameters":
        """From a recipe: any of the fields above; `version` 1.0 (the defaults) or 1.1 chooses the others."""
        values = dict(values)
        versions = {"1.0": {}, "1.1": dict(conv1_filters=64, conv1_kernel=3, pools_after=[1, 3, 5])}
        version = values.pop("version", "1.0")
        if version not in versions:
            raise ValueError(f"version is '{version}'; there are {', '.join(versions)}")
        return Metaparameters(**{**versions[version], **values})


class Convolution(nn.Conv2d):
    """A convolution that can carry a batch normalization while it trains. The paper has none: `fold` turns it into weights and bias, so
    that the trained network is the paper's again, with the same outputs."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int = 1, padding: int = 0, batch_norm: bool = False):
        super().__init__(inputs, outputs, kernel, stride, padding)
        self.norm = nn.BatchNorm2d(outputs) if batch_norm else None

    def forward(self, x):
        y = super().forward(x)
        return y if self.norm is None else self.norm(y)

    def fold(self):
        if self.norm is not None:
            with torch.no_grad():
                scale = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
                self.weight.mul_(scale.view(-1, 1, 1, 1))
                self.bias.copy_((self.bias - self.norm.running_mean) * scale + self.norm.bias)
            self.norm = None


class Fire(nn.Module):
    """Squeeze 1x1, then expand1x1 and expand3x3 side by side; the bypass is added after their ReLU."""

    def __init__(self, inputs: int, plan: FirePlan, batch_norm: bool):
        super().__init__()
        self.plan = plan
        self.squeeze1x1 = Convolution(inputs, plan.squeeze, 1, batch_norm=batch_norm)
        self.expand1x1 = Convolution(plan.squeeze, plan.expand1x1, 1, batch_norm=batch_norm)
        self.expand3x3 = Convolution(plan.squeeze, plan.expand3x3, 3, padding=1, batch_norm=batch_norm)
        self.bypass1x1 = Convolution(inputs, plan.outputs, 1, batch_norm=batch_norm) if plan.bypass == "complex" else None

    def forward(self, x):
        s = functional.relu(self.squeeze1x1(x))
        y = torch.cat([functional.relu(self.expand1x1(s)), functional.relu(self.expand3x3(s))], 1)
        if self.plan.bypass == "simple":
            return y + x
        return functional.relu(y + self.bypass1x1(x)) if self.bypass1x1 is not None else y


class SqueezeNet(nn.Module):
    """conv1, pools and fire modules, dropout, the last convolution, global average: one score per class."""

    def __init__(self, meta: Metaparameters):
        super().__init__()
        self.meta = meta
        self.last = f"conv{meta.modules + 2}"
        self.order = []
        conv1 = Convolution(
            meta.channels, meta.conv1_filters, meta.conv1_kernel, meta.conv1_stride, meta.conv1_padding, meta.batch_norm)
        self._append("conv1", conv1)
        self._pool_after(1)
        inputs = meta.conv1_filters
        for plan in meta.fires():
            self._append(plan.name, Fire(inputs, plan, meta.batch_norm))
            self._pool_after(int(plan.name[4:]))
            inputs = plan.outputs
        self._append(self.last, Convolution(inputs, meta.classes, 1))
        self._initialise()

    def _append(self, name: str, module: nn.Module):
        self.add_module(name, module)
        self.order.append(name)

    def _pool_after(self, number: int):
        if number in self.meta.pools_after:
            self._append(f"pool{number}", nn.MaxPool2d(3, 2, ceil_mode=True))

    def _initialise(self):
        for name, layer in self.layers().items():
            nn.init.zeros_(layer.bias)
            if name == self.last:
                nn.init.normal_(layer.weight, 0.0, 0.01)
                nn.init.ones_(layer.bias)  # the last ReLU must not silence a class before it has learnt anything
            else:
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")

    def layers(self) -> dict:
        """Every convolution by its tensor name, in the order of the network: conv1, fire2/squeeze1x1, ..."""
        found = {}
        for name in self.order:
            module = getattr(self, name)
            if isinstance(module, Fire):
                for part in ("squeeze1x1", "expand1x1", "expand3x3", "bypass1x1"):
                    if getattr(module, part) is not None:
                        found[f"{name}/{part}"] = getattr(module, part)
            elif isinstance(module, nn.Conv2d):
                found[name] = module
        return found

    def fold(self):
        """Folds every batch normalization into its convolution; without one it does nothing."""
        for layer in self.layers().values():
            layer.fold()

    def parameter_count(self) -> int:
        """Weights and biases of the network as it is deployed."""
        return sum(layer.weight.numel() + layer.bias.numel() for layer in self.layers().values())

    def forward(self, x):
        for name in self.order:
            if name == self.last:
                x = functional.dropout(x, self.meta.dropout, self.training)
            x = getattr(self, name)(x)
            if name.startswith("conv"):
                x = functional.relu(x)
        return x.mean((2, 3))


def build(meta: Metaparameters, seed: Optional[int] = None) -> SqueezeNet:
    """A freshly initialised network, in the memory format that is fastest on a CPU."""
    if seed is not None:
        torch.manual_seed(seed)
    return SqueezeNet(meta).to(memory_format=torch.channels_last)
