/* SPDX-License-Identifier: MIT */
#include "job.h"

#include <string.h>

#include "squeezeedge.h"

static uint32_t u16(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }

static uint32_t u32(const uint8_t *p) { return u16(p) | u16(p + 2) << 16; }

/* Bytes of a frame; 0 for a geometry the kernels have to refuse. */
static uint32_t expected_bytes(const job *j)
{
    static const uint8_t pixel_bytes[] = {3, 2, 2, 1};
    if (j->format >= sizeof pixel_bytes || j->width > 4096 || j->height > 4096) {
        return 0;
    }
    return (uint32_t)j->width * j->height * pixel_bytes[j->format];
}

const char *job_read(job *result, const uint8_t *data, uint32_t bytes)
{
    if (bytes < JOB_HEADER_BYTES) {
        return "length";
    }
    if (memcmp(data, "SQEJ", 4) != 0) {
        return "magic";
    }
    if (u32(data + 4) != 1) {
        return "version";
    }
    result->width = (uint16_t)u16(data + 8);
    result->height = (uint16_t)u16(data + 10);
    result->format = data[12];
    result->flags = data[13];
    result->mistake = data[14];
    result->top = data[15];
    result->frames = u32(data + 16);
    result->rows_per_push = u32(data + 20);
    result->frame_bytes = u32(data + 24);
    result->layout = u32(data + 28);
    result->pixels = data + JOB_HEADER_BYTES;
    if (result->flags & ~(JOB_TRACE | JOB_PROFILE) || result->mistake > JOB_MISTAKE_ENDLESS) {
        return "flags";
    }
    if (result->layout >= SQE_LAYOUTS) {
        return "layout";
    }
    if (result->top > JOB_TOP_LIMIT) {
        return "top";
    }
    if (!result->rows_per_push) {
        return "rows-per-push";
    }
    uint32_t payload = bytes - JOB_HEADER_BYTES;
    if (result->frame_bytes ? payload % result->frame_bytes || payload / result->frame_bytes != result->frames : payload) {
        return "frames";
    }
    uint32_t expected = expected_bytes(result);
    if (expected && expected != result->frame_bytes) {
        return "frame-bytes";
    }
    return NULL;
}
