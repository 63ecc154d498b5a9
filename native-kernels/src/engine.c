/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* From calls to rows: the state of a frame, and which segment works next. */

sqe_status sqe_arena_size(const sqe_model *model, const sqe_frame *frame, uint32_t layout, sqe_arena_bytes *bytes)
{
    sqe_layout planned;
    sqe_crop crop;
    if (!bytes) {
        return SQE_ERROR_ARGUMENT;
    }
    bytes->persistent = bytes->scratch = 0;
    if (!model || !model->blob || !frame || layout >= SQE_LAYOUTS) {
        return SQE_ERROR_ARGUMENT;
    }
    sqe_status status = sqe_layout_plan(model, frame, layout, &planned, &crop, NULL);
    if (status == SQE_OK) {
        bytes->persistent = planned.persistent;
        bytes->scratch = planned.scratch;
    }
    return status;
}

sqe_status sqe_init(sqe_engine **engine, const sqe_model *model, const sqe_frame *frame, const sqe_arena *arena)
{
    sqe_layout layout;
    sqe_crop crop;
    if (!engine) {
        return SQE_ERROR_ARGUMENT;
    }
    *engine = NULL;
    if (!model || !model->blob || !frame || !arena || !arena->persistent) {
        return SQE_ERROR_ARGUMENT;
    }
    if ((uintptr_t)arena->persistent % sizeof(void *) || (uintptr_t)arena->scratch % 4u) {
        return SQE_ERROR_ALIGNMENT;
    }
    for (uint32_t preset = 0;; preset++) {
        if (preset == SQE_LAYOUTS) {
            return SQE_ERROR_ARENA;
        }
        sqe_status status = sqe_layout_plan(model, frame, preset, &layout, &crop, NULL);
        if (status != SQE_OK) {
            return status;
        }
        if (arena->scratch ? layout.persistent <= arena->persistent_bytes && layout.scratch <= arena->scratch_bytes
                           : layout.persistent + layout.scratch <= arena->persistent_bytes) {
            break;
        }
    }
    sqe_engine *e = arena->persistent;
    memset(e, 0, SQE_ENGINE_BYTES);
    e->model = *model;
    e->frame = *frame;
    e->scratch = arena->scratch ? arena->scratch : sqe_at(e, layout.persistent);
    e->classes = (uint16_t)sqe_u16(sqe_network(model) + SQE_NETWORK_CLASSES);
    e->state = SQE_STATE_IDLE;
    sqe_layout_plan(model, frame, layout.preset, &e->layout, &e->crop, sqe_at(e, layout.segments));
    *engine = e;
    return SQE_OK;
}

sqe_status sqe_layout_chosen(const sqe_engine *engine, uint32_t *layout)
{
    if (!engine || !layout) {
        return SQE_ERROR_ARGUMENT;
    }
    *layout = engine->layout.preset;
    return SQE_OK;
}

sqe_status sqe_observe(sqe_engine *engine, const sqe_observer *observer)
{
    if (!engine) {
        return SQE_ERROR_ARGUMENT;
    }
    if (observer) {
        engine->observer = *observer;
    } else {
        memset(&engine->observer, 0, sizeof engine->observer);
    }
    return SQE_OK;
}

/* A padded 1x1 last convolution sees only padding on its border: each such position adds max(bias, 0). */
static void start_sums(sqe_engine *engine)
{
    int32_t *sums = (int32_t *)(void *)sqe_at(engine, engine->layout.sums);
    const sqe_segment *last = sqe_segment_at(engine, engine->layout.segment_count - 1u);
    uint32_t width = sqe_row_width(last);
    uint32_t height = last->pool_kernel ? last->pool_height : last->out_height;
    uint32_t pad = 2u * last->border_padding;
    uint32_t border = (width + pad) * (height + pad) - width * height;
    const sqe_tensor *tensor = &last->pointwise;
    for (uint32_t c = 0; c < engine->classes; c++) {
        int32_t bias = 0;
        if (border) {
            const void *biases = engine->model.blob + tensor->bias;
            bias = tensor->bias_bytes == 2 ? ((const int16_t *)biases)[c] : ((const int32_t *)biases)[c];
        }
        sums[c] = bias > 0 ? (int32_t)((uint32_t)bias * border) : 0;
    }
}

sqe_status sqe_begin(sqe_engine *engine)
{
    if (!engine) {
        return SQE_ERROR_ARGUMENT;
    }
    engine->frame_row = 0;
    engine->input_row = 0;
    engine->state = SQE_STATE_STREAMING;
    if (engine->observer.now) {
        engine->last_tick = engine->observer.now(engine->observer.user);
    }
    for (uint32_t i = 0; i < engine->layout.segment_count; i++) {
        sqe_segment *segment = sqe_segment_at(engine, i);
        segment->rows_in = 0;
        segment->rows_out = 0;
        segment->incoming_rows = 0;
    }
    start_sums(engine);
    return SQE_OK;
}

/* Rows of the spatial stage to produce now: those whose last row under the kernel has come, or will never come. A segment that
 * is fed fewer rows than a pass makes waits until it can make them all. Where the last row closes a pooling window that is cut
 * at the bottom, it has a pass of its own: a pass hands over no more than sqe_given_rows. */
static uint32_t rows_ready(const sqe_segment *segment)
{
    uint32_t complete = segment->rows_in == segment->in_height;
    uint32_t left = (uint32_t)segment->out_height - segment->rows_out;
    if (sqe_pool_cut(segment) && left > 1) {
        left--;
    }
    uint32_t most = segment->rows < left ? segment->rows : left;
    uint32_t last = (uint32_t)segment->rows_out * segment->stride + segment->kernel -
                    1u; /* under the next row, padding counted */
    uint32_t ready = 0;
    while (ready < most && (complete || last < (uint32_t)segment->rows_in + segment->padding) && segment->rows_in > 0) {
        ready++;
        last += segment->stride;
    }
    return ready < most && segment->fed < segment->rows && !complete ? 0 : ready;
}

/* Hands the incoming row to the first segment and computes all that it completes. Deepest first: rows handed over are used up
 * before the segment that made them makes others. */
static void run_row(sqe_engine *engine)
{
    uint32_t i = 0;
    sqe_segment *segment = sqe_segment_at(engine, 0);
    segment->rows_in++;
    segment->incoming_rows = 1;
    for (;;) {
        uint32_t rows = rows_ready(segment);
        if (rows) {
            uint32_t given = sqe_run_pass(engine, i, rows);
            if (given) {
                segment = sqe_segment_at(engine, ++i);
                segment->rows_in = (uint16_t)(segment->rows_in + given);
                segment->incoming_rows = (uint8_t)given;
            }
            continue;
        }
        if (segment->incoming_rows) {
            sqe_keep_incoming(engine, segment);
        }
        if (i == 0) {
            return;
        }
        segment = sqe_segment_at(engine, --i);
    }
}

sqe_status sqe_push(sqe_engine *engine, const void *rows, uint32_t row_count)
{
    if (!engine || (!rows && row_count)) {
        return SQE_ERROR_ARGUMENT;
    }
    if (engine->state != SQE_STATE_STREAMING || row_count > (uint32_t)engine->frame.height - engine->frame_row) {
        return SQE_ERROR_STATE;
    }
    const uint8_t *row = rows;
    uint32_t bytes = engine->frame.width * sqe_pixel_bytes(engine->frame.format);
    for (; row_count; row_count--) {
        sqe_frame_take(engine, row);
        while (sqe_frame_give(engine)) {
            run_row(engine);
        }
        engine->frame_row++;
        row += bytes;
    }
    return SQE_OK;
}

sqe_status sqe_finish(sqe_engine *engine, sqe_class *top, uint32_t capacity, uint32_t *count)
{
    if (!engine || (!top && capacity) || !count) {
        return SQE_ERROR_ARGUMENT;
    }
    *count = 0;
    if (engine->state == SQE_STATE_IDLE || engine->frame_row != engine->frame.height) {
        return SQE_ERROR_STATE;
    }
    engine->state = SQE_STATE_DONE;
    const int32_t *sums = (const int32_t *)(const void *)sqe_at(engine, engine->layout.sums);
    *count = capacity ? sqe_top_classes(engine, sums, top, capacity) : 0;
    return SQE_OK;
}

sqe_status sqe_sums(const sqe_engine *engine, const int32_t **sums, uint32_t *classes)
{
    if (!engine || !sums || !classes) {
        return SQE_ERROR_ARGUMENT;
    }
    if (engine->state != SQE_STATE_DONE) {
        return SQE_ERROR_STATE;
    }
    *sums = (const int32_t *)(const void *)((const uint8_t *)engine + engine->layout.sums);
    *classes = engine->classes;
    return SQE_OK;
}
