# SPDX-License-Identifier: MIT
"""Networks as safetensors with the model description that `squeezeedge pack` reads (docs/model-description.md)."""

import json
import struct

import torch


def description(network, name: str, order: str, mean, deviation, resize_size: int) -> dict:
    """The model description of a network. order: grey, rgb or bgr; mean and deviation per channel."""
    meta = network.meta
    operations = []
    for part in network.order:
        module = getattr(network, part)
        if part.startswith("pool"):
            operations.append({"kind": "maxPool", "name": part, "kernel": 3, "stride": 2, "ceilMode": True})
        elif part.startswith("fire"):
            plan = module.plan
            fire = {"kind": "fire", "name": part, "squeeze": plan.squeeze, "expand1x1": plan.expand1x1, "expand3x3": plan.expand3x3}
            if plan.bypass != "none":
                fire["bypass"] = plan.bypass
            operations.append(fire)
        else:
            operations.append({"kind": "convolution", "name": part, "outputChannels": module.out_channels, "kernel": module.kernel_size[0],
                               "stride": module.stride[0], "padding": module.padding[0]})
    operations.append({"kind": "globalAverage", "name": f"pool{meta.modules + 2}"})
    return {
        "name": name,
        "input": {"width": meta.input_size, "height": meta.input_size, "channels": meta.channels, "order": order,
                  "mean": list(mean), "deviation": list(deviation), "resize": "shorterSide", "resizeSize": resize_size},
        "operations": operations,
    }


def write_safetensors(path: str, network, model_description: dict):
    """float32, tensors in the order of the network, the description inside as metadata."""
    header = {"__metadata__": {"squeezeedge": json.dumps(model_description)}}
    parts, position = [], 0
    for name, layer in network.layers().items():
        for kind in ("weight", "bias"):
            data = getattr(layer, kind).detach().to(torch.float32).contiguous().numpy().tobytes()
            shape = list(getattr(layer, kind).shape)
            header[f"{name}.{kind}"] = {"dtype": "F32", "shape": shape, "data_offsets": [position, position + len(data)]}
            parts.append(data)
            position += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


def read_safetensors(path: str, network):
    """Loads weights that write_safetensors wrote for a network of the same shape."""
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack_from("<Q", data)[0]
    header = json.loads(data[8:8 + length])
    for name, layer in network.layers().items():
        for kind in ("weight", "bias"):
            entry = header[f"{name}.{kind}"]
            target = getattr(layer, kind)
            if entry["dtype"] != "F32" or entry["shape"] != list(target.shape):
                raise ValueError(f"{path}: {name}.{kind} is {entry['dtype']} {entry['shape']}, the network needs F32 {list(target.shape)}")
            begin, end = entry["data_offsets"]
            values = torch.frombuffer(bytearray(data[8 + length + begin:8 + length + end]), dtype=torch.float32)
            with torch.no_grad():
                target.copy_(values.view(target.shape))
