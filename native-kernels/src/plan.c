/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Which operations run together and where their buffers lie: docs/arithmetic.md, "How the kernels stream". */

static uint32_t operation_count(const sqe_model *model) { return sqe_network(model)[SQE_NETWORK_OPERATIONS]; }

uint32_t sqe_tensor_read(const sqe_model *model, uint32_t index, uint32_t position, sqe_tensor *tensor)
{
    const uint8_t *record = sqe_tensor_record(model, index);
    tensor->encoding = record[SQE_TENSOR_ENCODING];
    tensor->kernel = record[SQE_TENSOR_KERNEL];
    tensor->bias_bytes = record[SQE_TENSOR_BIAS_BYTES];
    tensor->max_code_bits = record[SQE_TENSOR_CODE_BITS];
    tensor->inputs = (uint16_t)sqe_u16(record + SQE_TENSOR_INPUTS);
    tensor->outputs = (uint16_t)sqe_u16(record + SQE_TENSOR_OUTPUTS);
    tensor->multiplier = (uint16_t)sqe_u16(record + SQE_TENSOR_MULTIPLIER);
    tensor->shift = record[SQE_TENSOR_SHIFT];
    tensor->levels = (uint16_t)sqe_u16(record + SQE_TENSOR_LEVELS);
    tensor->max_negative_count = (uint16_t)sqe_u16(record + SQE_TENSOR_NEGATIVE);
    tensor->nonzeros = sqe_u32(record + SQE_TENSOR_NONZEROS);
    tensor->stream_bytes = sqe_u32(record + SQE_TENSOR_STREAM_BYTES);
    tensor->max_positive_count = (uint16_t)sqe_u16(record + SQE_TENSOR_POSITIVE);
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
    const uint8_t *network = sqe_network(model);
    walk->operation = 0;
    walk->squeeze_consumed = 0;
    walk->tensor = 0;
    walk->additions = 0;
    walk->position = (uint32_t)(model->weights - model->blob);
    walk->width = (uint16_t)sqe_u16(network + SQE_NETWORK_WIDTH);
    walk->height = (uint16_t)sqe_u16(network + SQE_NETWORK_HEIGHT);
    walk->channels = network[SQE_NETWORK_CHANNELS];
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
    const uint8_t *operation = sqe_operation_record(model, walk->operation);
    take_tensor(model, walk, &segment->spatial[0]);
    segment->operation = (uint8_t)walk->operation;
    segment->spatial_count = 1;
    segment->kernel = segment->spatial[0].kernel;
    segment->stride = 1;
    segment->out_width = walk->width;
    segment->out_height = walk->height;
    segment->out_channels = segment->spatial[0].outputs;
    if (operation[SQE_OPERATION_KIND] == SQE_KIND_CONVOLUTION) {
        segment->stride = operation[SQE_OPERATION_STRIDE];
        segment->padding = operation[SQE_OPERATION_PADDING];
        segment->out_width = (uint16_t)sqe_u16(operation + SQE_OPERATION_WIDTH);
        segment->out_height = (uint16_t)sqe_u16(operation + SQE_OPERATION_HEIGHT);
        segment->final = walk->operation + 2 == operation_count(model);
        walk->operation++;
    } else if (walk->squeeze_consumed) {
        take_tensor(model, walk, &segment->spatial[1]);
        segment->spatial_count = 2;
        segment->kernel = 3;
        segment->padding = 1;
        segment->out_channels = (uint16_t)(segment->out_channels + segment->spatial[1].outputs);
        take_bypass(model, walk, segment, operation[SQE_OPERATION_BYPASS]);
        walk->squeeze_consumed = 0;
        walk->operation++;
    } else {
        walk->squeeze_consumed = 1; /* a squeeze on its own */
    }
}

static void take_pool(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    const uint8_t *operation = sqe_operation_record(model, walk->operation);
    segment->pool_kernel = operation[SQE_OPERATION_KERNEL];
    segment->pool_width = walk->width = (uint16_t)sqe_u16(operation + SQE_OPERATION_WIDTH);
    segment->pool_height = walk->height = (uint16_t)sqe_u16(operation + SQE_OPERATION_HEIGHT);
    walk->operation++;
}

static void take_pointwise(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    const uint8_t *operation = sqe_operation_record(model, walk->operation);
    take_tensor(model, walk, &segment->pointwise);
    segment->has_pointwise = 1;
    if (operation[SQE_OPERATION_KIND] == SQE_KIND_FIRE) {
        walk->squeeze_consumed = 1;
    } else {
        segment->border_padding = operation[SQE_OPERATION_PADDING];
        segment->final = walk->operation + 2 == operation_count(model);
        walk->operation++;
    }
    walk->channels = segment->pointwise.outputs;
}

int sqe_walk_next(const sqe_model *model, sqe_walk *walk, sqe_segment *segment)
{
    static const sqe_segment empty;
    uint32_t kind = sqe_operation_record(model, walk->operation)[SQE_OPERATION_KIND];
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
    if (kind == SQE_KIND_FIRE && !walk->squeeze_consumed && sqe_operation_record(model, walk->operation)[SQE_OPERATION_BYPASS] != SQE_BYPASS_NONE) {
        return -1; /* a bypass needs a squeeze that consumes the rows of the segment before */
    }
    take_spatial(model, walk, segment);
    walk->channels = segment->out_channels;
    walk->width = segment->out_width;
    walk->height = segment->out_height;
    if (walk->squeeze_consumed || segment->final) {
        goto done;
    }
    if (sqe_operation_record(model, walk->operation)[SQE_OPERATION_KIND] == SQE_KIND_MAX_POOL) {
        take_pool(model, walk, segment);
    }
    const uint8_t *next = sqe_operation_record(model, walk->operation);
    if (next[SQE_OPERATION_KIND] == SQE_KIND_FIRE ||
        (next[SQE_OPERATION_KIND] == SQE_KIND_CONVOLUTION && next[SQE_OPERATION_KERNEL] == 1 && next[SQE_OPERATION_STRIDE] == 1 &&
         (next[SQE_OPERATION_PADDING] == 0 || walk->operation + 2 == operation_count(model)))) {
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

sqe_bypass_scale sqe_bypass_scale_read(const sqe_model *model, const sqe_segment *segment)
{
    const uint8_t *record = sqe_addition_record(model, segment->addition - 1u);
    sqe_bypass_scale addition;
    addition.multiplier = (int32_t)sqe_u16(record + SQE_ADDITION_MULTIPLIER);
    addition.shift = record[SQE_ADDITION_SHIFT];
    addition.zero = record[SQE_ADDITION_ZERO];
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
    plan->max_code_bits = tensor->max_code_bits > plan->max_code_bits ? tensor->max_code_bits : plan->max_code_bits;
    plan->max_negative_count = tensor->max_negative_count > plan->max_negative_count ? tensor->max_negative_count : plan->max_negative_count;
    plan->max_positive_count = tensor->max_positive_count > plan->max_positive_count ? tensor->max_positive_count : plan->max_positive_count;
}

sqe_status sqe_plan_arena(const sqe_model *model, const sqe_frame *frame, sqe_arena_plan *plan, sqe_crop *crop)
{
    static const sqe_arena_plan empty;
    const uint8_t *network = sqe_network(model);
    uint32_t width = sqe_u16(network + SQE_NETWORK_WIDTH);
    uint32_t channels = network[SQE_NETWORK_CHANNELS];
    sqe_walk walk;
    sqe_segment segment;
    uint32_t persistent = 0;
    uint32_t incoming = 0;
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
        incoming = row > incoming ? row : incoming;
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
    plan->resample = crop->width != width || crop->height != sqe_u16(network + SQE_NETWORK_HEIGHT);
    plan->segments = SQE_ENGINE_BYTES;
    plan->persistent = plan->segments + SQE_SEGMENT_BYTES * plan->segment_count;
    plan->sums = plan->persistent + persistent;
    plan->resampler = plan->sums + 4u * sqe_u16(network + SQE_NETWORK_CLASSES);
    plan->incoming = plan->resampler + (plan->resample ? sqe_round4(4u * width * channels) : 0);
    plan->transient = plan->incoming + sqe_round4(incoming);
    plan->decoder = plan->transient + transient;
    plan->total = plan->decoder;
    if (plan->max_code_bits) {
        plan->total += (2u << plan->max_code_bits) + (2u << SQE_GAP_BITS) +
                       sqe_round4(7u * ((uint32_t)plan->max_negative_count + plan->max_positive_count)) + 24u;
    }
    return SQE_OK;
}
