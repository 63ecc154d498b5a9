# SPDX-License-Identifier: MIT
"""Training and compression of the SqueezeNet family (arXiv 1602.07360, 1510.00149)."""
