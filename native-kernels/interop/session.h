/* SPDX-License-Identifier: MIT */
/* One model and one stream of frames, as the interop library offers them to C#. Every argument may come from code that is
 * wrong: lengths are checked here, and a call out of order is answered with a status. 0 is success, negative numbers are
 * statuses (sqe_status, or sqe_session_status below).
 *
 *     sqe_session session;
 *     sqe_session_init(&session, platform);
 *     sqe_session_open(&session, "model");
 *     sqe_session_prepare(&session, 320, 240, SQE_RGB565_BE);
 *     sqe_session_begin(&session);
 *     while (rows remain) sqe_session_push(&session, rows, sizeof rows, 0, row_count);
 *     sqe_session_finish(&session, classes, 5, probabilities, 5);
 */
#ifndef SQE_SESSION_H
#define SQE_SESSION_H

#include "platform.h"
#include "squeezeedge.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What can go wrong besides sqe_status. */
typedef enum sqe_session_status {
    SQE_ERROR_NO_PARTITION = -32, /* neither the partition nor a slot of it exists */
    SQE_ERROR_MAP = -33,          /* a partition cannot be mapped */
    SQE_ERROR_MEMORY = -34,       /* no free block of RAM inside the chip for the arena's persistent part */
    SQE_ERROR_SELF_CHECK = -35,   /* the kernels compute something else than they should */
    SQE_ERROR_TOO_SLOW = -36,     /* the application's: a frame would take longer than its board allows */
    SQE_ERROR_SCRATCH = -37       /* none for its scratch part */
} sqe_session_status;

/* Numbers of sqe_session_info, by index. */
typedef enum sqe_session_number {
    SQE_NUMBER_INPUT_WIDTH,
    SQE_NUMBER_INPUT_HEIGHT,
    SQE_NUMBER_INPUT_CHANNELS,
    SQE_NUMBER_CLASSES,
    SQE_NUMBER_NONZERO_WEIGHTS,
    SQE_NUMBER_BLOB_BYTES,
    SQE_NUMBER_SLOT,        /* which slot the model is in; -1: the partition has no slots */
    SQE_NUMBER_FRAME_WIDTH, /* 0 until frames are prepared, like the next two */
    SQE_NUMBER_FRAME_HEIGHT,
    SQE_NUMBER_ARENA_BYTES,
    SQE_NUMBER_MULTIPLICATIONS,      /* of a frame, low 32 bits */
    SQE_NUMBER_MULTIPLICATIONS_HIGH, /* and the 32 bits above */
    SQE_NUMBERS
} sqe_session_number;

/* Most classes a frame's result holds, and most slots of a partition name (name0, name1). */
enum { SQE_SESSION_CLASSES = 16, SQE_SESSION_SLOTS = 2 };

/* The fields are private. */
typedef struct sqe_session {
    const sqe_platform *platform;
    sqe_model model;
    sqe_mapping mapping;        /* of the model's partition */
    sqe_engine *engine;         /* NULL until frames are prepared */
    sqe_arena arena;            /* as taken from the platform; no persistent block: not yet */
    sqe_arena_bytes arena_used; /* bytes the engine was given */
    sqe_frame frame;
    uint32_t row_bytes;
    int32_t slot;
    uint32_t pending_us, pending_longest_us; /* of the frame in progress */
    uint32_t frame_us, longest_us;           /* of the last finished frame */
    sqe_class top[SQE_SESSION_CLASSES];
    char name[SQE_PARTITION_NAME + 1]; /* of the open partition; "": none */
} sqe_session;

/* Starts a session without a model. platform: stays the caller's. */
SQE_API void sqe_session_init(sqe_session *session, const sqe_platform *platform);

/* Checks the compiled kernels with known answers (CRC-32, packing, requantization) and, where a model is open, all of its
 * blob again. Errors: SELF_CHECK; those of sqe_model_open. */
SQE_API int sqe_session_self_check(const sqe_session *session);

/* Maps and validates the partition `name` (a slot or a blob alone) or, where there is none, the newest valid model of the
 * slots name0 and name1. Opening the open partition again changes nothing. Opening another one closes the open one first, whatever
 * the outcome: its mapping ends, its arena is given back. Errors: ARGUMENT (no name, or one too long; nothing is closed then);
 * NO_PARTITION; MAP; SLOTS; those of sqe_model_open. */
SQE_API int sqe_session_open(sqe_session *session, const char *name);

/* Lays out the arena for frames of a geometry. The first call takes its two blocks from the platform, for the fastest layout that
 * fits; a later one with the same geometry changes nothing, one with another drops an unfinished frame and must get by with the
 * memory taken as long as the same partition is open. Errors: STATE (nothing is open); FRAME; MEMORY and SCRATCH (which block did
 * not fit in the smallest layout); ARENA. */
SQE_API int sqe_session_prepare(sqe_session *session, int width, int height, int format);

/* Facts about the open model: `numbers` receives SQE_NUMBERS integers, name the text of sqe_info, identity 8 bytes. The
 * lengths are what the arrays hold. Errors: ARGUMENT; STATE. */
SQE_API int sqe_session_info(const sqe_session *session, int32_t *numbers, int number_count, uint8_t *name, int name_bytes,
                             uint8_t *identity, int identity_bytes);

/* Copies a class's name, UTF-8 without a terminating zero, as far as `bytes` reaches. Returns its whole length. text may be
 * NULL where bytes is 0. Errors: ARGUMENT (no such class); STATE. */
SQE_API int sqe_session_label(const sqe_session *session, int class_index, uint8_t *text, int bytes);

/* Starts a frame; an unfinished one is dropped. Errors: STATE. */
SQE_API int sqe_session_begin(sqe_session *session);

/* Takes row_count whole rows from array[offset] on. length: what the array holds. Errors: ARGUMENT (rows is less than 1, or
 * they are not in the array); STATE. Nothing is taken then. */
SQE_API int sqe_session_push(sqe_session *session, const uint8_t *array, int length, int offset, int row_count);

/* Ends a frame. The best classes, best first, and their probabilities in 1/65536, as many as both arrays hold, at most
 * SQE_SESSION_CLASSES. Returns their number. Errors: ARGUMENT; STATE. */
SQE_API int sqe_session_finish(sqe_session *session, int32_t *classes, int class_count, int32_t *probabilities,
                               int probability_count);

/* Microseconds inside begin, push and finish of the last finished frame, and in its longest push; 0 before. */
SQE_API int sqe_session_frame_us(const sqe_session *session);
SQE_API int sqe_session_longest_push_us(const sqe_session *session);

/* Bytes of both blocks up to the last one written since the arena was laid out; 0 before. Found by the paint that is left. */
SQE_API int sqe_session_high_water(const sqe_session *session);

/* self_check.c: 1 when the compiled kernels give the known answers. */
int sqe_kernels_agree(void);

#ifdef __cplusplus
}
#endif

#endif
