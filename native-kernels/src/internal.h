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

/* Fixed places in the arena, the same on every machine so that arena sizes agree. */
enum { SQE_ENGINE_BYTES = 256, SQE_SEGMENT_BYTES = 168 };

/* A weight tensor, ready to run. Positions are bytes from the start of the blob. */
typedef struct sqe_tensor {
    uint32_t codebook;
    uint32_t level_lengths;
    uint32_t bias;
    uint32_t stream;
    uint32_t stream_bytes;
    uint32_t nonzeros;
    uint16_t inputs;
    uint16_t outputs;
    uint16_t multiplier;
    uint16_t levels;
    uint16_t max_negative_count;
    uint16_t max_positive_count;
    uint8_t encoding;
    uint8_t kernel;
    uint8_t shift;
    uint8_t bias_bytes;
    uint8_t max_code_bits;
    uint8_t index;
} sqe_tensor;

/* One segment: a spatial stage, then optionally pooling, then optionally a pointwise stage. */
typedef struct sqe_segment {
    sqe_tensor spatial[2]; /* a convolution, or expand1x1 and expand3x3 */
    sqe_tensor pointwise;
    uint16_t in_channels, in_width, in_height;
    uint16_t out_channels, out_width, out_height; /* of the spatial stage */
    uint16_t pool_width, pool_height;
    uint32_t bypass_weights; /* of bypass1x1, bytes from the start of the blob; 0: no complex bypass */
    uint16_t rows_in;  /* rows received */
    uint16_t rows_out; /* rows of the spatial stage produced */
    uint8_t operation; /* of the spatial stage; a pooling is the next one */
    uint8_t spatial_count;
    uint8_t kernel, stride, padding; /* of the window */
    uint8_t pool_kernel;             /* 0: no pooling */
    uint8_t has_pointwise;
    uint8_t final;          /* ends in the class sums */
    uint8_t border_padding; /* padding of a pointwise last convolution */
    uint8_t whole_rows;     /* a block is a whole row, not one tile */
    uint8_t has_incoming_row;  /* the delivered row is not in the ring yet */
    uint8_t addition;       /* 1 + index of the expand pair's addition record; 0: no bypass */
} sqe_segment;

/* What a bypass adds to the expand pair's codes: ((code - zero) * multiplier + half) >> shift. */
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

/* Where everything is in the arena: bytes from its start. Ring and pool of segment i are found by walking. */
typedef struct sqe_arena_plan {
    uint32_t segments, sums, resampler, incoming, transient, decoder, total;
    uint32_t persistent; /* ring of segment 0; rings and pools follow in segment order */
    uint16_t segment_count;
    uint16_t max_code_bits; /* 0: nothing to decode */
    uint16_t max_negative_count, max_positive_count;
    uint8_t resample;
} sqe_arena_plan;

/* Crop and size of the frame being streamed. */
typedef struct sqe_crop {
    uint16_t x, y, width, height;
} sqe_crop;

struct sqe_engine {
    sqe_model model;
    sqe_observer observer;
    sqe_arena_plan plan;
    sqe_frame frame;
    sqe_crop crop;
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

static inline uint8_t *sqe_at(sqe_engine *engine, uint32_t offset) { return (uint8_t *)engine + offset; }

static inline sqe_segment *sqe_segment_at(sqe_engine *engine, uint32_t index)
{
    return (sqe_segment *)(void *)sqe_at(engine, engine->plan.segments + index * SQE_SEGMENT_BYTES);
}

/* CRC-32 (IEEE 802.3) of bytes, continuing from crc (0 to start). crc32.c */
uint32_t sqe_crc32(uint32_t crc, const uint8_t *data, uint32_t bytes);

/* plan.c: walks the segments of a checked network. */
typedef struct sqe_walk {
    uint32_t operation; /* next operation */
    uint32_t squeeze_consumed; /* the squeeze of that fire module is already part of the segment before */
    uint32_t tensor;    /* next tensor */
    uint32_t additions; /* bypasses passed */
    uint32_t position;  /* its weights, bytes from the start of the blob */
    uint16_t channels, width, height;
} sqe_walk;

void sqe_walk_start(const sqe_model *model, sqe_walk *walk);
/* Fills *segment and advances: 1; 0 when there is no further one; -1 when an operation has no place (never in an opened
 * model). */
int sqe_walk_next(const sqe_model *model, sqe_walk *walk, sqe_segment *segment);
/* Reads tensor record `index`, whose weights start at `position`; returns the position after them. */
uint32_t sqe_tensor_read(const sqe_model *model, uint32_t index, uint32_t position, sqe_tensor *tensor);
sqe_tiling sqe_tile_row(uint32_t width);
/* Words of one plane of the window, and bytes of the whole window. */
uint32_t sqe_plane_words(const sqe_segment *segment);
uint32_t sqe_window_bytes(const sqe_segment *segment);
/* The row a pointwise stage consumes: pooled or not; tiles per block; bytes of a block. */
uint32_t sqe_row_width(const sqe_segment *segment);
uint32_t sqe_block_tiles(const sqe_segment *segment);
uint32_t sqe_block_bytes(const sqe_segment *segment);
uint32_t sqe_ring_bytes(const sqe_segment *segment);
uint32_t sqe_pool_bytes(const sqe_segment *segment);
/* The two rows of module input a bypass keeps, and all that a segment keeps from row to row. */
uint32_t sqe_bypass_bytes(const sqe_model *model, const sqe_segment *segment);
uint32_t sqe_persistent_bytes(const sqe_model *model, const sqe_segment *segment);
/* Complex bypass: its tensor; tiles per block of its input; bytes of that block. */
void sqe_bypass_tensor(const sqe_model *model, const sqe_segment *segment, sqe_tensor *tensor);
uint32_t sqe_bypass_tiles(const sqe_segment *segment);
uint32_t sqe_bypass_block_bytes(const sqe_segment *segment, const sqe_tensor *bypass);
/* Parameters of a segment's addition. */
sqe_bypass_scale sqe_bypass_scale_read(const sqe_model *model, const sqe_segment *segment);
sqe_status sqe_plan_arena(const sqe_model *model, const sqe_frame *frame, sqe_arena_plan *plan, sqe_crop *crop);

/* Where the taps of a tensor lie in its window or block. */
typedef struct sqe_taps {
    uint32_t base;    /* byte offset of tap (0, 0, 0) */
    uint32_t step;    /* bytes from one input channel (or ky) to the next */
    uint32_t run;     /* taps of one kx: K * inputs */
    uint32_t kernel;
    uint32_t stride;
    uint32_t plane;   /* words of a plane */
} sqe_taps;

/* Byte offset to add to position * step for column kx of the kernel. */
static inline uint32_t sqe_taps_base(const sqe_taps *taps, uint32_t kx)
{
    return taps->base + 4u * (kx % taps->stride * taps->plane + kx / taps->stride) - kx * taps->run * taps->step;
}

sqe_taps sqe_spatial_taps(const sqe_segment *segment, const sqe_tensor *tensor);
sqe_taps sqe_pointwise_taps(const sqe_segment *segment);
sqe_taps sqe_bypass_taps(const sqe_segment *segment, const sqe_tensor *bypass);

/* What the weights of a tensor may read, and how often its sums are added up. */
typedef struct sqe_bounds {
    uint32_t reach;     /* bytes a tap reads from its offset on */
    uint32_t limit;     /* bytes of the window or block it reads from */
    uint32_t positions; /* last convolution: output positions that see the input; else 0 */
    uint32_t border;    /* last convolution: output positions that see padding alone */
} sqe_bounds;

/* stream_check.c: every unit of a tensor's weights, and that no input makes its sums leave int32 (docs/arithmetic.md, "Bounds").
 * Errors: WEIGHTS, OVERFLOW. */
sqe_status sqe_check_weights(const sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds);

/* decode.c: turns a dense or sparse stream into the units of a fast one, channel by channel. */
typedef struct sqe_decoder {
    const uint16_t *next;
    uint32_t bits; /* left-aligned */
    int32_t left;
    uint32_t position; /* sparse: next nonzero weight, counted from the start of the channel */
    const uint16_t *levels;
    const uint16_t *gaps;
    uint16_t *middle; /* negative units grow down from here, positive ones up */
    uint32_t max_code_bits;
    uint32_t sparse;
} sqe_decoder;

void sqe_decoder_start(sqe_engine *engine, sqe_decoder *decoder, const sqe_tensor *tensor);
/* The next output channel's units: chunk counts first, as in a fast stream. */
const uint16_t *sqe_decoder_channel(sqe_decoder *decoder, const sqe_taps *taps);

/* tile4.c, tile7.c: one tile of one output channel. */
typedef struct sqe_tile_job {
    uint32_t multiplier;
    uint32_t shift;
    uint32_t high; /* bytes sink: distance of the high lanes' values */
    uint32_t low_count;  /* valid low lanes of this tile */
    uint32_t high_count; /* valid high lanes of this tile */
} sqe_tile_job;

/* stream: the channel's chunk counts and chunks; base: window or block at the tile's first word. Returns the end of the
 * channel's stream. out: T words / the first byte of the row's low lanes / one int32 sum. */
typedef const uint16_t *sqe_tile(const uint8_t *base, const uint16_t *stream, uint32_t bias, void *out,
                                 const sqe_tile_job *job);
sqe_tile sqe_tile4_words, sqe_tile4_bytes, sqe_tile4_sum, sqe_tile7_words, sqe_tile7_bytes, sqe_tile7_sum;

/* lanes.c: two-lane words from bytes. Word j gets src[low + j*step] and src[high + j*step], pad outside 0..width-1. */
void sqe_pack_lanes(uint32_t *words, uint32_t count, const uint8_t *src, uint32_t width, int32_t low, int32_t high,
                    uint32_t step, uint32_t pad);

/* The reverse, for words first .. first + count - 1 of a row: their valid lanes go to the row's bytes. */
void sqe_unpack_lanes(uint8_t *row, const uint32_t *words, uint32_t first, uint32_t count, const sqe_tiling *tiling);

/* bypass.c */
/* Adds codes to one channel's outputs: result = clamp(expanded + scaled codes). words: two-lane words, else bytes. */
void sqe_bypass_add(const sqe_bypass_scale *addition, uint8_t *result, const uint8_t *expanded, const uint8_t *codes,
                    uint32_t count, int words);

/* layer.c */
typedef enum sqe_sink { SQE_SINK_WORDS, SQE_SINK_BYTES, SQE_SINK_SUM } sqe_sink;

/* One tensor over some tiles of a row. */
typedef struct sqe_layer_run {
    const sqe_tensor *tensor;
    sqe_taps taps;
    const uint8_t *base; /* window or block, at the first tile's first word */
    sqe_tiling tiling;
    uint32_t first_tile, tile_count;
    sqe_sink sink;
    uint8_t *out;         /* words: the first channel's block; bytes: its row; sum: its int32 */
    uint32_t out_step;    /* bytes from one channel to the next (0: a row buffer used for one channel at a time) */
    uint32_t row;         /* for the observer */
    const struct sqe_pool_row *pool; /* takes each channel's row, or NULL */
    const sqe_bypass_scale *addition;    /* what a bypass adds, or NULL */
    const uint8_t *codes;            /* bytes it adds, from the first channel on; NULL: the codes are already in out */
    uint8_t *scratch;                /* one channel's outputs before the addition, where the codes are in out */
    uint32_t sum_map;                /* for the observer */
    uint32_t sum_channel;            /* of the tensor's first output */
} sqe_layer_run;

void sqe_run_layer(sqe_engine *engine, const sqe_layer_run *run);

/* pool.c: one row arriving at a pooling stage, channel by channel. */
typedef struct sqe_pool_row {
    uint8_t *running; /* channel 0 */
    uint8_t *pooled;  /* channel 0; written only when closes */
    uint32_t channel; /* of the tensor's first output */
    uint32_t width;   /* pooled */
    uint32_t kernel;
    uint32_t operation;
    uint32_t row;     /* pooled row that closes */
    uint8_t opens, closes, carried; /* a window starts, one ends, the one that ends started earlier */
} sqe_pool_row;

void sqe_pool_start(const sqe_segment *segment, uint32_t row, sqe_pool_row *pool);
/* conv: the channel's row with two zero bytes behind it. */
void sqe_pool_channel(const sqe_pool_row *pool, uint32_t channel, const uint8_t *conv);

/* engine.c */
/* Adds the instructions since the last call to a tensor's counter. */
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
