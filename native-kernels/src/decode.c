/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* Turns dense and sparse streams into units: docs/arithmetic.md, "Units". The weights of a channel come in the order of their
 * taps. Two weights of a level wait in pending[level]; a third one leaves with them as a triple. At the end of the channel what
 * is left goes as pairs, then as singles. The checker counts with the same rules how many units that can make
 * (stream_check.c), so that nothing is bounded here. */

/* A canonical Huffman code by lengths 1..11: a 16-bit prefix below limit[n] begins with a code of at most n bits. */
typedef struct code {
    uint32_t limit[SQE_MAX_CODE_BITS + 1];
    uint16_t base[SQE_MAX_CODE_BITS + 1]; /* add the code of n bits: place of its symbol, modulo 2^16 */
    uint16_t shortest;
    uint16_t symbols;
} code;

typedef char code_fits[sizeof(code) == 76 ? 1 : -1];

/* Behind the two codes: the symbols of levels, then of gaps, by code. */
static code *level_code(const sqe_decoder *d) { return (code *)(void *)d->search; }
static code *gap_code(const sqe_decoder *d) { return level_code(d) + 1; }
static uint8_t *level_symbols(const sqe_decoder *d) { return d->search + 2 * sizeof(code); }
static uint8_t *gap_symbols(const sqe_decoder *d) { return level_symbols(d) + sqe_round4(d->levels); }

static uint32_t code_length(const uint8_t *lengths, uint32_t symbol)
{
    return lengths[symbol >> 1] >> (4u * (symbol & 1u)) & 15u;
}

static void build_code(code *c, uint8_t *symbols, const uint8_t *lengths, uint32_t count)
{
    uint32_t next = 0;
    uint32_t place = 0;
    c->shortest = 1;
    for (uint32_t n = 1; n <= SQE_MAX_CODE_BITS; n++) {
        c->base[n] = (uint16_t)(place - (next >> (16 - n)));
        for (uint32_t s = 0; s < count; s++) {
            if (code_length(lengths, s) == n) {
                symbols[place++] = (uint8_t)s;
                next += 0x10000u >> n;
            }
        }
        c->limit[n] = next;
        if (next == 0) {
            c->shortest = (uint16_t)(n + 1);
        }
    }
    c->symbols = (uint16_t)place;
}

/* An entry of the table: level << 9 | gap << 4 | bits of both codes. Bits 0: the level's code does not fit; then gap << 4 |
 * bits of the gap's code << 9; and 0 where that does not fit either, or is an escape. Levels from 128 on have no room. */
enum { ENTRY_LEVEL = 9, ENTRY_GAP = 4, ENTRY_LEVELS = 128 };

static void build_table(const sqe_decoder *d, const uint8_t *level_lengths, const uint8_t *gap_lengths)
{
    uint16_t *start = d->table;
    uint32_t bits = d->table_bits;
    uint32_t gaps = d->sparse ? gap_code(d)->symbols : 1u;
    for (uint32_t i = 0; i < gaps; i++) {
        uint32_t gap = d->sparse ? gap_symbols(d)[i] : 0;
        uint32_t gap_bits = d->sparse ? code_length(gap_lengths, gap) : 0;
        uint16_t *place = start;
        start += 1u << (bits - gap_bits);
        uint16_t rest = (uint16_t)(gap_bits << ENTRY_LEVEL | gap << ENTRY_GAP);
        if (d->sparse && gap == SQE_GAP_ESCAPE) {
            rest = 0;
        } else {
            for (uint32_t k = 0; k < level_code(d)->symbols; k++) {
                uint32_t level = level_symbols(d)[k];
                uint32_t length = gap_bits + code_length(level_lengths, level);
                if (length > bits) {
                    break; /* so are all that follow */
                }
                uint16_t entry = level < ENTRY_LEVELS ? (uint16_t)(level << ENTRY_LEVEL | gap << ENTRY_GAP | length) : rest;
                uint16_t *stop = place + (1u << (bits - length));
                while (place != stop) {
                    *place++ = entry;
                }
            }
        }
        while (place != start) {
            *place++ = rest;
        }
    }
}

void sqe_decoder_start(sqe_engine *engine, sqe_decoder *d, const sqe_tensor *tensor, const sqe_taps *taps)
{
    const uint8_t *blob = engine->model.blob;
    const sqe_layout *layout = &engine->layout;
    uint8_t *scratch = engine->scratch;
    const uint8_t *level_lengths = blob + tensor->level_lengths;
    const uint8_t *gap_lengths = blob + tensor->bias - SQE_GAP_SYMBOLS / 2;
    d->next = (const uint16_t *)(const void *)(blob + tensor->stream);
    d->bits = 0;
    d->left = -16;
    d->carry = 0;
    d->carried = SQE_NO_LEVEL;
    d->table = (uint16_t *)(void *)(scratch + layout->table);
    d->pending = (uint32_t *)(void *)(scratch + layout->pending);
    d->search = scratch + layout->search;
    d->units = (uint16_t *)(void *)(scratch + layout->units);
    d->positive = d->units + engine->model.negative_units;
    d->taps = (uint16_t *)(void *)(scratch + layout->taps);
    d->codebook = (const int8_t *)(blob + tensor->codebook);
    d->levels = tensor->levels;
    d->first_positive = 1;
    while (d->first_positive < d->levels && d->codebook[d->first_positive] < 0) {
        d->first_positive++;
    }
    d->sparse = tensor->encoding == SQE_ENCODING_SPARSE;
    d->table_bits = layout->table_bits;
    memset(d->pending, 0, 4u * d->levels);
    build_code(level_code(d), level_symbols(d), level_lengths, d->levels);
    if (d->sparse) {
        build_code(gap_code(d), gap_symbols(d), gap_lengths, SQE_GAP_SYMBOLS);
    }
    build_table(d, level_lengths, gap_lengths);
    uint16_t *tap = d->taps;
    uint32_t plane = 0; /* kx mod stride */
    uint32_t word = 0;  /* kx div stride */
    for (uint32_t kx = 0; kx < taps->kernel; kx++) {
        uint32_t offset = (taps->base + 4u * (plane * taps->plane + word)) | 1u;
        for (uint16_t *stop = tap + taps->run; tap != stop; tap++) {
            *tap = (uint16_t)offset;
            offset += taps->step;
        }
        if (++plane == taps->stride) {
            plane = 0;
            word++;
        }
    }
    d->taps_end = tap;
}

/* The reader's state in local variables: bits is left-aligned with left + 16 valid bits. */
#define SQE_REFILL \
    if (left < 0) { \
        bits |= (uint32_t)*next++ << -left; \
        left += 16; \
    }

/* A symbol, bit length by bit length. */
static uint32_t search(sqe_decoder *d, const code *c, const uint8_t *symbols)
{
    uint32_t bits = d->bits;
    int32_t left = d->left;
    const uint16_t *next = d->next;
    SQE_REFILL
    uint32_t prefix = bits >> 16;
    uint32_t n = c->shortest;
    while (n < SQE_MAX_CODE_BITS && prefix >= c->limit[n]) {
        n++;
    }
    d->bits = bits << n;
    d->left = left - (int32_t)n;
    d->next = next;
    return symbols[(uint16_t)((prefix >> (16 - n)) + c->base[n])];
}

/* A gap and a level that are not in the table; entry: what is known. They go into carry and carried. */
static __attribute__((noinline)) void search_both(sqe_decoder *d, uint32_t entry)
{
    uint32_t gap = entry >> ENTRY_GAP & 31u;
    d->bits <<= entry >> ENTRY_LEVEL;
    d->left -= (int32_t)(entry >> ENTRY_LEVEL);
    if (d->sparse && entry == 0) {
        uint32_t symbol;
        while ((symbol = search(d, gap_code(d), gap_symbols(d))) == SQE_GAP_ESCAPE) {
            gap += SQE_GAP_ESCAPE;
        }
        gap += symbol;
    }
    d->carry = gap;
    d->carried = search(d, level_code(d), level_symbols(d));
}

/* Three weights of a level whose magnitudes do not fit one chunk: a chunk of a pair and one of a single. open: the chunk at
 * work holds something. */
static __attribute__((noinline)) uint16_t *split_triple(uint16_t *g, uint32_t open, uint32_t magnitude, uint32_t pair,
                                                        uint32_t third)
{
    if (open) {
        g[0] = g[1] = g[2] = 0; /* ends triples, pairs and singles */
        g += 3;
    }
    g[0] = 0; /* no triples */
    g[1] = (uint16_t)magnitude;
    g[2] = (uint16_t)pair;
    g[3] = (uint16_t)(pair >> 16);
    g[4] = g[5] = 0;
    g[6] = g[7] = 0; /* next chunk: neither triples nor pairs */
    g[8] = (uint16_t)magnitude;
    g[9] = (uint16_t)third;
    g[10] = 0;
    return g + 11;
}

/* The chunks of one sign while they are put together. The open chunk's triples are being listed; sum: its magnitudes. */
#define SQE_TRIPLE(g, sum, chunks, magnitude, pair, third) \
    do { \
        uint32_t total = sum + 3u * (magnitude); \
        if (total > SQE_CHUNK_LIMIT) { \
            total = 3u * (magnitude); \
            if (total > SQE_CHUNK_LIMIT) { \
                g = split_triple(g, sum, magnitude, pair, third); \
                chunks += sum ? 3u : 2u; \
                sum = 0; \
                break; \
            } \
            g[0] = g[1] = g[2] = 0; \
            g += 3; \
            chunks++; \
        } \
        sum = total; \
        g[0] = (uint16_t)(magnitude); \
        g[1] = (uint16_t)(pair); \
        g[2] = (uint16_t)((pair) >> 16); \
        g[3] = (uint16_t)(third); \
        g += 4; \
    } while (0)

/* The weight at *t, of the level whose place in pending is slot. */
#define SQE_TAKE_WEIGHT \
    do { \
        uint32_t offset = *t++; \
        uint32_t waiting = *slot; \
        if (waiting == 0) { \
            *slot = offset; \
        } else if (waiting < 0x10000u) { \
            *slot = waiting | offset << 16; \
        } else { \
            int32_t level = codebook[slot - pending]; \
            *slot = 0; \
            if (level < 0) { \
                SQE_TRIPLE(negative, negative_sum, negative_chunks, (uint32_t)-level, waiting, offset); \
            } else { \
                SQE_TRIPLE(positive, positive_sum, positive_chunks, (uint32_t)level, waiting, offset); \
            } \
        } \
    } while (0)

/* Looks gap and level up: entry and its length. */
#define SQE_LOOK_UP \
    SQE_REFILL \
    uint32_t entry = table[bits >> (32 - table_bits)]; \
    uint32_t length = entry & 15u

#define SQE_SEARCH \
    do { \
        d->bits = bits; \
        d->left = left; \
        d->next = next; \
        search_both(d, entry); \
        bits = d->bits; \
        left = d->left; \
        next = d->next; \
    } while (0)

/* What is left of a sign: pairs, then singles, magnitudes descending. A chunk that the next large single does not fit is filled
 * up with the smallest ones. first: level of the largest magnitude; stop: behind the smallest; step: -1 or 1. Returns the
 * number of chunks. */
static inline __attribute__((always_inline)) uint32_t leave(uint16_t *g, uint32_t sum, uint32_t chunks, uint32_t *pending,
                                                            const int8_t *codebook, int32_t first, int32_t stop, int32_t step)
{
    uint32_t *large = pending + first;
    uint32_t *const end = pending + stop;
    uint32_t *small = large; /* end of the singles, gathered from `large` on as magnitude << 16 | offset */
    const int8_t *level = codebook + first;
    *g++ = 0;
    for (uint32_t *slot = large; slot != end; slot += step, level += step) {
        uint32_t waiting = *slot;
        if (!waiting) {
            continue;
        }
        uint32_t magnitude = (uint32_t)(-step * *level);
        *slot = 0;
        if (waiting < 0x10000u) {
            *small = magnitude << 16 | waiting;
            small += step;
            continue;
        }
        sum += 2u * magnitude;
        if (sum > SQE_CHUNK_LIMIT) {
            sum = 2u * magnitude;
            g[0] = g[1] = g[2] = 0; /* ends pairs and singles; the next chunk has no triples */
            g += 3;
            chunks++;
        }
        g[0] = (uint16_t)magnitude;
        g[1] = (uint16_t)waiting;
        g[2] = (uint16_t)(waiting >> 16);
        g += 3;
    }
    *g++ = 0;
    while (large != small) {
        uint32_t single = *large;
        if (sum + (single >> 16) > SQE_CHUNK_LIMIT) {
            for (;;) {
                uint32_t filler = small[-step]; /* at the latest the single itself does not fit */
                if (sum + (filler >> 16) > SQE_CHUNK_LIMIT) {
                    break;
                }
                sum += filler >> 16;
                small -= step;
                *small = 0;
                g[0] = (uint16_t)(filler >> 16);
                g[1] = (uint16_t)filler;
                g += 2;
            }
            sum = 0;
            chunks++;
            g[0] = g[1] = g[2] = 0; /* ends singles; the next chunk has neither triples nor pairs */
            g += 3;
        }
        *large = 0;
        large += step;
        sum += single >> 16;
        g[0] = (uint16_t)(single >> 16);
        g[1] = (uint16_t)single;
        g += 2;
    }
    *g = 0;
    return sum ? chunks : chunks - 1u;
}

static __attribute__((noinline)) uint32_t leave_negative(uint16_t *g, uint32_t sum, uint32_t chunks, const sqe_decoder *d)
{
    return leave(g, sum, chunks, d->pending, d->codebook, 1, (int32_t)d->first_positive, 1);
}

static __attribute__((noinline)) uint32_t leave_positive(uint16_t *g, uint32_t sum, uint32_t chunks, const sqe_decoder *d)
{
    return leave(g, sum, chunks, d->pending, d->codebook, (int32_t)d->levels - 1, (int32_t)d->first_positive - 1, -1);
}

/* The fastest layout has a copy in which table_bits is a constant: it costs a register in the loop. */
static inline __attribute__((always_inline)) const uint16_t *decode_channel(sqe_decoder *d, const uint32_t table_bits)
{
    uint32_t *pending = d->pending;
    const int8_t *codebook = d->codebook;
    const uint16_t *t = d->taps;
    const uint16_t *end = d->taps_end;
    const uint16_t *table = d->table;
    uint16_t *negative = d->units + 3;
    uint16_t *positive = d->positive;
    uint32_t negative_sum = 0, positive_sum = 0;
    uint32_t negative_chunks = 1, positive_chunks = 1; /* the open one counted */
    uint32_t bits = d->bits;
    int32_t left = d->left;
    const uint16_t *next = d->next;
    if (d->sparse) {
        uint32_t *slot;
        if (d->carry >= (uint32_t)(end - t)) { /* no weight in this channel */
            d->carry -= (uint32_t)(end - t);
            goto done;
        }
        t += d->carry;
        if (d->carried != SQE_NO_LEVEL) {
            slot = pending + d->carried;
            SQE_TAKE_WEIGHT;
        }
        for (;;) {
            SQE_LOOK_UP;
            if (length) {
                bits <<= length;
                left -= (int32_t)length;
                t = (const uint16_t *)(const void *)((const uint8_t *)t + (entry >> (ENTRY_GAP - 1) & 62u));
                slot = (uint32_t *)(void *)((uint8_t *)pending + (entry >> ENTRY_LEVEL) * 4u);
            } else {
                SQE_SEARCH;
                slot = pending + d->carried;
                if (d->carry >= (uint32_t)(end - t)) {
                    d->carry -= (uint32_t)(end - t);
                    goto done;
                }
                t += d->carry;
            }
            if (t >= end) { /* by 30 at most: the taps have room behind them */
                break;
            }
            SQE_TAKE_WEIGHT;
        }
        d->carry = (uint32_t)(t - end);
        d->carried = (uint32_t)(slot - pending);
    } else {
        do {
            uint32_t *slot;
            SQE_LOOK_UP;
            if (length) {
                bits <<= length;
                left -= (int32_t)length;
                slot = (uint32_t *)(void *)((uint8_t *)pending + (entry >> ENTRY_LEVEL) * 4u);
            } else {
                SQE_SEARCH;
                slot = pending + d->carried;
            }
            if (slot == pending) {
                t++;
                continue;
            }
            SQE_TAKE_WEIGHT;
        } while (t != end);
    }
done:
    d->next = next;
    d->bits = bits;
    d->left = left;
    d->units[0] = (uint16_t)leave_negative(negative, negative_sum, negative_chunks, d);
    d->units[1] = (uint16_t)leave_positive(positive, positive_sum, positive_chunks, d);
    d->units[2] = (uint16_t)(d->positive - d->units);
    return d->units;
}

static __attribute__((noinline)) const uint16_t *decode_channel_11(sqe_decoder *decoder) { return decode_channel(decoder, 11); }

static __attribute__((noinline)) const uint16_t *decode_channel_any(sqe_decoder *decoder)
{
    return decode_channel(decoder, decoder->table_bits);
}

const uint16_t *sqe_decoder_channel(sqe_decoder *decoder)
{
    return decoder->table_bits == 11 ? decode_channel_11(decoder) : decode_channel_any(decoder);
}
