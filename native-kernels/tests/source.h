/* SPDX-License-Identifier: MIT */
/* Where a test program's choices come from: bytes given by a fuzzer as long as they last, then numbers that follow from them. The
 * same bytes always give the same choices. */
#ifndef SQE_TESTS_SOURCE_H
#define SQE_TESTS_SOURCE_H

#include <stddef.h>
#include <stdint.h>

typedef struct source {
    const uint8_t *data;
    size_t left;
    uint32_t state; /* of the generator; never 0 */
} source;

source source_from_seed(uint32_t seed);
source source_from_bytes(const uint8_t *data, size_t bytes);

/* A number 0 .. below - 1; 0 where below is 0. */
uint32_t pick(source *source, uint32_t below);

/* A number low .. high. */
int32_t pick_between(source *source, int32_t low, int32_t high);

#endif
