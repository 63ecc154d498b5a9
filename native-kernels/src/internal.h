/* SPDX-License-Identifier: MIT */
/* What the kernels share among themselves. Formats: docs/blob-format.md; arithmetic and layout: docs/arithmetic.md. */
#ifndef SQE_INTERNAL_H
#define SQE_INTERNAL_H

#include "format.h"
#include "squeezeedge.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the kernels read the blob in place and need a little-endian machine"
#endif

/* Map numbers an observer sees: tensors from 0, operations (pooling, the sum of a bypass) from here. */
enum { SQE_MAP_OPERATION = 0x100 };

/* Fixed sizes in the arena, the same on every machine so that arena sizes agree. */
enum { SQE_ENGINE_BYTES = 256, SQE_SEGMENT_BYTES = 160 };

/* Most rows that a pass over the weights produces. */
enum { SQE_MAX_ROWS = 4 };

/* A weight tensor, ready to run. Positions are bytes from the start of the blob. */
typedef struct sqe_tensor {
    uint32_t codebook;
    uint32_t level_lengths;
    uint32_t bias;
    uint32_t stream;
    uint32_t stream_bytes;
    uint16_t inputs;
    uint16_t outputs;
    uint16_t multiplier;
    uint16_t levels;
    uint8_t encoding;
    uint8_t kernel;
    uint8_t shift;
    uint8_t bias_bytes;
    uint8_t max_code_bits;
    uint8_t index;
} sqe_tensor;

/* One segment: a spatial stage, then optionally pooling, then optionally a pointwise stage. Offsets of ring, pool and bypass
 * are bytes from the start of the persistent block. */
typedef struct sqe_segment {
    sqe_tensor spatial[2]; /* a convolution, or expand1x1 and expand3x3 */
    sqe_tensor pointwise;
    uint32_t ring;   /* ring_rows rows of input, in_channels x in_width bytes each; input row r in place r % ring_rows */
    uint32_t pool;   /* running maxima: out_channels x pool_width bytes */
    uint32_t bypass; /* bypass_rows rows of the module's input; row r in place r % bypass_rows */
    uint32_t bypass_weights; /* of bypass1x1, bytes from the start of the blob; 0: no complex bypass */
    uint16_t in_channels, in_width, in_height;
    uint16_t out_channels, out_width, out_height; /* of the spatial stage */
    uint16_t pool_width, pool_height;
    uint16_t rows_in;      /* rows received */
    uint16_t rows_out;     /* rows of the spatial stage produced */
    uint8_t incoming_rows; /* rows handed over that are not in the ring yet */
    uint8_t operation;     /* of the spatial stage; a pooling is the next one */
    uint8_t spatial_count;
    uint8_t kernel, stride, padding; /* of the window */
    uint8_t pool_kernel;             /* 0: no pooling */
    uint8_t has_pointwise;
    uint8_t final;          /* ends in the class sums */
    uint8_t border_padding; /* padding of a pointwise last convolution */
    uint8_t addition;       /* 1 + index of the expand pair's addition record; 0: no bypass */
    uint8_t rows;           /* of the spatial stage that a pass produces, at most */
    uint8_t fed;            /* rows that the segment before hands over at once, at most */
    uint8_t ring_rows;
    uint8_t bypass_rows; /* 0: no bypass */
    uint8_t together;    /* the pointwise stage takes all rows of a pass at once */
} sqe_segment;

/* What a bypass adds to the expand pair's values: ((value - zero) * multiplier + half) >> shift. */
typedef struct sqe_bypass_scale {
    int32_t multiplier, zero, half;
    uint32_t shift;
} sqe_bypass_scale;

/* How a row of `width` values is cut into tiles of two-lane words. */
typedef struct sqe_tiling {
    uint16_t width;
    uint16_t half;  /* columns in the low lanes; the high lanes start here */
    uint16_t tile;  /* words of a tile, 4 or 7 */
    uint16_t tiles; /* tiles of a row */
} sqe_tiling;

/* Where everything is: in the persistent block (what lives for a whole frame) and in the scratch block (what lives for a pass).
 * Bytes from the start of the block. A segment's own buffers are in its record. */
typedef struct sqe_layout {
    uint32_t segments, sums, resampler, persistent; /* persistent: bytes of that block */
    uint32_t window_area; /* bytes at the start of the scratch block: window, rows at work, rows handed over */
    uint32_t table, pending, search, units, taps; /* of the decoder */
    uint32_t scratch;                             /* bytes of that block */
    uint16_t segment_count;
    uint8_t table_bits; /* 0: nothing to decode */
    uint8_t resample;
    uint8_t preset;
} sqe_layout;

/* Crop and size of the frame being streamed. */
typedef struct sqe_crop {
    uint16_t x, y, width, height;
} sqe_crop;

struct sqe_engine {
    sqe_model model;
    sqe_observer observer;
    uint8_t *scratch;
    sqe_layout layout;
    sqe_frame frame;
    sqe_crop crop;
    uint32_t incoming; /* where the rows being handed over lie: bytes from the start of the scratch block */
    uint32_t last_tick;
    uint16_t frame_row; /* rows of the frame taken */
    uint16_t input_row; /* rows of the input produced */
    uint16_t classes;
    uint8_t state;
};

enum { SQE_STATE_IDLE = 0, SQE_STATE_STREAMING = 1, SQE_STATE_DONE = 2 };

static inline uint32_t sqe_u16(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }

static inline uint32_t sqe_u32(const uint8_t *p) { return sqe_u16(p) | sqe_u16(p + 2) << 16; }

static inline uint32_t sqe_round4(uint32_t bytes) { return (bytes + 3u) & ~3u; }

static inline uint32_t sqe_larger(uint32_t a, uint32_t b) { return a > b ? a : b; }

/* The network record of a blob, which lies right behind the header. */
static inline const uint8_t *sqe_network(const sqe_model *model) { return model->blob + SQE_HEADER_BYTES; }

static inline const uint8_t *sqe_operation_record(const sqe_model *model, uint32_t index)
{
    return model->operations + index * SQE_OPERATION_BYTES;
}

static inline const uint8_t *sqe_tensor_record(const sqe_model *model, uint32_t index)
{
    return model->tensors + index * SQE_TENSOR_BYTES;
}

/* Record `index` of the bypasses, counted over the fire modules that have one; they follow the tensor records. */
static inline const uint8_t *sqe_addition_record(const sqe_model *model, uint32_t index)
{
    return sqe_tensor_record(model, sqe_network(model)[SQE_NETWORK_TENSORS]) + index * SQE_ADDITION_BYTES;
}

/* A place in the persistent block. */
static inline uint8_t *sqe_at(sqe_engine *engine, uint32_t offset) { return (uint8_t *)engine + offset; }

static inline sqe_segment *sqe_segment_at(sqe_engine *engine, uint32_t index)
{
    return (sqe_segment *)(void *)sqe_at(engine, engine->layout.segments + index * SQE_SEGMENT_BYTES);
}

/* crc32.c: CRC-32 (IEEE 802.3) of bytes, continuing from crc (0 to start). */
uint32_t sqe_crc32(uint32_t crc, const uint8_t *data, uint32_t bytes);

/* segments.c: which operations run together. */
typedef struct sqe_walk {
    uint32_t operation;        /* next operation */
    uint32_t squeeze_consumed; /* the squeeze of that fire module is already part of the segment before */
    uint32_t tensor;           /* next tensor */
    uint32_t additions;        /* bypasses passed */
    uint32_t position;         /* its weights, bytes from the start of the blob */
    uint16_t channels, width, height;
} sqe_walk;

void sqe_walk_start(const sqe_model *model, sqe_walk *walk);
/* Fills all of *segment but its buffers and advances: 1; 0 when there is no further one; -1 when an operation has no place
 * (never in an opened model). */
int sqe_walk_next(const sqe_model *model, sqe_walk *walk, sqe_segment *segment);
/* Reads tensor record `index`, whose weights start at `position`; returns the position after them. */
uint32_t sqe_tensor_read(const sqe_model *model, uint32_t index, uint32_t position, sqe_tensor *tensor);
/* The tensor of a complex bypass. */
void sqe_bypass_tensor(const sqe_model *model, const sqe_segment *segment, sqe_tensor *tensor);
/* Parameters of a segment's addition. */
sqe_bypass_scale sqe_bypass_scale_read(const sqe_model *model, const sqe_segment *segment);

/* tiling.c: how rows are cut, and where the taps of a tensor lie. */
sqe_tiling sqe_tile_row(uint32_t width);
/* Words of one plane of the window; bytes of one input row in it; bytes of the window for `rows` output rows. */
uint32_t sqe_plane_words(const sqe_segment *segment);
uint32_t sqe_window_row_bytes(const sqe_segment *segment);
uint32_t sqe_window_bytes(const sqe_segment *segment, uint32_t rows);
/* Width of the row a pointwise stage consumes: pooled or not. */
uint32_t sqe_row_width(const sqe_segment *segment);
/* Bytes of `channels` rows of that many columns as two-lane words. */
uint32_t sqe_block_bytes(uint32_t channels, uint32_t width);

/* Where the taps of a tensor lie in its window or block. */
typedef struct sqe_taps {
    uint32_t base;   /* byte offset of tap (0, 0, 0) */
    uint32_t step;   /* bytes from one input channel (or ky) to the next */
    uint32_t run;    /* taps of one kx: K * inputs */
    uint32_t kernel; /* K */
    uint32_t stride;
    uint32_t plane; /* words of a plane */
} sqe_taps;

sqe_taps sqe_spatial_taps(const sqe_segment *segment, const sqe_tensor *tensor);
sqe_taps sqe_block_taps(uint32_t channels, uint32_t width);

/* layout.c: where every buffer lies. */
/* Computes a layout. segments: NULL, or where segment i's record goes, SQE_SEGMENT_BYTES apart. */
sqe_status sqe_layout_plan(const sqe_model *model, const sqe_frame *frame, uint32_t preset, sqe_layout *layout, sqe_crop *crop,
                           uint8_t *segments);
/* Whether the last window of a pooling reaches over the bottom: then the last row closes one, whatever its number. */
static inline int sqe_pool_cut(const sqe_segment *segment)
{
    return segment->pool_kernel && 2 * segment->pool_height + segment->pool_kernel - 2 > segment->out_height;
}

/* Rows that a pass hands over, at most. */
uint32_t sqe_given_rows(const sqe_segment *segment);

/* What the weights of a tensor may read, and how often its sums are added up. */
typedef struct sqe_bounds {
    uint32_t reach;     /* bytes a tap reads from its offset on */
    uint32_t limit;     /* bytes of the window or block it reads from, for one output row */
    uint32_t positions; /* last convolution: output positions that see the input; else 0 */
    uint32_t border;    /* last convolution: output positions that see padding alone */
} sqe_bounds;

/* stream_check.c: every unit of a tensor's weights, and that no input makes its sums leave int32 (docs/arithmetic.md, "Bounds").
 * The most u16 units a channel decodes to go into model->negative_units and positive_units. Errors: WEIGHTS, OVERFLOW. */
sqe_status sqe_check_weights(sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds);

/* Bytes of the decoder's search tables for codebooks of so many levels. */
static inline uint32_t sqe_search_bytes(uint32_t levels) { return 2u * 76u + sqe_round4(levels) + SQE_GAP_SYMBOLS; }

/* decode.c: turns a dense or sparse stream into units, channel by channel (docs/arithmetic.md, "Units"). */
typedef struct sqe_decoder {
    const uint16_t *next; /* unit of the stream to read next */
    uint32_t bits;        /* left-aligned, of which left + 16 are valid */
    int32_t left;
    uint32_t carry;     /* sparse: taps from the start of the next channel to the weight read ahead */
    uint32_t carried;   /* its level; SQE_NO_LEVEL: none */
    uint16_t *table;    /* one look-up gives gap and level */
    uint32_t *pending;  /* per level: 0, 1 or 2 offsets that wait for a third */
    uint8_t *search;    /* for codes that are longer than the table's */
    uint16_t *units;    /* counts and negative units */
    uint16_t *positive; /* positive units */
    uint16_t *taps;     /* byte offset of each position, bit 0 set */
    uint16_t *taps_end;
    const int8_t *codebook;
    uint32_t levels;
    uint32_t first_positive; /* level */
    uint32_t sparse;
    uint32_t table_bits;
} sqe_decoder;

enum { SQE_NO_LEVEL = 0xFFFF };

void sqe_decoder_start(sqe_engine *engine, sqe_decoder *decoder, const sqe_tensor *tensor, const sqe_taps *taps);
/* The next output channel's units: chunk counts first, as in a fast stream. */
const uint16_t *sqe_decoder_channel(sqe_decoder *decoder);

/* tile4.c, tile7.c, tile14.c: one tile of one row of one output channel. */
typedef struct sqe_tile_job {
    uint32_t multiplier;
    uint32_t shift;
    uint32_t high;       /* bytes sink: distance of the high lanes' values */
    uint32_t low_count;  /* valid low lanes of this tile */
    uint32_t high_count; /* valid high lanes of this tile */
} sqe_tile_job;

/* units: the channel's chunk counts and chunks; base: window or block at the tile's first word. Returns the end of the
 * channel's units. out: the first byte of the row's low lanes / one int32 sum. */
typedef const uint16_t *sqe_tile(const uint8_t *base, const uint16_t *units, uint32_t bias, void *out, const sqe_tile_job *job);
sqe_tile sqe_tile4_bytes, sqe_tile4_sum, sqe_tile7_bytes, sqe_tile7_sum, sqe_tile14_bytes;

/* lanes.c: two-lane words from bytes. Word j gets src[low + j*step] and src[high + j*step], pad outside 0..width-1. */
void sqe_pack_lanes(uint32_t *words, uint32_t count, const uint8_t *src, uint32_t width, int32_t low, int32_t high,
                    uint32_t step, uint32_t pad);

/* bypass.c: adds what a bypass carries to the values of one row of one channel: clamp(value + scaled carried). */
void sqe_bypass_add(const sqe_bypass_scale *scale, uint8_t *values, const uint8_t *carried, uint32_t count);

/* pool.c: one row arriving at a pooling stage, channel by channel. */
typedef struct sqe_pool_row {
    uint8_t *running; /* of channel 0 */
    uint8_t *pooled;  /* of channel 0; written only when closes */
    uint16_t width;   /* pooled */
    uint16_t row;     /* pooled row that closes */
    uint8_t kernel;
    uint8_t opens, closes, carried; /* a window starts, one ends, the one that ends started earlier */
} sqe_pool_row;

void sqe_pool_start(const sqe_segment *segment, uint32_t row, sqe_pool_row *pool);
/* values: the channel's row with two zero bytes behind it. */
void sqe_pool_channel(const sqe_pool_row *pool, uint32_t channel, const uint8_t *values);

/* layer.c */
typedef enum sqe_sink { SQE_SINK_BYTES, SQE_SINK_SUM } sqe_sink;

/* One tensor over some rows. */
typedef struct sqe_layer_run {
    const sqe_tensor *tensor;
    sqe_taps taps;
    const uint8_t *base; /* window or block, at the first row's first word */
    uint32_t base_step;  /* bytes from one row's to the next */
    sqe_tiling tiling;
    sqe_sink sink;
    uint8_t *out;                         /* bytes: the first channel's first row; sum: its int32 */
    uint32_t out_step;                    /* bytes from one channel to the next (0: one row buffer for all) */
    uint32_t row_step;                    /* bytes from one row to the next */
    uint32_t rows;                        /* 1..SQE_MAX_ROWS */
    uint32_t row;                         /* the first one's number, for the observer */
    uint32_t channel;                     /* number of the tensor's first output in its module's map */
    const sqe_pool_row *pool;             /* takes each channel's rows, or NULL */
    const sqe_bypass_scale *scale;        /* what a bypass adds, or NULL */
    const uint8_t *carried[SQE_MAX_ROWS]; /* rows of what it adds, map channel 0 */
    uint32_t sum_map;                     /* for the observer */
} sqe_layer_run;

void sqe_run_layer(sqe_engine *engine, const sqe_layer_run *run);

/* window.c: the rows a segment keeps, and the window made from them. */
/* Unpacks the input rows under the next `rows` output rows into the window. first: this is the first segment. */
void sqe_fill_window(sqe_engine *engine, const sqe_segment *segment, uint32_t *window, uint32_t rows, int first);
/* Puts the rows handed over into the ring. */
void sqe_keep_incoming(sqe_engine *engine, sqe_segment *segment);

/* pass.c: computes the next `rows` output rows of segment `index`; how many rows that handed to the segment after it. */
uint32_t sqe_run_pass(sqe_engine *engine, uint32_t index, uint32_t rows);

/* profile.c: adds the instructions since the last call to a tensor's counter. */
void sqe_profile_mark(sqe_engine *engine, uint32_t tensor);

/* frame.c */
sqe_status sqe_frame_crop(const sqe_model *model, const sqe_frame *frame, sqe_crop *crop);
uint32_t sqe_pixel_bytes(uint32_t format);
/* Takes row engine->frame_row of the frame: what of it lies in the crop goes to the incoming row or the resampler's lines. */
void sqe_frame_take(sqe_engine *engine, const uint8_t *pixels);
/* Puts the next input row that the rows taken so far complete into the incoming row; 0: there is none. */
int sqe_frame_give(sqe_engine *engine);

/* softmax.c */
uint32_t sqe_top_classes(const sqe_engine *engine, const int32_t *sums, sqe_class *top, uint32_t capacity);

#endif
