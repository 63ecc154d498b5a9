# SPDX-License-Identifier: MIT
"""Low-rank compression of a trained network, the SVD row of the paper's Table 2 (Denton et al., arXiv 1404.0736)."""

import torch


def approximate(network, keep_energy: float) -> int:
    """Replaces each weight matrix [filters, taps] by its closest one of the lowest rank that keeps that share of its squared singular
    values, where storing both factors is smaller than storing the matrix. Returns the number of float32 values to store."""
    stored = 0
    with torch.no_grad():
        for layer in network.layers().values():
            matrix = layer.weight.contiguous().flatten(1)
            u, s, v = torch.linalg.svd(matrix, full_matrices=False)
            energy = (s ** 2).cumsum(0) / (s ** 2).sum()
            rank = int((energy < keep_energy).sum()) + 1
            factors = rank * (matrix.shape[0] + matrix.shape[1])
            if factors < matrix.numel():
                layer.weight.copy_((u[:, :rank] * s[:rank] @ v[:rank]).view(layer.weight.shape))
                stored += factors
            else:
                stored += matrix.numel()
            stored += layer.bias.numel()
    return stored
