/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Tiles of 14 words read the units half as often as tiles of 7; they pay where the sums do not have to be spilled too often. */
#if defined(__xtensa__)
enum { SQE_WIDE_TILES = 0 };
#else
enum { SQE_WIDE_TILES = 1 };
#endif

static uint32_t bias_at(const sqe_engine *engine, const sqe_tensor *tensor, uint32_t channel)
{
    const void *biases = engine->model.blob + tensor->bias;
    return tensor->bias_bytes == 2 ? (uint32_t)((const int16_t *)biases)[channel] : ((const uint32_t *)biases)[channel];
}

/* Valid lanes of the `words` words behind column x, of `columns` columns. */
static uint32_t valid_lanes(uint32_t columns, uint32_t x, uint32_t words)
{
    uint32_t lanes = columns > x ? columns - x : 0;
    return lanes < words ? lanes : words;
}

/* A row as tiles: wide ones, then narrow ones. Only the row's last tile can have lanes beyond the row, because the high lanes
 * are as many as the low ones or one less. */
typedef struct row_tiles {
    sqe_tile *narrow;
    uint32_t words;      /* of a narrow tile */
    uint32_t advance;    /* output bytes from one narrow tile to the next */
    uint32_t wide_count; /* of 14 words */
    uint32_t narrow_count;
    sqe_tile_job wide, all, last; /* of the wide tiles but a last one, of the narrow ones likewise, of the last tile */
} row_tiles;

static row_tiles cut_row(const sqe_layer_run *run)
{
    row_tiles tiles;
    uint32_t words = run->tiling.tile;
    uint32_t bytes = run->sink == SQE_SINK_BYTES;
    tiles.narrow = words == 7 ? (bytes ? sqe_tile7_bytes : sqe_tile7_sum) : (bytes ? sqe_tile4_bytes : sqe_tile4_sum);
    tiles.words = words;
    tiles.advance = bytes ? words : 0;
    tiles.wide_count = SQE_WIDE_TILES && bytes && words == 7 ? run->tiling.tiles / 2u : 0;
    tiles.narrow_count = run->tiling.tiles - 2u * tiles.wide_count;
    tiles.all.multiplier = run->tensor->multiplier;
    tiles.all.shift = run->tensor->shift;
    tiles.all.high = run->tiling.half;
    tiles.all.low_count = tiles.all.high_count = words;
    tiles.wide = tiles.last = tiles.all;
    tiles.wide.low_count = tiles.wide.high_count = 14;
    uint32_t last_words = tiles.narrow_count ? words : 14u;
    uint32_t x = (uint32_t)run->tiling.tiles * words - last_words;
    tiles.last.low_count = valid_lanes(run->tiling.half, x, last_words);
    tiles.last.high_count = valid_lanes((uint32_t)run->tiling.width - run->tiling.half, x, last_words);
    return tiles;
}

/* One row of one channel; returns the end of its units. */
static inline const uint16_t *run_tiles(const row_tiles *tiles, const uint8_t *base, const uint16_t *units, uint32_t bias,
                                        uint8_t *out)
{
    const uint16_t *end = units;
    for (uint32_t left = tiles->wide_count; left; left--) {
        end = sqe_tile14_bytes(base, units, bias, out, left == 1 && tiles->narrow_count == 0 ? &tiles->last : &tiles->wide);
        base += 4 * 14;
        out += 14;
    }
    for (uint32_t left = tiles->narrow_count; left; left--) {
        end = tiles->narrow(base, units, bias, out, left == 1 ? &tiles->last : &tiles->all);
        base += 4 * tiles->words;
        out += tiles->advance;
    }
    return end;
}

static void show(const sqe_engine *engine, const sqe_layer_run *run, uint32_t map, uint32_t channel, const uint8_t *out)
{
    const sqe_observer *observer = &engine->observer;
    for (uint32_t r = 0; r < run->rows; r++, out += run->row_step) {
        observer->row(observer->user, map, run->row + r, channel, 0, out, run->tiling.width);
    }
}

/* What comes after the convolution of one channel's rows: observer, bypass, pooling. */
static void finish_channel(sqe_engine *engine, const sqe_layer_run *run, uint32_t channel, uint8_t *out)
{
    uint32_t map_channel = run->channel + channel;
    if (engine->observer.row) {
        show(engine, run, run->tensor->index, channel, out);
    }
    if (run->scale) {
        for (uint32_t r = 0; r < run->rows; r++) {
            sqe_bypass_add(run->scale, out + r * run->row_step, run->carried[r] + map_channel * run->tiling.width,
                           run->tiling.width);
        }
        if (engine->observer.row) {
            show(engine, run, run->sum_map, map_channel, out);
        }
    }
    for (uint32_t r = 0; run->pool && r < run->rows; r++) {
        sqe_pool_channel(&run->pool[r], map_channel, out + r * run->row_step);
    }
}

void sqe_run_layer(sqe_engine *engine, const sqe_layer_run *run)
{
    const sqe_tensor *tensor = run->tensor;
    row_tiles tiles = cut_row(run);
    sqe_decoder decoder;
    const uint16_t *stream = (const uint16_t *)(const void *)(engine->model.blob + tensor->stream);
    int decode = tensor->encoding != SQE_ENCODING_FAST;
    int more = run->sink == SQE_SINK_BYTES && (engine->observer.row || run->scale || run->pool);
    uint8_t *out = run->out;
    if (decode) {
        sqe_decoder_start(engine, &decoder, tensor, &run->taps);
    }
    for (uint32_t channel = 0; channel < tensor->outputs; channel++) {
        uint32_t bias = bias_at(engine, tensor, channel);
        const uint16_t *units = decode ? sqe_decoder_channel(&decoder) : stream;
        for (uint32_t r = 0; r < run->rows; r++) {
            stream = run_tiles(&tiles, run->base + r * run->base_step, units, bias, out + r * run->row_step);
        }
        if (more) {
            finish_channel(engine, run, channel, out);
        }
        out += run->out_step;
    }
}
