/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <limits.h>
#include <string.h>

/* What the arena holds where nothing was written yet. */
static const uint32_t paint = 0xC35AE17Bu;

/* The clock may be 64 bits wide; a call of more than half an hour counts as that. */
static uint32_t elapsed(const sqe_session *session, uint64_t since)
{
    uint64_t passed = session->platform->microseconds(session->platform->context) - since;
    return passed < 1800000000u ? (uint32_t)passed : 1800000000u;
}

static uint64_t now(const sqe_session *session) { return session->platform->microseconds(session->platform->context); }

static uint32_t add_capped(uint32_t a, uint32_t b) { return a > (uint32_t)INT_MAX - b ? (uint32_t)INT_MAX : a + b; }

void sqe_session_init(sqe_session *session, const sqe_platform *platform)
{
    memset(session, 0, sizeof *session);
    session->platform = platform;
}

static int is_open(const sqe_session *session) { return session->name[0] != 0; }

int sqe_session_self_check(const sqe_session *session)
{
    sqe_model again;
    if (!sqe_kernels_agree()) {
        return SQE_ERROR_SELF_CHECK;
    }
    return is_open(session) ? sqe_model_open(&again, session->model.blob, session->model.bytes) : SQE_OK;
}

/* The length of a name that a partition can have, 0 for any other. */
static size_t name_length(const char *name)
{
    size_t length = 0;
    while (name && length <= SQE_PARTITION_NAME && name[length]) {
        length++;
    }
    return length <= SQE_PARTITION_NAME ? length : 0;
}

/* A model in the only partition of its name. Without a slot header the blob's own status tells more than "no slot". */
static int open_alone(sqe_session *session)
{
    const sqe_mapping *mapping = &session->mapping;
    if (mapping->bytes >= 4 && memcmp(mapping->memory, "SQSL", 4) == 0) {
        sqe_slot slot = {mapping->memory, mapping->bytes};
        return sqe_slot_open(&session->model, &slot, 1, NULL);
    }
    return sqe_model_open(&session->model, mapping->memory, mapping->bytes);
}

/* A model in name0 or name1. Where only one exists, that one. */
static int open_slots(sqe_session *session, const char *name, size_t length)
{
    const sqe_platform *platform = session->platform;
    sqe_mapping mappings[SQE_SESSION_SLOTS];
    sqe_slot slots[SQE_SESSION_SLOTS];
    char slot_name[SQE_PARTITION_NAME + 1];
    uint32_t chosen = SQE_SESSION_SLOTS;
    int found = 0;
    int status = SQE_OK;
    memset(mappings, 0, sizeof mappings);
    memset(slots, 0, sizeof slots);
    if (length == SQE_PARTITION_NAME) {
        return SQE_ERROR_NO_PARTITION;
    }
    memcpy(slot_name, name, length);
    slot_name[length + 1] = 0;
    for (int i = 0; i < SQE_SESSION_SLOTS && status == SQE_OK; i++) {
        slot_name[length] = (char)('0' + i);
        sqe_map_result result = platform->map(platform->context, slot_name, &mappings[i]);
        slots[i].memory = mappings[i].memory;
        slots[i].bytes = mappings[i].bytes;
        found += result == SQE_MAPPED;
        status = result == SQE_MAP_FAILED ? SQE_ERROR_MAP : SQE_OK;
    }
    if (status == SQE_OK) {
        status = found ? (int)sqe_slot_open(&session->model, slots, SQE_SESSION_SLOTS, &chosen) : SQE_ERROR_NO_PARTITION;
    }
    for (uint32_t i = 0; i < SQE_SESSION_SLOTS; i++) {
        if (mappings[i].memory && (status != SQE_OK || i != chosen)) {
            platform->unmap(platform->context, &mappings[i]);
        }
    }
    if (status == SQE_OK) {
        session->mapping = mappings[chosen];
        session->slot = (int32_t)chosen;
    }
    return status;
}

static void give_back(sqe_session *session)
{
    static const sqe_arena none;
    const sqe_platform *platform = session->platform;
    if (session->arena.scratch) {
        platform->give_back(platform->context, session->arena.scratch);
    }
    if (session->arena.persistent) {
        platform->give_back(platform->context, session->arena.persistent);
    }
    session->arena = none;
}

/* Back to a session without a model. */
static void close_model(sqe_session *session)
{
    const sqe_platform *platform = session->platform;
    platform->unmap(platform->context, &session->mapping);
    give_back(session);
    sqe_session_init(session, platform);
}

int sqe_session_open(sqe_session *session, const char *name)
{
    const sqe_platform *platform = session->platform;
    size_t length = name_length(name);
    int status;
    if (!length) {
        return SQE_ERROR_ARGUMENT;
    }
    if (is_open(session)) {
        if (strcmp(session->name, name) == 0) {
            return SQE_OK;
        }
        close_model(session);
    }
    switch (platform->map(platform->context, name, &session->mapping)) {
    case SQE_MAPPED:
        session->slot = -1;
        status = open_alone(session);
        if (status != SQE_OK) {
            platform->unmap(platform->context, &session->mapping);
        }
        break;
    case SQE_MAP_ABSENT: status = open_slots(session, name, length); break;
    default: status = SQE_ERROR_MAP;
    }
    if (status == SQE_OK) {
        memcpy(session->name, name, length + 1);
    }
    return status;
}

static int same_frame(const sqe_session *session, int width, int height, int format)
{
    return session->frame.width == width && session->frame.height == height && session->frame.format == format;
}

/* Takes the arena's blocks for the fastest layout that the machine has room for, the larger block first. */
static int take_arena(sqe_session *session, const sqe_frame *frame)
{
    const sqe_platform *platform = session->platform;
    sqe_arena_bytes bytes;
    int missing = SQE_ERROR_MEMORY;
    for (uint32_t layout = 0; layout < SQE_LAYOUTS; layout++) {
        sqe_status status = sqe_arena_size(&session->model, frame, layout, &bytes);
        if (status != SQE_OK) {
            return status;
        }
        int scratch_first = bytes.scratch > bytes.persistent;
        sqe_arena *arena = &session->arena;
        for (int turn = 0; turn < 2; turn++) {
            if (turn == !scratch_first) {
                arena->scratch = platform->take(platform->context, bytes.scratch);
            } else {
                arena->persistent = platform->take(platform->context, bytes.persistent);
            }
        }
        if (arena->persistent && arena->scratch) {
            arena->persistent_bytes = bytes.persistent;
            arena->scratch_bytes = bytes.scratch;
            return SQE_OK;
        }
        missing = arena->persistent ? SQE_ERROR_SCRATCH : SQE_ERROR_MEMORY;
        give_back(session);
    }
    return missing;
}

static void paint_block(void *block, size_t bytes)
{
    for (size_t i = 0; i + sizeof paint <= bytes; i += sizeof paint) {
        memcpy((uint8_t *)block + i, &paint, sizeof paint);
    }
}

int sqe_session_prepare(sqe_session *session, int width, int height, int format)
{
    static const uint8_t pixel_bytes[] = {3, 2, 2, 1}; /* by sqe_pixel_format */
    uint32_t layout;
    if (!is_open(session)) {
        return SQE_ERROR_STATE;
    }
    if (session->engine && same_frame(session, width, height, format)) {
        return SQE_OK;
    }
    if (width < 1 || width > UINT16_MAX || height < 1 || height > UINT16_MAX || format < 0 || format > SQE_GREY) {
        return SQE_ERROR_FRAME;
    }
    sqe_frame frame = {(uint16_t)width, (uint16_t)height, (uint8_t)format};
    if (!session->arena.persistent) {
        int taken = take_arena(session, &frame);
        if (taken != SQE_OK) {
            return taken;
        }
    }
    sqe_arena_bytes least;
    sqe_status status = sqe_arena_size(&session->model, &frame, SQE_LAYOUTS - 1, &least);
    if (status != SQE_OK) {
        return status;
    }
    if (least.persistent > session->arena.persistent_bytes || least.scratch > session->arena.scratch_bytes) {
        return SQE_ERROR_ARENA; /* an engine for other frames goes on */
    }
    paint_block(session->arena.persistent, session->arena.persistent_bytes);
    paint_block(session->arena.scratch, session->arena.scratch_bytes);
    status = sqe_init(&session->engine, &session->model, &frame, &session->arena);
    if (status != SQE_OK) {
        return status;
    }
    sqe_layout_chosen(session->engine, &layout);
    sqe_arena_size(&session->model, &frame, layout, &session->arena_used);
    session->frame_us = 0;
    session->longest_us = 0;
    session->frame = frame;
    session->row_bytes = (uint32_t)width * pixel_bytes[format];
    return SQE_OK;
}

int sqe_session_info(const sqe_session *session, int32_t *numbers, int number_count, uint8_t *name, int name_bytes,
                     uint8_t *identity, int identity_bytes)
{
    sqe_info info;
    if (!numbers || !name || !identity || number_count < SQE_NUMBERS || name_bytes < (int)sizeof info.name ||
        identity_bytes < (int)sizeof info.identity) {
        return SQE_ERROR_ARGUMENT;
    }
    if (!is_open(session)) {
        return SQE_ERROR_STATE;
    }
    sqe_status status = sqe_model_info(&session->model, &info);
    if (status != SQE_OK) {
        return status;
    }
    int prepared = session->engine != NULL;
    numbers[SQE_NUMBER_INPUT_WIDTH] = info.input_width;
    numbers[SQE_NUMBER_INPUT_HEIGHT] = info.input_height;
    numbers[SQE_NUMBER_INPUT_CHANNELS] = info.input_channels;
    numbers[SQE_NUMBER_CLASSES] = info.classes;
    numbers[SQE_NUMBER_NONZERO_WEIGHTS] = (int32_t)info.nonzero_weights;
    numbers[SQE_NUMBER_BLOB_BYTES] = (int32_t)session->model.bytes;
    numbers[SQE_NUMBER_SLOT] = session->slot;
    numbers[SQE_NUMBER_FRAME_WIDTH] = prepared ? session->frame.width : 0;
    numbers[SQE_NUMBER_FRAME_HEIGHT] = prepared ? session->frame.height : 0;
    numbers[SQE_NUMBER_ARENA_BYTES] = prepared ? (int32_t)(session->arena_used.persistent + session->arena_used.scratch) : 0;
    numbers[SQE_NUMBER_MULTIPLICATIONS] = (int32_t)(uint32_t)info.multiplications;
    numbers[SQE_NUMBER_MULTIPLICATIONS_HIGH] = (int32_t)(info.multiplications >> 32);
    memcpy(name, info.name, sizeof info.name);
    memcpy(identity, info.identity, sizeof info.identity);
    return SQE_OK;
}

int sqe_session_label(const sqe_session *session, int class_index, uint8_t *text, int bytes)
{
    const char *label;
    if (class_index < 0 || bytes < 0 || (bytes > 0 && !text)) {
        return SQE_ERROR_ARGUMENT;
    }
    if (!is_open(session)) {
        return SQE_ERROR_STATE;
    }
    sqe_status status = sqe_label(&session->model, (uint32_t)class_index, &label);
    if (status != SQE_OK) {
        return status;
    }
    size_t length = strlen(label);
    if (bytes > 0) {
        memcpy(text, label, length < (size_t)bytes ? length : (size_t)bytes);
    }
    return (int)length;
}

int sqe_session_begin(sqe_session *session)
{
    if (!session->engine) {
        return SQE_ERROR_STATE;
    }
    uint64_t start = now(session);
    sqe_status status = sqe_begin(session->engine);
    session->pending_us = elapsed(session, start);
    session->pending_longest_us = 0;
    return status;
}

int sqe_session_push(sqe_session *session, const uint8_t *array, int length, int offset, int row_count)
{
    if (!session->engine) {
        return SQE_ERROR_STATE;
    }
    if (!array || length < 0 || offset < 0 || offset > length || row_count < 1 ||
        (uint32_t)row_count > (uint32_t)(length - offset) / session->row_bytes) {
        return SQE_ERROR_ARGUMENT;
    }
    uint64_t start = now(session);
    sqe_status status = sqe_push(session->engine, array + offset, (uint32_t)row_count);
    if (status == SQE_OK) {
        uint32_t passed = elapsed(session, start);
        session->pending_us = add_capped(session->pending_us, passed);
        session->pending_longest_us = passed > session->pending_longest_us ? passed : session->pending_longest_us;
    }
    return status;
}

int sqe_session_finish(sqe_session *session, int32_t *classes, int class_count, int32_t *probabilities, int probability_count)
{
    int capacity = class_count < probability_count ? class_count : probability_count;
    uint32_t count = 0;
    if (!session->engine) {
        return SQE_ERROR_STATE;
    }
    if (!classes || !probabilities || capacity < 1) {
        return SQE_ERROR_ARGUMENT;
    }
    capacity = capacity < SQE_SESSION_CLASSES ? capacity : SQE_SESSION_CLASSES;
    uint64_t start = now(session);
    sqe_status status = sqe_finish(session->engine, session->top, (uint32_t)capacity, &count);
    if (status != SQE_OK) {
        return status;
    }
    session->frame_us = add_capped(session->pending_us, elapsed(session, start));
    session->longest_us = session->pending_longest_us;
    for (uint32_t i = 0; i < count; i++) {
        classes[i] = (int32_t)session->top[i].index;
        probabilities[i] = (int32_t)session->top[i].probability;
    }
    return (int)count;
}

int sqe_session_frame_us(const sqe_session *session) { return (int)session->frame_us; }

int sqe_session_longest_push_us(const sqe_session *session) { return (int)session->longest_us; }

/* Bytes of a block up to the last one that is no longer painted. */
static size_t written(const void *block, size_t bytes)
{
    const uint8_t *end = (const uint8_t *)block + bytes;
    while (bytes >= sizeof paint && memcmp(end - sizeof paint, &paint, sizeof paint) == 0) {
        end -= sizeof paint;
        bytes -= sizeof paint;
    }
    return bytes;
}

int sqe_session_high_water(const sqe_session *session)
{
    if (!session->engine) {
        return 0;
    }
    return (int)(written(session->arena.persistent, session->arena_used.persistent) +
                 written(session->arena.scratch, session->arena_used.scratch));
}
