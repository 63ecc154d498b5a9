/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <string.h>

#include "target.h"

enum { BUFFER_BYTES = 8192 };

static uint8_t buffer[BUFFER_BYTES];
static uint32_t used;
static int32_t handle;
static int failed;

static void flush(void)
{
    if (used && target_trace_write(handle, buffer, used) != 0) {
        failed = 1;
    }
    used = 0;
}

static void add(const uint8_t *bytes, uint32_t count)
{
    while (count) {
        uint32_t part = BUFFER_BYTES - used;
        part = part < count ? part : count;
        memcpy(buffer + used, bytes, part);
        used += part;
        bytes += part;
        count -= part;
        if (used == BUFFER_BYTES) {
            flush();
        }
    }
}

int trace_open(void)
{
    used = 0;
    failed = 0;
    handle = target_trace_open();
    return handle < 0;
}

void trace_record(uint32_t map, uint32_t row, uint32_t channel, uint32_t column, const void *bytes, uint32_t count)
{
    uint8_t head[12];
    const uint32_t words[3] = {map | row << 16, channel | column << 16, count};
    memcpy(head, words, sizeof head);
    add(head, sizeof head);
    add(bytes, count);
}

int trace_close(void)
{
    flush();
    target_trace_close(handle);
    return failed;
}
