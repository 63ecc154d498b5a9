/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* round(32768 * 2^(-i / 16)) */
static const uint16_t pow2[17] = {32768, 31379, 30048, 28774, 27554, 26386, 25268, 24196, 23170,
                                  22188, 21247, 20347, 19484, 18658, 17867, 17109, 16384};

static uint32_t exponential(uint32_t distance, uint32_t scale)
{
    if (distance > 0x80000000u / scale) {
        return 0;
    }
    uint32_t x = (distance * scale) >> 11;
    uint32_t i = (x >> 12) & 15u;
    uint32_t f = x & 4095u;
    return (pow2[i] - (((uint32_t)(pow2[i] - pow2[i + 1]) * f) >> 12)) >> (x >> 16);
}

uint32_t sqe_top_classes(const sqe_engine *engine, const int32_t *sums, sqe_class *top, uint32_t capacity)
{
    uint32_t classes = engine->classes;
    uint32_t scale = sqe_u32(sqe_network(&engine->model) + SQE_NETWORK_SCALE);
    int32_t largest = sums[0];
    for (uint32_t c = 1; c < classes; c++) {
        largest = sums[c] > largest ? sums[c] : largest;
    }
    uint32_t total = 0;
    uint32_t count = 0;
    for (uint32_t c = 0; c < classes; c++) {
        total += exponential((uint32_t)largest - (uint32_t)sums[c], scale);
        uint32_t place = count;
        while (place > 0 && top[place - 1].sum < sums[c]) {
            place--;
        }
        if (place >= capacity) {
            continue;
        }
        count += count < capacity;
        for (uint32_t i = count - 1; i > place; i--) {
            top[i] = top[i - 1];
        }
        top[place].index = c;
        top[place].sum = sums[c];
    }
    for (uint32_t i = 0; i < count; i++) {
        top[i].probability = (exponential((uint32_t)largest - (uint32_t)top[i].sum, scale) << 16) / total;
    }
    return count;
}
