/* SPDX-License-Identifier: MIT */
#include "source.h"

source source_from_seed(uint32_t seed)
{
    source s = {NULL, 0, seed * 2654435761u | 1u};
    return s;
}

source source_from_bytes(const uint8_t *data, size_t bytes)
{
    source s = {data, bytes, 0x9E3779B9u};
    for (size_t i = 0; i < bytes; i++) {
        s.state = (s.state ^ data[i]) * 16777619u;
    }
    s.state |= 1u;
    return s;
}

static uint32_t next(source *s)
{
    if (s->left) {
        uint32_t value = 0;
        for (int i = 0; i < 2 && s->left; i++, s->left--) {
            value = value << 8 | *s->data++;
        }
        return value;
    }
    s->state ^= s->state << 13;
    s->state ^= s->state >> 17;
    s->state ^= s->state << 5;
    return s->state;
}

uint32_t pick(source *s, uint32_t below)
{
    uint32_t value = next(s);
    return below ? value % below : 0;
}

int32_t pick_between(source *s, int32_t low, int32_t high) { return low + (int32_t)pick(s, (uint32_t)(high - low) + 1u); }
