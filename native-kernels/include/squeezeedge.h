/* SPDX-License-Identifier: MIT */
/* SqueezeEdge: streaming integer inference of SqueezeNet-family networks.
 *
 * A blob (docs/blob-format.md) is opened once; image rows are pushed as they arrive; the classes come out at the end.
 * No full frame and no full activation map ever exists. All memory is the caller's: one arena of two blocks, sized by sqe_arena_size.
 * The kernels never allocate, never recurse, keep no mutable globals and need less than 2 KB of stack.
 *
 * Lifetime. sqe_init copies the model into the engine: the sqe_model may go afterwards, the blob's memory may not, nor may it
 * change; sqe_model_open checked it once and nothing is checked again. The engine lives in the arena and ends with it; there is
 * nothing to release. Pointers that functions return (labels, sums) point into blob or arena and are valid as long as those.
 *
 * Threads. There are no globals and no locks. A model may be shared by any number of threads. An engine belongs to one thread
 * at a time; different engines, each with its own arena, run at the same time on the same blob.
 *
 *     sqe_model model;
 *     sqe_engine *engine;
 *     sqe_frame frame = {320, 240, SQE_RGB565_BE};
 *     sqe_model_open(&model, blob, blob_bytes);
 *     sqe_arena_size(&model, &frame, 0, &bytes);
 *     sqe_arena arena = {block1, bytes.persistent, block2, bytes.scratch};
 *     sqe_init(&engine, &model, &frame, &arena);
 *     sqe_begin(engine);
 *     while (rows remain) sqe_push(engine, rows, row_count);
 *     sqe_finish(engine, top, 5, &count);
 */
#ifndef SQUEEZEEDGE_H
#define SQUEEZEEDGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define SQE_API __declspec(dllexport)
#else
#define SQE_API __attribute__((visibility("default")))
#endif

/* Version of these kernels: major << 16 | minor << 8 | patch. */
#define SQE_VERSION 0x000100u

/* What went wrong. 0 is success, everything else is negative. */
typedef enum sqe_status {
    SQE_OK = 0,
    SQE_ERROR_ARGUMENT = -1,   /* a null pointer, or a number outside its range */
    SQE_ERROR_TRUNCATED = -2,  /* the blob is shorter than its header says, or than a header */
    SQE_ERROR_MAGIC = -3,      /* not a blob */
    SQE_ERROR_VERSION = -4,    /* a blob of another format version */
    SQE_ERROR_CHECKSUM = -5,   /* a CRC-32 does not match: the blob is damaged */
    SQE_ERROR_HEADER = -6,     /* header or section table inconsistent */
    SQE_ERROR_NETWORK = -7,    /* an operation or tensor record is out of range or does not fit its neighbours */
    SQE_ERROR_WEIGHTS = -8,    /* a codebook, code table, bias or stream is inconsistent */
    SQE_ERROR_LABELS = -9,     /* the label text does not hold one string per class */
    SQE_ERROR_ALIGNMENT = -10, /* blob or arena not 4-byte aligned */
    SQE_ERROR_ARENA = -11,     /* the arena is too small */
    SQE_ERROR_FRAME = -12,     /* frame size or pixel format not supported */
    SQE_ERROR_STATE = -13,     /* called out of order: begin, push every row, finish */
    SQE_ERROR_TOO_LARGE = -14, /* the network needs a row buffer beyond 64 KiB */
    SQE_ERROR_SLOTS = -15,     /* no slot holds a model that validates */
    SQE_ERROR_OVERFLOW = -16   /* some input would make a sum, a requantization product or a class sum leave int32 */
} sqe_status;

/* Memory layout of the pixels of a frame, row after row without gaps. */
typedef enum sqe_pixel_format {
    SQE_RGB888 = 0,    /* 3 bytes: red, green, blue */
    SQE_RGB565_BE = 1, /* 2 bytes, high byte first (ArduCAM modules) */
    SQE_RGB565_LE = 2, /* 2 bytes, low byte first */
    SQE_GREY = 3       /* 1 byte */
} sqe_pixel_format;

/* The frame whose rows will be pushed. Width and height 1..4096; another size than the network's input is resampled
 * while streaming: the whole frame if the network learned from squashed photographs, else the centre with its shape. */
typedef struct sqe_frame {
    uint16_t width;
    uint16_t height;
    uint8_t format; /* sqe_pixel_format */
} sqe_frame;

/* An opened blob. Filled by sqe_model_open; the fields are private. */
typedef struct sqe_model {
    const uint8_t *blob;
    uint32_t bytes;
    const uint8_t *operations;
    const uint8_t *tensors;
    const uint8_t *weights;
    const char *labels;
    uint32_t label_bytes;
    uint32_t negative_units; /* u16 that a channel's decoded weights take at most */
    uint32_t positive_units;
} sqe_model;

/* Facts about an opened blob. */
typedef struct sqe_info {
    char name[32];         /* zero-terminated */
    uint8_t identity[8];   /* of the model file it was packed from */
    uint16_t input_width;  /* pixels */
    uint16_t input_height; /* pixels */
    uint16_t input_channels;
    uint16_t classes;
    uint16_t operations;
    uint16_t tensors;
    uint32_t nonzero_weights;
    uint32_t label_bytes;     /* 0 = no labels */
    uint64_t multiplications; /* of a frame: the nonzero weights of each tensor x its output positions, summed */
} sqe_info;

/* One class of the result. */
typedef struct sqe_class {
    uint32_t index;       /* class, 0-based */
    int32_t sum;          /* accumulated activation of the class, the logit in integer units */
    uint32_t probability; /* softmax probability in 1/65536, 0..65536 */
} sqe_class;

/* Everything an inference owns, at the start of the arena. */
typedef struct sqe_engine sqe_engine;

/* Optional look inside, for verification and profiling. Any callback may be NULL. */
typedef struct sqe_observer {
    void *user;
    /* Bytes of one channel of one row as soon as they exist: the values at columns column .. column + count - 1 of a map.
     * map: number of the tensor that produced it (expand1x1 and expand3x3 separately), or 0x100 + number of the
     * operation: a pooling, or a fire module whose output is a sum with its bypass. Every value is shown once; up to four
     * neighbouring rows are made together, channel by channel. The last convolution is not shown: its sums are. */
    void (*row)(void *user, uint32_t map, uint32_t row, uint32_t channel, uint32_t column, const uint8_t *values,
                uint32_t count);
    /* A free-running counter of instructions or cycles; differences modulo 2^32 are added to ticks[tensor]. */
    uint32_t (*now)(void *user);
    uint64_t *ticks; /* one counter per tensor, in the caller's memory */
} sqe_observer;

/* Opens and completely checks a blob: sizes, checksums, records and every unit of every weight stream, so that no later
 * read can leave the blob or the arena, and that no input can make a sum leave int32. It bounds the memory a frame needs, not
 * its time: see sqe_info.multiplications. blob: 4-byte aligned, readable and unchanged as long as the model is used.
 * bytes: size of the memory that holds it (may be more than the blob). Errors: all but ARENA, FRAME, STATE,
 * SLOTS. */
SQE_API sqe_status sqe_model_open(sqe_model *model, const void *blob, size_t bytes);

/* A place in flash for a model: a mapped partition. It holds a slot header and a blob behind it, or a blob alone. */
typedef struct sqe_slot {
    const void *memory; /* 4-byte aligned */
    size_t bytes;
} sqe_slot;

/* Opens the newest model that validates completely, whatever the other slots hold (docs/model-slots.md): an update that
 * lost power leaves its slot invalid and the other one running. A blob without slot header counts as older than any with
 * one. slots: count of them, 1..32, readable and unchanged as long as the model is used. *chosen: index of the slot, may
 * be NULL. Errors: ARGUMENT; SLOTS. */
SQE_API sqe_status sqe_slot_open(sqe_model *model, const sqe_slot *slots, uint32_t count, uint32_t *chosen);

/* Facts about the model. Errors: ARGUMENT. */
SQE_API sqe_status sqe_model_info(const sqe_model *model, sqe_info *info);

/* Name of a class: *text is not copied and ends with a 0 byte; "" where the blob has no labels. Errors: ARGUMENT. */
SQE_API sqe_status sqe_label(const sqe_model *model, uint32_t index, const char **text);

/* The RAM of an inference is two blocks, which need not lie together: what lives for a whole frame, and what lives only while
 * a row is computed. */
typedef struct sqe_arena_bytes {
    size_t persistent;
    size_t scratch;
} sqe_arena_bytes;

/* Layouts of the arena, fastest first for large networks; the last one takes the least RAM. All give the same results. */
enum { SQE_LAYOUTS = 8 };

/* Bytes of the two blocks for frames of this geometry, engine state included. layout: 0 (fastest) .. SQE_LAYOUTS - 1 (smallest).
 * Errors: ARGUMENT, FRAME. */
SQE_API sqe_status sqe_arena_size(const sqe_model *model, const sqe_frame *frame, uint32_t layout, sqe_arena_bytes *bytes);

/* Memory for an inference, the caller's. persistent: aligned to a pointer; scratch: 4-byte aligned, or NULL: both blocks lie in
 * `persistent`, which then holds the sum of both. */
typedef struct sqe_arena {
    void *persistent;
    size_t persistent_bytes;
    void *scratch;
    size_t scratch_bytes;
} sqe_arena;

/* Lays out the arena with the fastest layout that fits, and returns the engine in it. Nothing outside the arena is ever written.
 * Errors: ARGUMENT, FRAME, ALIGNMENT, ARENA (not even the smallest layout fits). */
SQE_API sqe_status sqe_init(sqe_engine **engine, const sqe_model *model, const sqe_frame *frame, const sqe_arena *arena);

/* The layout that sqe_init chose. Errors: ARGUMENT. */
SQE_API sqe_status sqe_layout_chosen(const sqe_engine *engine, uint32_t *layout);

/* Installs an observer (copied), or removes it with NULL. Errors: ARGUMENT. */
SQE_API sqe_status sqe_observe(sqe_engine *engine, const sqe_observer *observer);

/* Starts a frame; an unfinished one is dropped. Errors: ARGUMENT. */
SQE_API sqe_status sqe_begin(sqe_engine *engine);

/* Takes the next row_count whole rows of the frame, any number at a time. Errors: ARGUMENT, STATE (no frame begun, or more
 * rows than the frame has; nothing is taken then). */
SQE_API sqe_status sqe_push(sqe_engine *engine, const void *rows, uint32_t row_count);

/* Ends the frame after its last row: the `capacity` best classes, best first, ties to the lower index; *count is how many
 * were written. Errors: ARGUMENT, STATE (rows are missing). */
SQE_API sqe_status sqe_finish(sqe_engine *engine, sqe_class *top, uint32_t capacity, uint32_t *count);

/* The accumulated activation of every class, valid after sqe_finish until the next sqe_begin. Errors: ARGUMENT, STATE. */
SQE_API sqe_status sqe_sums(const sqe_engine *engine, const int32_t **sums, uint32_t *classes);

/* The name of a status in words, for example "checksum". Never NULL. */
SQE_API const char *sqe_status_name(sqe_status status);

#ifdef __cplusplus
}
#endif

#endif
