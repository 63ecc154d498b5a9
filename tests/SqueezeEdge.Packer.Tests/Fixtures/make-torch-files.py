# SPDX-License-Identifier: MIT
"""Writes the PyTorch and ONNX files beside this script: SqueezeNet 1.1 with the names and layers of torchvision's, a
sixteenth as wide, 10 classes, 64x64 pixels; and the logits PyTorch computes. torch-cifar.* is one as people make it for
CIFAR-10: version 1.0 with batch
normalization, 32x32 pixels, the first convolution padded by 3, no ReLU at the end. Needs PyTorch (1.13 wrote the files in git).

    python3 make-torch-files.py
"""

import json
import os

import torch
from torch import nn

SIZE = 64


class Fire(nn.Module):
    def __init__(self, inputs, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeeze, 1)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)

    def forward(self, x):
        x = torch.relu(self.squeeze(x))
        return torch.cat([torch.relu(self.expand1x1(x)), torch.relu(self.expand3x3(x))], 1)


class SqueezeNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        layers, channels = [nn.Conv2d(3, 4, 3, stride=2), nn.ReLU()], 4
        for step in ("pool", (1, 4), (1, 4), "pool", (2, 8), (2, 8), "pool", (3, 12), (3, 12), (4, 16), (4, 16)):
            if step == "pool":
                layers.append(nn.MaxPool2d(3, stride=2, ceil_mode=True))
            else:
                layers.append(Fire(channels, *step))
                channels = 2 * step[1]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(channels, classes, 1), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)))

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


class NormalizedFire(nn.Module):
    def __init__(self, inputs, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(inputs, squeeze, 1)
        self.squeeze_bn = nn.BatchNorm2d(squeeze)
        self.expand1x1 = nn.Conv2d(squeeze, expand, 1, bias=False)
        self.expand1x1_bn = nn.BatchNorm2d(expand)
        self.expand3x3 = nn.Conv2d(squeeze, expand, 3, padding=1)
        self.expand3x3_bn = nn.BatchNorm2d(expand)

    def forward(self, x):
        x = torch.relu(self.squeeze_bn(self.squeeze(x)))
        return torch.cat(
            [torch.relu(self.expand1x1_bn(self.expand1x1(x))), torch.relu(self.expand3x3_bn(self.expand3x3(x)))], 1
        )


class CifarNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        layers, channels = [nn.Conv2d(3, 6, 7, stride=2, padding=3, bias=False), nn.BatchNorm2d(6), nn.ReLU()], 6
        for step in ("pool", (2, 4), (2, 4), (2, 6), "pool", (2, 6), (3, 8), (3, 8), (3, 8), "pool", (3, 8)):
            if step == "pool":
                layers.append(nn.MaxPool2d(3, stride=2, ceil_mode=True))
            else:
                layers.append(NormalizedFire(channels, *step))
                channels = 2 * step[1]
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.5), nn.Conv2d(channels, classes, 1), nn.Identity(), nn.AdaptiveAvgPool2d((1, 1)))

    def forward(self, x):
        return torch.flatten(self.classifier(self.features(x)), 1)


def pixels(size):
    """Planes of bytes that the tests make by the same formula."""
    return torch.tensor([(37 * i + i // 64 * 11) % 256 for i in range(3 * size * size)], dtype=torch.float32).view(3, size, size)


def initialize(model):
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.uniform_(module.bias, -0.1, 0.3)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.3, 0.3)
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.2, 2)


def write_logits(model, x, path):
    with torch.no_grad():
        logits = [round(v, 6) for v in model(x)[0].tolist()]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(logits, file)
        file.write("\n")


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    torch.manual_seed(11)
    model = SqueezeNet(10).eval()
    initialize(model)
    mean = torch.tensor([123.675, 116.28, 103.53]).view(3, 1, 1)
    deviation = torch.tensor([58.395, 57.12, 57.375]).view(3, 1, 1)
    x = ((pixels(SIZE) - mean) / deviation)[None]
    torch.save(model.state_dict(), os.path.join(folder, "torch-zip.pth"))
    torch.save(model.state_dict(), os.path.join(folder, "torch-old.pth"), _use_new_zipfile_serialization=False)
    torch.onnx.export(model, x, os.path.join(folder, "torch-opset9.onnx"), opset_version=9)
    torch.onnx.export(model, x, os.path.join(folder, "torch-opset13.onnx"), opset_version=13)
    write_logits(model, x, os.path.join(folder, "torch-logits.json"))

    torch.manual_seed(12)
    cifar = CifarNet(10).eval()
    initialize(cifar)
    x = ((pixels(32) - mean) / deviation)[None]
    torch.save(cifar.state_dict(), os.path.join(folder, "torch-cifar.pth"))
    torch.onnx.export(cifar, x, os.path.join(folder, "torch-cifar.onnx"), opset_version=13, training=torch.onnx.TrainingMode.PRESERVE)
    write_logits(cifar, x, os.path.join(folder, "torch-cifar-logits.json"))


if __name__ == "__main__":
    main()
