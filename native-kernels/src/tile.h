/* SPDX-License-Identifier: MIT */
/* One tile of one output channel: the hot loop of every convolution. Included by tile4.c, tile7.c and tile14.c, which
 * define SQE_T (words of a tile), SQE_EACH(M) (M(0) .. M(T-1)) and SQE_TILE(name).
 *
 * A word holds two activations a = word & 65535 and b = word >> 16, each 0..255. Within a chunk S = sum of magnitude x word,
 * modulo 2^32. The magnitudes of a chunk add up to at most 257, so each lane's sum is at most 257 x 255 = 65535: nothing is
 * carried from the low lane into the high one, and S = A + 65536 B with A, B in 0..65535, exact. Equal weights arrive grouped,
 * so that their words are added before the one multiplication: a lane is then at most 3 x 255 = 765.
 *
 * Over the chunks of one sign (docs/arithmetic.md, "Lanes"), modulo 2^32:
 *     low  = sum of S         = sum of A + 65536 x sum of B
 *     high = sum of S >> 16   = sum of B
 * so the high lane's result is high and the low lane's is low - (high << 16). Both forms are linear: with sums An, Bn of the
 * negative and Ap, Bp of the positive weights the result is bias + Ap - An in the low lane and bias + Bp - Bn in the high one.
 * The negative chunks come first and leave low = An + 65536 Bn - both and high = Bn - bias, where both = bias + 65536 bias; the
 * positive ones are added to the negatives of these. Modulo 2^32 all of it; the final sums lie within int32.
 *
 * Instruction scheduling before register allocation is off for these files: it spills the sums. */

#include "internal.h"

#if defined(__GNUC__) && !defined(__clang__)
/* GCC does not see that a sign's first chunk, or SQE_NO_NEGATIVE, stores the sums that later ones are added to. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

typedef struct sqe_wide {
    uint32_t low[SQE_T];  /* sum of the whole words, modulo 2^32 */
    uint32_t high[SQE_T]; /* sum of the high lanes */
} sqe_wide;

/* A pointer of its own keeps GCC from loading what all branches read before them, and spilling it: 1 % on RV32. With the 16
 * registers of an Xtensa it is the other way round. */
#if defined(__GNUC__) && !defined(__xtensa__)
#define SQE_OWN_POINTER __asm__("" : "+r"(g))
#else
#define SQE_OWN_POINTER (void)0
#endif

#define SQE_WORDS(offset) ((const uint32_t *)(const void *)(base + (offset)))

/* Adds up all chunks of a channel. g: its units; base: one byte before the tile's first word, because offsets have bit 0 set.
 * Returns the end of the units. A chunk's first unit starts the sums and the first chunk of a sign stores instead of adding, so
 * that nothing has to be set to zero or negated on its own. */
static inline __attribute__((always_inline)) const uint16_t *accumulate(const uint8_t *base, const uint16_t *g, uint32_t bias,
                                                                        sqe_wide *wide)
{
    uint32_t chunks = g[0];
    uint32_t positive = g[1];
    const uint16_t *positive_chunks = g + g[2];
    uint32_t both = bias + (bias << 16);
    uint32_t first = 1; /* the next flush is the first of its sign */
    uint32_t w;
    const uint32_t *p, *q, *r;
    g += 3;
    base--;
    if (chunks == 0) {
        /* As if there were negative weights that add up to 0. */
#define SQE_NO_NEGATIVE(t) wide->low[t] = 0u - both, wide->high[t] = 0u - bias;
        SQE_EACH(SQE_NO_NEGATIVE)
    }
    for (;;) {
        for (; chunks; chunks--) {
#define SQE_DECLARE(t) uint32_t s##t;
            SQE_EACH(SQE_DECLARE)
            if ((w = g[0]) != 0) {
                SQE_OWN_POINTER;
                p = SQE_WORDS(g[1]);
                q = SQE_WORDS(g[2]);
                r = SQE_WORDS(g[3]);
                g += 4;
#define SQE_FIRST_TRIPLE(t) s##t = w * (p[t] + q[t] + r[t]);
                SQE_EACH(SQE_FIRST_TRIPLE)
                while ((w = g[0]) != 0) {
                    p = SQE_WORDS(g[1]);
                    q = SQE_WORDS(g[2]);
                    r = SQE_WORDS(g[3]);
                    g += 4;
#define SQE_TRIPLE(t) s##t += w * (p[t] + q[t] + r[t]);
                    SQE_EACH(SQE_TRIPLE)
                }
                g++;
            } else if ((w = g[1]) != 0) {
                SQE_OWN_POINTER;
                p = SQE_WORDS(g[2]);
                q = SQE_WORDS(g[3]);
                g += 4;
#define SQE_FIRST_PAIR(t) s##t = w * (p[t] + q[t]);
                SQE_EACH(SQE_FIRST_PAIR)
            } else {
                SQE_OWN_POINTER;
                w = g[2];
                p = SQE_WORDS(g[3]);
                g += 4;
#define SQE_FIRST_SINGLE(t) s##t = w * p[t];
                SQE_EACH(SQE_FIRST_SINGLE)
                goto singles;
            }
            while ((w = g[0]) != 0) {
                p = SQE_WORDS(g[1]);
                q = SQE_WORDS(g[2]);
                g += 3;
#define SQE_PAIR(t) s##t += w * (p[t] + q[t]);
                SQE_EACH(SQE_PAIR)
            }
            g++;
        singles:
            while ((w = g[0]) != 0) {
                p = SQE_WORDS(g[1]);
                g += 2;
#define SQE_SINGLE(t) s##t += w * p[t];
                SQE_EACH(SQE_SINGLE)
            }
            g++;
            if (!first) {
#define SQE_FLUSH(t) wide->low[t] += s##t, wide->high[t] += s##t >> 16;
                SQE_EACH(SQE_FLUSH)
                continue;
            }
            first = 0;
            /* Keeps GCC from computing s >> 16 before the branches, for all three ways to flush. */
#define SQE_HERE(t) __asm__("" : "+r"(s##t));
            if (positive != UINT32_MAX) {
                SQE_EACH(SQE_HERE)
                /* Negative weights: low and high hold -(bias - An), that is An - bias, and so on (see above). */
#define SQE_FLUSH_NEGATIVE(t) wide->low[t] = s##t - both, wide->high[t] = (s##t >> 16) - bias;
                SQE_EACH(SQE_FLUSH_NEGATIVE)
            } else {
                SQE_EACH(SQE_HERE)
#define SQE_FLUSH_POSITIVE(t) wide->low[t] = s##t - wide->low[t], wide->high[t] = (s##t >> 16) - wide->high[t];
                SQE_EACH(SQE_FLUSH_POSITIVE)
            }
        }
        if (positive == UINT32_MAX) {
            return g;
        }
        if (positive == 0) {
#define SQE_NEGATE(t) wide->low[t] = 0u - wide->low[t], wide->high[t] = 0u - wide->high[t];
            SQE_EACH(SQE_NEGATE)
            return g;
        }
        chunks = positive;
        positive = UINT32_MAX;
        g = positive_chunks;
        first = 1;
    }
}

/* (sum x multiplier) >> shift, clamped to 0..255. sum: int32; the packer chooses multiplier (1..32767) and shift (0..31) so
 * that the product of any sum whose result lies in 0..255 fits int32. */
static inline __attribute__((always_inline)) uint32_t requantize(uint32_t sum, uint32_t multiplier, uint32_t shift)
{
    int32_t v = (int32_t)(sum * multiplier) >> shift;
    if ((uint32_t)v > 255u) {
        v = (~v >> 31) & 255;
    }
    return (uint32_t)v;
}

#define SQE_LOW(t) (wide.low[t] - (wide.high[t] << 16))
#define SQE_HIGH(t) wide.high[t]

/* Requantized values as bytes of a row. out: the byte of the first low lane. */
const uint16_t *SQE_TILE(bytes)(const uint8_t *base, const uint16_t *stream, uint32_t bias, void *out, const sqe_tile_job *job)
{
    sqe_wide wide;
    const uint16_t *end = accumulate(base, stream, bias, &wide);
    uint32_t multiplier = job->multiplier;
    uint32_t shift = job->shift;
    uint32_t low = job->low_count;
    uint32_t high = job->high_count;
    uint8_t *a = out;
    uint8_t *b = a + job->high;
    if (low == SQE_T && high == SQE_T) {
#define SQE_STORE_BYTES(t) \
    a[t] = (uint8_t)requantize(SQE_LOW(t), multiplier, shift), b[t] = (uint8_t)requantize(SQE_HIGH(t), multiplier, shift);
        SQE_EACH(SQE_STORE_BYTES)
    } else {
#define SQE_STORE_VALID(t) \
    if (t < low) { \
        a[t] = (uint8_t)requantize(SQE_LOW(t), multiplier, shift); \
    } \
    if (t < high) { \
        b[t] = (uint8_t)requantize(SQE_HIGH(t), multiplier, shift); \
    }
        SQE_EACH(SQE_STORE_VALID)
    }
    return end;
}

#if !defined(SQE_NO_SUM)
/* Sum of the valid positions after ReLU, added to one class. out: int32_t. */
const uint16_t *SQE_TILE(sum)(const uint8_t *base, const uint16_t *stream, uint32_t bias, void *out, const sqe_tile_job *job)
{
    sqe_wide wide;
    const uint16_t *end = accumulate(base, stream, bias, &wide);
    uint32_t low = job->low_count;
    uint32_t high = job->high_count;
    uint32_t *sum = out;
    uint32_t total = *sum;
#define SQE_ADD(t) \
    if (t < low && (int32_t)SQE_LOW(t) > 0) { \
        total += SQE_LOW(t); \
    } \
    if (t < high && (int32_t)SQE_HIGH(t) > 0) { \
        total += SQE_HIGH(t); \
    }
    SQE_EACH(SQE_ADD)
    *sum = total;
    return end;
}
#endif
