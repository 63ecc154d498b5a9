/* SPDX-License-Identifier: MIT */
/* Runs a job on an emulated microcontroller: opens the blob, streams the frames, reports results and measurements. */
#include <string.h>

#include "job.h"
#include "paint.h"
#include "report.h"
#include "squeezeedge.h"
#include "target.h"
#include "trace.h"

enum { TENSOR_LIMIT = 128, GAP_BYTES = 64 };

/* The last words of the stack are never to be used: a sign that it was overrun, even where a frame skips some words. */
enum { STACK_RESERVE_WORDS = 64 };

/* Everything the runner keeps. */
typedef struct runner {
    job job;
    uint32_t blob_bytes;
    sqe_model model;
    sqe_info info;
    sqe_frame frame;
    sqe_engine *engine;
    const char *call; /* the kernel call that failed */
    sqe_arena_bytes arena;
    uint8_t *scratch; /* behind the persistent block and a gap that must stay untouched */
    uint32_t last_reading;
    uint64_t ticks;                      /* of the frame */
    uint64_t tensor_ticks[TENSOR_LIMIT]; /* of the frame */
    sqe_class top[JOB_TOP_LIMIT];
    uint32_t top_count;
    uint32_t stack_bytes;
} runner;

static runner self;

static void fail(const char *keyword, const char *what, const char *where, int exit_code)
{
    report_begin(keyword);
    report_word(what);
    if (where) {
        report_word(where);
    }
    report_end();
    target_exit(exit_code);
}

/* Adds the ticks since the last reading to the frame's. Also the observer's clock, so that even a push that takes longer
 * than the counter's 32 bits is measured completely. */
static uint32_t read_clock(void *user)
{
    runner *r = user;
    uint32_t now = target_now();
    r->ticks += now - r->last_reading;
    r->last_reading = now;
    return now;
}

/* Leaves out the ticks since the last reading. */
static void skip_clock(runner *r) { r->last_reading = target_now(); }

static void row_observed(void *user, uint32_t map, uint32_t row, uint32_t channel, uint32_t column, const uint8_t *values,
                         uint32_t count)
{
    (void)user;
    trace_record(map, row, channel, column, values, count);
}

static void note_stack(runner *r, const uint32_t *base)
{
    uint32_t used = paint_stack_used(base);
    if (base - used / 4u < __stack_limit + STACK_RESERVE_WORDS) {
        fail("fault", "stack-overflow", NULL, TARGET_EXIT_FAULT);
    }
    r->stack_bytes = used > r->stack_bytes ? used : r->stack_bytes;
}

static sqe_status failed_at(runner *r, const char *call, sqe_status status)
{
    r->call = call;
    return status;
}

/* Opens the blob and lays out the arena. */
static __attribute__((noinline)) sqe_status prepare(runner *r)
{
    const uint32_t *base = target_stack_pointer();
    paint_stack();
    sqe_status status = sqe_model_open(&r->model, __blob, r->blob_bytes);
    if (status != SQE_OK) {
        return failed_at(r, "sqe_model_open", status);
    }
    status = sqe_model_info(&r->model, &r->info);
    if (status != SQE_OK) {
        return failed_at(r, "sqe_model_info", status);
    }
    status = sqe_arena_size(&r->model, &r->frame, r->job.layout, &r->arena);
    if (status != SQE_OK) {
        return failed_at(r, "sqe_arena_size", status);
    }
    size_t room = (size_t)((uint8_t *)__arena_end - (uint8_t *)__arena_start);
    size_t needed = r->arena.persistent + GAP_BYTES + r->arena.scratch;
    r->scratch = (uint8_t *)__arena_start + r->arena.persistent + GAP_BYTES;
    sqe_arena arena = {__arena_start, r->arena.persistent, r->scratch, needed <= room ? r->arena.scratch : 0};
    status = sqe_init(&r->engine, &r->model, &r->frame, &arena);
    if (status != SQE_OK) {
        return failed_at(r, "sqe_init", status);
    }
    note_stack(r, base);
    return SQE_OK;
}

static sqe_status observe(runner *r)
{
    sqe_observer observer;
    memset(&observer, 0, sizeof observer);
    observer.user = r;
    observer.row = r->job.flags & JOB_TRACE ? row_observed : NULL;
    if (r->job.flags & JOB_PROFILE || r->job.rows_per_push > target_rows_per_reading) {
        observer.now = read_clock;
        observer.ticks = r->tensor_ticks;
    }
    return failed_at(r, "sqe_observe", sqe_observe(r->engine, &observer));
}

/* Streams one frame. Only the kernel calls are counted. */
static __attribute__((noinline)) sqe_status infer(runner *r, const uint8_t *rows)
{
    const uint32_t *base = target_stack_pointer();
    uint32_t row_bytes = r->job.frame_bytes / r->job.height;
    uint32_t left = r->job.height;
    paint_stack();
    memset(r->tensor_ticks, 0, sizeof r->tensor_ticks);
    r->ticks = 0;
    skip_clock(r);
    sqe_status status = sqe_begin(r->engine);
    read_clock(r);
    if (status != SQE_OK) {
        return failed_at(r, "sqe_begin", status);
    }
    while (left) {
        uint32_t rows_now = left < r->job.rows_per_push ? left : r->job.rows_per_push;
        skip_clock(r);
        status = sqe_push(r->engine, rows, rows_now);
        read_clock(r);
        if (status != SQE_OK) {
            return failed_at(r, "sqe_push", status);
        }
        rows += rows_now * row_bytes;
        left -= rows_now;
    }
    skip_clock(r);
    status = sqe_finish(r->engine, r->top, r->job.top, &r->top_count);
    read_clock(r);
    note_stack(r, base);
    return failed_at(r, "sqe_finish", status);
}

static void report_one(const char *keyword, uint64_t value)
{
    report_begin(keyword);
    report_number(value);
    report_end();
}

static sqe_status report_frame(runner *r, uint32_t index)
{
    const int32_t *sums;
    uint32_t classes;
    report_one("frame", index);
    for (uint32_t i = 0; i < r->top_count; i++) {
        report_begin("top");
        report_number(r->top[i].index);
        report_signed(r->top[i].sum);
        report_number(r->top[i].probability);
        report_end();
    }
    report_one("instructions", target_instructions(r->ticks));
    for (uint32_t i = 0; r->job.flags & JOB_PROFILE && i < r->info.tensors; i++) {
        report_begin("tensor");
        report_number(i);
        report_number(target_instructions(r->tensor_ticks[i]));
        report_end();
    }
    sqe_status status = sqe_sums(r->engine, &sums, &classes);
    if (status == SQE_OK) {
        trace_record(TRACE_SUMS, index, 0, 0, sums, 4u * classes);
    }
    return failed_at(r, "sqe_sums", status);
}

/* Says how far the two blocks were used, and whether anything beyond them changed. */
static void report_arena(const runner *r)
{
    uint32_t *gap = (uint32_t *)(void *)(r->scratch - GAP_BYTES);
    uint32_t *scratch = (uint32_t *)(void *)r->scratch;
    uint32_t *behind = (uint32_t *)(void *)(r->scratch + r->arena.scratch);
    if (paint_last_change(gap, scratch) != gap || paint_last_change(behind, __arena_end) != behind) {
        fail("fault", "arena-overrun", NULL, TARGET_EXIT_FAULT);
    }
    report_begin("touched");
    report_number((uint32_t)((uintptr_t)paint_last_change(__arena_start, gap) - (uintptr_t)__arena_start));
    report_number((uint32_t)((uintptr_t)paint_last_change(scratch, behind) - (uintptr_t)scratch));
    report_end();
}

/* Recursion that the compiler cannot turn into a loop. */
static __attribute__((noinline)) uint32_t dig(uint32_t depth)
{
    volatile uint32_t hole[4];
    hole[depth & 3u] = depth;
    return depth ? dig(depth - 1u) + hole[depth & 3u] : 0;
}

/* Makes the mistake the job asks for, to show that it is noticed. */
static void make_mistake(runner *r)
{
    const uint32_t *base = target_stack_pointer();
    switch (r->job.mistake) {
    case JOB_MISTAKE_STRAY_READ: (void)*(volatile uint8_t *)__ram_end; break;
    case JOB_MISTAKE_STRAY_WRITE: *(volatile uint8_t *)__ram_end = 1; break;
    case JOB_MISTAKE_BLOB_WRITE: *(volatile uint8_t *)__blob = 1; break;
    case JOB_MISTAKE_STACK_OVERFLOW:
        paint_stack();
        dig((uint32_t)(__stack_top - __stack_limit) / 4u);
        note_stack(r, base);
        break;
    case JOB_MISTAKE_ARENA_OVERRUN: r->scratch[r->arena.scratch + 4u] ^= 0xFFu; break;
    case JOB_MISTAKE_ENDLESS:
        for (;;) {
        }
    default: break;
    }
}

static void check(runner *r, sqe_status status)
{
    if (status != SQE_OK) {
        fail("status", sqe_status_name(status), r->call, TARGET_EXIT_STATUS);
    }
}

/* Called by the start-up code. */
int main(void)
{
    runner *r = &self;
    report_begin("squeezeedge");
    report_number(1);
    report_word(target_name);
    report_end();
    uint32_t job_bytes = target_load("job.bin", __job, (uint32_t)(__job_end - __job));
    r->blob_bytes = target_load("blob.bin", __blob, (uint32_t)(__blob_end - __blob));
    const char *wrong = job_read(&r->job, __job, job_bytes);
    if (wrong) {
        fail("job", wrong, NULL, TARGET_EXIT_JOB);
    }
    target_guard(r->blob_bytes, job_bytes);
    if (trace_open() != 0) {
        fail("job", "trace-file", NULL, TARGET_EXIT_JOB);
    }
    if (r->job.mistake != JOB_MISTAKE_ARENA_OVERRUN) {
        make_mistake(r);
    }
    paint_fill(__arena_start, __arena_end);
    r->frame.width = r->job.width;
    r->frame.height = r->job.height;
    r->frame.format = r->job.format;
    sqe_status status = prepare(r);
    if (r->arena.persistent) {
        report_begin("arena");
        report_number(r->arena.persistent);
        report_number(r->arena.scratch);
        report_end();
    }
    check(r, status);
    check(r, observe(r));
    for (uint32_t i = 0; i < r->job.frames; i++) {
        check(r, infer(r, r->job.pixels + i * r->job.frame_bytes));
        check(r, report_frame(r, i));
    }
    if (r->job.mistake == JOB_MISTAKE_ARENA_OVERRUN) {
        make_mistake(r);
    }
    report_arena(r);
    report_one("stack", r->stack_bytes);
    if (trace_close() != 0) {
        fail("job", "trace-file", NULL, TARGET_EXIT_JOB);
    }
    report_begin("end");
    report_end();
    return TARGET_EXIT_OK;
}
