/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Which operations run together and where their buffers lie: docs/arithmetic.md, "How the kernels stream". */

static const uint8_t *operation_at(const sqe_model *model, uint32_t index)
{
    return model->operations + index * SQE_OPERATION_BYTES;
}

static uint32_t operation_count(const sqe_model *model) { return model->blob[SQE_HEADER_BYTES + 7]; }

uint32_t sqe_tensor_read(const sqe_model *model, uint32_t index, uint32_t position, sqe_tensor *tensor)
{
    const uint8_t *record = model->tensors + index * SQE_TENSOR_BYTES;
    tensor->encoding = record[0];
    tensor->kernel = record[1];
    tensor->bias_bytes = record[2];
    tensor->level_bits = record[3];
    tensor->inputs = (uint16_t)sqe_u16(record + 4);
    tensor->outputs = (uint16_t)sqe_u16(record + 6);
    tensor->multiplier = (uint16_t)sqe_u16(record + 8);
    tensor->shift = record[10];
    tensor->levels = (uint16_t)sqe_u16(record + 12);
    tensor->most_negative = (uint16_t)sqe_u16(record + 14);
    tensor->nonzeros = sqe_u32(record + 16);
    tensor->stream_bytes = sqe_u32(record + 20);
    tensor->most_positive = (uint16_t)sqe_u16(record + 24);
    tensor->index = (uint8_t)index;
    tensor->codebook = position;
    position += sqe_round4(tensor->levels);
    tensor->level_lengths = position;
    if (tensor->encoding != SQE_ENCODING_FAST) {
        position += sqe_round4((tensor->levels + 1u) / 2u);
    }
    if (tensor->encoding == SQE_ENCODING_SPARSE) {
        position += SQE_GAP_SYMBOLS / 2;
    }
    tensor->bias = position;
    position += sqe_round4((uint32_t)tensor->outputs * tensor->bias_bytes);
    tensor->stream = position;
    return position + tensor->stream_bytes;
}

void sqe_walk_start(const sqe_model *model, sqe_walk *walk)
{
    const uint8_t *network = model->blob + SQE_HEADER_BYTES;
    walk->operation = 0;
    walk->half_fire = 0;
    walk->tensor = 0;
    walk->additions = 0;
    walk->position = (uint32_t)(model->weights - model->blob);
    walk->width = (uint16_t)sqe_u16(network);
    walk->height = (uint16_t)sqe_u16(network + 2);
    walk->channels = network[4];
}

static void take_tensor(const sqe_model *model, sqe_walk *walk, sqe_tensor *tensor)
{
    walk->position = sqe_tensor_read(model, walk->tensor++, walk->position, tensor);
}

static void take_bypass(const sqe_model *model, sqe_walk *walk, sqe_segment *segment, uint32_t kind)
{
    sqe_tensor tensor;
    if (kind == SQE_BYPASS_NONE) {
        return;
    }
    segment->addition = (uint8_t)++walk->additions;
    if (kind == SQE_BYPASS_COMPLEX) {
        segment->bypass_weights = walk->position;
        take_tensor(model, walk, &tensor);
        segment->whole_rows = tensor.encoding != SQE_ENCODING_FAST;
    }
}

static void take_spatial(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    const uint8_t *operation = operation_at(model, walk->operation);
    take_tensor(model, walk, &segment->spatial[0]);
    segment->operation = (uint8_t)walk->operation;
    segment->spatial_count = 1;
    segment->kernel = segment->spatial[0].kernel;
    segment->stride = 1;
    segment->out_width = walk->width;
    segment->out_height = walk->height;
    segment->out_channels = segment->spatial[0].outputs;
    if (operation[0] == SQE_KIND_CONVOLUTION) {
        segment->stride = operation[2];
        segment->padding = operation[3];
        segment->out_width = (uint16_t)sqe_u16(operation + 6);
        segment->out_height = (uint16_t)sqe_u16(operation + 8);
        segment->final = walk->operation + 2 == operation_count(model);
        walk->operation++;
    } else if (walk->half_fire) {
        take_tensor(model, walk, &segment->spatial[1]);
        segment->spatial_count = 2;
        segment->kernel = 3;
        segment->padding = 1;
        segment->out_channels = (uint16_t)(segment->out_channels + segment->spatial[1].outputs);
        take_bypass(model, walk, segment, operation[11]);
        walk->half_fire = 0;
        walk->operation++;
    } else {
        walk->half_fire = 1; /* a squeeze on its own */
    }
}

static void take_pool(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    const uint8_t *operation = operation_at(model, walk->operation);
    segment->pool_kernel = operation[1];
    segment->pool_width = walk->width = (uint16_t)sqe_u16(operation + 6);
    segment->pool_height = walk->height = (uint16_t)sqe_u16(operation + 8);
    walk->operation++;
}

static void take_pointwise(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    const uint8_t *operation = operation_at(model, walk->operation);
    take_tensor(model, walk, &segment->pointwise);
    segment->has_pointwise = 1;
    if (operation[0] == SQE_KIND_FIRE) {
        walk->half_fire = 1;
    } else {
        segment->border_padding = operation[3];
        segment->final = walk->operation + 2 == operation_count(model);
        walk->operation++;
    }
    walk->channels = segment->pointwise.outputs;
}

int sqe_walk_next(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    static const sqe_segment empty;
    uint32_t kind = operation_at(model, walk->operation)[0];
    if (kind == SQE_KIND_AVERAGE) {
        return 0;
    }
    if (kind == SQE_KIND_MAX_POOL) {
        return -1; /* pooling behind a pointwise stage has no place in a segment */
    }
    *segment = empty;
    segment->in_channels = walk->channels;
    segment->in_width = walk->width;
    segment->in_height = walk->height;
    if (kind == SQE_KIND_FIRE && !walk->half_fire && operation_at(model, walk->operation)[11] != SQE_BYPASS_NONE) {
        return -1; /* a bypass needs a squeeze that consumes the rows of the segment before */
    }
    take_spatial(model, walk, segment);
    walk->channels = segment->out_channels;
    walk->width = segment->out_width;
    walk->height = segment->out_height;
    if (walk->half_fire || segment->final) {
        goto done;
    }
    if (operation_at(model, walk->operation)[0] == SQE_KIND_MAX_POOL) {
        take_pool(model, walk, segment);
    }
    const uint8_t *next = operation_at(model, walk->operation);
    if (next[0] == SQE_KIND_FIRE ||
        (next[0] == SQE_KIND_CONVOLUTION && next[1] == 1 && next[2] == 1 &&
         (next[3] == 0 || walk->operation + 2 == operation_count(model)))) {
        take_pointwise(model, walk, segment);
    }
done:
    segment->whole_rows = segment->whole_rows || segment->spatial[0].encoding != SQE_ENCODING_FAST ||
                          (segment->spatial_count == 2 && segment->spatial[1].encoding != SQE_ENCODING_FAST) ||
                          (segment->has_pointwise && segment->pointwise.encoding != SQE_ENCODING_FAST);
    return 1;
}

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

uint32_t sqe_window_bytes(const sqe_segment *segment)
{
    return 4u * segment->kernel * segment->in_channels * segment->stride * sqe_plane_words(segment);
}

uint32_t sqe_row_width(const sqe_segment *segment)
{
    return segment->pool_kernel ? segment->pool_width : segment->out_width;
}

uint32_t sqe_block_tiles(const sqe_segment *segment)
{
    return segment->whole_rows ? sqe_tile_row(sqe_row_width(segment)).tiles : 1u;
}

uint32_t sqe_block_bytes(const sqe_segment *segment)
{
    return 4u * segment->out_channels * sqe_block_tiles(segment) * sqe_tile_row(sqe_row_width(segment)).tile;
}

uint32_t sqe_ring_bytes(const sqe_segment *segment)
{
    return sqe_round4((segment->kernel - 1u) * segment->in_channels * segment->in_width);
}

uint32_t sqe_pool_bytes(const sqe_segment *segment)
{
    return segment->pool_kernel ? sqe_round4((uint32_t)segment->out_channels * segment->pool_width) : 0;
}

void sqe_bypass_tensor(const sqe_model *model, const sqe_segment *segment, sqe_tensor *tensor)
{
    sqe_tensor_read(model, segment->spatial[1].index + 1u, segment->bypass_weights, tensor);
}

uint32_t sqe_bypass_bytes(const sqe_model *model, const sqe_segment *segment)
{
    uint32_t channels = segment->out_channels;
    if (!segment->addition) {
        return 0;
    }
    if (segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        channels = bypass.inputs;
    }
    return sqe_round4(2u * channels * segment->out_width);
}

uint32_t sqe_persistent_bytes(const sqe_model *model, const sqe_segment *segment)
{
    return sqe_ring_bytes(segment) + sqe_pool_bytes(segment) + sqe_bypass_bytes(model, segment);
}

uint32_t sqe_bypass_tiles(const sqe_segment *segment)
{
    return segment->whole_rows ? sqe_tile_row(segment->out_width).tiles : 1u;
}

uint32_t sqe_bypass_block_bytes(const sqe_segment *segment, const sqe_tensor *bypass)
{
    return 4u * bypass->inputs * sqe_bypass_tiles(segment) * sqe_tile_row(segment->out_width).tile;
}

sqe_addition sqe_addition_read(const sqe_model *model, const sqe_segment *segment)
{
    const uint8_t *record = model->tensors + model->blob[SQE_HEADER_BYTES + 10] * SQE_TENSOR_BYTES +
                            (segment->addition - 1u) * SQE_ADDITION_BYTES;
    sqe_addition addition;
    addition.multiplier = (int32_t)sqe_u16(record);
    addition.shift = record[2];
    addition.zero = record[3];
    addition.half = addition.shift ? (int32_t)(1u << (addition.shift - 1u)) : 0;
    return addition;
}

/* What a bypass needs for the row at work, behind all else: one channel before the addition (where a pooling follows,
 * the convolution's row serves), and a complex one the block of its input and, before a pooling, its rows of codes. */
static uint32_t bypass_transient(const sqe_model *model, const sqe_segment *segment)
{
    uint32_t bytes = 0;
    sqe_tensor bypass;
    if (!segment->addition) {
        return 0;
    }
    if (!segment->pool_kernel) {
        sqe_tiling tiling = sqe_tile_row(segment->out_width);
        bytes = segment->has_pointwise ? 4u * sqe_bypass_tiles(segment) * tiling.tile : sqe_round4(segment->out_width);
    }
    if (segment->bypass_weights) {
        sqe_bypass_tensor(model, segment, &bypass);
        bytes += sqe_bypass_block_bytes(segment, &bypass);
        if (segment->pool_kernel) {
            bytes += sqe_round4((uint32_t)segment->out_channels * segment->out_width);
        }
    }
    return bytes;
}

static uint32_t transient_bytes(const sqe_model *model, const sqe_segment *segment)
{
    uint32_t window = sqe_window_bytes(segment);
    uint32_t block = segment->has_pointwise ? sqe_block_bytes(segment) : 0;
    uint32_t bypass = bypass_transient(model, segment);
    if (!segment->pool_kernel) {
        return window + block + bypass;
    }
    uint32_t conv = window + sqe_round4(segment->out_width + 2u) + bypass;
    if (!segment->has_pointwise) {
        return conv;
    }
    return sqe_pool_bytes(segment) + (conv > block ? conv : block);
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

sqe_taps sqe_pointwise_taps(const sqe_segment *segment)
{
    sqe_taps taps;
    taps.kernel = 1;
    taps.stride = 1;
    taps.plane = sqe_block_tiles(segment) * sqe_tile_row(sqe_row_width(segment)).tile;
    taps.step = 4u * taps.plane;
    taps.run = segment->out_channels;
    taps.base = 0;
    return taps;
}

sqe_taps sqe_bypass_taps(const sqe_segment *segment, const sqe_tensor *bypass)
{
    sqe_taps taps;
    taps.kernel = 1;
    taps.stride = 1;
    taps.plane = sqe_bypass_tiles(segment) * sqe_tile_row(segment->out_width).tile;
    taps.step = 4u * taps.plane;
    taps.run = bypass->inputs;
    taps.base = 0;
    return taps;
}

static void plan_decoder(const sqe_tensor *tensor, sqe_arena_plan *plan)
{
    if (tensor->encoding == SQE_ENCODING_FAST) {
        return;
    }
    plan->level_bits = tensor->level_bits > plan->level_bits ? tensor->level_bits : plan->level_bits;
    plan->most_negative = tensor->most_negative > plan->most_negative ? tensor->most_negative : plan->most_negative;
    plan->most_positive = tensor->most_positive > plan->most_positive ? tensor->most_positive : plan->most_positive;
}

sqe_status sqe_plan_arena(const sqe_model *model, const sqe_frame *frame, sqe_arena_plan *plan, sqe_crop *crop)
{
    static const sqe_arena_plan empty;
    const uint8_t *network = model->blob + SQE_HEADER_BYTES;
    sqe_walk walk;
    sqe_segment segment;
    uint32_t persistent = 0;
    uint32_t fresh = 0;
    uint32_t transient = 0;
    sqe_status status = sqe_frame_crop(model, frame, crop);
    if (status != SQE_OK) {
        return status;
    }
    *plan = empty;
    sqe_walk_start(model, &walk);
    while (sqe_walk_next(model, &walk, &segment)) {
        uint32_t row = (uint32_t)segment.in_channels * segment.in_width;
        uint32_t bytes = transient_bytes(model, &segment);
        plan->segment_count++;
        persistent += sqe_persistent_bytes(model, &segment);
        fresh = row > fresh ? row : fresh;
        transient = bytes > transient ? bytes : transient;
        plan_decoder(&segment.spatial[0], plan);
        if (segment.spatial_count == 2) {
            plan_decoder(&segment.spatial[1], plan);
        }
        if (segment.has_pointwise) {
            plan_decoder(&segment.pointwise, plan);
        }
        if (segment.bypass_weights) {
            sqe_tensor bypass;
            sqe_bypass_tensor(model, &segment, &bypass);
            plan_decoder(&bypass, plan);
        }
    }
    plan->resample = crop->width != sqe_u16(network) || crop->height != sqe_u16(network + 2);
    plan->segments = SQE_ENGINE_BYTES;
    plan->first_persistent = plan->segments + SQE_SEGMENT_BYTES * plan->segment_count;
    plan->sums = plan->first_persistent + persistent;
    plan->resampler = plan->sums + 4u * sqe_u16(network + 16);
    plan->fresh = plan->resampler + (plan->resample ? sqe_round4(4u * sqe_u16(network) * network[4]) : 0);
    plan->transient = plan->fresh + sqe_round4(fresh);
    plan->decoder = plan->transient + transient;
    plan->total = plan->decoder;
    if (plan->level_bits) {
        plan->total += (2u << plan->level_bits) + (2u << SQE_GAP_BITS) +
                       sqe_round4(7u * ((uint32_t)plan->most_negative + plan->most_positive)) + 24u;
    }
    return SQE_OK;
}
