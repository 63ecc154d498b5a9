/* SPDX-License-Identifier: MIT */
#include "blob_tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format.h"

uint32_t get16(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }

uint32_t get32(const uint8_t *p) { return get16(p) | get16(p + 2) << 16; }

void put16(uint8_t *p, uint32_t value)
{
    p[0] = (uint8_t)value;
    p[1] = (uint8_t)(value >> 8);
}

void put32(uint8_t *p, uint32_t value)
{
    put16(p, value);
    put16(p + 2, value >> 16);
}

uint32_t round4(uint32_t bytes) { return (bytes + 3u) & ~3u; }

uint32_t crc32(const uint8_t *data, uint32_t bytes)
{
    uint32_t crc = ~0u;
    while (bytes--) {
        crc ^= *data++;
        for (int i = 0; i < 8; i++) {
            crc = crc >> 1 ^ (crc & 1u ? 0xEDB88320u : 0);
        }
    }
    return ~crc;
}

void repair(uint8_t *blob, uint32_t bytes)
{
    for (uint32_t entry = SQE_HEADER_NETWORK; entry <= SQE_HEADER_LABELS; entry += SQE_SECTION_BYTES) {
        uint32_t offset = get32(blob + entry + SQE_SECTION_OFFSET);
        uint32_t length = get32(blob + entry + SQE_SECTION_LENGTH);
        if (offset <= bytes && length <= bytes - offset) {
            put32(blob + entry + SQE_SECTION_CRC, crc32(blob + offset, length));
        }
    }
    put32(blob + SQE_HEADER_CRC, 0);
    put32(blob + SQE_HEADER_CRC, crc32(blob, SQE_HEADER_BYTES));
}

void fail(const char *what, int status)
{
    fprintf(stderr, "%s: %s (%d)\n", what, sqe_status_name((sqe_status)status), status);
    abort();
}

void expect(const char *what, sqe_status status, sqe_status wanted)
{
    if (status != wanted) {
        fail(what, status);
    }
}

void *allocate(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) {
        fail("out of memory", 0);
    }
    return memory;
}

uint32_t infer(const sqe_model *model, const sqe_frame *frame, const uint8_t *pixels, uint32_t rows_per_push, uint32_t layout,
               int fill, int32_t *kept, sqe_class *top, uint32_t capacity)
{
    sqe_engine *engine;
    const int32_t *sums;
    uint32_t count;
    uint32_t best;
    uint32_t chosen;
    sqe_arena_bytes bytes;
    size_t row = pixel_bytes(frame->format) * frame->width;
    expect("arena size", sqe_arena_size(model, frame, layout, &bytes), SQE_OK);
    sqe_arena arena = {allocate(bytes.persistent), bytes.persistent, allocate(bytes.scratch), bytes.scratch};
    memset(arena.persistent, fill, bytes.persistent);
    memset(arena.scratch, fill, bytes.scratch);
    expect("init", sqe_init(&engine, model, frame, &arena), SQE_OK);
    expect("layout", sqe_layout_chosen(engine, &chosen), SQE_OK);
    if (chosen > layout) {
        fail("a slower layout was chosen than fits", (int)chosen);
    }
    expect("begin", sqe_begin(engine), SQE_OK);
    for (uint32_t y = 0; y < frame->height;) {
        uint32_t rows = frame->height - y < rows_per_push ? frame->height - y : rows_per_push;
        expect("push", sqe_push(engine, pixels + y * row, rows), SQE_OK);
        y += rows;
    }
    expect("finish", sqe_finish(engine, top, capacity, &best), SQE_OK);
    expect("sums", sqe_sums(engine, &sums, &count), SQE_OK);
    memcpy(kept, sums, count * sizeof *kept);
    free(arena.persistent);
    free(arena.scratch);
    return best;
}

size_t pixel_bytes(uint32_t format)
{
    static const uint8_t bytes[4] = {3, 2, 2, 1};
    return bytes[format];
}

void run_twice(const sqe_model *model, const sqe_frame *frame, const uint8_t *pixels, uint32_t rows_per_push, uint32_t layout)
{
    sqe_info info;
    sqe_class top[5];
    expect("info", sqe_model_info(model, &info), SQE_OK);
    int32_t *first = allocate(info.classes * sizeof *first);
    int32_t *second = allocate(info.classes * sizeof *second);
    infer(model, frame, pixels, rows_per_push, 0, 0x00, first, top, 5);
    infer(model, frame, pixels, 1, layout, 0xFF, second, top, 5);
    if (memcmp(first, second, info.classes * sizeof *first) != 0) {
        fail("the sums depend on what the arena held before, on its layout, or on how the rows arrived", 0);
    }
    free(second);
    free(first);
}
