/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* One pass of a segment over its weights: several output rows at once. The scratch block's area is used thus, from its start:
 * window; for a complex bypass the values it adds; the rows at work. What a pass makes lies at the area's end: rows of bytes,
 * all channels of a row one after the other. The pointwise stage's input is unpacked from there to the start, where the window
 * is no longer needed, and its output goes to the end again, for the segment after it (layout.c counts the room). */

static const uint8_t *bypass_row(sqe_engine *engine, const sqe_segment *segment, uint32_t row, uint32_t bytes)
{
    return sqe_at(engine, segment->bypass + row % segment->bypass_rows * bytes);
}

/* Keeps rows of a module's input for the bypass of the segment after this one. first: number of the first. */
static void keep_for_bypass(sqe_engine *engine, const sqe_segment *segment, const uint8_t *rows, uint32_t first, uint32_t count)
{
    const sqe_segment *next = (const sqe_segment *)(const void *)((const uint8_t *)segment + SQE_SEGMENT_BYTES);
    uint32_t bytes = segment->out_channels * sqe_row_width(segment);
    if (!segment->has_pointwise || segment->final || !next->addition) {
        return;
    }
    for (uint32_t r = 0; r < count; r++, rows += bytes) {
        memcpy(sqe_at(engine, next->bypass + (first + r) % next->bypass_rows * bytes), rows, bytes);
    }
}

/* Unpacks a row of bytes, channel after channel, into a block of two-lane words. Ascending: the bytes may lie where later
 * words will. */
static void unpack_row(uint32_t *block, const uint8_t *row, uint32_t channels, const sqe_tiling *tiling)
{
    uint32_t words = (uint32_t)tiling->tiles * tiling->tile;
    for (uint32_t c = 0; c < channels; c++) {
        sqe_pack_lanes(block + c * words, words, row + c * tiling->width, tiling->width, 0, tiling->half, 1, 0);
    }
}

/* Where each of the rows finds what the bypass of this segment's module adds. values, block: room for a complex bypass's
 * outputs and for its unpacked input. */
static void find_carried(sqe_engine *engine, const sqe_segment *segment, uint32_t rows, uint8_t *values, uint32_t *block,
                         const uint8_t *carried[SQE_MAX_ROWS])
{
    uint32_t row_bytes = (uint32_t)segment->out_channels * segment->out_width;
    sqe_tensor bypass;
    sqe_layer_run run;
    if (!segment->bypass_weights) {
        for (uint32_t r = 0; r < rows; r++) {
            carried[r] = bypass_row(engine, segment, segment->rows_out + r, row_bytes);
        }
        return;
    }
    sqe_bypass_tensor(&engine->model, segment, &bypass);
    run.tensor = &bypass;
    run.taps = sqe_block_taps(bypass.inputs, segment->out_width);
    run.base = (const uint8_t *)block;
    run.base_step = sqe_block_bytes(bypass.inputs, segment->out_width);
    run.tiling = sqe_tile_row(segment->out_width);
    run.sink = SQE_SINK_BYTES;
    run.out = values;
    run.out_step = segment->out_width;
    run.row_step = row_bytes;
    run.rows = rows;
    run.row = segment->rows_out;
    run.channel = 0;
    run.pool = NULL;
    run.scale = NULL;
    for (uint32_t r = 0; r < rows; r++) {
        const uint8_t *kept = bypass_row(engine, segment, segment->rows_out + r, (uint32_t)bypass.inputs * segment->out_width);
        unpack_row(block + r * run.base_step / 4u, kept, bypass.inputs, &run.tiling);
        carried[r] = values + r * row_bytes;
    }
    sqe_run_layer(engine, &run);
    sqe_profile_mark(engine, bypass.index);
}

/* The spatial tensors, one after the other. */
static void run_spatial(sqe_engine *engine, const sqe_segment *segment, sqe_layer_run *run)
{
    run->channel = 0;
    for (uint32_t i = 0; i < segment->spatial_count; i++) {
        run->tensor = &segment->spatial[i];
        run->taps = sqe_spatial_taps(segment, run->tensor);
        sqe_run_layer(engine, run);
        sqe_profile_mark(engine, run->tensor->index);
        run->out += run->out_step * run->tensor->outputs;
        run->channel += run->tensor->outputs;
    }
}

/* The spatial tensors into a pooling. conv: room for `rows` rows of one channel. *made: the rows that closed, at the end of the
 * area; *first: number of the first of them. Returns how many closed. */
static uint32_t run_pooled(sqe_engine *engine, const sqe_segment *segment, sqe_layer_run *run, uint8_t *conv, uint8_t **made,
                           uint32_t *first)
{
    const sqe_observer *observer = &engine->observer;
    sqe_pool_row pool[SQE_MAX_ROWS];
    uint32_t width = segment->pool_width;
    uint32_t row_bytes = segment->out_channels * width;
    uint32_t given = 0;
    for (uint32_t r = 0; r < run->rows; r++) {
        sqe_pool_start(segment, run->row + r, &pool[r]);
        if (pool[r].closes && given++ == 0) {
            *first = pool[r].row;
        }
    }
    *made = engine->scratch + engine->layout.window_area - given * row_bytes;
    run->out = conv;
    run->out_step = 0;
    run->row_step = sqe_round4(segment->out_width + 2u);
    run->pool = pool;
    for (uint32_t r = 0, closed = 0; r < run->rows; r++) {
        uint8_t *behind = conv + r * run->row_step + segment->out_width;
        behind[0] = behind[1] = 0;
        pool[r].running = sqe_at(engine, segment->pool);
        pool[r].pooled = *made + closed * row_bytes;
        closed += pool[r].closes;
    }
    run_spatial(engine, segment, run);
    for (uint32_t i = 0; observer->row && i < given * segment->out_channels; i++) {
        observer->row(observer->user, SQE_MAP_OPERATION + segment->operation + 1u, *first + i / segment->out_channels,
                      i % segment->out_channels, 0, *made + i * width, width);
    }
    return given;
}

/* The pointwise stage over rows of bytes at the end of the area. first: number of the first row. */
static void run_pointwise(sqe_engine *engine, const sqe_segment *segment, const uint8_t *rows, uint32_t first, uint32_t count)
{
    uint8_t *area = engine->scratch;
    uint8_t *end = area + engine->layout.window_area;
    sqe_layer_run run;
    run.tensor = &segment->pointwise;
    run.tiling = sqe_tile_row(sqe_row_width(segment));
    run.taps = sqe_block_taps(segment->out_channels, run.tiling.width);
    run.base = area;
    run.base_step = sqe_block_bytes(segment->out_channels, run.tiling.width);
    run.sink = segment->final ? SQE_SINK_SUM : SQE_SINK_BYTES;
    run.out_step = segment->final ? 4u : run.tiling.width;
    run.row_step = segment->final ? 0 : (uint32_t)segment->pointwise.outputs * run.tiling.width;
    run.channel = 0;
    run.pool = NULL;
    run.scale = NULL;
    uint32_t row_bytes = (uint32_t)segment->out_channels * run.tiling.width;
    uint32_t step = segment->together ? count : 1;
    uint8_t *waiting = area + run.base_step; /* rows given, while bytes to come still lie where they belong */
    for (uint32_t r = 0; r < count; r += step) {
        for (uint32_t i = 0; i < step; i++) {
            unpack_row((uint32_t *)(void *)(area + i * run.base_step), rows + (r + i) * row_bytes, segment->out_channels,
                       &run.tiling);
        }
        run.rows = step;
        run.row = first + r;
        run.out = r + step == count ? end - step * run.row_step : waiting + r * run.row_step;
        if (segment->final) {
            run.out = sqe_at(engine, engine->layout.sums);
        }
        sqe_run_layer(engine, &run);
    }
    if (step < count && !segment->final) {
        memmove(end - count * run.row_step, waiting, (count - 1u) * run.row_step);
    }
    sqe_profile_mark(engine, segment->pointwise.index);
    engine->incoming = engine->layout.window_area - count * run.row_step;
}

uint32_t sqe_run_pass(sqe_engine *engine, uint32_t index, uint32_t rows)
{
    sqe_segment *segment = sqe_segment_at(engine, index);
    uint8_t *area = engine->scratch;
    uint8_t *end = area + engine->layout.window_area;
    uint8_t *place = area + sqe_window_bytes(segment, segment->rows); /* behind the window */
    sqe_bypass_scale scale;
    sqe_layer_run run;
    sqe_fill_window(engine, segment, (uint32_t *)(void *)area, rows, index == 0);
    if (segment->incoming_rows) {
        sqe_keep_incoming(engine, segment);
    }
    run.tiling = sqe_tile_row(segment->out_width);
    run.base = area;
    run.base_step = segment->stride * sqe_window_row_bytes(segment);
    run.sink = SQE_SINK_BYTES;
    run.rows = rows;
    run.row = segment->rows_out;
    run.pool = NULL;
    run.scale = NULL;
    if (segment->addition) {
        uint8_t *values = place;
        scale = sqe_bypass_scale_read(&engine->model, segment);
        run.scale = &scale;
        run.sum_map = SQE_MAP_OPERATION + segment->operation;
        if (segment->bypass_weights) {
            place += sqe_round4((uint32_t)segment->rows * segment->out_channels * segment->out_width);
        }
        find_carried(engine, segment, rows, values, (uint32_t *)(void *)place, run.carried);
    }
    uint32_t given = rows;
    uint32_t first = segment->rows_out;
    uint32_t row_bytes = (uint32_t)segment->out_channels * sqe_row_width(segment);
    uint8_t *made;
    if (segment->pool_kernel) {
        given = run_pooled(engine, segment, &run, place, &made, &first);
    } else if (segment->final && !segment->has_pointwise) {
        made = NULL;
        run.sink = SQE_SINK_SUM;
        run.out = sqe_at(engine, engine->layout.sums);
        run.out_step = 4;
        run.row_step = 0;
        run_spatial(engine, segment, &run);
    } else {
        made = end - rows * row_bytes;
        run.out = made;
        run.out_step = segment->out_width;
        run.row_step = row_bytes;
        run_spatial(engine, segment, &run);
    }
    segment->rows_out = (uint16_t)(segment->rows_out + rows);
    if (given && segment->has_pointwise) {
        keep_for_bypass(engine, segment, made, first, given);
        run_pointwise(engine, segment, made, first, given);
    } else if (!segment->final) {
        engine->incoming = (uint32_t)(made - area);
    }
    return segment->final ? 0 : given;
}
