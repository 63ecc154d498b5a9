/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* Every unit of every weight stream is looked at once, before the first frame, so that decoding needs no checks. */

static int is_zero(const uint8_t *bytes, uint32_t count)
{
    while (count) {
        if (bytes[--count]) {
            return 0;
        }
    }
    return 1;
}

/* Bit by bit, from the lengths alone: slow, but it needs no table. */
typedef struct checker {
    const uint8_t *stream;
    uint32_t bit;
    uint32_t bits;
} checker;

typedef struct code_table {
    uint16_t count[SQE_MAX_CODE_BITS + 1]; /* codes of each length */
    uint8_t *symbols;                      /* by length, then by value */
} code_table;

static int read_bit(checker *c)
{
    if (c->bit >= c->bits) {
        return -1;
    }
    uint32_t unit = c->bit >> 4;
    uint32_t value = sqe_u16(c->stream + 2 * unit) >> (15u - (c->bit & 15u)) & 1u;
    c->bit++;
    return (int)value;
}

static int read_lengths(code_table *table, const uint8_t *lengths, uint32_t symbols, uint32_t longest)
{
    uint32_t place = 0;
    uint32_t fill = 0;
    table->count[0] = 0;
    for (uint32_t length = 1; length <= longest; length++) {
        table->count[length] = 0;
        for (uint32_t s = 0; s < symbols; s++) {
            if ((lengths[s >> 1] >> (4u * (s & 1u)) & 15u) == length) {
                table->symbols[place++] = (uint8_t)s;
                table->count[length]++;
                fill += 1u << (longest - length);
            }
        }
    }
    uint32_t used = 0;
    for (uint32_t s = 0; s < (symbols + 1u) / 2u * 2u; s++) {
        used += (lengths[s >> 1] >> (4u * (s & 1u)) & 15u) != 0;
    }
    /* No longer codes, no stray nibble, and a complete code (or one symbol of length 1). */
    return used == place && (fill == 1u << longest || (place == 1 && table->count[1] == 1));
}

static int read_symbol(checker *c, const code_table *table, uint32_t longest)
{
    uint32_t code = 0;
    uint32_t first = 0;
    uint32_t index = 0;
    for (uint32_t length = 1; length <= longest; length++) {
        int bit = read_bit(c);
        if (bit < 0) {
            return -1;
        }
        code |= (uint32_t)bit;
        uint32_t count = table->count[length];
        if (code - first < count) {
            return table->symbols[index + code - first];
        }
        index += count;
        first = (first + count) << 1;
        code <<= 1;
    }
    return -1;
}

/* Chunks of one sign as the decoder puts them together (decode.c): `units` u16 so far, `sum` magnitudes in the open chunk. */
typedef struct chunk_count {
    uint32_t units, sum;
} chunk_count;

/* Counts per output channel and in all, compared with the tensor's record; sums of magnitudes, compared with what the
 * accumulators hold. */
typedef struct tally {
    const uint8_t *bias; /* of the channel */
    uint32_t bias_bytes;
    const sqe_bounds *bounds;
    int64_t least, most;                 /* what an accumulator may reach */
    uint32_t negative, positive;         /* weights of the channel */
    uint32_t negative_sum, positive_sum; /* and their magnitudes */
    uint32_t max_negative_count, max_positive_count, nonzeros;
    int overflows;
    const int8_t *codebook;
    uint32_t levels;
    chunk_count chunks[2];           /* of the channel, as the decoder makes them: negative, positive */
    uint32_t max_units[2];           /* of any channel */
    uint8_t waiting[SQE_MAX_LEVELS]; /* weights of a level that wait for a third */
} tally;

static void start_tally(tally *t, const sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds)
{
    uint32_t multiplier = tensor->multiplier ? tensor->multiplier : 1u; /* none on the last convolution */
    memset(t, 0, sizeof *t);
    t->bias = model->blob + tensor->bias;
    t->bias_bytes = tensor->bias_bytes;
    t->bounds = bounds;
    t->least = -(int64_t)(0x80000000u / multiplier);
    t->most = (int64_t)(0x7FFFFFFFu / multiplier);
    t->codebook = (const int8_t *)(model->blob + tensor->codebook);
    t->levels = tensor->levels;
}

/* Whether an input of 0 or 255 where it matters most brings the channel's sum, its product with the multiplier, or the class
 * sum out of int32. A channel has at most 65535 weights of each sign, or its record does not match: 65535 x 127 x 255 fits
 * int32. */
static int channel_overflows(const tally *t)
{
    int64_t bias = t->bias_bytes == 2 ? (int16_t)sqe_u16(t->bias) : (int32_t)sqe_u32(t->bias);
    int64_t low = bias - (int64_t)(255u * t->negative_sum);
    int64_t high = bias + (int64_t)(255u * t->positive_sum);
    if (low < t->least || high > t->most) {
        return 1;
    }
    uint64_t sum = (uint64_t)(high > 0 ? high : 0) * t->bounds->positions + (uint64_t)(bias > 0 ? bias : 0) * t->bounds->border;
    return sum > 0x7FFFFFFFu;
}

static void end_channel(tally *t)
{
    t->max_negative_count = sqe_larger(t->max_negative_count, t->negative);
    t->max_positive_count = sqe_larger(t->max_positive_count, t->positive);
    t->nonzeros += t->negative + t->positive;
    t->overflows |= channel_overflows(t);
    t->bias += t->bias_bytes;
    t->negative = t->positive = t->negative_sum = t->positive_sum = 0;
}

static void count_triple(chunk_count *c, uint32_t magnitude)
{
    uint32_t sum = c->sum + 3u * magnitude;
    if (sum > SQE_CHUNK_LIMIT) {
        sum = 3u * magnitude;
        if (sum > SQE_CHUNK_LIMIT) { /* a chunk of a pair and one of a single */
            c->units += (c->sum ? 3u : 0u) + 11u;
            c->sum = 0;
            return;
        }
        c->units += 3;
    }
    c->sum = sum;
    c->units += 4;
}

/* What waits at the end of a channel: pairs, then singles, from level `first` on to before `stop`, by `step`. */
static void count_rest(tally *t, chunk_count *c, int32_t first, int32_t stop, int32_t step)
{
    int32_t large = stop;
    int32_t small = first;
    uint32_t singles = 0;
    for (int32_t k = first; k != stop; k += step) {
        uint32_t magnitude = (uint32_t)(-step * t->codebook[k]);
        if (t->waiting[k] == 2) {
            t->waiting[k] = 0;
            c->sum += 2u * magnitude;
            if (c->sum > SQE_CHUNK_LIMIT) {
                c->sum = 2u * magnitude;
                c->units += 3;
            }
            c->units += 3;
        } else if (t->waiting[k] == 1) {
            large = singles++ ? large : k;
            small = k + step;
        }
    }
    while (singles) {
        while (t->waiting[large] == 0) {
            large += step;
        }
        uint32_t magnitude = (uint32_t)(-step * t->codebook[large]);
        if (c->sum + magnitude > SQE_CHUNK_LIMIT) {
            for (;;) {
                while (t->waiting[small - step] == 0) {
                    small -= step;
                }
                uint32_t filler = (uint32_t)(-step * t->codebook[small - step]);
                if (c->sum + filler > SQE_CHUNK_LIMIT) {
                    break;
                }
                small -= step;
                t->waiting[small] = 0;
                singles--;
                c->sum += filler;
                c->units += 2;
            }
            c->sum = 0;
            c->units += 3;
        }
        t->waiting[large] = 0;
        singles--;
        c->sum += magnitude;
        c->units += 2;
    }
    c->units += 3; /* the ends of three lists */
}

/* The same in a dense or sparse stream, whose units the decoder makes. */
static void end_decoded_channel(tally *t)
{
    int32_t first_positive = 1;
    while (first_positive < (int32_t)t->levels && t->codebook[first_positive] < 0) {
        first_positive++;
    }
    count_rest(t, &t->chunks[0], 1, first_positive, 1);
    count_rest(t, &t->chunks[1], (int32_t)t->levels - 1, first_positive - 1, -1);
    for (uint32_t sign = 0; sign < 2; sign++) {
        t->max_units[sign] = sqe_larger(t->max_units[sign], t->chunks[sign].units);
        t->chunks[sign].units = t->chunks[sign].sum = 0;
    }
    end_channel(t);
}

static sqe_status tally_status(const sqe_model *model, const tally *t, const sqe_tensor *tensor)
{
    const uint8_t *record = sqe_tensor_record(model, tensor->index);
    if (t->max_negative_count != sqe_u16(record + SQE_TENSOR_NEGATIVE) ||
        t->max_positive_count != sqe_u16(record + SQE_TENSOR_POSITIVE) ||
        t->nonzeros != sqe_u32(record + SQE_TENSOR_NONZEROS)) {
        return SQE_ERROR_WEIGHTS;
    }
    return t->overflows ? SQE_ERROR_OVERFLOW : SQE_OK;
}

static int take_level(tally *t, int symbol)
{
    int32_t level = t->codebook[symbol];
    if (level < 0) {
        t->negative++;
        t->negative_sum += (uint32_t)-level;
    } else if (level > 0) {
        t->positive++;
        t->positive_sum += (uint32_t)level;
    } else {
        return 0;
    }
    if (t->waiting[symbol]++ == 2) {
        t->waiting[symbol] = 0;
        count_triple(&t->chunks[level > 0], (uint32_t)(level < 0 ? -level : level));
    }
    return level;
}

static int check_dense(checker *c, const sqe_tensor *tensor, const code_table *levels, tally *t)
{
    uint32_t taps = (uint32_t)tensor->inputs * tensor->kernel * tensor->kernel;
    for (uint32_t channel = 0; channel < tensor->outputs; channel++) {
        for (uint32_t i = 0; i < taps; i++) {
            int symbol = read_symbol(c, levels, tensor->max_code_bits);
            if (symbol < 0) {
                return 0;
            }
            take_level(t, symbol);
        }
        end_decoded_channel(t);
    }
    return 1;
}

static int check_sparse(checker *c, const sqe_tensor *tensor, const uint8_t *gap_lengths, const code_table *levels, tally *t)
{
    uint8_t gap_symbols[SQE_GAP_SYMBOLS];
    code_table gaps;
    uint32_t taps = (uint32_t)tensor->inputs * tensor->kernel * tensor->kernel;
    uint32_t end = taps * tensor->outputs;
    uint32_t channel_end = taps;
    uint32_t position = 0;
    gaps.symbols = gap_symbols;
    if (!read_lengths(&gaps, gap_lengths, SQE_GAP_SYMBOLS, SQE_GAP_BITS)) {
        return 0;
    }
    for (;;) {
        int symbol;
        while ((symbol = read_symbol(c, &gaps, SQE_GAP_BITS)) == SQE_GAP_ESCAPE) {
            position += SQE_GAP_ESCAPE;
            if (position > end) {
                return 0;
            }
        }
        position += (uint32_t)symbol;
        if (symbol < 0 || position > end) {
            return 0;
        }
        for (; position >= channel_end && channel_end <= end; channel_end += taps) {
            end_decoded_channel(t);
        }
        if (position == end) {
            return 1;
        }
        symbol = read_symbol(c, levels, tensor->max_code_bits);
        if (symbol < 0 || !take_level(t, symbol)) {
            return 0;
        }
        position++;
    }
}

static sqe_status check_coded(sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds)
{
    uint8_t level_symbols[SQE_MAX_LEVELS];
    code_table levels;
    checker c = {model->blob + tensor->stream, 0, tensor->stream_bytes * 8u};
    tally t;
    levels.symbols = level_symbols;
    if (tensor->max_code_bits < 1 || tensor->max_code_bits > SQE_MAX_CODE_BITS ||
        !read_lengths(&levels, model->blob + tensor->level_lengths, tensor->levels, tensor->max_code_bits)) {
        return SQE_ERROR_WEIGHTS;
    }
    start_tally(&t, model, tensor, bounds);
    int done = tensor->encoding == SQE_ENCODING_DENSE
                   ? check_dense(&c, tensor, &levels, &t)
                   : check_sparse(&c, tensor, model->blob + tensor->bias - SQE_GAP_SYMBOLS / 2, &levels, &t);
    /* 16 zero bits, which the decoder may read ahead, and the filling up to 4 bytes. */
    if (!done || c.bits - c.bit < SQE_STREAM_END_BITS || c.bits - c.bit >= SQE_STREAM_END_BITS + 32) {
        return SQE_ERROR_WEIGHTS;
    }
    while (c.bit < c.bits) {
        if (read_bit(&c)) {
            return SQE_ERROR_WEIGHTS;
        }
    }
    /* Behind the three counts lie the negative units. */
    model->negative_units = sqe_larger(model->negative_units, 3u + t.max_units[0]);
    model->positive_units = sqe_larger(model->positive_units, t.max_units[1]);
    return tally_status(model, &t, tensor);
}

/* One list of a chunk: units of `size` offsets. Returns the place after its closing 0, or 0 when something is wrong. */
static uint32_t check_list(const uint16_t *units, uint32_t place, uint32_t count, uint32_t size, const sqe_bounds *bounds,
                           uint32_t *sum, uint32_t *weights)
{
    while (place < count && units[place] != 0) {
        uint32_t magnitude = units[place++];
        if (magnitude > 127 || size > count - place) {
            return 0;
        }
        for (uint32_t i = 0; i < size; i++) {
            uint32_t offset = units[place++];
            if (offset % 4u != 1 || offset - 1u + bounds->reach > bounds->limit) {
                return 0;
            }
        }
        *sum += magnitude * size;
        *weights += size;
        if (*sum > SQE_CHUNK_LIMIT) {
            return 0;
        }
    }
    return place < count ? place + 1 : 0;
}

static uint32_t check_chunks(const uint16_t *units, uint32_t place, uint32_t count, uint32_t chunks, const sqe_bounds *bounds,
                             uint32_t *total, uint32_t *weights)
{
    for (; chunks; chunks--) {
        uint32_t sum = 0;
        for (uint32_t size = 3; size >= 1; size--) {
            place = check_list(units, place, count, size, bounds, &sum, weights);
            if (!place) {
                return 0;
            }
        }
        if (sum == 0) {
            return 0; /* a chunk holds at least one unit */
        }
        *total += sum;
    }
    return place;
}

static sqe_status check_fast(const sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds)
{
    const uint16_t *units = (const uint16_t *)(const void *)(model->blob + tensor->stream);
    uint32_t count = tensor->stream_bytes / 2u;
    uint32_t place = 0;
    tally t;
    if (tensor->max_code_bits != 0) {
        return SQE_ERROR_WEIGHTS;
    }
    start_tally(&t, model, tensor, bounds);
    for (uint32_t channel = 0; channel < tensor->outputs; channel++) {
        uint32_t start = place;
        if (count - place < 3) {
            return SQE_ERROR_WEIGHTS;
        }
        place = check_chunks(units, place + 3, count, units[start], bounds, &t.negative_sum, &t.negative);
        if (!place || place - start != units[start + 2]) {
            return SQE_ERROR_WEIGHTS;
        }
        place = check_chunks(units, place, count, units[start + 1], bounds, &t.positive_sum, &t.positive);
        if (!place) {
            return SQE_ERROR_WEIGHTS;
        }
        end_channel(&t);
    }
    if (place + 1 == count && units[place] == 0) {
        place++;
    }
    return place == count ? tally_status(model, &t, tensor) : SQE_ERROR_WEIGHTS;
}

static int check_codebook(const uint8_t *codebook, uint32_t levels)
{
    int previous = -128;
    if (codebook[0] != 0) {
        return 0;
    }
    for (uint32_t i = 1; i < levels; i++) {
        int level = (int8_t)codebook[i];
        if (level == 0 || level <= previous) {
            return 0;
        }
        previous = level;
    }
    return is_zero(codebook + levels, sqe_round4(levels) - levels);
}

sqe_status sqe_check_weights(sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds)
{
    uint32_t bias_bytes = (uint32_t)tensor->outputs * tensor->bias_bytes;
    uint32_t length_bytes = (tensor->levels + 1u) / 2u;
    if (!check_codebook(model->blob + tensor->codebook, tensor->levels) ||
        !is_zero(model->blob + tensor->bias + bias_bytes, sqe_round4(bias_bytes) - bias_bytes)) {
        return SQE_ERROR_WEIGHTS;
    }
    if (tensor->encoding == SQE_ENCODING_FAST) {
        return check_fast(model, tensor, bounds);
    }
    if (!is_zero(model->blob + tensor->level_lengths + length_bytes, sqe_round4(length_bytes) - length_bytes)) {
        return SQE_ERROR_WEIGHTS;
    }
    return check_coded(model, tensor, bounds);
}
