/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Pooled row j covers rows 2j .. 2j + kernel - 1, cut at the bottom. */
void sqe_pool_start(const sqe_segment *segment, uint32_t row, sqe_pool_row *pool)
{
    uint32_t kernel = segment->pool_kernel;
    uint32_t last = kernel - 1;
    uint32_t final_start = 2u * (segment->pool_height - 1u);
    pool->width = segment->pool_width;
    pool->kernel = kernel;
    pool->operation = segment->operation + 1u;
    pool->opens = row % 2 == 0 && row <= final_start;
    pool->closes = 0;
    pool->row = 0;
    if (row >= last && (row - last) % 2 == 0 && row - last <= final_start) {
        pool->closes = 1;
        pool->row = (row - last) / 2;
    } else if (row + 1u == segment->out_height && row >= final_start && row < final_start + last) {
        pool->closes = 1;
        pool->row = final_start / 2;
    }
    pool->carried = pool->closes && 2u * pool->row != row;
}

static inline uint32_t larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

void sqe_pool_channel(const sqe_pool_row *pool, uint32_t channel, const uint8_t *conv)
{
    uint32_t width = pool->width;
    uint8_t *running = pool->running + (pool->channel + channel) * width;
    uint8_t *pooled = pool->pooled + (pool->channel + channel) * width;
    uint32_t edge = pool->kernel == 3 ? conv[0] : 0;
    for (uint32_t j = 0; j < width; j++) {
        uint32_t value = conv[1];
        uint32_t first = conv[0];
        if (pool->kernel == 3) {
            first = edge;
            edge = conv[2];
            value = larger(value, edge);
        }
        value = larger(value, first);
        conv += 2;
        if (pool->closes) {
            pooled[j] = (uint8_t)(pool->carried ? larger(running[j], value) : value);
        }
        running[j] = (uint8_t)(pool->opens ? value : larger(running[j], value));
    }
}
