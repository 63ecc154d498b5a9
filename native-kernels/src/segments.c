/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Which operations run together: docs/arithmetic.md, "How the kernels stream". */

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
    tensor->stream_bytes = sqe_u32(record + SQE_TENSOR_STREAM_BYTES);
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
    if (kind == SQE_KIND_FIRE && !walk->squeeze_consumed &&
        sqe_operation_record(model, walk->operation)[SQE_OPERATION_BYPASS] != SQE_BYPASS_NONE) {
        return -1; /* a bypass needs a squeeze that consumes the rows of the segment before */
    }
    take_spatial(model, walk, segment);
    walk->channels = segment->out_channels;
    walk->width = segment->out_width;
    walk->height = segment->out_height;
    if (walk->squeeze_consumed || segment->final) {
        return 1;
    }
    if (sqe_operation_record(model, walk->operation)[SQE_OPERATION_KIND] == SQE_KIND_MAX_POOL) {
        take_pool(model, walk, segment);
    }
    const uint8_t *next = sqe_operation_record(model, walk->operation);
    if (next[SQE_OPERATION_KIND] == SQE_KIND_FIRE ||
        (next[SQE_OPERATION_KIND] == SQE_KIND_CONVOLUTION && next[SQE_OPERATION_KERNEL] == 1 &&
         next[SQE_OPERATION_STRIDE] == 1 &&
         (next[SQE_OPERATION_PADDING] == 0 || walk->operation + 2 == operation_count(model)))) {
        take_pointwise(model, walk, segment);
    }
    return 1;
}

void sqe_bypass_tensor(const sqe_model *model, const sqe_segment *segment, sqe_tensor *tensor)
{
    sqe_tensor_read(model, segment->spatial[1].index + 1u, segment->bypass_weights, tensor);
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
