/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* From the rows a segment keeps to the two-lane words its kernels read: docs/arithmetic.md, "Row buffers". */

static uint8_t *ring_row(sqe_engine *engine, const sqe_segment *segment, uint32_t row)
{
    uint32_t bytes = (uint32_t)segment->in_channels * segment->in_width;
    return sqe_at(engine, segment->ring + row % segment->ring_rows * bytes);
}

void sqe_keep_incoming(sqe_engine *engine, sqe_segment *segment)
{
    uint32_t bytes = (uint32_t)segment->in_channels * segment->in_width;
    const uint8_t *incoming = engine->scratch + engine->incoming;
    for (uint32_t i = segment->incoming_rows; i; i--, incoming += bytes) {
        if (i <= segment->ring_rows) { /* an earlier one would be overwritten at once */
            memcpy(ring_row(engine, segment, (uint32_t)segment->rows_in - i), incoming, bytes);
        }
    }
    segment->incoming_rows = 0;
}

void sqe_fill_window(sqe_engine *engine, const sqe_segment *segment, uint32_t *window, uint32_t rows, int first)
{
    const uint8_t *padding = sqe_network(&engine->model) + SQE_NETWORK_PADDING;
    uint32_t width = segment->in_width;
    uint32_t plane = sqe_plane_words(segment);
    uint32_t stride = segment->stride;
    int32_t apart = (int32_t)(stride * sqe_tile_row(segment->out_width).half);
    int32_t top = (int32_t)(segment->rows_out * stride) - segment->padding;
    int32_t incoming = (int32_t)segment->rows_in - segment->incoming_rows;
    uint32_t count = segment->kernel + stride * (rows - 1u);
    for (uint32_t ky = 0; ky < count; ky++) {
        int32_t row = top + (int32_t)ky;
        const uint8_t *src = NULL;
        if (row >= incoming && row < segment->rows_in) {
            src = engine->scratch + engine->incoming + (uint32_t)(row - incoming) * segment->in_channels * width;
        } else if (row >= 0 && row < incoming) {
            src = ring_row(engine, segment, (uint32_t)row);
        }
        for (uint32_t c = 0; c < segment->in_channels; c++) {
            uint32_t pad = first ? padding[c] : 0;
            for (uint32_t q = 0; q < stride; q++) {
                int32_t low = (int32_t)q - segment->padding;
                sqe_pack_lanes(window, plane, src, src ? width : 0, low, low + apart, stride, pad);
                window += plane;
            }
            src = src ? src + width : NULL;
        }
    }
}
