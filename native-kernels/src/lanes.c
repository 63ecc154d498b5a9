/* SPDX-License-Identifier: MIT */
#include "internal.h"

static uint32_t pixel(const uint8_t *src, uint32_t width, int32_t column, uint32_t pad)
{
    return column >= 0 && (uint32_t)column < width ? src[column] : pad;
}

void sqe_pack_lanes(uint32_t *words, uint32_t count, const uint8_t *src, uint32_t width, int32_t low, int32_t high,
                    uint32_t step, uint32_t pad)
{
    uint32_t *end = words + count;
    while (words != end && low < 0) {
        *words++ = pixel(src, width, low, pad) | pixel(src, width, high, pad) << 16;
        low += (int32_t)step;
        high += (int32_t)step;
    }
    /* Both lanes inside: high is the farther one. */
    if (high < (int32_t)width) {
        uint32_t room = (uint32_t)((int32_t)width - high) + step - 1u;
        uint32_t inside = step == 1 ? room : step == 2 ? room >> 1 : room / step; /* not every core divides */
        if (inside > (uint32_t)(end - words)) {
            inside = (uint32_t)(end - words);
        }
        const uint8_t *a = src + low;
        const uint8_t *b = src + high;
        low += (int32_t)(inside * step);
        high += (int32_t)(inside * step);
        if (step == 1) {
            for (; inside >= 4; inside -= 4, words += 4, a += 4, b += 4) {
                words[0] = (uint32_t)a[0] | (uint32_t)b[0] << 16;
                words[1] = (uint32_t)a[1] | (uint32_t)b[1] << 16;
                words[2] = (uint32_t)a[2] | (uint32_t)b[2] << 16;
                words[3] = (uint32_t)a[3] | (uint32_t)b[3] << 16;
            }
        }
        for (; inside; inside--, words++, a += step, b += step) {
            *words = (uint32_t)*a | (uint32_t)*b << 16;
        }
    }
    while (words != end) {
        *words++ = pixel(src, width, low, pad) | pad << 16;
        low += (int32_t)step;
    }
}
