/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* How rows are cut into tiles of two-lane words, and where taps lie: docs/arithmetic.md, "Tiles" and "Row buffers". */

sqe_tiling sqe_tile_row(uint32_t width)
{
    sqe_tiling tiling;
    uint32_t half = (width + 1) / 2;
    uint32_t sevens = (half + 6) / 7;
    uint32_t fours = (half + 3) / 4;
    int four = 17 * fours < 26 * sevens;
    tiling.width = (uint16_t)width;
    tiling.half = (uint16_t)half;
    tiling.tile = four ? 4 : 7;
    tiling.tiles = (uint16_t)(four ? fours : sevens);
    return tiling;
}

uint32_t sqe_plane_words(const sqe_segment *segment)
{
    sqe_tiling tiling = sqe_tile_row(segment->out_width);
    return (uint32_t)tiling.tiles * tiling.tile + (segment->kernel - 1u) / segment->stride;
}

uint32_t sqe_window_row_bytes(const sqe_segment *segment)
{
    return 4u * segment->in_channels * segment->stride * sqe_plane_words(segment);
}

uint32_t sqe_window_bytes(const sqe_segment *segment, uint32_t rows)
{
    return (segment->kernel + segment->stride * (rows - 1u)) * sqe_window_row_bytes(segment);
}

uint32_t sqe_row_width(const sqe_segment *segment) { return segment->pool_kernel ? segment->pool_width : segment->out_width; }

uint32_t sqe_block_bytes(uint32_t channels, uint32_t width)
{
    sqe_tiling tiling = sqe_tile_row(width);
    return 4u * channels * tiling.tiles * tiling.tile;
}

sqe_taps sqe_spatial_taps(const sqe_segment *segment, const sqe_tensor *tensor)
{
    sqe_taps taps;
    taps.kernel = tensor->kernel;
    taps.stride = segment->stride;
    taps.plane = sqe_plane_words(segment);
    taps.step = 4u * taps.plane * taps.stride;
    taps.run = (uint32_t)tensor->kernel * segment->in_channels;
    taps.base = 0;
    if (tensor->kernel != segment->kernel) {
        taps.base = segment->in_channels * taps.step + 4u; /* expand1x1 sits in the middle of expand3x3's window */
    }
    return taps;
}

sqe_taps sqe_block_taps(uint32_t channels, uint32_t width)
{
    sqe_taps taps;
    taps.kernel = 1;
    taps.stride = 1;
    taps.plane = sqe_block_bytes(1, width) / 4u;
    taps.step = 4u * taps.plane;
    taps.run = channels;
    taps.base = 0;
    return taps;
}
