/* SPDX-License-Identifier: MIT */
/* What the test programs share: bytes of a blob, memory of an exact size, and failing with words. Written from
 * docs/blob-format.md, not with the kernels' own functions. */
#ifndef SQE_TESTS_BLOB_TOOLS_H
#define SQE_TESTS_BLOB_TOOLS_H

#include <stddef.h>
#include <stdint.h>

#include "squeezeedge.h"

uint32_t get16(const uint8_t *p);
uint32_t get32(const uint8_t *p);
void put16(uint8_t *p, uint32_t value);
void put32(uint8_t *p, uint32_t value);
uint32_t round4(uint32_t bytes);
uint32_t crc32(const uint8_t *data, uint32_t bytes);

/* Makes the checksums right again, so that the checks behind them are reached. blob: at least a header. */
void repair(uint8_t *blob, uint32_t bytes);

/* Ends the program: what went wrong, and the status or another number. */
void fail(const char *what, int status);
void expect(const char *what, sqe_status status, sqe_status wanted);

/* malloc that does not fail; the sanitizer guards its exact size. */
void *allocate(size_t bytes);

/* One frame in an arena of exactly the size of that layout, which held `fill` before; rows_per_push rows at a time, or what is left.
 * The sums go to *sums, as many as there are classes; the best `capacity` classes to *top. Returns how many. */
uint32_t infer(const sqe_model *model, const sqe_frame *frame, const uint8_t *pixels, uint32_t rows_per_push, uint32_t layout,
               int fill, int32_t *sums, sqe_class *top, uint32_t capacity);

/* Bytes of a pixel. */
size_t pixel_bytes(uint32_t format);

/* Two inferences, in the fastest layout and in the given one, that start from different memory: the sums must not depend on
 * either, nor on how the rows arrive. */
void run_twice(const sqe_model *model, const sqe_frame *frame, const uint8_t *pixels, uint32_t rows_per_push, uint32_t layout);

#endif
