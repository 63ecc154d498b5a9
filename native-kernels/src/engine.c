/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

typedef char engine_fits[sizeof(sqe_engine) <= SQE_ENGINE_BYTES ? 1 : -1];
typedef char segment_fits[sizeof(sqe_segment) == SQE_SEGMENT_BYTES ? 1 : -1];

sqe_status sqe_arena_size(const sqe_model *model, const sqe_frame *frame, size_t *bytes)
{
    sqe_arena_plan plan;
    sqe_crop crop;
    if (!model || !model->blob || !frame || !bytes) {
        return SQE_ERROR_ARGUMENT;
    }
    sqe_status status = sqe_plan_arena(model, frame, &plan, &crop);
    *bytes = status == SQE_OK ? plan.total : 0;
    return status;
}

sqe_status sqe_init(sqe_engine **engine, const sqe_model *model, const sqe_frame *frame, void *arena, size_t bytes)
{
    sqe_arena_plan plan;
    sqe_crop crop;
    sqe_walk walk;
    if (!engine || !model || !model->blob || !frame || !arena) {
        return SQE_ERROR_ARGUMENT;
    }
    *engine = NULL;
    if ((uintptr_t)arena % sizeof(void *)) {
        return SQE_ERROR_ALIGNMENT;
    }
    sqe_status status = sqe_plan_arena(model, frame, &plan, &crop);
    if (status != SQE_OK) {
        return status;
    }
    if (bytes < plan.total) {
        return SQE_ERROR_ARENA;
    }
    sqe_engine *e = arena;
    memset(e, 0, SQE_ENGINE_BYTES);
    e->model = *model;
    e->plan = plan;
    e->frame = *frame;
    e->crop = crop;
    e->classes = (uint16_t)sqe_u16(sqe_network(model) + SQE_NETWORK_CLASSES);
    e->state = SQE_STATE_IDLE;
    sqe_walk_start(model, &walk);
    for (uint32_t i = 0; i < plan.segment_count; i++) {
        sqe_walk_next(model, &walk, sqe_segment_at(e, i));
    }
    *engine = e;
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

void sqe_profile_mark(sqe_engine *engine, uint32_t tensor)
{
    const sqe_observer *observer = &engine->observer;
    if (observer->now && observer->ticks) {
        uint32_t now = observer->now(observer->user);
        observer->ticks[tensor] += now - engine->last_tick;
        engine->last_tick = now;
    }
}

/* A padded 1x1 last convolution sees only padding on its border: each such position adds max(bias, 0). */
static void start_sums(sqe_engine *engine)
{
    int32_t *sums = (int32_t *)(void *)sqe_at(engine, engine->plan.sums);
    const sqe_segment *last = sqe_segment_at(engine, engine->plan.segment_count - 1u);
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
    for (uint32_t i = 0; i < engine->plan.segment_count; i++) {
        sqe_segment *segment = sqe_segment_at(engine, i);
        segment->rows_in = 0;
        segment->rows_out = 0;
        segment->has_incoming_row = 0;
    }
    start_sums(engine);
    return SQE_OK;
}

/* A row of the spatial stage can be produced when the last row under its kernel has come, or will never come. */
static int can_produce(const sqe_segment *segment)
{
    uint32_t last = (uint32_t)segment->rows_out * segment->stride + segment->kernel - 1u;
    return segment->rows_in > 0 && segment->rows_out < segment->out_height &&
           (last < (uint32_t)segment->rows_in + segment->padding || segment->rows_in == segment->in_height);
}

static void keep_row(sqe_engine *engine, sqe_segment *segment, uint32_t ring)
{
    uint32_t kept = segment->kernel - 1u;
    uint32_t row = (uint32_t)segment->in_channels * segment->in_width;
    if (kept) {
        memcpy(sqe_at(engine, ring + (segment->rows_in - 1u) % kept * row), sqe_at(engine, engine->plan.incoming), row);
    }
    segment->has_incoming_row = 0;
}

/* Unpacks the rows under the next output row into the window. */
static void fill_window(sqe_engine *engine, const sqe_segment *segment, uint32_t ring, uint32_t *window, int first)
{
    const uint8_t *padding = sqe_network(&engine->model) + SQE_NETWORK_PADDING;
    uint32_t kept = segment->kernel - 1u;
    uint32_t width = segment->in_width;
    uint32_t plane = sqe_plane_words(segment);
    uint32_t stride = segment->stride;
    int32_t apart = (int32_t)(stride * sqe_tile_row(segment->out_width).half);
    int32_t top = (int32_t)(segment->rows_out * stride) - segment->padding;
    for (uint32_t ky = 0; ky < segment->kernel; ky++) {
        int32_t row = top + (int32_t)ky;
        const uint8_t *src = NULL;
        if (row >= 0 && row < segment->in_height) {
            src = segment->has_incoming_row && row == segment->rows_in - 1
                      ? sqe_at(engine, engine->plan.incoming)
                      : sqe_at(engine, ring + (uint32_t)row % kept * segment->in_channels * width);
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

/* Two rows of a module's input are kept for its bypass, row r in half r % 2. ring: where the segment's own rows begin. */
static uint8_t *own_bypass_row(sqe_engine *engine, const sqe_segment *segment, uint32_t ring)
{
    uint32_t half = sqe_bypass_bytes(&engine->model, segment) / 2u;
    return sqe_at(engine, ring + sqe_ring_bytes(segment) + sqe_pool_bytes(segment) + segment->rows_out % 2u * half);
}

/* The same for the module whose squeeze this segment runs; NULL: that module has no bypass. */
static uint8_t *next_bypass_row(sqe_engine *engine, const sqe_segment *segment, uint32_t ring, uint32_t row)
{
    const sqe_segment *next = segment + 1;
    if (!segment->has_pointwise || segment->final || !next->addition) {
        return NULL;
    }
    uint32_t half = sqe_bypass_bytes(&engine->model, next) / 2u;
    return sqe_at(engine, ring + sqe_persistent_bytes(&engine->model, segment) + sqe_ring_bytes(next) +
                              sqe_pool_bytes(next) + row % 2u * half);
}

/* Keeps the tiles of a module's input that lie in its squeeze's block. */
static void keep_block(const sqe_segment *segment, const uint32_t *block, uint8_t *keep, const sqe_layer_run *run)
{
    uint32_t words = run->tile_count * run->tiling.tile;
    for (uint32_t c = 0; c < segment->out_channels; c++) {
        sqe_unpack_lanes(keep + c * run->tiling.width, block + c * words, run->first_tile * run->tiling.tile, words,
                         &run->tiling);
    }
}

/* The pointwise stage over one block. */
static void run_pointwise(sqe_engine *engine, const sqe_segment *segment, const uint32_t *block, sqe_layer_run *run)
{
    run->addition = NULL;
    run->scratch = NULL;
    run->tensor = &segment->pointwise;
    run->taps = sqe_pointwise_taps(segment);
    run->base = (const uint8_t *)block;
    run->pool = NULL;
    if (segment->final) {
        run->sink = SQE_SINK_SUM;
        run->out = sqe_at(engine, engine->plan.sums);
        run->out_step = 4;
    } else {
        run->sink = SQE_SINK_BYTES;
        run->out = sqe_at(engine, engine->plan.incoming);
        run->out_step = run->tiling.width;
    }
    sqe_run_layer(engine, run);
    sqe_profile_mark(engine, segment->pointwise.index);
}

/* The spatial tensors, one after the other, into run->sink. */
static void run_spatial(sqe_engine *engine, const sqe_segment *segment, const uint32_t *window, sqe_layer_run *run)
{
    uint8_t *out = run->out;
    run->sum_channel = 0;
    for (uint32_t i = 0; i < segment->spatial_count; i++) {
        run->tensor = &segment->spatial[i];
        run->taps = sqe_spatial_taps(segment, run->tensor);
        run->base = (const uint8_t *)(window + run->first_tile * run->tiling.tile);
        run->out = out;
        sqe_run_layer(engine, run);
        sqe_profile_mark(engine, run->tensor->index);
        out += run->out_step * run->tensor->outputs;
        run->sum_channel += run->tensor->outputs;
    }
}

/* Unpacks some tiles of a row of channels into a block of two-lane words. */
static void pack_block(uint32_t *block, const uint8_t *rows, uint32_t channels, const sqe_tiling *tiling,
                       uint32_t first_tile, uint32_t tiles)
{
    uint32_t words = tiles * tiling->tile;
    int32_t x = (int32_t)(first_tile * tiling->tile);
    for (uint32_t c = 0; c < channels; c++) {
        sqe_pack_lanes(block + c * words, words, rows + c * tiling->width, tiling->width, x, x + tiling->half, 1, 0);
    }
}

/* Puts the codes that the bypass of this segment's module adds to its outputs where place->out says: words of place's
 * tiles, or rows of bytes. kept: the module input's row; block: room for some tiles of it. */
static void bypass_codes(sqe_engine *engine, const sqe_segment *segment, const uint8_t *kept, uint32_t *block,
                         const sqe_layer_run *place)
{
    const sqe_tiling *tiling = &place->tiling;
    if (!segment->bypass_weights) {
        if (place->sink == SQE_SINK_WORDS) {
            pack_block((uint32_t *)(void *)place->out, kept, segment->out_channels, tiling, place->first_tile,
                       place->tile_count);
        } else {
            memcpy(place->out, kept, (size_t)segment->out_channels * tiling->width);
        }
        return;
    }
    sqe_tensor bypass;
    sqe_layer_run run = *place;
    uint32_t tiles = sqe_bypass_tiles(segment);
    sqe_bypass_tensor(&engine->model, segment, &bypass);
    run.tensor = &bypass;
    run.taps = sqe_bypass_taps(segment, &bypass);
    run.base = (const uint8_t *)block;
    run.tile_count = tiles;
    run.pool = NULL;
    run.addition = NULL;
    run.scratch = NULL;
    for (; run.first_tile < place->first_tile + place->tile_count; run.first_tile += tiles) {
        pack_block(block, kept, bypass.inputs, tiling, run.first_tile, tiles);
        sqe_run_layer(engine, &run);
    }
    sqe_profile_mark(engine, bypass.index);
}

static void pooled_pointwise(sqe_engine *engine, const sqe_segment *segment, const uint8_t *pooled, uint32_t *block,
                             sqe_layer_run *run)
{
    uint32_t tiles = sqe_block_tiles(segment);
    run->tiling = sqe_tile_row(segment->pool_width);
    for (uint32_t t = 0; t < run->tiling.tiles; t += tiles) {
        pack_block(block, pooled, segment->out_channels, &run->tiling, t, tiles);
        run->first_tile = t;
        run->tile_count = tiles;
        run_pointwise(engine, segment, block, run);
    }
}

static void show_pooled(const sqe_engine *engine, const sqe_segment *segment, const sqe_pool_row *pool,
                        const uint8_t *pooled)
{
    const sqe_observer *observer = &engine->observer;
    for (uint32_t c = 0; observer->row && c < segment->out_channels; c++) {
        observer->row(observer->user, SQE_MAP_OPERATION + pool->operation, pool->row, c, 0, pooled + c * pool->width, pool->width);
    }
}

static int produce_pooled(sqe_engine *engine, const sqe_segment *segment, uint32_t ring, sqe_layer_run *run)
{
    uint32_t running = ring + sqe_ring_bytes(segment);
    uint8_t *transient = sqe_at(engine, engine->plan.transient);
    uint8_t *pooled = segment->has_pointwise ? transient : sqe_at(engine, engine->plan.incoming);
    uint32_t *window = (uint32_t *)(void *)(transient + (segment->has_pointwise ? sqe_pool_bytes(segment) : 0));
    uint8_t *conv = (uint8_t *)window + sqe_window_bytes(segment);
    sqe_pool_row pool;
    sqe_pool_start(segment, segment->rows_out, &pool);
    conv[run->tiling.width] = conv[run->tiling.width + 1] = 0;
    run->tile_count = run->tiling.tiles;
    run->sink = SQE_SINK_BYTES;
    if (segment->addition) {
        uint8_t *behind = conv + sqe_round4(run->tiling.width + 2u);
        const uint8_t *kept = own_bypass_row(engine, segment, ring);
        run->codes = kept;
        if (segment->bypass_weights) {
            run->out = behind;
            run->out_step = run->tiling.width;
            run->codes = behind;
            bypass_codes(engine, segment, kept,
                         (uint32_t *)(void *)(behind + sqe_round4((uint32_t)segment->out_channels * run->tiling.width)), run);
        }
    }
    run->out_step = 0;
    run->out = conv;
    run->pool = &pool;
    for (uint32_t i = 0, channel = 0; i < segment->spatial_count; i++) {
        pool.running = sqe_at(engine, running);
        pool.pooled = pooled;
        pool.channel = channel;
        run->sum_channel = channel;
        run->tensor = &segment->spatial[i];
        run->taps = sqe_spatial_taps(segment, run->tensor);
        run->base = (const uint8_t *)window;
        sqe_run_layer(engine, run);
        sqe_profile_mark(engine, run->tensor->index);
        channel += run->tensor->outputs;
    }
    if (!pool.closes) {
        return 0;
    }
    show_pooled(engine, segment, &pool, pooled);
    if (segment->has_pointwise) {
        uint8_t *keep = next_bypass_row(engine, segment, ring, pool.row);
        if (keep) {
            memcpy(keep, pooled, (size_t)segment->out_channels * segment->pool_width);
        }
        run->row = pool.row;
        pooled_pointwise(engine, segment, pooled, window, run);
    }
    return 1;
}

/* Computes the next row of a segment; 1 when that gave a row to the segment after it. */
static int produce(sqe_engine *engine, uint32_t index, sqe_segment *segment, uint32_t ring)
{
    uint32_t *transient = (uint32_t *)(void *)sqe_at(engine, engine->plan.transient);
    uint32_t in_pooled = segment->pool_kernel && segment->has_pointwise ? sqe_pool_bytes(segment) / 4u : 0;
    uint32_t *window = transient + in_pooled;
    sqe_layer_run run;
    fill_window(engine, segment, ring, window, index == 0);
    if (segment->has_incoming_row) {
        keep_row(engine, segment, ring);
    }
    run.tiling = sqe_tile_row(segment->out_width);
    run.first_tile = 0;
    run.row = segment->rows_out;
    run.pool = NULL;
    run.addition = NULL;
    run.codes = NULL;
    run.scratch = NULL;
    sqe_bypass_scale addition;
    const uint8_t *kept = NULL;
    if (segment->addition) {
        addition = sqe_bypass_scale_read(&engine->model, segment);
        run.sum_map = SQE_MAP_OPERATION + segment->operation;
        kept = own_bypass_row(engine, segment, ring);
    }
    int delivered = 1;
    if (segment->pool_kernel) {
        run.addition = segment->addition ? &addition : NULL;
        delivered = produce_pooled(engine, segment, ring, &run);
    } else if (segment->has_pointwise) {
        uint32_t *block = window + sqe_window_bytes(segment) / 4u;
        uint32_t tiles = sqe_block_tiles(segment);
        uint32_t *scratch = block + sqe_block_bytes(segment) / 4u;
        uint8_t *keep = next_bypass_row(engine, segment, ring, segment->rows_out);
        for (uint32_t t = 0; t < run.tiling.tiles; t += tiles) {
            run.first_tile = t;
            run.tile_count = tiles;
            run.sink = SQE_SINK_WORDS;
            run.out = (uint8_t *)block;
            run.out_step = 4u * tiles * run.tiling.tile;
            if (kept) {
                bypass_codes(engine, segment, kept, scratch + tiles * run.tiling.tile, &run);
                run.addition = &addition;
                run.scratch = (uint8_t *)scratch;
            }
            run_spatial(engine, segment, window, &run);
            if (keep) {
                keep_block(segment, block, keep, &run);
            }
            run_pointwise(engine, segment, block, &run);
        }
    } else {
        run.tile_count = run.tiling.tiles;
        run.sink = segment->final ? SQE_SINK_SUM : SQE_SINK_BYTES;
        run.out = sqe_at(engine, segment->final ? engine->plan.sums : engine->plan.incoming);
        run.out_step = segment->final ? 4u : run.tiling.width;
        if (kept) {
            uint32_t *scratch = window + sqe_window_bytes(segment) / 4u;
            bypass_codes(engine, segment, kept, scratch + sqe_round4(run.tiling.width) / 4u, &run);
            run.addition = &addition;
            run.scratch = (uint8_t *)scratch;
        }
        run_spatial(engine, segment, window, &run);
    }
    segment->rows_out++;
    return delivered && !segment->final;
}

/* Hands the incoming row to the first segment and computes all that it completes. */
static void run_row(sqe_engine *engine)
{
    uint32_t i = 0;
    uint32_t ring = engine->plan.persistent;
    sqe_segment *segment = sqe_segment_at(engine, 0);
    segment->rows_in++;
    segment->has_incoming_row = 1;
    /* Deepest first: a delivered row is used up before the segment that made it makes another. */
    for (;;) {
        if (can_produce(segment)) {
            if (produce(engine, i, segment, ring)) {
                ring += sqe_persistent_bytes(&engine->model, segment);
                segment = sqe_segment_at(engine, ++i);
                segment->rows_in++;
                segment->has_incoming_row = 1;
            }
            continue;
        }
        if (segment->has_incoming_row) {
            keep_row(engine, segment, ring);
        }
        if (i == 0) {
            return;
        }
        segment = sqe_segment_at(engine, --i);
        ring -= sqe_persistent_bytes(&engine->model, segment);
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
    const int32_t *sums = (const int32_t *)(const void *)sqe_at(engine, engine->plan.sums);
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
    *sums = (const int32_t *)(const void *)((const uint8_t *)engine + engine->plan.sums);
    *classes = engine->classes;
    return SQE_OK;
}
