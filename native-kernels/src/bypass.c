/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* The element-wise addition of a bypass: docs/arithmetic.md, "Bypass". */

void sqe_bypass_add(const sqe_bypass_scale *scale, uint8_t *values, const uint8_t *carried, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        int32_t sum = (int32_t)values[i] +
                      ((((int32_t)carried[i] - scale->zero) * scale->multiplier + scale->half) >> scale->shift);
        values[i] = (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
    }
}
