/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../src/internal.h"
#include "session.h"

/* Two channels of 14 pixels, and what -43 * first + 153 * second - 500 requantizes to with 200 / 2^14. */
enum { PIXELS = 14, BIAS = -500, MULTIPLIER = 200, SHIFT = 14 };
static const uint8_t first[PIXELS] = {0, 1, 17, 100, 128, 200, 254, 255, 3, 60, 90, 250, 31, 7};
static const uint8_t second[PIXELS] = {255, 0, 3, 90, 1, 47, 200, 128, 64, 11, 255, 33, 9, 77};
static const uint8_t answer[PIXELS] = {255, 0, 0, 109, 0, 0, 234, 99, 111, 0, 255, 0, 0, 134};

/* A tile of `tile` words, whose high lanes begin with pixel `high`: packs the pixels, runs a stream with every kind of unit over them,
 * compares. */
static int tile_agrees(sqe_tile *run, uint32_t tile, uint32_t high)
{
    uint32_t words[2 * PIXELS]; /* two planes */
    uint8_t row[2 * PIXELS];
    uint16_t b = (uint16_t)(4u * tile + 1u); /* offset of the second plane, with bit 0 set; that of the first is 1 */
    /* clang-format off */
    const uint16_t stream[] = {1, 2, 10,                            /* chunks of negative and positive weights, where these begin */
                               0, 0, 90, 1, 5, b, 0,                /* -90 first, -5 second */
                               0, 31, 1, b, 0, 120, b, 0,           /* 31 of each, 120 second */
                               7, 1, b, 1, 0, 0, 2, 1, 0};          /* 7 of first, second, first; 2 first */
    /* clang-format on */
    const sqe_tile_job job = {MULTIPLIER, SHIFT, tile, tile, tile};
    sqe_pack_lanes(words, tile, first, PIXELS, 0, (int32_t)high, 1, 0);
    sqe_pack_lanes(words + tile, tile, second, PIXELS, 0, (int32_t)high, 1, 0);
    const uint16_t *end = run((const uint8_t *)words, stream, (uint32_t)BIAS, row, &job);
    return end == stream + sizeof stream / sizeof *stream && memcmp(row, answer, tile) == 0 &&
           memcmp(row + tile, answer + high, tile) == 0;
}

int sqe_kernels_agree(void)
{
    static const uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    return sqe_crc32(0, digits, sizeof digits) == 0xCBF43926u && tile_agrees(sqe_tile4_bytes, 4, 4) &&
           tile_agrees(sqe_tile7_bytes, 7, 7) && tile_agrees(sqe_tile14_bytes, 14, 0);
}
