/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* The element-wise addition of a bypass: docs/arithmetic.md, "Bypass". */

static inline uint32_t add(const sqe_bypass_scale *addition, uint32_t expanded, uint32_t code)
{
    int32_t sum = (int32_t)expanded +
                  ((((int32_t)code - addition->zero) * addition->multiplier + addition->half) >> addition->shift);
    return sum < 0 ? 0 : sum > 255 ? 255 : (uint32_t)sum;
}

void sqe_bypass_add(const sqe_bypass_scale *addition, uint8_t *result, const uint8_t *expanded, const uint8_t *codes,
                    uint32_t count, int words)
{
    if (!words) {
        for (uint32_t i = 0; i < count; i++) {
            result[i] = (uint8_t)add(addition, expanded[i], codes[i]);
        }
        return;
    }
    uint32_t *r = (uint32_t *)(void *)result;
    const uint32_t *e = (const uint32_t *)(const void *)expanded;
    const uint32_t *c = (const uint32_t *)(const void *)codes;
    for (uint32_t i = 0; i < count; i++) {
        r[i] = add(addition, e[i] & 0xFFFFu, c[i] & 0xFFFFu) | add(addition, e[i] >> 16, c[i] >> 16) << 16;
    }
}
