/* SPDX-License-Identifier: MIT */
/* Calls a session in any order with any arguments, as wrong C# code could, and shows that every call stays in bounds and is
 * answered with a status. Built with AddressSanitizer and UndefinedBehaviorSanitizer; every array has exactly the length
 * it is announced with. From time to time a frame is classified properly, and its result must be the kernels' own.
 *
 *     misuse BLOB SEED ROUNDS
 */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform_host.h"
#include "source.h"

static source choices;

/* A number around a sensible one, or an extreme one. */
static int number(int sensible)
{
    static const int extremes[] = {INT_MIN, -1, 0, 1, 4096, 4097, 65535, 65536, INT_MAX};
    switch (pick(&choices, 4)) {
    case 0: return extremes[pick(&choices, sizeof extremes / sizeof *extremes)];
    case 1: return sensible + (int)pick(&choices, 3) - 1;
    default: return sensible;
    }
}

static void *allocate(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (!memory) {
        fprintf(stderr, "misuse: out of memory\n");
        exit(1);
    }
    memset(memory, (int)pick(&choices, 256), bytes);
    return memory;
}

static int known(int status)
{
    return status >= 0 || status >= SQE_ERROR_OVERFLOW || (status <= SQE_ERROR_NO_PARTITION && status >= SQE_ERROR_SCRATCH);
}

enum { SIDE = 24, TOP = 4 };
static int input_side; /* frames of this size need a smaller arena than others */

static int side(void) { return pick(&choices, 2) ? SIDE : input_side; }

/* The kernels' own answer. */
static void reference(const uint8_t *blob, size_t blob_bytes, const uint8_t *frame, sqe_class *top)
{
    sqe_model model;
    sqe_info info;
    sqe_engine *engine;
    sqe_frame geometry = {SIDE, SIDE, SQE_GREY};
    sqe_arena_bytes bytes;
    uint32_t count;
    if (sqe_model_open(&model, blob, blob_bytes) || sqe_model_info(&model, &info) ||
        sqe_arena_size(&model, &geometry, 0, &bytes)) {
        fprintf(stderr, "misuse: the blob cannot be opened\n");
        exit(1);
    }
    sqe_arena arena = {allocate(bytes.persistent + bytes.scratch), bytes.persistent + bytes.scratch, NULL, 0};
    if (sqe_init(&engine, &model, &geometry, &arena) || sqe_begin(engine) || sqe_push(engine, frame, SIDE) ||
        sqe_finish(engine, top, TOP, &count)) {
        fprintf(stderr, "misuse: the kernels failed\n");
        exit(1);
    }
    input_side = info.input_width;
    free(arena.persistent);
}

/* Whether a proper frame still gives that answer. 1: yes; 0: no; the arena may be too small for it: 2. */
static int proper(sqe_session *session, const uint8_t *frame, const sqe_class *top)
{
    int32_t classes[TOP];
    int32_t probabilities[TOP];
    int status = sqe_session_prepare(session, SIDE, SIDE, SQE_GREY);
    if (status == SQE_ERROR_STATE) { /* no model: the last name could not be opened */
        if (sqe_session_open(session, "model")) {
            return 0;
        }
        status = sqe_session_prepare(session, SIDE, SIDE, SQE_GREY);
    }
    if (status == SQE_ERROR_ARENA || status == SQE_ERROR_MEMORY || status == SQE_ERROR_SCRATCH) {
        return 2;
    }
    if (status || sqe_session_begin(session)) {
        return 0;
    }
    for (int row = 0; row < SIDE;) {
        int rows = 1 + (int)pick(&choices, (uint32_t)(SIDE - row));
        if (sqe_session_push(session, frame, SIDE * SIDE, SIDE * row, rows)) {
            return 0;
        }
        row += rows;
    }
    if (sqe_session_finish(session, classes, TOP, probabilities, TOP) != TOP) {
        return 0;
    }
    for (int i = 0; i < TOP; i++) {
        if (classes[i] != (int32_t)top[i].index || probabilities[i] != (int32_t)top[i].probability) {
            return 0;
        }
    }
    return sqe_session_high_water(session) > 0;
}

static int call(sqe_session *session)
{
    static const char *const names[] = {"model", "slots", "broken", "missing", "", "seventeen letters", NULL};
    int status;
    int a = (int)pick(&choices, 40);
    int b = (int)pick(&choices, 40);
    int frame_side = side();
    switch (pick(&choices, 8)) {
    case 0: return sqe_session_open(session, names[pick(&choices, 7)]);
    case 1: return sqe_session_prepare(session, number(frame_side), number(frame_side), number((int)pick(&choices, 4)));
    case 2: return sqe_session_begin(session);
    case 3: {
        int length = (int)pick(&choices, SIDE * SIDE * 3 + 1);
        uint8_t *rows = pick(&choices, 8) ? allocate((size_t)length) : NULL;
        int offset = pick(&choices, 2) ? number(0) : (int)pick(&choices, (uint32_t)length + 1u);
        status = sqe_session_push(session, rows, rows ? length : 0, offset, number(1 + (int)pick(&choices, SIDE)));
        free(rows);
        return status;
    }
    case 4: {
        int32_t *classes = pick(&choices, 8) ? allocate((size_t)a * sizeof *classes) : NULL;
        int32_t *probabilities = pick(&choices, 8) ? allocate((size_t)b * sizeof *probabilities) : NULL;
        status = sqe_session_finish(session, classes, classes ? a : 0, probabilities, probabilities ? b : 0);
        free(probabilities);
        free(classes);
        return status;
    }
    case 5: {
        int32_t *numbers = allocate((size_t)(a % 16) * sizeof *numbers);
        uint8_t *name = allocate((size_t)b);
        uint8_t *identity = allocate((size_t)(a % 11));
        status = sqe_session_info(session, numbers, a % 16, name, b, identity, a % 11);
        free(identity);
        free(name);
        free(numbers);
        return status;
    }
    case 6: {
        uint8_t *text = a ? allocate((size_t)a) : NULL;
        status = sqe_session_label(session, number((int)pick(&choices, 10)), text, a);
        free(text);
        return status;
    }
    default: return sqe_session_high_water(session) + sqe_session_frame_us(session) + sqe_session_longest_push_us(session);
    }
}

int main(int argc, char **argv)
{
    FILE *file = argc == 4 ? fopen(argv[1], "rb") : NULL;
    uint32_t refused = 0;
    uint32_t accepted = 0;
    uint32_t frames = 0;
    sqe_class top[TOP];
    if (!file) {
        fprintf(stderr, "usage: misuse BLOB SEED ROUNDS\n");
        return 2;
    }
    choices = source_from_seed((uint32_t)strtoul(argv[2], NULL, 10));
    uint8_t *blob = allocate(1u << 22);
    size_t bytes = fread(blob, 1, 1u << 22, file);
    fclose(file);
    uint8_t *broken = allocate(bytes);
    memcpy(broken, blob, bytes);
    broken[bytes / 2] ^= 1;
    uint8_t *frame = allocate(SIDE * SIDE);
    for (int i = 0; i < SIDE * SIDE; i++) {
        frame[i] = (uint8_t)pick(&choices, 256);
    }
    reference(blob, bytes, frame, top);
    uint32_t rounds = (uint32_t)strtoul(argv[3], NULL, 10);
    for (uint32_t round = 0; round < rounds; round++) {
        sqe_session *session = sqe_host_create();
        if (!session || !sqe_host_partition(session, "model", blob, bytes) ||
            !sqe_host_partition(session, "slots0", broken, bytes) || !sqe_host_partition(session, "slots1", blob, bytes) ||
            !sqe_host_partition(session, "broken", broken, bytes)) {
            fprintf(stderr, "misuse: no board\n");
            return 1;
        }
        if (pick(&choices, 4) == 0) {
            sqe_host_ram(session, pick(&choices, 100000), pick(&choices, 100000));
        }
        for (int i = 0; i < 60; i++) {
            int status = call(session);
            if (!known(status)) {
                fprintf(stderr, "misuse: unnamed status %d\n", status);
                return 1;
            }
            refused += status < 0;
            accepted += status >= 0;
        }
        switch (proper(session, frame, top)) {
        case 0: fprintf(stderr, "misuse: round %" PRIu32 ": a proper frame went wrong afterwards\n", round); return 1;
        case 1: frames++; break;
        default: break;
        }
        sqe_host_destroy(session);
    }
    printf("refused %" PRIu32 " accepted %" PRIu32 " frames %" PRIu32 "\n", refused, accepted, frames);
    free(frame);
    free(broken);
    free(blob);
    return 0;
}
