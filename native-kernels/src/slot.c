/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* Two or more places for a model, of which the newest valid one runs: docs/model-slots.md. */

/* Where the blob of a slot lies and how new it is. */
typedef struct candidate {
    const uint8_t *blob;
    size_t bytes;
    uint32_t sequence;
    int bare; /* no slot header: older than any with one */
} candidate;

static int read_slot(const sqe_slot *slot, candidate *found)
{
    const uint8_t *h = slot->memory;
    if (!h || slot->bytes < SQE_SLOT_BYTES) {
        return 0;
    }
    if (memcmp(h + SQE_HEADER_MAGIC, "SQZE", 4) == 0) {
        candidate bare = {h, slot->bytes, 0, 1};
        *found = bare;
        return 1;
    }
    if (memcmp(h + SQE_SLOT_MAGIC, "SQSL", 4) != 0 || sqe_u32(h + SQE_SLOT_VERSION) != SQE_SLOT_FORMAT_VERSION ||
        sqe_crc32(0, h, SQE_SLOT_CRC) != sqe_u32(h + SQE_SLOT_CRC) || slot->bytes < SQE_SLOT_BLOB + SQE_HEADER_BYTES) {
        return 0;
    }
    uint32_t bytes = sqe_u32(h + SQE_SLOT_LENGTH);
    candidate tied = {h + SQE_SLOT_BLOB, bytes, sqe_u32(h + SQE_SLOT_SEQUENCE), 0};
    *found = tied;
    /* The blob's header checksum covers the checksums of all its sections: it names the blob. */
    return bytes >= SQE_HEADER_BYTES && bytes <= slot->bytes - SQE_SLOT_BLOB &&
           sqe_u32(tied.blob + SQE_HEADER_CRC) == sqe_u32(h + SQE_SLOT_BLOB_CRC);
}

/* Sequence numbers count on past 2^32 - 1. */
static int newer(const candidate *a, const candidate *b)
{
    return a->bare != b->bare ? b->bare : (int32_t)(a->sequence - b->sequence) > 0;
}

sqe_status sqe_slot_open(sqe_model *model, const sqe_slot *slots, uint32_t count, uint32_t *chosen)
{
    if (!model || !slots || count < 1 || count > 32) {
        return SQE_ERROR_ARGUMENT;
    }
    memset(model, 0, sizeof *model);
    for (uint32_t tried = 0;;) {
        candidate best = {NULL, 0, 0, 0};
        uint32_t index = 0;
        for (uint32_t i = 0; i < count; i++) {
            candidate found;
            if (!(tried >> i & 1u) && read_slot(&slots[i], &found) && (!best.blob || newer(&found, &best))) {
                best = found;
                index = i;
            }
        }
        if (!best.blob) {
            return SQE_ERROR_SLOTS;
        }
        if (sqe_model_open(model, best.blob, best.bytes) == SQE_OK) {
            if (chosen) {
                *chosen = index;
            }
            return SQE_OK;
        }
        tried |= 1u << index;
    }
}
