/* SPDX-License-Identifier: MIT */
/* Finds out how much of a memory area is used: it is filled with a pattern, and later searched for changes. */
#ifndef SQE_EMULATOR_PAINT_H
#define SQE_EMULATOR_PAINT_H

#include <stdint.h>

/* Fills the words begin .. end - 1. */
void paint_fill(uint32_t *begin, uint32_t *end);

/* The first changed word, or end. */
const uint32_t *paint_first_change(const uint32_t *begin, const uint32_t *end);

/* The word after the last changed one, or begin. */
const uint32_t *paint_last_change(const uint32_t *begin, const uint32_t *end);

/* Fills the unused part of the stack, down to its limit. */
void paint_stack(void);

/* Bytes of stack used below `base` since paint_stack(). */
uint32_t paint_stack_used(const uint32_t *base);

#endif
