/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Pooled row j covers rows 2j .. 2j + kernel - 1, cut at the bottom. */
void sqe_pool_start(const sqe_segment *segment, uint32_t row, sqe_pool_row *pool)
{
    uint32_t kernel = segment->pool_kernel;
    uint32_t last = kernel - 1;
    uint32_t final_start = 2u * (segment->pool_height - 1u);
    pool->width = segment->pool_width;
    pool->kernel = (uint8_t)kernel;
    pool->opens = row % 2 == 0 && row <= final_start;
    pool->closes = 0;
    pool->row = 0;
    if (row >= last && (row - last) % 2 == 0 && row - last <= final_start) {
        pool->closes = 1;
        pool->row = (uint16_t)((row - last) / 2);
    } else if (row + 1u == segment->out_height && row >= final_start && row < final_start + last) {
        pool->closes = 1;
        pool->row = (uint16_t)(final_start / 2);
    }
    pool->carried = pool->closes && 2u * pool->row != row;
}

/* The maxima of the windows along a row go through TAKE as `value`, running on in step. */
#define SQE_POOL_ROW(TAKE) \
    if (pool->kernel == 3) { \
        uint32_t edge = values[0]; \
        for (; running != end; running++, values += 2) { \
            uint32_t value = sqe_larger(edge, values[1]); \
            edge = values[2]; \
            value = sqe_larger(value, edge); \
            TAKE \
        } \
    } else { \
        for (; running != end; running++, values += 2) { \
            uint32_t value = sqe_larger(values[0], values[1]); \
            TAKE \
        } \
    }

void sqe_pool_channel(const sqe_pool_row *pool, uint32_t channel, const uint8_t *values)
{
    uint8_t *running = pool->running + channel * pool->width;
    uint8_t *end = running + pool->width;
    if (!pool->closes) {
        if (pool->opens) {
            SQE_POOL_ROW(*running = (uint8_t)value;)
        } else {
            SQE_POOL_ROW(if (*running < value) { *running = (uint8_t)value; })
        }
        return;
    }
    uint8_t *pooled = pool->pooled + channel * pool->width;
    if (!pool->carried) {
        SQE_POOL_ROW(*pooled++ = (uint8_t)value; *running = (uint8_t)value;)
    } else if (pool->opens) {
        SQE_POOL_ROW(*pooled++ = (uint8_t)sqe_larger(*running, value); *running = (uint8_t)value;)
    } else {
        SQE_POOL_ROW(*pooled++ = (uint8_t)sqe_larger(*running, value);)
    }
}
