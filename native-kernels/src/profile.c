/* SPDX-License-Identifier: MIT */
#include "internal.h"

void sqe_profile_mark(sqe_engine *engine, uint32_t tensor)
{
    const sqe_observer *observer = &engine->observer;
    if (observer->now && observer->ticks) {
        uint32_t now = observer->now(observer->user);
        observer->ticks[tensor] += now - engine->last_tick;
        engine->last_tick = now;
    }
}
