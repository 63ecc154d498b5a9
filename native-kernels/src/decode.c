/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Canonical Huffman decoding by table. An entry holds the symbol's value in its high byte and the code length in its low
 * byte; a code of n bits fills 2^(bits - n) entries. */
static void build_table(uint16_t *table, uint32_t bits, const uint8_t *lengths, uint32_t symbols, const uint8_t *values)
{
    uint32_t place = 0;
    for (uint32_t length = 1; length <= bits; length++) {
        for (uint32_t s = 0; s < symbols; s++) {
            if ((lengths[s >> 1] >> (4u * (s & 1u)) & 15u) != length) {
                continue;
            }
            uint16_t entry = (uint16_t)((values ? values[s] : s) << 8 | length);
            for (uint32_t stop = place + (1u << (bits - length)); place < stop; place++) {
                table[place] = entry;
            }
        }
    }
}

static inline uint32_t refill(sqe_decoder *d)
{
    if (d->left < 16) {
        d->bits |= (uint32_t)*d->next++ << (16 - d->left);
        d->left += 16;
    }
    return d->bits;
}

static inline int32_t take(sqe_decoder *d, const uint16_t *table, uint32_t bits)
{
    int32_t entry = (int16_t)table[refill(d) >> (32 - bits)];
    uint32_t length = (uint32_t)entry & 15u;
    d->bits <<= length;
    d->left -= (int32_t)length;
    return entry >> 8;
}

static inline uint32_t take_gap(sqe_decoder *d)
{
    uint32_t gap = 0;
    uint32_t symbol;
    while ((symbol = (uint32_t)take(d, d->gaps, SQE_GAP_BITS)) == SQE_GAP_ESCAPE) {
        gap += SQE_GAP_ESCAPE;
    }
    return gap + symbol;
}

void sqe_decoder_start(sqe_engine *engine, sqe_decoder *decoder, const sqe_tensor *tensor)
{
    const uint8_t *blob = engine->model.blob;
    uint16_t *levels = (uint16_t *)(void *)sqe_at(engine, engine->plan.decoder);
    uint16_t *gaps = levels + (1u << engine->plan.max_code_bits);
    decoder->next = (const uint16_t *)(const void *)(blob + tensor->stream);
    decoder->bits = 0;
    decoder->left = 0;
    decoder->position = 0;
    decoder->levels = levels;
    decoder->gaps = gaps;
    /* 3.5 units per negative weight, the counts, one list end and a spare below the middle. */
    decoder->middle = gaps + (1u << SQE_GAP_BITS) + (7u * engine->plan.max_negative_count + 1u) / 2u + 6u;
    decoder->max_code_bits = tensor->max_code_bits;
    decoder->sparse = tensor->encoding == SQE_ENCODING_SPARSE;
    build_table(levels, tensor->max_code_bits, blob + tensor->level_lengths, tensor->levels, blob + tensor->codebook);
    if (decoder->sparse) {
        build_table(gaps, SQE_GAP_BITS, blob + tensor->bias - SQE_GAP_SYMBOLS / 2, SQE_GAP_SYMBOLS, NULL);
        decoder->position = take_gap(decoder);
    }
}

/* The units of one channel while they are put together: lists of singles only. */
typedef struct units {
    uint16_t *negative; /* start of the chunks so far, growing down */
    uint16_t *positive; /* end of the chunks so far, growing up */
    uint32_t negative_sum, positive_sum;     /* magnitudes in the open chunk; 0: none open */
    uint32_t negative_chunks, positive_chunks;
} units;

static inline void emit(units *u, int32_t level, uint32_t offset)
{
    if (level < 0) {
        uint32_t sum = u->negative_sum - (uint32_t)level;
        uint16_t *g = u->negative;
        if (sum > SQE_CHUNK_LIMIT) {
            sum = (uint32_t)-level;
            g -= 3;
            g[0] = g[1] = g[2] = 0;
            u->negative_chunks++;
        }
        g -= 2;
        g[0] = (uint16_t)-level;
        g[1] = (uint16_t)offset;
        u->negative = g;
        u->negative_sum = sum;
    } else {
        uint32_t sum = u->positive_sum + (uint32_t)level;
        uint16_t *g = u->positive;
        if (sum > SQE_CHUNK_LIMIT) {
            sum = (uint32_t)level;
            g[0] = g[1] = g[2] = 0;
            g += 3;
            u->positive_chunks++;
        }
        g[0] = (uint16_t)level;
        g[1] = (uint16_t)offset;
        u->positive = g + 2;
        u->positive_sum = sum;
    }
}

const uint16_t *sqe_decoder_channel(sqe_decoder *decoder, const sqe_taps *taps)
{
    sqe_decoder d = *decoder;
    units u;
    uint32_t run = taps->run;
    uint32_t step = taps->step;
    u.positive = d.middle;
    u.negative = d.middle - 3;
    u.negative[0] = u.negative[1] = u.negative[2] = 0;
    u.negative_sum = u.positive_sum = 0;
    u.negative_chunks = u.positive_chunks = 1;
    uint32_t p = d.position;
    uint32_t end = 0;
    for (uint32_t kx = 0; kx < taps->kernel; kx++) {
        uint32_t base = sqe_taps_base(taps, kx);
        end += run;
        if (d.sparse) {
            while (p < end) {
                emit(&u, take(&d, d.levels, d.max_code_bits), base + p * step);
                p += take_gap(&d) + 1;
            }
        } else {
            for (uint32_t offset = base + (end - run) * step, stop = base + end * step; offset != stop; offset += step) {
                int32_t level = take(&d, d.levels, d.max_code_bits);
                if (level) {
                    emit(&u, level, offset);
                }
            }
        }
    }
    if (u.positive_sum) {
        u.positive[0] = u.positive[1] = u.positive[2] = 0;
    } else {
        u.positive_chunks = 0;
    }
    if (!u.negative_sum) {
        u.negative = d.middle;
        u.negative_chunks = 0;
    }
    u.negative -= 2;
    u.negative[0] = (uint16_t)u.negative_chunks;
    u.negative[1] = (uint16_t)u.positive_chunks;
    decoder->next = d.next;
    decoder->bits = d.bits;
    decoder->left = d.left;
    decoder->position = p - end;
    return u.negative;
}
