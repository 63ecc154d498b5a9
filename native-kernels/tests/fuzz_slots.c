/* SPDX-License-Identifier: MIT */
/* Slots as an update, a power cut or a worn flash may leave them: every chosen model must be the newest that validates, by a rule
 * written here from docs/model-slots.md. Built with AddressSanitizer and UndefinedBehaviorSanitizer; every slot has its exact size.
 *
 *     fuzz_slots SEED ROUNDS          a seeded loop
 *     fuzz_slots_libfuzzer CORPUS     with clang, -DSQE_FUZZ=ON
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blob_tools.h"
#include "format.h"
#include "small_network.h"

enum { SLOTS = 4 };

static small_network network;
static struct {
    uint32_t chosen, none, bare;
} counts;

/* A slot's content in memory of its exact size. */
typedef struct content {
    uint8_t *memory;
    uint32_t bytes;
} content;

static void write_header(uint8_t *h, uint32_t sequence, const uint8_t *blob, uint32_t bytes)
{
    memcpy(h + SQE_SLOT_MAGIC, "SQSL", 4);
    put32(h + SQE_SLOT_VERSION, SQE_SLOT_FORMAT_VERSION);
    put32(h + SQE_SLOT_SEQUENCE, sequence);
    put32(h + SQE_SLOT_LENGTH, bytes);
    put32(h + SQE_SLOT_BLOB_CRC, get32(blob + SQE_HEADER_CRC));
    put32(h + SQE_SLOT_CRC, crc32(h, SQE_SLOT_CRC));
}

static content make_slot(uint32_t sequence, source *choices)
{
    content slot;
    int bare = pick(choices, 5) == 0;
    uint32_t start = bare ? 0 : SQE_SLOT_BLOB;
    uint32_t room = network.blob_bytes + 4 * pick(choices, 3);
    slot.bytes = start + room;
    slot.memory = allocate(slot.bytes);
    memset(slot.memory, 0xFF, slot.bytes);
    memcpy(slot.memory + start, network.blob, network.blob_bytes);
    if (!bare) {
        write_header(slot.memory, sequence, network.blob, network.blob_bytes);
    }
    return slot;
}

/* Damage to header or blob; where the header's checksum is made right again the header lies about the blob. */
static void damage_slot(content *slot, source *choices)
{
    static const uint32_t lengths[] = {0, 95, 96, 4096, 0x7FFFFFFF, 0xFFFFFFFC, 0xFFFFFFFF};
    uint8_t *h = slot->memory;
    uint32_t bytes = slot->bytes;
    /* A sequence number is damaged only behind a wrong checksum: the numbers that count stay within 2^30 of each other. */
    int tied = memcmp(h, "SQSL", 4) == 0 && crc32(h, SQE_SLOT_CRC) == get32(h + SQE_SLOT_CRC);
    switch (pick(choices, 8)) {
    case 0: h[pick(choices, SQE_SLOT_BYTES)] ^= (uint8_t)(1u << pick(choices, 8)); return;
    case 1: put32(h + SQE_SLOT_LENGTH, lengths[pick(choices, sizeof lengths / sizeof *lengths)]); break;
    case 2: put32(h + SQE_SLOT_LENGTH, get32(h + SQE_SLOT_LENGTH) + (pick(choices, 2) ? 4u : 0xFFFFFFFCu)); break;
    case 3: put32(h + SQE_SLOT_BLOB_CRC, get32(h + SQE_SLOT_BLOB_CRC) ^ 1u << pick(choices, 32)); break;
    case 4: put32(h + SQE_SLOT_VERSION, pick(choices, 3)); break;
    case 5: h[pick(choices, bytes)] ^= (uint8_t)(1u << pick(choices, 8)); return;
    case 6: memset(h + pick(choices, bytes / 4) * 4, 0xFF, 4); return;
    default: { /* cut short, in memory that ends there */
        uint32_t kept = pick(choices, 4) ? pick(choices, bytes + 1) : pick(choices, 2 * SQE_SLOT_BYTES);
        kept = kept < bytes ? kept : bytes;
        uint8_t *cut = allocate(kept);
        memcpy(cut, h, kept);
        free(h);
        slot->memory = cut;
        slot->bytes = kept;
        return;
    }
    }
    if (tied && pick(choices, 8)) {
        put32(h + SQE_SLOT_CRC, crc32(h, SQE_SLOT_CRC));
    }
}

/* Whether a slot holds a model that validates. *distance: how new, counted from the oldest sequence; -1 for a bare blob. */
static int valid(const content *slot, uint32_t oldest, int64_t *distance, uint32_t *bytes)
{
    sqe_model model;
    const uint8_t *h = slot->memory;
    if (slot->bytes < SQE_SLOT_BYTES) {
        return 0;
    }
    *distance = -1;
    *bytes = slot->bytes;
    if (memcmp(h, "SQZE", 4) != 0) {
        *distance = (int64_t)(uint32_t)(get32(h + SQE_SLOT_SEQUENCE) - oldest);
        *bytes = get32(h + SQE_SLOT_LENGTH);
        if (memcmp(h, "SQSL", 4) != 0 || get32(h + SQE_SLOT_VERSION) != 1 || crc32(h, 20) != get32(h + 20) ||
            slot->bytes < SQE_SLOT_BLOB + SQE_HEADER_BYTES || *bytes < SQE_HEADER_BYTES ||
            *bytes > slot->bytes - SQE_SLOT_BLOB || get32(h + SQE_SLOT_BLOB + SQE_HEADER_CRC) != get32(h + SQE_SLOT_BLOB_CRC)) {
            return 0;
        }
        h += SQE_SLOT_BLOB;
    }
    /* A copy of the blob alone, in memory of the length its slot gives it. */
    uint8_t *alone = allocate(*bytes);
    memcpy(alone, h, *bytes);
    sqe_status status = sqe_model_open(&model, alone, *bytes);
    *bytes = status == SQE_OK ? model.bytes : 0;
    free(alone);
    return status == SQE_OK;
}

static void run_one(source *choices)
{
    content contents[SLOTS];
    sqe_slot slots[SLOTS];
    sqe_model model;
    uint32_t count = 1 + pick(choices, SLOTS);
    /* Sequence numbers within 2^30 of each other, anywhere on the circle: there the order is total. */
    uint32_t oldest = pick(choices, 3) ? pick(choices, 0xFFFFFFFFu) : 0xFFFFFFF0u + pick(choices, 32);
    int64_t newest = -2;
    uint32_t expected = SLOTS;
    uint32_t expected_bytes = 0;
    uint32_t chosen = SLOTS;
    for (uint32_t i = 0; i < count; i++) {
        do {
            small_network_make(&network, choices);
        } while (network.blob_bytes > 4000);
        contents[i] = make_slot(oldest + pick(choices, pick(choices, 2) ? 4 : 1u << 30), choices);
        for (uint32_t times = pick(choices, 3); times; times--) {
            if (contents[i].bytes >= SQE_SLOT_BYTES) {
                damage_slot(&contents[i], choices);
            }
        }
        slots[i].memory = contents[i].memory;
        slots[i].bytes = contents[i].bytes;
    }
    for (uint32_t i = 0; i < count; i++) {
        int64_t distance;
        uint32_t bytes;
        if (valid(&contents[i], oldest, &distance, &bytes) && distance > newest) {
            newest = distance;
            expected = i;
            expected_bytes = bytes;
        }
    }
    sqe_status status = sqe_slot_open(&model, slots, count, &chosen);
    expect("slots", status, expected == SLOTS ? SQE_ERROR_SLOTS : SQE_OK);
    if (status == SQE_OK) {
        sqe_info info;
        if (chosen != expected || model.bytes != expected_bytes) {
            fail("another slot than the newest valid one", (int)chosen);
        }
        expect("info", sqe_model_info(&model, &info), SQE_OK);
        counts.chosen++;
        counts.bare += newest < 0;
    } else {
        counts.none++;
    }
    for (uint32_t i = 0; i < count; i++) {
        free(contents[i].memory);
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
    if (argc != 3) {
        fprintf(stderr, "usage: fuzz_slots SEED ROUNDS\n");
        return 2;
    }
    uint32_t seed = (uint32_t)strtoul(argv[1], NULL, 10);
    uint32_t rounds = (uint32_t)strtoul(argv[2], NULL, 10);
    for (uint32_t round = 0; round < rounds; round++) {
        source choices = source_from_seed(seed + round);
        run_one(&choices);
    }
    printf("chosen %" PRIu32 " none %" PRIu32 " bare %" PRIu32 "\n", counts.chosen, counts.none, counts.bare);
    return 0;
}
#endif
