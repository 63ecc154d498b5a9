/* SPDX-License-Identifier: MIT */
/* The job: what to run. README.md describes the layout. */
#ifndef SQE_EMULATOR_JOB_H
#define SQE_EMULATOR_JOB_H

#include <stdint.h>

enum { JOB_HEADER_BYTES = 32, JOB_TOP_LIMIT = 64 };

/* Flags. */
enum { JOB_TRACE = 1, JOB_PROFILE = 2 };

/* Deliberate mistakes, to test the guards. */
enum {
    JOB_MISTAKE_NONE = 0,
    JOB_MISTAKE_STRAY_READ = 1,     /* reads just past the RAM */
    JOB_MISTAKE_STRAY_WRITE = 2,    /* writes just past the RAM */
    JOB_MISTAKE_BLOB_WRITE = 3,     /* writes into the blob */
    JOB_MISTAKE_STACK_OVERFLOW = 4, /* uses more stack than there is */
    JOB_MISTAKE_ARENA_OVERRUN = 5,  /* writes past the end of the arena */
    JOB_MISTAKE_ENDLESS = 6         /* never ends */
};

typedef struct job {
    uint32_t frames;
    uint32_t frame_bytes;
    uint32_t rows_per_push;
    uint16_t width;
    uint16_t height;
    uint8_t format;
    uint8_t flags;
    uint8_t mistake;
    uint8_t top;
    uint32_t layout;       /* of the arena, 0 .. SQE_LAYOUTS - 1 */
    const uint8_t *pixels; /* of the first frame; the others follow */
} job;

/* Reads a job and checks that it holds together; NULL, or what is wrong with it. */
const char *job_read(job *result, const uint8_t *data, uint32_t bytes);

#endif
