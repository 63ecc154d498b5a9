#include "job.h"

#include <string.h>

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

const char *job_read(job *result, const uint8_t *data, uint32_t limit, uint32_t blob_limit)
{
    if (memcmp(data, "SQEJ", 4) != 0) {
        return "magic";
    }
    if (u32(data + 4) != 1) {
        return "version";
    }
    result->bytes = u32(data + 8);
    result->blob_bytes = u32(data + 12);
    result->width = (uint16_t)u16(data + 16);
    result->height = (uint16_t)u16(data + 18);
    result->format = data[20];
    result->flags = data[21];
    result->mistake = data[22];
    result->top = data[23];
    result->frames = u32(data + 24);
    result->rows_per_push = u32(data + 28);
    result->frame_bytes = u32(data + 32);
    result->pixels = data + JOB_HEADER_BYTES;
    if (result->bytes < JOB_HEADER_BYTES || result->bytes > limit) {
        return "length";
    }
    if (result->blob_bytes > blob_limit) {
        return "blob-length";
    }
    if (result->flags & ~(JOB_TRACE | JOB_PROFILE) || result->mistake > JOB_MISTAKE_ENDLESS || u32(data + 36)) {
        return "flags";
    }
    if (result->top > JOB_TOP_LIMIT) {
        return "top";
    }
    if (!result->rows_per_push) {
        return "rows-per-push";
    }
    uint32_t payload = result->bytes - JOB_HEADER_BYTES;
    if (result->frame_bytes ? payload % result->frame_bytes || payload / result->frame_bytes != result->frames : payload) {
        return "frames";
    }
    uint32_t expected = expected_bytes(result);
    if (expected && expected != result->frame_bytes) {
        return "frame-bytes";
    }
    return NULL;
}
