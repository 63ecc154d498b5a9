/* SPDX-License-Identifier: MIT */
/* Small random networks, whole and damaged, through the kernels. Whole ones must open and give the sums, order and probabilities
 * that small_sums.c computes from the documents; damaged ones, with lengths and checksums made right again, must be refused by
 * name or run within bounds. Built with AddressSanitizer and UndefinedBehaviorSanitizer; every array has its exact size.
 *
 *     fuzz SEED ROUNDS [FILE]   a seeded loop; FILE receives the blob of the last network
 *     fuzz_libfuzzer CORPUS     with clang, -DSQE_FUZZ=ON
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob_tools.h"
#include "format.h"
#include "small_network.h"

static small_network network;
static struct {
    uint32_t whole, overflowing, refused, opened;
} counts;

static uint8_t *random_pixels(const sqe_frame *frame, source *choices)
{
    size_t bytes = pixel_bytes(frame->format) * frame->width * frame->height;
    uint8_t *pixels = allocate(bytes);
    uint32_t extreme = pick(choices, 4);
    for (size_t i = 0; i < bytes; i++) {
        pixels[i] = (uint8_t)(extreme == 0 ? 255 * pick(choices, 2) : pick(choices, 256));
    }
    return pixels;
}

static void check_top(const int32_t *sums, const sqe_class *top, uint32_t count, uint32_t capacity)
{
    if (count != (capacity < network.classes ? capacity : network.classes)) {
        fail("number of classes", (int)count);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t better = 0; /* classes that come before this one */
        for (uint32_t c = 0; c < network.classes; c++) {
            better += sums[c] > sums[top[i].index] || (sums[c] == sums[top[i].index] && c < top[i].index);
        }
        if (better != i || top[i].sum != sums[top[i].index]) {
            fail("order of classes", (int)i);
        }
        if (top[i].probability != small_network_probability(&network, sums, top[i].index)) {
            fail("probability of a class", (int)top[i].probability);
        }
    }
}

static void run_whole(const sqe_model *model, source *choices)
{
    sqe_frame frame = {(uint16_t)network.width, (uint16_t)network.height, (uint8_t)pick(choices, 4)};
    sqe_class top[SMALL_CHANNELS];
    int32_t sums[SMALL_CHANNELS];
    int64_t expected[SMALL_CHANNELS];
    if (pick(choices, 4) == 0) {
        frame.width = (uint16_t)(1 + pick(choices, 40));
        frame.height = (uint16_t)(1 + pick(choices, 24));
    }
    uint8_t *pixels = random_pixels(&frame, choices);
    uint32_t capacity = pick(choices, SMALL_CHANNELS + 1);
    uint32_t count = infer(model, &frame, pixels, 1 + pick(choices, 5), pick(choices, SQE_LAYOUTS), (int)pick(choices, 256),
                           sums, top, capacity);
    small_network_sums(&network, &frame, pixels, expected);
    for (uint32_t c = 0; c < network.classes; c++) {
        if (sums[c] != expected[c]) {
            fail("sum of a class", (int)c);
        }
    }
    check_top(sums, top, count, capacity);
    free(pixels);
}

static void check_info(const sqe_model *model)
{
    sqe_info info;
    uint64_t multiplications = 0;
    expect("info", sqe_model_info(model, &info), SQE_OK);
    for (uint32_t i = 0; i < network.tensor_count; i++) {
        const small_tensor *t = &network.tensors[i];
        for (uint32_t w = 0; w < t->kernel * t->kernel * t->inputs * t->outputs; w++) {
            multiplications += (uint64_t)(t->codes[w] != 0) * t->out_width * t->out_height;
        }
    }
    if (info.multiplications != multiplications || info.classes != network.classes || info.tensors != network.tensor_count) {
        fail("facts about the model", 0);
    }
}

static void try_whole(source *choices)
{
    sqe_model model;
    uint8_t *blob = allocate(network.blob_bytes);
    memcpy(blob, network.blob, network.blob_bytes);
    expect("a whole network", sqe_model_open(&model, blob, network.blob_bytes),
           network.overflows ? SQE_ERROR_OVERFLOW : SQE_OK);
    if (network.overflows) {
        counts.overflowing++;
    } else {
        counts.whole++;
        check_info(&model);
        run_whole(&model, choices);
    }
    free(blob);
}

/* One change where it is most likely to get past the checks: a field, a unit of a stream, a part before a stream, or anything. */
static void damage_one(uint8_t *blob, uint32_t bytes, source *choices)
{
    static const uint16_t values[] = {0, 1, 2, 127, 128, 255, 257, 0x7FFF, 0x8000, 0xFFFC, 0xFFFF};
    const small_tensor *t = &network.tensors[pick(choices, network.tensor_count)];
    uint32_t network_bytes = get32(blob + SQE_HEADER_NETWORK + SQE_SECTION_LENGTH);
    uint32_t at;
    switch (pick(choices, 5)) {
    case 0: at = SQE_HEADER_BYTES + pick(choices, network_bytes); break;
    case 1: at = t->position - 1 - pick(choices, 40); break;
    case 2: at = pick(choices, bytes); break;
    default: at = t->position + pick(choices, t->stream_bytes + 2); break;
    }
    at = at < bytes - 1 ? at : bytes - 2;
    switch (pick(choices, 6)) {
    case 0: blob[at] ^= (uint8_t)(1u << pick(choices, 8)); break;
    case 1: blob[at] = (uint8_t)(blob[at] + (pick(choices, 2) ? 1 : -1)); break;
    case 2: blob[at] = (uint8_t)pick(choices, 256); break;
    case 3: put16(blob + (at & ~1u), values[pick(choices, sizeof values / sizeof *values)]); break;
    case 4: put16(blob + (at & ~1u), get16(blob + (at & ~1u)) + (pick(choices, 2) ? 4u : 0xFFFCu)); break;
    default: put16(blob + (at & ~1u), get16(blob + pick(choices, bytes / 2) * 2)); break;
    }
}

static void try_damaged(source *choices)
{
    sqe_model model;
    sqe_info info;
    uint32_t bytes = network.blob_bytes;
    uint8_t *blob = allocate(bytes);
    memcpy(blob, network.blob, bytes);
    for (uint32_t times = 1 + pick(choices, 3); times; times--) {
        damage_one(blob, bytes, choices);
    }
    repair(blob, bytes);
    sqe_status status = sqe_model_open(&model, blob, bytes);
    if (status != SQE_OK) {
        counts.refused++;
        if (status > 0 || strcmp(sqe_status_name(status), "unknown") == 0) {
            fail("unnamed status", status);
        }
    } else {
        counts.opened++;
        expect("info", sqe_model_info(&model, &info), SQE_OK);
        for (uint32_t c = 0; c < info.classes; c++) {
            const char *label;
            expect("label", sqe_label(&model, c, &label), SQE_OK);
            if (strlen(label) >= bytes) {
                fail("a label", (int)c);
            }
        }
        if (info.multiplications < 200000 && info.input_width <= 64 && info.input_height <= 64) {
            sqe_frame frame = {info.input_width, info.input_height, (uint8_t)pick(choices, 4)};
            uint8_t *pixels = random_pixels(&frame, choices);
            run_twice(&model, &frame, pixels, 1 + pick(choices, 9), pick(choices, SQE_LAYOUTS));
            free(pixels);
        }
    }
    free(blob);
}

static void run_one(source *choices)
{
    small_network_make(&network, choices);
    if (pick(choices, 4) == 0) {
        try_whole(choices);
    } else {
        try_damaged(choices);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    source choices = source_from_bytes(data, bytes);
    run_one(&choices);
    return 0;
}

#ifndef SQE_LIBFUZZER
int main(int argc, char **argv)
{
    FILE *file = argc == 4 ? fopen(argv[3], "wb") : NULL;
    if (argc < 3 || argc > 4 || (argc == 4 && !file)) {
        fprintf(stderr, "usage: fuzz SEED ROUNDS [FILE]\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[1], NULL, 10);
    uint32_t rounds = (uint32_t)strtoul(argv[2], NULL, 10);
    for (uint32_t round = 0; round < rounds; round++) {
        source choices = source_from_seed(seed + round);
        run_one(&choices);
    }
    printf("whole %" PRIu32 " overflowing %" PRIu32 " refused %" PRIu32 " opened %" PRIu32 "\n", counts.whole,
           counts.overflowing, counts.refused, counts.opened);
    return file && (fwrite(network.blob, 1, network.blob_bytes, file) != network.blob_bytes || fclose(file)) ? 1 : 0;
}
#endif
