/* SPDX-License-Identifier: MIT */
/* Small random networks: their blob, written from docs/blob-format.md, and their class sums, computed from docs/arithmetic.md a map
 * at a time. Nothing here uses the kernels. */
#ifndef SQE_TESTS_SMALL_NETWORK_H
#define SQE_TESTS_SMALL_NETWORK_H

#include "source.h"
#include "squeezeedge.h"

enum {
    SMALL_OPERATIONS = 10,
    SMALL_TENSORS = 24,
    SMALL_CHANNELS = 16, /* of any map */
    SMALL_SIDE = 64,
    SMALL_WEIGHTS = 640, /* of a tensor */
    SMALL_LEVELS = 24,
    SMALL_BLOB = 1 << 18 /* bytes that any of these blobs needs at most */
};

typedef enum small_role { SMALL_SPATIAL, SMALL_POINTWISE, SMALL_BYPASS } small_role;

typedef struct small_tensor {
    small_role role;
    uint32_t segment;
    uint32_t encoding, kernel, stride, padding, inputs, outputs;
    uint32_t in_width, in_height, out_width, out_height;
    uint32_t levels, multiplier, shift;
    int8_t codebook[SMALL_LEVELS];
    uint8_t codes[SMALL_WEIGHTS]; /* in blob order: output channel, kx, ky, input channel */
    int32_t bias[SMALL_CHANNELS];
    uint32_t position; /* of its stream in the blob */
    uint32_t stream_bytes;
} small_tensor;

typedef struct small_operation {
    uint32_t kind, kernel, stride, padding, channels, width, height, tensor, bypass;
    uint32_t multiplier, shift, zero; /* of the addition */
} small_operation;

/* A segment's window and rows: where the taps of its tensors lie depends on them. */
typedef struct small_segment {
    uint32_t kernel, stride, inputs, out_width, row_width;
} small_segment;

typedef struct small_network {
    uint32_t width, height, channels, order, resize, classes, scale;
    uint8_t padding[4];
    uint32_t operation_count, tensor_count, segment_count;
    small_operation operations[SMALL_OPERATIONS];
    small_tensor tensors[SMALL_TENSORS];
    small_segment segments[SMALL_TENSORS];
    int overflows; /* some input could bring a sum out of int32 */
    uint32_t blob_bytes;
    uint8_t blob[SMALL_BLOB];
} small_network;

/* Makes a network and its blob. */
void small_network_make(small_network *network, source *choices);

/* Writes its blob, with any grouping and codes that the format allows. small_blob.c */
void small_network_write(small_network *network, source *choices);

/* The class sums of a frame of any geometry. small_sums.c */
void small_network_sums(const small_network *network, const sqe_frame *frame, const uint8_t *pixels, int64_t *sums);

/* The probability of a class in 1/65536. */
uint32_t small_network_probability(const small_network *network, const int32_t *sums, uint32_t index);

#endif
