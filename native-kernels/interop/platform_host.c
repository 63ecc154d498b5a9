/* SPDX-License-Identifier: MIT */
#include "platform_host.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PARTITIONS = 8, BLOCKS = 2 };

typedef struct host {
    sqe_session session; /* first: a pointer to it is a pointer to the host */
    sqe_platform platform;
    struct {
        char name[SQE_PARTITION_NAME + 1];
        const void *memory;
        size_t bytes;
    } partitions[PARTITIONS];
    int partition_count;
    int mappings;
    struct {
        size_t room; /* bytes */
        void *taken; /* NULL: free */
    } blocks[BLOCKS];
    uint32_t step; /* 0: the processor time this program used */
    uint64_t time;
} host;

static sqe_map_result map(void *context, const char *name, sqe_mapping *mapping)
{
    host *h = context;
    for (int i = 0; i < h->partition_count; i++) {
        if (strcmp(h->partitions[i].name, name) == 0) {
            if (!h->partitions[i].memory) {
                return SQE_MAP_FAILED;
            }
            mapping->memory = h->partitions[i].memory;
            mapping->bytes = h->partitions[i].bytes;
            mapping->handle = (uint32_t)i;
            h->mappings++;
            return SQE_MAPPED;
        }
    }
    return SQE_MAP_ABSENT;
}

static void unmap(void *context, const sqe_mapping *mapping)
{
    (void)mapping;
    ((host *)context)->mappings--;
}

static void *take(void *context, size_t bytes)
{
    host *h = context;
    int best = -1;
    for (int i = 0; i < BLOCKS; i++) {
        if (!h->blocks[i].taken && bytes <= h->blocks[i].room && (best < 0 || h->blocks[i].room < h->blocks[best].room)) {
            best = i;
        }
    }
    if (best < 0) {
        return NULL;
    }
    h->blocks[best].taken = malloc(bytes);
    return h->blocks[best].taken;
}

static void give_back(void *context, void *memory)
{
    host *h = context;
    for (int i = 0; i < BLOCKS; i++) {
        if (h->blocks[i].taken == memory) {
            h->blocks[i].taken = NULL;
        }
    }
    free(memory);
}

static uint64_t microseconds(void *context)
{
    host *h = context;
    if (h->step) {
        return h->time += h->step;
    }
    return (uint64_t)clock() * 1000000u / CLOCKS_PER_SEC;
}

sqe_session *sqe_host_create(void)
{
    host *h = calloc(1, sizeof *h);
    if (!h) {
        return NULL;
    }
    sqe_platform platform = {h, map, unmap, take, give_back, microseconds};
    h->platform = platform;
    sqe_host_ram(&h->session, SIZE_MAX, SIZE_MAX);
    sqe_session_init(&h->session, &h->platform);
    return &h->session;
}

void sqe_host_destroy(sqe_session *session)
{
    if (session) {
        for (int i = 0; i < BLOCKS; i++) {
            free(((host *)session)->blocks[i].taken);
        }
        free(session);
    }
}

int sqe_host_partition(sqe_session *session, const char *name, const void *memory, size_t bytes)
{
    host *h = (host *)session;
    size_t length = strlen(name);
    if (h->partition_count == PARTITIONS || length > SQE_PARTITION_NAME) {
        return 0;
    }
    memcpy(h->partitions[h->partition_count].name, name, length + 1);
    h->partitions[h->partition_count].memory = memory;
    h->partitions[h->partition_count].bytes = bytes;
    h->partition_count++;
    return 1;
}

void sqe_host_ram(sqe_session *session, size_t first, size_t second)
{
    host *h = (host *)session;
    h->blocks[0].room = first;
    h->blocks[1].room = second;
}

void sqe_host_clock(sqe_session *session, uint32_t step) { ((host *)session)->step = step; }

int sqe_host_mappings(const sqe_session *session) { return ((const host *)session)->mappings; }
