/* SPDX-License-Identifier: MIT */
/* The blob of a small network: docs/blob-format.md. */
#include <string.h>

#include "blob_tools.h"
#include "format.h"
#include "small_network.h"

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
        return 4 * i * words * tiles;
    }
    uint32_t words = tile_words(s->out_width, &tiles);
    uint32_t plane = tiles * words + (s->kernel - 1) / s->stride;
    uint32_t centre = t->kernel != s->kernel;
    uint32_t c = i % t->inputs;
    uint32_t ky = i / t->inputs % t->kernel + centre;
    uint32_t kx = i / t->inputs / t->kernel + centre;
    return 4 * (((ky * t->inputs + c) * s->stride + kx % s->stride) * plane + kx / s->stride);
}

/* One sign of one output channel: weights of equal magnitude in units of one to three, in chunks: triples, pairs, singles. */
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
            while (size * magnitude > SQE_CHUNK_LIMIT) {
                size--;
            }
            if (size == 0 || sum + size * magnitude > SQE_CHUNK_LIMIT) {
                for (uint32_t l = 3; l-- > 0;) {
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
                list[counts[size - 1]++] = (uint16_t)(places[at++] | 1u);
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
        uint32_t start = unit;
        unit += 3;
        put16(counts, write_chunks(out, &unit, n, t, t->codes + o * taps, -1, choices));
        put16(counts + 4, unit - start);
        put16(counts + 2, write_chunks(out, &unit, n, t, t->codes + o * taps, 1, choices));
    }
    return round4(2 * unit);
}

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

void small_network_write(small_network *n, source *choices)
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
