/* SPDX-License-Identifier: MIT */
/* Which operations follow each other, and weights and scales from the choices. */
#include "small_network.h"

#include <string.h>

#include "format.h"

enum { WORK = 24000 }; /* multiplications of a tensor */

typedef struct map_size {
    uint32_t channels, width, height;
} map_size;

/* What the last stage was: it decides what may come next. */
typedef enum stage { STAGE_NONE, STAGE_SPATIAL, STAGE_POOL, STAGE_POINTWISE } stage;

typedef struct builder {
    small_network *network;
    source *choices;
    map_size map;
    stage last;
} builder;

static small_segment *start_segment(builder *b, uint32_t kernel, uint32_t stride, uint32_t inputs, uint32_t out_width)
{
    small_segment *segment = &b->network->segments[b->network->segment_count++];
    small_segment fresh = {kernel, stride, inputs, out_width, out_width};
    *segment = fresh;
    return segment;
}

static void choose_weights(small_tensor *tensor, source *choices)
{
    uint32_t density = 1 + pick(choices, 4);
    uint32_t step;
    int level = -128 + (int)pick(choices, 20);
    tensor->levels = 2 + pick(choices, SMALL_LEVELS - 1);
    step = 1 + pick(choices, 254 / tensor->levels);
    tensor->codebook[0] = 0;
    for (uint32_t i = 1; i < tensor->levels; i++) {
        level += 1 + (int)pick(choices, step);
        level += level == 0;
        if (level > 127 || level < -127) {
            level = level < 0 ? -127 : level;
            if (level > 127) {
                tensor->levels = i;
                break;
            }
        }
        tensor->codebook[i] = (int8_t)level;
    }
    if (tensor->levels < 2) {
        tensor->levels = 2;
        tensor->codebook[1] = 127;
    }
    for (uint32_t i = 0; i < tensor->kernel * tensor->kernel * tensor->inputs * tensor->outputs; i++) {
        tensor->codes[i] = (uint8_t)(pick(choices, 4) < density ? pick(choices, tensor->levels) : 0);
    }
    for (uint32_t o = 0; o < tensor->outputs; o++) {
        tensor->bias[o] = pick(choices, 8) ? pick_between(choices, -9000, 20000) : pick_between(choices, -900000, 2000000);
    }
}

/* Worst cases of docs/arithmetic.md, "Bounds"; chooses a multiplier near them and a shift that gives codes in range. */
static void choose_scale(builder *b, small_tensor *tensor, int last)
{
    uint32_t taps = tensor->kernel * tensor->kernel * tensor->inputs;
    int64_t inside = (int64_t)tensor->out_width * tensor->out_height;
    int64_t border = 0;
    int64_t lowest = -1;
    int64_t highest = 1;
    if (tensor->role == SMALL_POINTWISE) {
        inside = (int64_t)tensor->in_width * tensor->in_height;
        border = (int64_t)tensor->out_width * tensor->out_height - inside;
    }
    for (uint32_t o = 0; o < tensor->outputs; o++) {
        int64_t low = tensor->bias[o];
        int64_t high = low;
        for (uint32_t i = 0; i < taps; i++) {
            int64_t level = tensor->codebook[tensor->codes[o * taps + i]];
            low += level < 0 ? 255 * level : 0;
            high += level > 0 ? 255 * level : 0;
        }
        lowest = low < lowest ? low : lowest;
        highest = high > highest ? high : highest;
        b->network->overflows |= last && inside * (high > 0 ? high : 0) + border * (tensor->bias[o] > 0 ? tensor->bias[o] : 0) >
                                             INT32_MAX;
    }
    tensor->multiplier = tensor->shift = 0;
    if (!last) {
        int64_t most = INT32_MAX / highest < INT32_MIN / lowest ? INT32_MAX / highest : INT32_MIN / lowest;
        most = most < SQE_MAX_MULTIPLIER ? most : SQE_MAX_MULTIPLIER;
        int64_t beyond = pick(b->choices, 64) == 0 && most < SQE_MAX_MULTIPLIER;
        int64_t target = pick_between(b->choices, 100, 600);
        tensor->multiplier = beyond                ? (uint32_t)most + 1u
                             : pick(b->choices, 4) ? 1u + pick(b->choices, (uint32_t)most)
                                                   : (uint32_t)most;
        b->network->overflows |= (int)beyond;
        while (tensor->shift < SQE_MAX_SHIFT && (highest * tensor->multiplier) >> tensor->shift > target) {
            tensor->shift++;
        }
    }
}

static small_tensor *add_tensor(builder *b, small_role role, uint32_t segment, map_size in, const small_tensor *shape, int last)
{
    small_network *n = b->network;
    small_tensor *tensor = &n->tensors[n->tensor_count++];
    *tensor = *shape;
    tensor->role = role;
    tensor->segment = segment;
    tensor->encoding = 1 + pick(b->choices, 3);
    tensor->inputs = in.channels;
    tensor->in_width = in.width;
    tensor->in_height = in.height;
    tensor->out_width = (in.width + 2 * shape->padding - shape->kernel) / shape->stride + 1;
    tensor->out_height = (in.height + 2 * shape->padding - shape->kernel) / shape->stride + 1;
    choose_weights(tensor, b->choices);
    choose_scale(b, tensor, last);
    return tensor;
}

static int fits_work(const map_size *in, const small_tensor *s)
{
    uint32_t weights = s->kernel * s->kernel * in->channels * s->outputs;
    uint32_t width = (in->width + 2 * s->padding - s->kernel) / s->stride + 1;
    uint32_t height = (in->height + 2 * s->padding - s->kernel) / s->stride + 1;
    return weights <= SMALL_WEIGHTS && weights * width * height <= WORK;
}

static small_operation *add_operation(builder *b, uint32_t kind)
{
    small_operation *o = &b->network->operations[b->network->operation_count++];
    memset(o, 0, sizeof *o);
    o->kind = kind;
    o->kernel = o->stride = 1;
    return o;
}

static void finish_operation(builder *b, small_operation *o)
{
    o->channels = b->map.channels;
    o->width = b->map.width;
    o->height = b->map.height;
}

static void add_convolution(builder *b, int last)
{
    static const small_tensor none;
    small_tensor shape = none;
    uint32_t smaller = b->map.width < b->map.height ? b->map.width : b->map.height;
    int pointwise_possible = b->last == STAGE_SPATIAL || b->last == STAGE_POOL;
    shape.kernel = pick(b->choices, 3) == 0 ? 1 : 1 + pick(b->choices, b->last == STAGE_NONE ? SQE_MAX_KERNEL : 4);
    shape.stride = pick(b->choices, 3) ? 1 : 1 + pick(b->choices, SQE_MAX_STRIDE);
    shape.padding = pick(b->choices, shape.kernel);
    shape.outputs = 1 + pick(b->choices, 8);
    while (shape.kernel > smaller + 2 * shape.padding) {
        shape.kernel--;
        shape.padding = shape.padding < shape.kernel ? shape.padding : shape.kernel - 1;
    }
    while (!fits_work(&b->map, &shape)) {
        if (shape.outputs > 1) {
            shape.outputs--;
        } else {
            shape.kernel = 1; /* a row of weights always fits: SMALL_CHANNELS x SMALL_SIDE x SMALL_SIDE / 16 */
            shape.stride = 4;
            shape.padding = 0;
            if (!fits_work(&b->map, &shape)) {
                break;
            }
        }
    }
    if (last && shape.kernel == 1 && shape.stride == 1 && pointwise_possible) {
        shape.padding = pick(b->choices, 2) ? pick(b->choices, SQE_MAX_BORDER + 1) : 0;
    }
    int pointwise = shape.kernel == 1 && shape.stride == 1 && pointwise_possible;
    small_operation *o = add_operation(b, SQE_KIND_CONVOLUTION);
    o->kernel = shape.kernel;
    o->stride = shape.stride;
    o->padding = shape.padding;
    o->tensor = b->network->tensor_count;
    if (!pointwise) {
        uint32_t width = (b->map.width + 2 * shape.padding - shape.kernel) / shape.stride + 1;
        start_segment(b, shape.kernel, shape.stride, b->map.channels, width);
    }
    small_tensor *tensor = add_tensor(b, pointwise ? SMALL_POINTWISE : SMALL_SPATIAL, b->network->segment_count - 1, b->map,
                                      &shape, last);
    map_size out = {tensor->outputs, tensor->out_width, tensor->out_height};
    b->map = out;
    b->last = pointwise ? STAGE_POINTWISE : STAGE_SPATIAL;
    finish_operation(b, o);
}

static void add_fire(builder *b)
{
    static const small_tensor none;
    small_tensor squeeze = none;
    small_tensor expand = none;
    small_tensor carry = none;
    map_size in = b->map;
    int pointwise = b->last == STAGE_SPATIAL || b->last == STAGE_POOL;
    squeeze.kernel = squeeze.stride = expand.kernel = expand.stride = carry.kernel = carry.stride = 1;
    squeeze.outputs = 1 + pick(b->choices, 2);
    uint32_t wide = 1 + pick(b->choices, 3);
    uint32_t narrow = 1 + pick(b->choices, 3);
    uint32_t bypass = pointwise ? pick(b->choices, 3) : SQE_BYPASS_NONE;
    if (bypass == SQE_BYPASS_SIMPLE) {
        bypass = in.channels >= 2 && in.channels <= 6 ? bypass : SQE_BYPASS_NONE;
        wide = bypass ? 1 + pick(b->choices, in.channels - 1) : wide;
        narrow = bypass ? in.channels - wide : narrow;
    }
    small_operation *o = add_operation(b, SQE_KIND_FIRE);
    o->kernel = 3;
    o->padding = 1;
    o->tensor = b->network->tensor_count;
    o->bypass = bypass;
    if (!pointwise) {
        start_segment(b, 1, 1, in.channels, in.width);
    }
    small_tensor *squeezed = add_tensor(b, pointwise ? SMALL_POINTWISE : SMALL_SPATIAL, b->network->segment_count - 1, in,
                                        &squeeze, 0);
    map_size middle = {squeezed->outputs, in.width, in.height};
    start_segment(b, 3, 1, middle.channels, in.width);
    uint32_t segment = b->network->segment_count - 1;
    expand.outputs = narrow;
    add_tensor(b, SMALL_SPATIAL, segment, middle, &expand, 0);
    expand.outputs = wide;
    expand.kernel = 3;
    expand.padding = 1;
    add_tensor(b, SMALL_SPATIAL, segment, middle, &expand, 0);
    b->map.channels = narrow + wide;
    if (bypass == SQE_BYPASS_COMPLEX) {
        carry.outputs = b->map.channels;
        add_tensor(b, SMALL_BYPASS, segment, in, &carry, 0);
    }
    if (bypass) {
        o->multiplier = 1 + pick(b->choices, SQE_MAX_MULTIPLIER);
        o->shift = 11 + pick(b->choices, 6);
        o->zero = bypass == SQE_BYPASS_COMPLEX ? pick(b->choices, 256) : 0;
    }
    b->last = STAGE_SPATIAL;
    finish_operation(b, o);
}

static void add_pool(builder *b)
{
    uint32_t kernel = 2 + pick(b->choices, 2);
    uint32_t ceil = pick(b->choices, 2);
    if (b->map.width < kernel || b->map.height < kernel) {
        return;
    }
    small_operation *o = add_operation(b, SQE_KIND_MAX_POOL);
    o->kernel = kernel;
    o->stride = 2;
    b->map.width = (b->map.width - kernel + ceil) / 2 + 1;
    b->map.height = (b->map.height - kernel + ceil) / 2 + 1;
    b->network->segments[b->network->segment_count - 1].row_width = b->map.width;
    b->last = STAGE_POOL;
    finish_operation(b, o);
}

void small_network_make(small_network *n, source *choices)
{
    memset(n->blob, 0, n->blob_bytes); /* of the network before */
    memset(n, 0, offsetof(small_network, blob));
    uint32_t wide = pick(choices, 8) == 0;
    n->channels = pick(choices, 2) ? 3 : 1;
    n->order = n->channels == 1 ? SQE_ORDER_GREY : SQE_ORDER_RGB + pick(choices, 2);
    n->width = 1 + pick(choices, wide ? SMALL_SIDE : 16);
    n->height = 1 + pick(choices, wide ? 5 : 12);
    n->resize = pick(choices, 2);
    n->scale = 1 + pick(choices, 1u << pick(choices, 28));
    for (uint32_t c = 0; c < n->channels; c++) {
        n->padding[c] = (uint8_t)pick(choices, 256);
    }
    builder b = {n, choices, {n->channels, n->width, n->height}, STAGE_NONE};
    for (uint32_t middle = pick(choices, 5); middle; middle--) {
        switch (pick(choices, 4)) {
        case 0:
            if (b.last == STAGE_SPATIAL) {
                add_pool(&b);
            }
            break;
        case 1: add_fire(&b); break;
        default: add_convolution(&b, 0);
        }
    }
    add_convolution(&b, 1);
    n->classes = b.map.channels;
    b.map.width = b.map.height = 1;
    finish_operation(&b, add_operation(&b, SQE_KIND_AVERAGE));
    small_network_write(n, choices);
}
