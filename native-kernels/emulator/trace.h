/* SPDX-License-Identifier: MIT */
/* The binary trace: observed rows and class sums. README.md describes the records. */
#ifndef SQE_EMULATOR_TRACE_H
#define SQE_EMULATOR_TRACE_H

#include <stdint.h>

/* The map number under which the class sums are written. */
enum { TRACE_SUMS = 0xFFFF };

/* Opens the trace; 0 on success. */
int trace_open(void);

/* Adds a record. */
void trace_record(uint32_t map, uint32_t row, uint32_t channel, uint32_t column, const void *bytes, uint32_t count);

/* Writes what is left and closes the file; 0 if everything could be written. */
int trace_close(void);

#endif
