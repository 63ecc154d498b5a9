/* SPDX-License-Identifier: MIT */
#ifdef ESP_PLATFORM

#include <esp_heap_caps.h>
#include <esp_partition.h>
#include <esp_timer.h>

#include "platform.h"

static sqe_map_result map(void *context, const char *name, sqe_mapping *mapping)
{
    const esp_partition_t *partition = esp_partition_find_first(ESP_PARTITION_TYPE_DATA, ESP_PARTITION_SUBTYPE_ANY, name);
    const void *memory;
    esp_partition_mmap_handle_t handle;
    (void)context;
    if (!partition) {
        return SQE_MAP_ABSENT;
    }
    if (esp_partition_mmap(partition, 0, partition->size, ESP_PARTITION_MMAP_DATA, &memory, &handle) != ESP_OK) {
        return SQE_MAP_FAILED;
    }
    mapping->memory = memory;
    mapping->bytes = partition->size;
    mapping->handle = handle;
    return SQE_MAPPED;
}

static void unmap(void *context, const sqe_mapping *mapping)
{
    (void)context;
    esp_partition_munmap(mapping->handle);
}

/* Not from PSRAM: the kernels read and write every byte of the arena many times a frame. */
static void *take(void *context, size_t bytes)
{
    (void)context;
    return heap_caps_malloc(bytes, MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
}

static void give_back(void *context, void *memory)
{
    (void)context;
    heap_caps_free(memory);
}

static uint64_t microseconds(void *context)
{
    (void)context;
    return (uint64_t)esp_timer_get_time();
}

const sqe_platform *sqe_device_platform(void)
{
    static const sqe_platform platform = {NULL, map, unmap, take, give_back, microseconds};
    return &platform;
}

#else

typedef int not_an_esp32; /* C99 wants a declaration in every file */

#endif
