/* SPDX-License-Identifier: MIT */
#include "paint.h"

#include "target.h"

/* Differs from word to word, so that neither a fill nor a copy looks like it. */
static inline uint32_t pattern(const uint32_t *at) { return (uint32_t)(uintptr_t)at * 2654435761u ^ 0xA5C3F017u; }

void paint_fill(uint32_t *begin, uint32_t *end)
{
    for (; begin < end; begin++) {
        *begin = pattern(begin);
    }
}

const uint32_t *paint_first_change(const uint32_t *begin, const uint32_t *end)
{
    while (begin < end && *begin == pattern(begin)) {
        begin++;
    }
    return begin;
}

const uint32_t *paint_last_change(const uint32_t *begin, const uint32_t *end)
{
    while (end > begin && end[-1] == pattern(end - 1)) {
        end--;
    }
    return end;
}

__attribute__((noinline)) void paint_stack(void)
{
    /* No calls: what lies below this function's own stack pointer is free. */
    volatile uint32_t *end = target_stack_pointer();
    for (volatile uint32_t *at = __stack_limit; at < end; at++) {
        *at = pattern((const uint32_t *)at);
    }
}

__attribute__((noinline)) uint32_t paint_stack_used(const uint32_t *base)
{
    const uint32_t *lowest = paint_first_change(__stack_limit, base);
    return (uint32_t)((uintptr_t)base - (uintptr_t)lowest);
}
