/* SPDX-License-Identifier: MIT */
/* Damages a blob in many ways and shows that every result is refused or runs within bounds. Built with AddressSanitizer and
 * UndefinedBehaviorSanitizer, which end the program at the first read or write out of bounds; blob and arena are allocated
 * with their exact sizes for that.
 *
 *     damage BLOB SEED ROUNDS
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob_tools.h"
#include "format.h"
#include "source.h"

static source choices;

/* Where the first tensors' streams start, for damage that aims at them. */
static uint32_t stream_starts[8];
static uint32_t stream_count;

/* blob: undamaged. */
static void find_streams(const uint8_t *blob)
{
    uint32_t position = get32(blob + SQE_HEADER_WEIGHTS + SQE_SECTION_OFFSET);
    const uint8_t *network = blob + SQE_HEADER_BYTES;
    const uint8_t *t = network + SQE_NETWORK_BYTES + SQE_OPERATION_BYTES * (uint32_t)network[SQE_NETWORK_OPERATIONS];
    for (stream_count = 0; stream_count < 8 && stream_count < network[SQE_NETWORK_TENSORS];
         stream_count++, t += SQE_TENSOR_BYTES) {
        uint32_t levels = get16(t + SQE_TENSOR_LEVELS);
        position += round4(levels) + round4(get16(t + SQE_TENSOR_OUTPUTS) * t[SQE_TENSOR_BIAS_BYTES]);
        position += t[SQE_TENSOR_ENCODING] != SQE_ENCODING_FAST ? round4((levels + 1) / 2) : 0;
        position += t[SQE_TENSOR_ENCODING] == SQE_ENCODING_SPARSE ? SQE_GAP_SYMBOLS / 2 : 0;
        stream_starts[stream_count] = position;
        position += get32(t + SQE_TENSOR_STREAM_BYTES);
    }
}

static void run(const sqe_model *model, uint16_t width, uint16_t height, uint8_t format)
{
    sqe_frame frame = {width, height, format};
    size_t bytes = pixel_bytes(format) * width * height;
    uint8_t *pixels = allocate(bytes);
    for (size_t i = 0; i < bytes; i++) {
        pixels[i] = (uint8_t)pick(&choices, 256);
    }
    run_twice(model, &frame, pixels, 1 + pick(&choices, 9), pick(&choices, SQE_LAYOUTS));
    free(pixels);
}

static int try_blob(const uint8_t *blob, uint32_t bytes, uint32_t *opened)
{
    uint8_t *copy = allocate(bytes);
    sqe_model model;
    sqe_info info;
    memcpy(copy, blob, bytes);
    sqe_status status = sqe_model_open(&model, copy, bytes);
    if (status == SQE_OK) {
        ++*opened;
        expect("info", sqe_model_info(&model, &info), SQE_OK);
        for (uint32_t c = 0; c < info.classes; c++) {
            const char *label;
            expect("label", sqe_label(&model, c, &label), SQE_OK);
        }
        if (info.input_width <= 64 && info.input_height <= 64) {
            run(&model, info.input_width, info.input_height, SQE_RGB888);
            if (pick(&choices, 4) == 0) {
                run(&model, (uint16_t)(1 + pick(&choices, 90)), (uint16_t)(1 + pick(&choices, 90)), (uint8_t)pick(&choices, 4));
            }
        }
    } else if (status > 0 || strcmp(sqe_status_name(status), "unknown") == 0) {
        fail("unnamed status", status);
    }
    free(copy);
    return status;
}

static void damage(uint8_t *blob, uint32_t *bytes)
{
    static const uint16_t values[5] = {0, 1, 0x7FFF, 0x8000, 0xFFFF};
    uint32_t network = get32(blob + SQE_HEADER_NETWORK + SQE_SECTION_LENGTH);
    uint32_t value;
    uint32_t times = 1 + pick(&choices, 3);
    int repaired = pick(&choices, 4) != 0;
    while (times--) {
        uint32_t aim = pick(&choices, 6);
        uint32_t at = aim < 2 ? SQE_HEADER_BYTES + pick(&choices, network) : pick(&choices, *bytes);
        if (aim == 2 && stream_count) {
            at = stream_starts[pick(&choices, stream_count)] + pick(&choices, 16);
        }
        at = at < *bytes ? at : *bytes - 1;
        switch (pick(&choices, 5)) {
        case 0: blob[at] ^= (uint8_t)(1u << pick(&choices, 8)); break;
        case 1: blob[at] = (uint8_t)pick(&choices, 256); break;
        case 2:
            at &= ~1u;
            value = values[pick(&choices, 5)];
            blob[at] = (uint8_t)value;
            blob[at + 1] = (uint8_t)(value >> 8);
            break;
        case 3: {
            uint8_t word[4];
            uint32_t other = pick(&choices, *bytes / 4) * 4;
            at &= ~3u;
            memcpy(word, blob + at, 4);
            memcpy(blob + at, blob + other, 4);
            memcpy(blob + other, word, 4);
            break;
        }
        default:
            if (pick(&choices, 8) == 0) {
                *bytes = SQE_HEADER_BYTES + pick(&choices, *bytes - SQE_HEADER_BYTES);
            } else {
                blob[at] = (uint8_t)(blob[at] + (pick(&choices, 2) ? 1 : -1));
            }
        }
        if (*bytes <= SQE_HEADER_BYTES) {
            return;
        }
    }
    if (repaired) {
        repair(blob, *bytes);
    }
}

/* A fire module that claims three tensors, in a network section that ends behind its only tensor record: the index must be
 * checked before the record is read. The allocation ends with the blob. */
static void short_records(void)
{
    enum { OPERATIONS = 3, NETWORK = SQE_NETWORK_BYTES + OPERATIONS * SQE_OPERATION_BYTES + SQE_TENSOR_BYTES };
    enum { TOTAL = SQE_HEADER_BYTES + NETWORK };
    sqe_model model;
    uint8_t *blob = allocate(TOTAL);
    uint8_t *network = blob + SQE_HEADER_BYTES;
    uint8_t *fire = network + SQE_NETWORK_BYTES;
    uint8_t *tensor = fire + OPERATIONS * SQE_OPERATION_BYTES;
    memset(blob, 0, TOTAL);
    memcpy(blob, "SQZE", 4);
    put32(blob + SQE_HEADER_VERSION, SQE_FORMAT_VERSION);
    put32(blob + SQE_HEADER_TOTAL, TOTAL);
    put32(blob + SQE_HEADER_NETWORK + SQE_SECTION_OFFSET, SQE_HEADER_BYTES);
    put32(blob + SQE_HEADER_NETWORK + SQE_SECTION_LENGTH, NETWORK);
    put32(blob + SQE_HEADER_WEIGHTS + SQE_SECTION_OFFSET, TOTAL);
    put32(blob + SQE_HEADER_LABELS + SQE_SECTION_OFFSET, TOTAL);
    network[SQE_NETWORK_WIDTH] = network[SQE_NETWORK_HEIGHT] = network[SQE_NETWORK_RESIZE_SIDE] = 8;
    network[SQE_NETWORK_CHANNELS] = network[SQE_NETWORK_TENSORS] = network[SQE_NETWORK_CLASSES] = 1;
    network[SQE_NETWORK_OPERATIONS] = OPERATIONS;
    network[SQE_NETWORK_SCALE] = 1;
    fire[SQE_OPERATION_KIND] = SQE_KIND_FIRE;
    fire[SQE_OPERATION_KERNEL] = 3;
    fire[SQE_OPERATION_STRIDE] = fire[SQE_OPERATION_PADDING] = 1;
    fire[SQE_OPERATION_BYTES + SQE_OPERATION_KIND] = SQE_KIND_CONVOLUTION;
    fire[2 * SQE_OPERATION_BYTES + SQE_OPERATION_KIND] = SQE_KIND_AVERAGE;
    tensor[SQE_TENSOR_ENCODING] = SQE_ENCODING_FAST;
    tensor[SQE_TENSOR_KERNEL] = tensor[SQE_TENSOR_INPUTS] = tensor[SQE_TENSOR_OUTPUTS] = tensor[SQE_TENSOR_MULTIPLIER] = 1;
    tensor[SQE_TENSOR_BIAS_BYTES] = tensor[SQE_TENSOR_LEVELS] = 2;
    repair(blob, TOTAL);
    expect("tensors behind the network section", sqe_model_open(&model, blob, TOTAL), SQE_ERROR_NETWORK);
    free(blob);
}

/* Lengths that disagree with each other, behind right checksums. work: room for the blob. */
static void wrong_lengths(const uint8_t *blob, uint32_t bytes, uint8_t *work)
{
    static const uint32_t totals[] = {0, 50, SQE_HEADER_BYTES - 1};
    static const uint32_t changes[] = {4, 8, 0x1000, 0xFFFFFFFCu, 0xFFFFFFF8u};
    const uint8_t *network = blob + SQE_HEADER_BYTES;
    uint32_t ignored;
    for (uint32_t i = 0; i < 3; i++) { /* a total before the first section, whose length then has no bound */
        memcpy(work, blob, bytes);
        put32(work + SQE_HEADER_TOTAL, totals[i]);
        put32(work + SQE_HEADER_NETWORK + SQE_SECTION_LENGTH, 0xFFFF00);
        repair(work, bytes);
        expect("a total shorter than the header", (sqe_status)try_blob(work, bytes, &ignored), SQE_ERROR_HEADER);
    }
    /* Parts that do not fill the weights section, which ends where the memory ends. */
    bytes = get32(blob + SQE_HEADER_LABELS + SQE_SECTION_OFFSET);
    for (uint32_t t = 0; t < network[SQE_NETWORK_TENSORS]; t++) {
        uint32_t at = SQE_HEADER_BYTES + SQE_NETWORK_BYTES + network[SQE_NETWORK_OPERATIONS] * SQE_OPERATION_BYTES +
                      t * SQE_TENSOR_BYTES + SQE_TENSOR_STREAM_BYTES;
        for (uint32_t i = 0; i < 5; i++) {
            memcpy(work, blob, bytes);
            put32(work + at, get32(work + at) + changes[i]);
            put32(work + SQE_HEADER_LABELS + SQE_SECTION_LENGTH, 0);
            put32(work + SQE_HEADER_TOTAL, bytes);
            repair(work, bytes);
            if (try_blob(work, bytes, &ignored) == SQE_OK) {
                fail("a blob with a wrong length of a stream was opened", (int)t);
            }
        }
    }
}

/* Every misuse of the interface has its named error. */
static void misuse(const uint8_t *blob, uint32_t bytes)
{
    sqe_model model;
    sqe_info info;
    sqe_engine *engine;
    sqe_class top[1];
    uint32_t count;
    sqe_arena_bytes need;
    const char *label;
    const int32_t *sums;
    uint8_t *shifted = allocate(bytes + 4u);
    memcpy(shifted + 1, blob, bytes);
    expect("null model", sqe_model_open(NULL, blob, bytes), SQE_ERROR_ARGUMENT);
    expect("null blob", sqe_model_open(&model, NULL, bytes), SQE_ERROR_ARGUMENT);
    expect("misaligned blob", sqe_model_open(&model, shifted + 1, bytes), SQE_ERROR_ALIGNMENT);
    expect("info of a closed model", sqe_model_info(&model, &info), SQE_ERROR_ARGUMENT);
    free(shifted);
    sqe_frame some = {8, 8, SQE_GREY};
    expect("arena of a closed model", sqe_arena_size(&model, &some, 0, &need), SQE_ERROR_ARGUMENT);
    expect("open", sqe_model_open(&model, blob, bytes), SQE_OK);
    expect("info", sqe_model_info(&model, &info), SQE_OK);
    expect("label out of range", sqe_label(&model, info.classes, &label), SQE_ERROR_ARGUMENT);
    sqe_frame frame = {info.input_width, info.input_height, SQE_GREY};
    sqe_frame empty = {0, 1, SQE_GREY};
    sqe_frame strange = {8, 8, 9};
    expect("empty frame", sqe_arena_size(&model, &empty, 0, &need), SQE_ERROR_FRAME);
    expect("unknown format", sqe_arena_size(&model, &strange, 0, &need), SQE_ERROR_FRAME);
    sqe_frame wide = {4097, 1, SQE_GREY};
    expect("wide frame", sqe_arena_size(&model, &wide, 0, &need), SQE_ERROR_FRAME);
    expect("null info", sqe_model_info(&model, NULL), SQE_ERROR_ARGUMENT);
    expect("null label", sqe_label(&model, 0, NULL), SQE_ERROR_ARGUMENT);
    expect("null model", sqe_arena_size(NULL, &frame, 0, &need), SQE_ERROR_ARGUMENT);
    expect("null frame", sqe_arena_size(&model, NULL, 0, &need), SQE_ERROR_ARGUMENT);
    expect("null size", sqe_arena_size(&model, &frame, 0, NULL), SQE_ERROR_ARGUMENT);
    expect("no such layout", sqe_arena_size(&model, &frame, SQE_LAYOUTS, &need), SQE_ERROR_ARGUMENT);
    expect("arena size", sqe_arena_size(&model, &frame, SQE_LAYOUTS - 1, &need), SQE_OK);
    uint8_t *memory = allocate(need.persistent + need.scratch + 8);
    sqe_arena arena = {memory, need.persistent, memory + need.persistent, need.scratch};
    sqe_arena nowhere = {NULL, need.persistent, memory, need.scratch};
    sqe_arena short_persistent = {memory, need.persistent - 1, memory + need.persistent, need.scratch};
    sqe_arena short_scratch = {memory, need.persistent, memory + need.persistent, need.scratch - 1};
    sqe_arena odd_persistent = {memory + 1, need.persistent, memory, need.scratch};
    sqe_arena odd_scratch = {memory, need.persistent, memory + need.persistent + 2, need.scratch};
    sqe_arena one_piece = {memory, need.persistent + need.scratch, NULL, 0};
    sqe_arena short_piece = {memory, need.persistent + need.scratch - 1, NULL, 0};
    uint32_t layout;
    /* Whole frames and one row more are named below, but only one row at a time is ever taken. */
    uint8_t *row = allocate(info.input_width);
    memset(row, 0, info.input_width);
    expect("null engine", sqe_init(NULL, &model, &frame, &arena), SQE_ERROR_ARGUMENT);
    expect("null model", sqe_init(&engine, NULL, &frame, &arena), SQE_ERROR_ARGUMENT);
    expect("null frame", sqe_init(&engine, &model, NULL, &arena), SQE_ERROR_ARGUMENT);
    expect("null arena", sqe_init(&engine, &model, &frame, NULL), SQE_ERROR_ARGUMENT);
    expect("no persistent block", sqe_init(&engine, &model, &frame, &nowhere), SQE_ERROR_ARGUMENT);
    expect("null engine", sqe_layout_chosen(NULL, &layout), SQE_ERROR_ARGUMENT);
    expect("empty frame", sqe_init(&engine, &model, &empty, &arena), SQE_ERROR_FRAME);
    expect("null engine", sqe_begin(NULL), SQE_ERROR_ARGUMENT);
    expect("null engine", sqe_push(NULL, row, 1), SQE_ERROR_ARGUMENT);
    expect("null engine", sqe_finish(NULL, top, 1, &count), SQE_ERROR_ARGUMENT);
    expect("null engine", sqe_sums(NULL, &sums, &count), SQE_ERROR_ARGUMENT);
    expect("null engine", sqe_observe(NULL, NULL), SQE_ERROR_ARGUMENT);
    expect("small persistent block", sqe_init(&engine, &model, &frame, &short_persistent), SQE_ERROR_ARENA);
    expect("small scratch block", sqe_init(&engine, &model, &frame, &short_scratch), SQE_ERROR_ARENA);
    expect("small piece", sqe_init(&engine, &model, &frame, &short_piece), SQE_ERROR_ARENA);
    expect("misaligned persistent block", sqe_init(&engine, &model, &frame, &odd_persistent), SQE_ERROR_ALIGNMENT);
    expect("misaligned scratch block", sqe_init(&engine, &model, &frame, &odd_scratch), SQE_ERROR_ALIGNMENT);
    expect("one piece", sqe_init(&engine, &model, &frame, &one_piece), SQE_OK);
    expect("init", sqe_init(&engine, &model, &frame, &arena), SQE_OK);
    expect("null layout", sqe_layout_chosen(engine, NULL), SQE_ERROR_ARGUMENT);
    expect("finish before begin", sqe_finish(engine, top, 1, &count), SQE_ERROR_STATE);
    expect("push before begin", sqe_push(engine, row, 1), SQE_ERROR_STATE);
    expect("begin", sqe_begin(engine), SQE_OK);
    expect("null rows", sqe_push(engine, NULL, 1), SQE_ERROR_ARGUMENT);
    expect("early finish", sqe_finish(engine, top, 1, &count), SQE_ERROR_STATE);
    expect("sums before finish", sqe_sums(engine, &sums, &count), SQE_ERROR_STATE);
    expect("push", sqe_push(engine, row, 1), SQE_OK);
    expect("begin again", sqe_begin(engine), SQE_OK);
    expect("too many rows", sqe_push(engine, row, info.input_height + 1u), SQE_ERROR_STATE);
    for (uint32_t y = 0; y < info.input_height; y++) {
        expect("push", sqe_push(engine, row, 1), SQE_OK);
    }
    expect("a row too many", sqe_push(engine, row, 1), SQE_ERROR_STATE);
    expect("null classes", sqe_finish(engine, NULL, 1, &count), SQE_ERROR_ARGUMENT);
    expect("null count", sqe_finish(engine, top, 1, NULL), SQE_ERROR_ARGUMENT);
    expect("finish", sqe_finish(engine, top, 1, &count), SQE_OK);
    expect("push after finish", sqe_push(engine, row, 1), SQE_ERROR_STATE);
    expect("null sums", sqe_sums(engine, NULL, &count), SQE_ERROR_ARGUMENT);
    expect("sums", sqe_sums(engine, &sums, &count), SQE_OK);
    free(row);
    free(memory);
}

int main(int argc, char **argv)
{
    uint32_t refused = 0;
    uint32_t opened = 0;
    uint32_t ignored = 0;
    uint32_t counts[1 - SQE_ERROR_OVERFLOW] = {0};
    FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: damage BLOB SEED ROUNDS\n");
        return 2;
    }
    uint8_t *blob = allocate(1u << 22);
    uint32_t bytes = (uint32_t)fread(blob, 1, 1u << 22, file);
    fclose(file);
    uint8_t *work = allocate(bytes);
    choices = source_from_seed((uint32_t)strtoul(argv[2], NULL, 10));
    uint32_t rounds = (uint32_t)strtoul(argv[3], NULL, 10);
    short_records();
    wrong_lengths(blob, bytes, work);
    misuse(blob, bytes);
    find_streams(blob);
    for (uint32_t length = 0; length < bytes; length++) {
        if (try_blob(blob, length, &ignored) == SQE_OK) {
            fail("a truncated blob was opened", (int)length);
        }
    }
    for (uint32_t at = 0; at < bytes; at++) {
        memcpy(work, blob, bytes);
        work[at] ^= (uint8_t)(1u << pick(&choices, 8));
        if (try_blob(work, bytes, &ignored) == SQE_OK) {
            fail("a blob with a flipped bit was opened", (int)at);
        }
    }
    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t length = bytes;
        memcpy(work, blob, bytes);
        damage(work, &length);
        if (length >= 4) {
            int status = try_blob(work, length, &opened);
            refused += status != SQE_OK;
            counts[-status]++;
        }
    }
    printf("refused %" PRIu32 " opened %" PRIu32 "\n", refused, opened);
    for (int i = 1; i <= -SQE_ERROR_OVERFLOW; i++) {
        if (counts[i]) {
            printf("%s %" PRIu32 "\n", sqe_status_name((sqe_status)-i), counts[i]);
        }
    }
    free(work);
    free(blob);
    return 0;
}
