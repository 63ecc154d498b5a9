/* SPDX-License-Identifier: MIT */
/* What a session needs of the machine it runs on. */
#ifndef SQE_PLATFORM_H
#define SQE_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A partition of flash, readable as memory. */
typedef struct sqe_mapping {
    const void *memory; /* 4-byte aligned; NULL: nothing is mapped */
    size_t bytes;
    uint32_t handle; /* the platform's */
} sqe_mapping;

typedef enum sqe_map_result {
    SQE_MAPPED,
    SQE_MAP_ABSENT, /* there is no partition of that name */
    SQE_MAP_FAILED  /* there is, but it cannot be mapped */
} sqe_map_result;

typedef struct sqe_platform {
    void *context; /* given to every function */

    /* Maps the data partition called `name`. Fills *mapping only when the result is SQE_MAPPED. */
    sqe_map_result (*map)(void *context, const char *name, sqe_mapping *mapping);

    /* Ends a mapping. */
    void (*unmap)(void *context, const sqe_mapping *mapping);

    /* RAM inside the chip, aligned for any type: a session asks once for each partition it opens. NULL where there is not enough. */
    void *(*take)(void *context, size_t bytes);

    /* Gives back what `take` returned last. */
    void (*give_back)(void *context, void *memory);

    /* A clock that never goes back. */
    uint64_t (*microseconds)(void *context);
} sqe_platform;

/* Longest name of a partition, without its terminating zero. */
enum { SQE_PARTITION_NAME = 16 };

/* The machine whose firmware holds the nanoFramework glue: platform_esp32.c, or what a port to another machine defines. */
const sqe_platform *sqe_device_platform(void);

#ifdef __cplusplus
}
#endif

#endif
