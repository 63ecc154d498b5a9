/* SPDX-License-Identifier: MIT */
/* A machine for tests: partitions are memory of the caller, RAM and clock are the caller's choice. */
#ifndef SQE_PLATFORM_HOST_H
#define SQE_PLATFORM_HOST_H

#include "session.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A session with a machine of its own. NULL: out of memory. */
SQE_API sqe_session *sqe_host_create(void);

/* Ends the session and gives its arena back. */
SQE_API void sqe_host_destroy(sqe_session *session);

/* Adds a partition of at most SQE_PARTITION_NAME characters. memory: 4-byte aligned, stays the caller's and must outlive
 * the session; NULL: a partition that cannot be mapped. Returns 0 where there is no room for another. */
SQE_API int sqe_host_partition(sqe_session *session, const char *name, const void *memory, size_t bytes);

/* The two free blocks of RAM that the parts of an arena may take, one each; without this call, of any size. */
SQE_API void sqe_host_ram(sqe_session *session, size_t first, size_t second);

/* Makes the clock advance by `step` microseconds whenever it is read, instead of showing the processor time used. */
SQE_API void sqe_host_clock(sqe_session *session, uint32_t step);

/* Mappings that were made and not ended. */
SQE_API int sqe_host_mappings(const sqe_session *session);

#ifdef __cplusplus
}
#endif

#endif
