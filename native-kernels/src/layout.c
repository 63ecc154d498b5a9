/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* Where every buffer lies: docs/arithmetic.md, "Two blocks of RAM". The packer's twin is Blob/ArenaPlan.cs. */

typedef char engine_fits[sizeof(sqe_engine) <= SQE_ENGINE_BYTES ? 1 : -1];
typedef char segment_fits[sizeof(sqe_segment) <= SQE_SEGMENT_BYTES ? 1 : -1];

/* How fast a layout is against how much RAM it takes. Fastest first for large networks; the last takes the least RAM. */
static const struct {
    uint8_t first_rows; /* rows a pass of the first segment makes, where it pools */
    uint8_t rows;       /* the same of the others */
    uint8_t table_bits; /* of the decoder's table */
} presets[SQE_LAYOUTS] = {{4, 2, 11}, {4, 2, 10}, {2, 2, 10}, {2, 2, 9}, {2, 2, 8}, {2, 1, 11}, {2, 1, 9}, {1, 1, 8}};

/* What the decoder needs for all dense and sparse tensors. */
typedef struct decoder_needs {
    uint32_t tensors, levels, taps;
} decoder_needs;

static void need_decoder(const sqe_tensor *tensor, decoder_needs *needs)
{
    if (tensor->encoding != SQE_ENCODING_FAST) {
        needs->tensors++;
        needs->levels = sqe_larger(needs->levels, tensor->levels);
        needs->taps = sqe_larger(needs->taps, (uint32_t)tensor->kernel * tensor->kernel * tensor->inputs);
    }
}

static void need_decoders(const sqe_model *model, const sqe_segment *segment, decoder_needs *needs)
{
    for (uint32_t i = 0; i < segment->spatial_count; i++) {
        need_decoder(&segment->spatial[i], needs);
    }
    if (segment->has_pointwise) {
        need_decoder(&segment->pointwise, needs);
    }
    if (segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        need_decoder(&bypass, needs);
    }
}

/* A pooling closes every second row; a last row that closes a cut window has a pass of its own (engine.c). */
uint32_t sqe_given_rows(const sqe_segment *segment) { return segment->pool_kernel ? (segment->rows + 1u) / 2u : segment->rows; }

/* Rows as bytes at the end of the area, one after the other, become words at its start: channels ascending, so each channel's
 * words must end before its own bytes begin. row: bytes of a row of all channels; width: of one channel; block: bytes of the
 * row's words; out: bytes of a row that the pointwise stage makes of it. */
typedef struct hand_over {
    uint32_t rows, row, width, block, out;
} hand_over;

static hand_over hand_over_of(const sqe_segment *segment)
{
    hand_over h;
    h.rows = sqe_given_rows(segment);
    h.width = sqe_row_width(segment);
    h.row = segment->out_channels * h.width;
    h.block = sqe_block_bytes(segment->out_channels, h.width);
    h.out = segment->final ? 0 : segment->pointwise.outputs * h.width;
    return h;
}

/* All rows at once: their words, then what the pointwise stage makes of them, at the end. */
static uint32_t together_bytes(const hand_over *h) { return h->rows * h->block + sqe_larger(h->width, h->rows * h->out); }

/* Row by row: while row r is at work, what the rows before it gave waits behind the words and the rows after it are bytes at
 * the end. */
static uint32_t one_by_one_bytes(const hand_over *h)
{
    uint32_t most = 0;
    for (uint32_t r = 0; r < h->rows; r++) {
        most = sqe_larger(most, h->block + (r + 1u) * h->out + (h->rows - 1u - r) * h->row);
    }
    return most + h->width;
}

/* Bytes of the area at the start of the scratch block that a segment needs. */
static uint32_t area_bytes(const sqe_model *model, const sqe_segment *segment)
{
    uint32_t rows = segment->rows;
    uint32_t window = sqe_window_bytes(segment, rows);
    uint32_t area = window + sqe_round4((uint32_t)segment->fed * segment->in_channels * segment->in_width);
    uint32_t made = rows * segment->out_channels * segment->out_width; /* behind the window */
    if (segment->pool_kernel) {
        made = rows * sqe_round4(segment->out_width + 2u) +
               sqe_round4(sqe_given_rows(segment) * segment->out_channels * segment->pool_width);
    } else if (segment->final && !segment->has_pointwise) {
        made = 0;
    }
    if (segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        window += sqe_round4(rows * segment->out_channels * segment->out_width);
        made = sqe_larger(made, rows * sqe_block_bytes(bypass.inputs, segment->out_width));
    }
    area = sqe_larger(area, window + sqe_round4(made));
    if (segment->has_pointwise) {
        hand_over h = hand_over_of(segment);
        uint32_t together = together_bytes(&h);
        uint32_t single = one_by_one_bytes(&h);
        area = sqe_larger(area, sqe_round4(together < single ? together : single));
    }
    return area;
}

/* Fills in the segment's share of the preset and its buffers in the persistent block; returns the place behind them. */
static uint32_t place_segment(const sqe_model *model, uint32_t preset, uint32_t index, uint32_t fed, sqe_segment *segment,
                              uint32_t place)
{
    uint32_t bypass_row = 0;
    segment->fed = (uint8_t)fed;
    segment->rows = index == 0 && segment->pool_kernel ? presets[preset].first_rows : presets[preset].rows;
    segment->ring_rows = (uint8_t)(segment->kernel + segment->stride * (segment->rows - 1u) - fed);
    if (sqe_pool_cut(segment) && fed > 1) {
        segment->ring_rows++; /* the pass before the last row's own has put the incoming rows into the ring */
    }
    segment->ring = place;
    place += sqe_round4((uint32_t)segment->ring_rows * segment->in_channels * segment->in_width);
    segment->pool = place;
    place += segment->pool_kernel ? sqe_round4((uint32_t)segment->out_channels * segment->pool_width) : 0;
    segment->bypass = place;
    if (segment->addition) {
        bypass_row = (uint32_t)segment->out_channels * segment->out_width;
        segment->bypass_rows = (uint8_t)(sqe_larger(segment->rows, fed) + 1u);
    }
    if (segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        bypass_row = (uint32_t)bypass.inputs * segment->out_width;
    }
    return place + sqe_round4(segment->bypass_rows * bypass_row);
}

static void place_decoder(const sqe_model *model, const decoder_needs *needs, uint32_t table_bits, sqe_layout *layout)
{
    uint32_t place = layout->window_area;
    if (needs->tensors) {
        layout->table_bits = (uint8_t)table_bits;
        layout->table = place;
        place += 2u << table_bits;
        layout->pending = place;
        place += 4u * needs->levels;
        layout->search = place;
        place += sqe_search_bytes(needs->levels);
        layout->units = place;
        place += sqe_round4(2u * (model->negative_units + model->positive_units));
        layout->taps = place;
        place += sqe_round4(2u * (needs->taps + SQE_GAP_ESCAPE - 1u)); /* a gap may point behind the last */
    }
    layout->scratch = place;
}

sqe_status sqe_layout_plan(const sqe_model *model, const sqe_frame *frame, uint32_t preset, sqe_layout *layout, sqe_crop *crop,
                           uint8_t *segments)
{
    static const sqe_layout empty;
    const uint8_t *network = sqe_network(model);
    uint32_t width = sqe_u16(network + SQE_NETWORK_WIDTH);
    uint32_t height = sqe_u16(network + SQE_NETWORK_HEIGHT);
    decoder_needs needs = {0, 0, 0};
    sqe_walk walk;
    sqe_segment segment;
    uint32_t fed = 1;
    uint32_t place = 0;
    sqe_status status = sqe_frame_crop(model, frame, crop);
    if (status != SQE_OK) {
        return status;
    }
    *layout = empty;
    sqe_walk_start(model, &walk);
    while (sqe_walk_next(model, &walk, &segment)) {
        place = place_segment(model, preset, layout->segment_count, fed, &segment, place);
        fed = sqe_given_rows(&segment);
        layout->window_area = sqe_larger(layout->window_area, area_bytes(model, &segment));
        need_decoders(model, &segment, &needs);
        layout->segment_count++;
    }
    layout->preset = (uint8_t)preset;
    layout->resample = crop->width != width || crop->height != height;
    layout->segments = SQE_ENGINE_BYTES;
    uint32_t buffers = layout->segments + SQE_SEGMENT_BYTES * layout->segment_count;
    layout->sums = buffers + place;
    layout->resampler = layout->sums + 4u * sqe_u16(network + SQE_NETWORK_CLASSES);
    layout->persistent = layout->resampler;
    if (layout->resample) {
        layout->persistent += sqe_round4(4u * width * network[SQE_NETWORK_CHANNELS]);
    }
    place_decoder(model, &needs, presets[preset].table_bits, layout);
    if (segments) {
        fed = 1;
        place = buffers;
        sqe_walk_start(model, &walk);
        for (uint32_t i = 0; i < layout->segment_count; i++) {
            sqe_segment *record = (sqe_segment *)(void *)(segments + i * SQE_SEGMENT_BYTES);
            sqe_walk_next(model, &walk, record);
            place = place_segment(model, preset, i, fed, record, place);
            fed = sqe_given_rows(record);
            if (record->has_pointwise) {
                hand_over h = hand_over_of(record);
                record->together = together_bytes(&h) <= layout->window_area;
            }
        }
    }
    return SQE_OK;
}
