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

#include "squeezeedge.h"

static uint32_t state;

static uint32_t pick(uint32_t below)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return below ? state % below : 0;
}

static uint32_t u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        p[i] = (uint8_t)(v >> 8 * i);
    }
}

static uint32_t crc32(const uint8_t *data, uint32_t bytes)
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

/* Makes the checksums right again, so that the checks behind them are reached. */
static void repair(uint8_t *blob, uint32_t bytes)
{
    for (uint32_t entry = 16; entry <= 40; entry += 12) {
        uint32_t offset = u32(blob + entry);
        uint32_t length = u32(blob + entry + 4);
        if (offset <= bytes && length <= bytes - offset) {
            put32(blob + entry + 8, crc32(blob + offset, length));
        }
    }
    put32(blob + 12, 0);
    put32(blob + 12, crc32(blob, 96));
}

static void fail(const char *what, int status)
{
    fprintf(stderr, "damage: %s: %s (%d)\n", what, sqe_status_name((sqe_status)status), status);
    exit(1);
}

static void expect(const char *what, sqe_status status, sqe_status wanted)
{
    if (status != wanted) {
        fail(what, status);
    }
}

/* A whole inference in an arena of exactly the size asked for. */
static void run(const sqe_model *model, uint16_t width, uint16_t height, uint8_t format)
{
    static const uint8_t pixel_bytes[4] = {3, 2, 2, 1};
    sqe_frame frame = {width, height, format};
    sqe_engine *engine;
    sqe_class top[5];
    uint32_t count;
    size_t bytes;
    sqe_status status = sqe_arena_size(model, &frame, &bytes);
    if (status != SQE_OK) {
        fail("arena size", status);
    }
    void *arena = malloc(bytes);
    size_t row = (size_t)width * pixel_bytes[format];
    uint8_t *pixels = malloc(row);
    for (size_t i = 0; i < row; i++) {
        pixels[i] = (uint8_t)pick(256);
    }
    expect("init", sqe_init(&engine, model, &frame, arena, bytes), SQE_OK);
    expect("begin", sqe_begin(engine), SQE_OK);
    for (uint32_t y = 0; y < height; y++) {
        expect("push", sqe_push(engine, pixels, 1), SQE_OK);
    }
    expect("finish", sqe_finish(engine, top, 5, &count), SQE_OK);
    free(pixels);
    free(arena);
}

static int try_blob(const uint8_t *blob, uint32_t bytes, uint32_t *opened)
{
    /* At least 4 bytes, so that the copy is aligned. */
    uint8_t *copy = malloc(bytes ? bytes : 1);
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
            if (pick(4) == 0) {
                run(&model, (uint16_t)(1 + pick(90)), (uint16_t)(1 + pick(90)), (uint8_t)pick(4));
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
    uint32_t network = u32(blob + 20);
    uint32_t times = 1 + pick(3);
    int repaired = pick(4) != 0;
    while (times--) {
        uint32_t at = pick(3) == 0 ? 96 + pick(network) : pick(*bytes);
        switch (pick(5)) {
        case 0: blob[at] ^= (uint8_t)(1u << pick(8)); break;
        case 1: blob[at] = (uint8_t)pick(256); break;
        case 2:
            at &= ~1u;
            blob[at] = (uint8_t)values[pick(5)];
            blob[at + 1] = (uint8_t)(values[pick(5)] >> 8);
            break;
        case 3: {
            uint8_t word[4];
            uint32_t other = pick(*bytes / 4) * 4;
            at &= ~3u;
            memcpy(word, blob + at, 4);
            memcpy(blob + at, blob + other, 4);
            memcpy(blob + other, word, 4);
            break;
        }
        default:
            if (pick(8) == 0) {
                *bytes = 96 + pick(*bytes - 96);
            } else {
                blob[at] = (uint8_t)(blob[at] + (pick(2) ? 1 : -1));
            }
        }
        if (*bytes <= 96) {
            return;
        }
    }
    if (repaired) {
        repair(blob, *bytes);
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
    size_t need;
    const char *label;
    const int32_t *sums;
    uint8_t *shifted = malloc(bytes + 4);
    memcpy(shifted + 1, blob, bytes);
    expect("null model", sqe_model_open(NULL, blob, bytes), SQE_ERROR_ARGUMENT);
    expect("null blob", sqe_model_open(&model, NULL, bytes), SQE_ERROR_ARGUMENT);
    expect("misaligned blob", sqe_model_open(&model, shifted + 1, bytes), SQE_ERROR_ALIGNMENT);
    expect("info of a closed model", sqe_model_info(&model, &info), SQE_ERROR_ARGUMENT);
    free(shifted);
    expect("open", sqe_model_open(&model, blob, bytes), SQE_OK);
    expect("info", sqe_model_info(&model, &info), SQE_OK);
    expect("label out of range", sqe_label(&model, info.classes, &label), SQE_ERROR_ARGUMENT);
    sqe_frame frame = {info.input_width, info.input_height, SQE_GREY};
    sqe_frame empty = {0, 1, SQE_GREY};
    sqe_frame strange = {8, 8, 9};
    expect("empty frame", sqe_arena_size(&model, &empty, &need), SQE_ERROR_FRAME);
    expect("unknown format", sqe_arena_size(&model, &strange, &need), SQE_ERROR_FRAME);
    expect("arena size", sqe_arena_size(&model, &frame, &need), SQE_OK);
    uint8_t *arena = malloc(need + 8);
    uint8_t *row = calloc(info.input_width, 1);
    expect("small arena", sqe_init(&engine, &model, &frame, arena, need - 1), SQE_ERROR_ARENA);
    expect("misaligned arena", sqe_init(&engine, &model, &frame, arena + 1, need), SQE_ERROR_ALIGNMENT);
    expect("init", sqe_init(&engine, &model, &frame, arena, need), SQE_OK);
    expect("push before begin", sqe_push(engine, row, 1), SQE_ERROR_STATE);
    expect("begin", sqe_begin(engine), SQE_OK);
    expect("early finish", sqe_finish(engine, top, 1, &count), SQE_ERROR_STATE);
    expect("sums before finish", sqe_sums(engine, &sums, &count), SQE_ERROR_STATE);
    expect("push", sqe_push(engine, row, 1), SQE_OK);
    expect("begin again", sqe_begin(engine), SQE_OK);
    expect("too many rows", sqe_push(engine, row, info.input_height + 1u), SQE_ERROR_STATE);
    for (uint32_t y = 0; y < info.input_height; y++) {
        expect("push", sqe_push(engine, row, 1), SQE_OK);
    }
    expect("a row too many", sqe_push(engine, row, 1), SQE_ERROR_STATE);
    expect("finish", sqe_finish(engine, top, 1, &count), SQE_OK);
    expect("sums", sqe_sums(engine, &sums, &count), SQE_OK);
    free(row);
    free(arena);
}

int main(int argc, char **argv)
{
    uint32_t refused = 0;
    uint32_t opened = 0;
    uint32_t ignored = 0;
    FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: damage BLOB SEED ROUNDS\n");
        return 2;
    }
    uint8_t *blob = malloc(1u << 22);
    uint32_t bytes = (uint32_t)fread(blob, 1, 1u << 22, file);
    fclose(file);
    uint8_t *work = malloc(bytes);
    state = (uint32_t)strtoul(argv[2], NULL, 10) | 1u;
    uint32_t rounds = (uint32_t)strtoul(argv[3], NULL, 10);
    misuse(blob, bytes);
    for (uint32_t length = 0; length < bytes; length++) {
        if (try_blob(blob, length, &ignored) == SQE_OK) {
            fail("a truncated blob was opened", (int)length);
        }
    }
    for (uint32_t at = 0; at < bytes; at++) {
        memcpy(work, blob, bytes);
        work[at] ^= (uint8_t)(1u << pick(8));
        if (try_blob(work, bytes, &ignored) == SQE_OK) {
            fail("a blob with a flipped bit was opened", (int)at);
        }
    }
    for (uint32_t i = 0; i < rounds; i++) {
        uint32_t length = bytes;
        memcpy(work, blob, bytes);
        damage(work, &length);
        if (length >= 4) {
            refused += try_blob(work, length, &opened) != SQE_OK;
        }
    }
    printf("refused %" PRIu32 " opened %" PRIu32 "\n", refused, opened);
    free(work);
    free(blob);
    return 0;
}
