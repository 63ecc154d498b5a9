/* SPDX-License-Identifier: MIT */
#include "internal.h"

static uint32_t bias_at(const sqe_engine *engine, const sqe_tensor *tensor, uint32_t channel)
{
    const void *biases = engine->model.blob + tensor->bias;
    return tensor->bias_bytes == 2 ? (uint32_t)((const int16_t *)biases)[channel] : ((const uint32_t *)biases)[channel];
}

static sqe_tile *tile_for(const sqe_layer_run *run)
{
    static sqe_tile *const tiles[2][3] = {{sqe_tile4_words, sqe_tile4_bytes, sqe_tile4_sum},
                                          {sqe_tile7_words, sqe_tile7_bytes, sqe_tile7_sum}};
    return tiles[run->tiling.tile == 7][run->sink];
}

static uint32_t within(int32_t lanes, uint32_t tile)
{
    return lanes <= 0 ? 0 : (uint32_t)lanes < tile ? (uint32_t)lanes : tile;
}

/* Shows the observer what one channel's tiles produced. */
static void show(const sqe_engine *engine, const sqe_layer_run *run, uint32_t map, uint32_t channel, const uint8_t *out)
{
    const sqe_observer *observer = &engine->observer;
    if (run->sink == SQE_SINK_BYTES) {
        uint32_t first = run->first_tile * run->tiling.tile;
        uint32_t words = run->tile_count * run->tiling.tile;
        uint32_t low = within((int32_t)run->tiling.half - (int32_t)first, words);
        uint32_t high = within((int32_t)run->tiling.width - run->tiling.half - (int32_t)first, words);
        observer->row(observer->user, map, run->row, channel, first, out + first, low);
        if (high) {
            first += run->tiling.half;
            observer->row(observer->user, map, run->row, channel, first, out + first, high);
        }
        return;
    }
    for (uint32_t i = 0; i < run->tile_count * run->tiling.tile; i++) {
        uint32_t column = run->first_tile * run->tiling.tile + i;
        const uint8_t *word = out + 4 * i;
        if (column < run->tiling.half) {
            observer->row(observer->user, map, run->row, channel, column, word, 1);
        }
        if (column < run->tiling.half && column + run->tiling.half < run->tiling.width) {
            observer->row(observer->user, map, run->row, channel, column + run->tiling.half, word + 2, 1);
        }
    }
}

/* Adds what the bypass carries to the outputs of one channel. */
static void add_bypass(sqe_engine *engine, const sqe_layer_run *run, uint32_t channel, uint8_t *out, const uint8_t *expanded)
{
    uint32_t width = run->tiling.width;
    if (run->sink == SQE_SINK_WORDS) {
        sqe_bypass_add(run->addition, out, expanded, out, run->tile_count * run->tiling.tile, 1);
    } else {
        sqe_bypass_add(run->addition, out, expanded, run->codes ? run->codes + (run->sum_channel + channel) * width : out,
                       width, 0);
    }
    if (engine->observer.row) {
        show(engine, run, run->sum_map, run->sum_channel + channel, out);
    }
}

void sqe_run_layer(sqe_engine *engine, const sqe_layer_run *run)
{
    const sqe_tensor *tensor = run->tensor;
    sqe_tile *tile = tile_for(run);
    uint32_t words = run->tiling.tile;
    sqe_tile_job job;
    sqe_decoder decoder;
    const uint16_t *stream = (const uint16_t *)(const void *)(engine->model.blob + tensor->stream);
    uint32_t decode = tensor->encoding != SQE_ENCODING_FAST;
    uint8_t *out = run->out;
    if (decode) {
        sqe_decoder_start(engine, &decoder, tensor);
    }
    job.multiplier = tensor->multiplier;
    job.shift = tensor->shift;
    job.high = run->tiling.half;
    for (uint32_t channel = 0; channel < tensor->outputs; channel++) {
        uint32_t bias = bias_at(engine, tensor, channel);
        const uint16_t *units = decode ? sqe_decoder_channel(&decoder, &run->taps) : stream;
        const uint8_t *base = run->base;
        uint8_t *produced = run->scratch ? run->scratch : out;
        uint8_t *o = produced;
        uint32_t x = run->first_tile * words;
        if (run->sink == SQE_SINK_BYTES) {
            o += x;
        }
        for (uint32_t t = 0; t < run->tile_count; t++) {
            job.low_count = within((int32_t)run->tiling.half - (int32_t)x, words);
            job.high_count = within((int32_t)run->tiling.width - run->tiling.half - (int32_t)x, words);
            stream = tile(base, units, bias, o, &job);
            base += 4 * words;
            x += words;
            o += run->sink == SQE_SINK_WORDS ? 4 * words : run->sink == SQE_SINK_BYTES ? words : 0;
        }
        if (engine->observer.row && run->sink != SQE_SINK_SUM) {
            show(engine, run, tensor->index, channel, produced);
        }
        if (run->addition) {
            add_bypass(engine, run, channel, out, produced);
        }
        if (run->pool) {
            sqe_pool_channel(run->pool, channel, out);
        }
        out += run->out_step;
    }
}
