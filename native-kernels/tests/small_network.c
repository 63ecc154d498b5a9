/* SPDX-License-Identifier: MIT */
#include "small_network.h"

#include <math.h>
#include <string.h>

#include "blob_tools.h"
#include "format.h"

enum { WORK = 24000 }; /* multiplications of a tensor */

typedef struct map_size {
    uint32_t channels, width, height;
} map_size;

/* ---- Topology ---- */

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
    small_segment fresh = {kernel, stride, inputs, out_width, out_width, 0};
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
        b->network->overflows |=
            last && inside * (high > 0 ? high : 0) + border * (tensor->bias[o] > 0 ? tensor->bias[o] : 0) > INT32_MAX;
    }
    tensor->multiplier = tensor->shift = 0;
    if (!last) {
        int64_t most = INT32_MAX / highest < INT32_MIN / lowest ? INT32_MAX / highest : INT32_MIN / lowest;
        most = most < SQE_MAX_MULTIPLIER ? most : SQE_MAX_MULTIPLIER;
        int64_t beyond = pick(b->choices, 64) == 0 && most < SQE_MAX_MULTIPLIER;
        int64_t target = pick_between(b->choices, 100, 600);
        tensor->multiplier = beyond ? (uint32_t)most + 1u : pick(b->choices, 4) ? 1u + pick(b->choices, (uint32_t)most) : (uint32_t)most;
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
    n->segments[segment].whole_rows |= tensor->encoding != SQE_ENCODING_FAST;
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
    small_tensor *tensor =
        add_tensor(b, pointwise ? SMALL_POINTWISE : SMALL_SPATIAL, b->network->segment_count - 1, b->map, &shape, last);
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
    small_tensor *squeezed =
        add_tensor(b, pointwise ? SMALL_POINTWISE : SMALL_SPATIAL, b->network->segment_count - 1, in, &squeeze, 0);
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

/* ---- Streams ---- */

typedef struct bits {
    uint8_t *bytes;
    uint32_t count;
} bits;

/* Most significant bit first in little-endian 16-bit units. bytes: 0 before. */
static void write_code(bits *b, uint32_t code, uint32_t length)
{
    while (length--) {
        uint32_t unit = b->count >> 4;
        uint32_t at = 15u - (b->count & 15u);
        b->bytes[2 * unit + (at >> 3)] |= (uint8_t)((code >> length & 1u) << (at & 7u));
        b->count++;
    }
}

typedef struct huffman {
    uint8_t lengths[32];
    uint16_t codes[32];
    uint32_t symbols, longest;
} huffman;

/* A random complete code: a leaf is split until every symbol has one. */
static void make_code(huffman *h, uint32_t symbols, uint32_t longest, source *choices)
{
    uint32_t code = 0;
    h->symbols = symbols;
    h->longest = 0;
    memset(h->lengths, 0, sizeof h->lengths);
    for (uint32_t leaves = 1; leaves < symbols; leaves++) {
        uint32_t leaf = pick(choices, leaves);
        while (h->lengths[leaf] == longest) {
            leaf = (leaf + 1) % leaves;
        }
        h->lengths[leaves] = ++h->lengths[leaf];
    }
    for (uint32_t length = 1; length <= longest; length++, code <<= 1) {
        for (uint32_t s = 0; s < symbols; s++) {
            if (h->lengths[s] == length) {
                h->codes[s] = (uint16_t)code++;
                h->longest = length;
            }
        }
    }
}

static uint32_t write_lengths(uint8_t *out, const huffman *h)
{
    for (uint32_t s = 0; s < h->symbols; s++) {
        out[s / 2] |= (uint8_t)(h->lengths[s] << 4 * (s % 2));
    }
    return round4((h->symbols + 1) / 2);
}

static void write_symbol(bits *b, const huffman *h, uint32_t symbol) { write_code(b, h->codes[symbol], h->lengths[symbol]); }

static void write_gap(bits *b, const huffman *gaps, uint32_t gap)
{
    for (; gap >= SQE_GAP_ESCAPE; gap -= SQE_GAP_ESCAPE) {
        write_symbol(b, gaps, SQE_GAP_ESCAPE);
    }
    write_symbol(b, gaps, gap);
}

static uint32_t write_coded(uint8_t *out, const small_tensor *t, const huffman *levels, const huffman *gaps)
{
    bits b = {out, 0};
    uint32_t gap = 0;
    for (uint32_t i = 0; i < t->kernel * t->kernel * t->inputs * t->outputs; i++) {
        if (t->encoding == SQE_ENCODING_SPARSE && t->codes[i] == 0) {
            gap++;
            continue;
        }
        if (t->encoding == SQE_ENCODING_SPARSE) {
            write_gap(&b, gaps, gap);
            gap = 0;
        }
        write_symbol(&b, levels, t->codes[i]);
    }
    if (t->encoding == SQE_ENCODING_SPARSE) {
        write_gap(&b, gaps, gap);
    }
    return round4((b.count + SQE_STREAM_END_BITS + 7) / 8);
}

/* Words of a tile and tiles of a row: docs/arithmetic.md, "Tiles". */
static uint32_t tile_words(uint32_t width, uint32_t *tiles)
{
    uint32_t half = (width + 1) / 2;
    uint32_t sevens = (half + 6) / 7;
    uint32_t fours = (half + 3) / 4;
    int four = 17 * fours < 26 * sevens;
    *tiles = four ? fours : sevens;
    return four ? 4 : 7;
}

/* Where tap i of a tensor lies: docs/arithmetic.md, "Row buffers". */
static uint32_t tap_offset(const small_network *n, const small_tensor *t, uint32_t i)
{
    const small_segment *s = &n->segments[t->segment];
    uint32_t tiles;
    if (t->role != SMALL_SPATIAL) {
        uint32_t words = tile_words(t->role == SMALL_POINTWISE ? s->row_width : s->out_width, &tiles);
        return 4 * i * words * (s->whole_rows ? tiles : 1);
    }
    uint32_t words = tile_words(s->out_width, &tiles);
    uint32_t plane = tiles * words + (s->kernel - 1) / s->stride;
    uint32_t centre = t->kernel != s->kernel;
    uint32_t c = i % t->inputs;
    uint32_t ky = i / t->inputs % t->kernel + centre;
    uint32_t kx = i / t->inputs / t->kernel + centre;
    return 4 * (((ky * t->inputs + c) * s->stride + kx % s->stride) * plane + kx / s->stride);
}

/* One sign of one output channel: weights of equal magnitude in units of one to three, in chunks that begin with a single. */
static uint32_t write_chunks(uint8_t *out, uint32_t *unit, const small_network *n, const small_tensor *t, const uint8_t *codes,
                             int sign, source *choices)
{
    uint32_t taps = t->kernel * t->kernel * t->inputs;
    uint32_t chunks = 0;
    uint32_t sum = 0;
    uint16_t lists[3][260 * 4];
    uint32_t counts[3] = {0, 0, 0};
    for (uint32_t level = 1; level <= t->levels; level++) {
        uint32_t magnitude = level < t->levels ? (uint32_t)(sign * t->codebook[level]) : 0;
        uint32_t places[SMALL_WEIGHTS];
        uint32_t found = 0;
        for (uint32_t i = 0; level < t->levels && sign * t->codebook[level] > 0 && i < taps; i++) {
            if (codes[i] == level) {
                places[found++] = tap_offset(n, t, i);
            }
        }
        for (uint32_t at = 0; at < found || (level == t->levels && chunks && sum);) {
            uint32_t size = level == t->levels ? 0 : 1 + pick(choices, found - at < 3 ? found - at : 3);
            size = counts[0] == 0 && size > 1 ? 1 : size;
            if (size == 0 || sum + size * magnitude > SQE_CHUNK_LIMIT) {
                for (uint32_t l = 0; l < 3; l++) {
                    for (uint32_t i = 0; i < counts[l]; i++) {
                        put16(out + 2 * (*unit)++, lists[l][i]);
                    }
                    put16(out + 2 * (*unit)++, 0);
                    counts[l] = 0;
                }
                sum = 0;
                continue;
            }
            chunks += sum == 0;
            sum += size * magnitude;
            uint16_t *list = lists[size - 1];
            list[counts[size - 1]++] = (uint16_t)magnitude;
            for (uint32_t i = 0; i < size; i++) {
                list[counts[size - 1]++] = (uint16_t)places[at++];
            }
        }
    }
    return chunks;
}

static uint32_t write_fast(uint8_t *out, const small_network *n, const small_tensor *t, source *choices)
{
    uint32_t taps = t->kernel * t->kernel * t->inputs;
    uint32_t unit = 0;
    for (uint32_t o = 0; o < t->outputs; o++) {
        uint8_t *counts = out + 2 * unit;
        unit += 2;
        put16(counts, write_chunks(out, &unit, n, t, t->codes + o * taps, -1, choices));
        put16(counts + 2, write_chunks(out, &unit, n, t, t->codes + o * taps, 1, choices));
    }
    return round4(2 * unit);
}

/* ---- The blob ---- */

static void write_record(uint8_t *r, const small_tensor *t, const huffman *levels, uint32_t bias_bytes)
{
    uint32_t taps = t->kernel * t->kernel * t->inputs;
    uint32_t most[2] = {0, 0};
    uint32_t all = 0;
    for (uint32_t o = 0; o < t->outputs; o++) {
        uint32_t count[2] = {0, 0};
        for (uint32_t i = 0; i < taps; i++) {
            int level = t->codebook[t->codes[o * taps + i]];
            if (level) {
                count[level > 0]++;
                all++;
            }
        }
        for (int sign = 0; sign < 2; sign++) {
            most[sign] = count[sign] > most[sign] ? count[sign] : most[sign];
        }
    }
    r[SQE_TENSOR_ENCODING] = (uint8_t)t->encoding;
    r[SQE_TENSOR_KERNEL] = (uint8_t)t->kernel;
    r[SQE_TENSOR_BIAS_BYTES] = (uint8_t)bias_bytes;
    r[SQE_TENSOR_CODE_BITS] = (uint8_t)(t->encoding == SQE_ENCODING_FAST ? 0 : levels->longest);
    put16(r + SQE_TENSOR_INPUTS, t->inputs);
    put16(r + SQE_TENSOR_OUTPUTS, t->outputs);
    put16(r + SQE_TENSOR_MULTIPLIER, t->multiplier);
    r[SQE_TENSOR_SHIFT] = (uint8_t)t->shift;
    put16(r + SQE_TENSOR_LEVELS, t->levels);
    put16(r + SQE_TENSOR_NEGATIVE, most[0]);
    put16(r + SQE_TENSOR_POSITIVE, most[1]);
    put32(r + SQE_TENSOR_NONZEROS, all);
    put32(r + SQE_TENSOR_STREAM_BYTES, t->stream_bytes);
}

/* Writes a tensor's parts at *position and its record. */
static void write_tensor(small_network *n, small_tensor *t, uint8_t *record, uint32_t *position, source *choices)
{
    huffman levels;
    huffman gaps;
    uint32_t bias_bytes = 2;
    make_code(&levels, t->levels, SQE_MAX_CODE_BITS, choices);
    make_code(&gaps, SQE_GAP_SYMBOLS, SQE_GAP_BITS, choices);
    for (uint32_t o = 0; o < t->outputs; o++) {
        bias_bytes = t->bias[o] < INT16_MIN || t->bias[o] > INT16_MAX ? 4 : bias_bytes;
    }
    uint8_t *out = n->blob + *position;
    memcpy(out, t->codebook, t->levels);
    out += round4(t->levels);
    if (t->encoding != SQE_ENCODING_FAST) {
        out += write_lengths(out, &levels);
    }
    if (t->encoding == SQE_ENCODING_SPARSE) {
        out += write_lengths(out, &gaps);
    }
    for (uint32_t o = 0; o < t->outputs; o++) {
        put16(out + o * bias_bytes, (uint32_t)t->bias[o]);
        if (bias_bytes == 4) {
            put32(out + o * bias_bytes, (uint32_t)t->bias[o]);
        }
    }
    out += round4(t->outputs * bias_bytes);
    t->position = (uint32_t)(out - n->blob);
    t->stream_bytes = t->encoding == SQE_ENCODING_FAST ? write_fast(out, n, t, choices) : write_coded(out, t, &levels, &gaps);
    *position = t->position + t->stream_bytes;
    write_record(record, t, &levels, bias_bytes);
}

static void write_operation(uint8_t *r, const small_operation *o)
{
    r[SQE_OPERATION_KIND] = (uint8_t)o->kind;
    r[SQE_OPERATION_KERNEL] = (uint8_t)o->kernel;
    r[SQE_OPERATION_STRIDE] = (uint8_t)o->stride;
    r[SQE_OPERATION_PADDING] = (uint8_t)o->padding;
    put16(r + SQE_OPERATION_CHANNELS, o->channels);
    put16(r + SQE_OPERATION_WIDTH, o->width);
    put16(r + SQE_OPERATION_HEIGHT, o->height);
    r[SQE_OPERATION_TENSOR] = (uint8_t)o->tensor;
    r[SQE_OPERATION_BYPASS] = (uint8_t)o->bypass;
}

static void write_section(uint8_t *blob, uint32_t entry, uint32_t from, uint32_t to)
{
    put32(blob + entry + SQE_SECTION_OFFSET, from);
    put32(blob + entry + SQE_SECTION_LENGTH, to - from);
}

static void write_blob(small_network *n, source *choices)
{
    uint8_t *record = n->blob + SQE_HEADER_BYTES;
    memcpy(n->blob, "SQZE", 4);
    put32(n->blob + SQE_HEADER_VERSION, SQE_FORMAT_VERSION);
    memcpy(n->blob + SQE_HEADER_NAME, "small", 5);
    put16(record + SQE_NETWORK_WIDTH, n->width);
    put16(record + SQE_NETWORK_HEIGHT, n->height);
    record[SQE_NETWORK_CHANNELS] = (uint8_t)n->channels;
    record[SQE_NETWORK_ORDER] = (uint8_t)n->order;
    record[SQE_NETWORK_RESIZE] = (uint8_t)n->resize;
    record[SQE_NETWORK_OPERATIONS] = (uint8_t)n->operation_count;
    put16(record + SQE_NETWORK_RESIZE_SIDE, n->width);
    record[SQE_NETWORK_TENSORS] = (uint8_t)n->tensor_count;
    memcpy(record + SQE_NETWORK_PADDING, n->padding, 4);
    put16(record + SQE_NETWORK_CLASSES, n->classes);
    put32(record + SQE_NETWORK_SCALE, n->scale);
    record += SQE_NETWORK_BYTES;
    uint8_t *tensors = record + n->operation_count * SQE_OPERATION_BYTES;
    uint8_t *addition = tensors + n->tensor_count * SQE_TENSOR_BYTES;
    for (uint32_t i = 0; i < n->operation_count; i++) {
        const small_operation *o = &n->operations[i];
        write_operation(record + i * SQE_OPERATION_BYTES, o);
        if (o->bypass) {
            put16(addition + SQE_ADDITION_MULTIPLIER, o->multiplier);
            addition[SQE_ADDITION_SHIFT] = (uint8_t)o->shift;
            addition[SQE_ADDITION_ZERO] = (uint8_t)o->zero;
            addition += SQE_ADDITION_BYTES;
        }
    }
    uint32_t weights = (uint32_t)(addition - n->blob);
    uint32_t labels = weights;
    for (uint32_t i = 0; i < n->tensor_count; i++) {
        write_tensor(n, &n->tensors[i], tensors + i * SQE_TENSOR_BYTES, &labels, choices);
    }
    uint32_t end = labels;
    if (pick(choices, 2)) {
        for (uint32_t c = 0; c < n->classes; c++, end++) {
            for (uint32_t length = pick(choices, 12); length; length--) {
                n->blob[end++] = (uint8_t)('a' + c);
            }
        }
        end = round4(end);
    }
    write_section(n->blob, SQE_HEADER_NETWORK, SQE_HEADER_BYTES, weights);
    write_section(n->blob, SQE_HEADER_WEIGHTS, weights, labels);
    write_section(n->blob, SQE_HEADER_LABELS, labels, end);
    put32(n->blob + SQE_HEADER_TOTAL, end);
    n->blob_bytes = end;
    repair(n->blob, end);
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
    write_blob(n, choices);
}

/* ---- The sums ---- */

typedef struct map {
    map_size size;
    uint8_t values[SMALL_CHANNELS * SMALL_SIDE * SMALL_SIDE];
} map;

static uint32_t clamp(int64_t v) { return v < 0 ? 0 : v > 255 ? 255 : (uint32_t)v; }

static int64_t sum_at(const small_tensor *t, const map *in, const uint8_t *padding, uint32_t o, uint32_t x, uint32_t y)
{
    uint32_t taps = t->kernel * t->kernel * t->inputs;
    int64_t sum = t->bias[o];
    for (uint32_t i = 0; i < taps; i++) {
        uint32_t c = i % t->inputs;
        int32_t ix = (int32_t)(x * t->stride + i / t->inputs / t->kernel) - (int32_t)t->padding;
        int32_t iy = (int32_t)(y * t->stride + i / t->inputs % t->kernel) - (int32_t)t->padding;
        int outside = ix < 0 || iy < 0 || ix >= (int32_t)in->size.width || iy >= (int32_t)in->size.height;
        uint32_t value = outside ? (padding ? padding[c] : 0) : in->values[(c * in->size.height + (uint32_t)iy) * in->size.width + (uint32_t)ix];
        sum += (int64_t)t->codebook[t->codes[o * taps + i]] * value;
    }
    return sum;
}

/* Channels first .. first + outputs - 1 of out. */
static void convolve(const small_tensor *t, const map *in, const uint8_t *padding, map *out, uint32_t first)
{
    out->size.width = t->out_width;
    out->size.height = t->out_height;
    for (uint32_t o = 0; o < t->outputs; o++) {
        for (uint32_t y = 0; y < t->out_height; y++) {
            for (uint32_t x = 0; x < t->out_width; x++) {
                int64_t v = (sum_at(t, in, padding, o, x, y) * t->multiplier) >> t->shift;
                out->values[((first + o) * t->out_height + y) * t->out_width + x] = (uint8_t)clamp(v);
            }
        }
    }
    out->size.channels = first + t->outputs;
}

static void pool(const small_operation *o, const map *in, map *out)
{
    map_size size = {o->channels, o->width, o->height};
    out->size = size;
    for (uint32_t c = 0; c < o->channels; c++) {
        for (uint32_t y = 0; y < o->height; y++) {
            for (uint32_t x = 0; x < o->width; x++) {
                uint8_t best = 0;
                for (uint32_t iy = 2 * y; iy < 2 * y + o->kernel && iy < in->size.height; iy++) {
                    for (uint32_t ix = 2 * x; ix < 2 * x + o->kernel && ix < in->size.width; ix++) {
                        uint8_t v = in->values[(c * in->size.height + iy) * in->size.width + ix];
                        best = v > best ? v : best;
                    }
                }
                out->values[(c * o->height + y) * o->width + x] = best;
            }
        }
    }
}

static void add_bypass(const small_operation *o, map *result, const map *codes)
{
    int64_t half = o->shift ? (int64_t)1 << (o->shift - 1) : 0;
    for (uint32_t i = 0; i < o->channels * o->width * o->height; i++) {
        int64_t carried = (((int64_t)codes->values[i] - o->zero) * o->multiplier + half) >> o->shift;
        result->values[i] = (uint8_t)clamp(result->values[i] + carried);
    }
}

static uint32_t luminance(const uint8_t *rgb) { return (77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128u) >> 8; }

/* Channel c of the network's input for a pixel of the frame. */
static uint32_t pixel(const small_network *n, const sqe_frame *f, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t c)
{
    const uint8_t *p = pixels + (y * (uint32_t)f->width + x) * pixel_bytes(f->format);
    uint8_t rgb[3];
    if (f->format == SQE_GREY) {
        return p[0];
    }
    memcpy(rgb, p, f->format == SQE_RGB888 ? 3 : 2);
    if (f->format != SQE_RGB888) {
        uint32_t v = f->format == SQE_RGB565_BE ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
        uint32_t r = v >> 11;
        uint32_t g = v >> 5 & 63u;
        uint32_t b = v & 31u;
        rgb[0] = (uint8_t)(r << 3 | r >> 2);
        rgb[1] = (uint8_t)(g << 2 | g >> 4);
        rgb[2] = (uint8_t)(b << 3 | b >> 2);
    }
    return n->channels == 1 ? luminance(rgb) : rgb[n->order == SQE_ORDER_BGR ? 2 - c : c];
}

/* One axis of the resampling: the two pixels and how much of the second, in 1/256. */
static void sample(uint32_t i, uint32_t crop, uint32_t size, uint32_t start, uint32_t *first, uint32_t *second, uint32_t *part)
{
    int64_t step = ((int64_t)crop << 16) / size;
    int64_t position = i * step + step / 2 - 32768;
    position = position < 0 ? 0 : position;
    uint32_t whole = (uint32_t)(position >> 16);
    *first = start + (whole < crop - 1 ? whole : crop - 1);
    *second = start + (whole + 1 < crop - 1 ? whole + 1 : crop - 1);
    *part = (uint32_t)(position >> 8) & 255u;
}

static void read_input(const small_network *n, const sqe_frame *f, const uint8_t *pixels, map *input)
{
    uint32_t cw = f->width;
    uint32_t ch = f->height;
    map_size size = {n->channels, n->width, n->height};
    input->size = size;
    if (n->resize == SQE_RESIZE_SHORTER_SIDE && (uint32_t)f->width * n->height >= (uint32_t)f->height * n->width) {
        cw = f->height * n->width / n->height;
        cw = cw ? cw : 1;
    } else if (n->resize == SQE_RESIZE_SHORTER_SIDE) {
        ch = f->width * n->height / n->width;
        ch = ch ? ch : 1;
    }
    uint32_t left = (f->width - cw) / 2;
    uint32_t top = (f->height - ch) / 2;
    for (uint32_t c = 0; c < n->channels; c++) {
        for (uint32_t y = 0; y < n->height; y++) {
            for (uint32_t x = 0; x < n->width; x++) {
                uint32_t i0, i1, part, j0, j1, row_part;
                uint32_t value;
                if (cw == n->width && ch == n->height) {
                    value = pixel(n, f, pixels, left + x, top + y, c);
                } else {
                    sample(x, cw, n->width, left, &i0, &i1, &part);
                    sample(y, ch, n->height, top, &j0, &j1, &row_part);
                    uint32_t a = pixel(n, f, pixels, i0, j0, c) * (256 - part) + pixel(n, f, pixels, i1, j0, c) * part;
                    uint32_t b = pixel(n, f, pixels, i0, j1, c) * (256 - part) + pixel(n, f, pixels, i1, j1, c) * part;
                    value = (a * (256 - row_part) + b * row_part + 32768u) >> 16;
                }
                input->values[(c * n->height + y) * n->width + x] = (uint8_t)value;
            }
        }
    }
}

void small_network_sums(const small_network *n, const sqe_frame *frame, const uint8_t *pixels, int64_t *sums)
{
    static map maps[4];
    map *in = &maps[0];
    map *out = &maps[1];
    read_input(n, frame, pixels, in);
    for (uint32_t i = 0; i < n->operation_count; i++) {
        const small_operation *o = &n->operations[i];
        const small_tensor *t = &n->tensors[o->tensor];
        const uint8_t *padding = o->tensor == 0 ? n->padding : NULL;
        if (i + 2 == n->operation_count) {
            for (uint32_t c = 0; c < t->outputs; c++) {
                sums[c] = 0;
                for (uint32_t place = 0; place < t->out_width * t->out_height; place++) {
                    int64_t sum = sum_at(t, in, padding, c, place % t->out_width, place / t->out_width);
                    sums[c] += sum > 0 ? sum : 0;
                }
            }
            return;
        }
        if (o->kind == SQE_KIND_MAX_POOL) {
            pool(o, in, out);
        } else if (o->kind == SQE_KIND_CONVOLUTION) {
            convolve(t, in, padding, out, 0);
        } else {
            convolve(t, in, padding, &maps[2], 0);
            convolve(t + 1, &maps[2], NULL, out, 0);
            convolve(t + 2, &maps[2], NULL, out, t[1].outputs);
            if (o->bypass == SQE_BYPASS_COMPLEX) {
                convolve(t + 3, in, padding, &maps[3], 0);
            }
            if (o->bypass) {
                add_bypass(o, out, o->bypass == SQE_BYPASS_COMPLEX ? &maps[3] : in);
            }
        }
        map *swap = in;
        in = out;
        out = swap;
    }
}

static uint32_t exponential(uint32_t distance, uint32_t scale)
{
    if (distance > 2147483648u / scale) {
        return 0;
    }
    uint32_t x = (uint32_t)(((uint64_t)distance * scale) >> 11);
    uint32_t here = (uint32_t)lround(32768 * pow(2, -(double)(x >> 12 & 15u) / 16));
    uint32_t after = (uint32_t)lround(32768 * pow(2, -(double)((x >> 12 & 15u) + 1) / 16));
    return (here - (((here - after) * (x & 4095u)) >> 12)) >> (x >> 16);
}

uint32_t small_network_probability(const small_network *n, const int32_t *sums, uint32_t index)
{
    int32_t largest = sums[0];
    uint32_t total = 0;
    for (uint32_t c = 0; c < n->classes; c++) {
        largest = sums[c] > largest ? sums[c] : largest;
    }
    for (uint32_t c = 0; c < n->classes; c++) {
        total += exponential((uint32_t)(largest - sums[c]), n->scale);
    }
    return (exponential((uint32_t)(largest - sums[index]), n->scale) << 16) / total;
}
