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
        uint32_t inside = ((uint32_t)((int32_t)width - high) + step - 1) / step;
        if (inside > (uint32_t)(end - words)) {
            inside = (uint32_t)(end - words);
        }
        const uint8_t *a = src + low;
        const uint8_t *b = src + high;
        for (uint32_t *stop = words + inside; words != stop; words++) {
            *words = (uint32_t)*a | (uint32_t)*b << 16;
            a += step;
            b += step;
        }
        low += (int32_t)(inside * step);
        high += (int32_t)(inside * step);
    }
    while (words != end) {
        *words++ = pixel(src, width, low, pad) | pad << 16;
        low += (int32_t)step;
    }
}

void sqe_unpack_lanes(uint8_t *row, const uint32_t *words, uint32_t first, uint32_t count, const sqe_tiling *tiling)
{
    for (uint32_t column = first; column < first + count && column < tiling->half; column++) {
        uint32_t word = words[column - first];
        row[column] = (uint8_t)word;
        if (column + tiling->half < tiling->width) {
            row[column + tiling->half] = (uint8_t)(word >> 16);
        }
    }
}
