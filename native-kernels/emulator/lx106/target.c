/* SPDX-License-Identifier: MIT */
/* Xtensa LX106 under QEMU's "sim" machine: simulator calls and cycle counter. There is no memory protection, but the
 * system RAM ends where the RAM ends, and what is not mapped cannot be touched. */
#include "../target.h"

#include "../report.h"

enum {
    SIMCALL_EXIT = 1,
    SIMCALL_READ = 3,
    SIMCALL_WRITE = 4,
    SIMCALL_OPEN = 5,
    SIMCALL_CLOSE = 6,
    LOAD_BYTES = 65536,
    STANDARD_OUTPUT = 1,
    READ_ONLY = 0, /* the flags are the host's; these two are the same on every host, others are not */
    WRITE_ONLY = 1
};

const char target_name[] = "xtensa";

/* The counter goes round every 839 million instructions. */
const uint32_t target_rows_per_reading = 16;

/* Register-based call to the simulator. */
static int32_t simcall(int32_t call, int32_t a, int32_t b, int32_t c)
{
    register int32_t a2 __asm__("a2") = call;
    register int32_t a3 __asm__("a3") = a;
    register int32_t a4 __asm__("a4") = b;
    register int32_t a5 __asm__("a5") = c;
    __asm__ volatile("simcall" : "+a"(a2), "+a"(a3) : "a"(a4), "a"(a5) : "memory");
    return a2;
}

void target_exit(int code)
{
    for (;;) {
        simcall(SIMCALL_EXIT, code, 0, 0);
    }
}

static int write_all(int32_t handle, const uint8_t *data, uint32_t bytes)
{
    while (bytes) {
        int32_t written = simcall(SIMCALL_WRITE, handle, (int32_t)(uintptr_t)data, (int32_t)bytes);
        if (written <= 0) {
            return 1;
        }
        data += written;
        bytes -= (uint32_t)written;
    }
    return 0;
}

void target_print(const char *text, uint32_t bytes) { write_all(STANDARD_OUTPUT, (const uint8_t *)text, bytes); }

uint32_t target_load(const char *name, void *place, uint32_t limit)
{
    int32_t handle = simcall(SIMCALL_OPEN, (int32_t)(uintptr_t)name, READ_ONLY, 0);
    uint32_t loaded = 0;
    int32_t part = handle < 0 ? 0 : 1;
    while (part > 0 && loaded < limit) {
        uint32_t wanted = limit - loaded < LOAD_BYTES ? limit - loaded : LOAD_BYTES;
        part = simcall(SIMCALL_READ, handle, (int32_t)(uintptr_t)((uint8_t *)place + loaded), (int32_t)wanted);
        loaded += part > 0 ? (uint32_t)part : 0;
    }
    if (handle >= 0) {
        simcall(SIMCALL_CLOSE, handle, 0, 0);
    }
    return loaded;
}

int32_t target_trace_open(void) { return simcall(SIMCALL_OPEN, (int32_t)(uintptr_t) "trace.bin", WRITE_ONLY, 0); }

int target_trace_write(int32_t handle, const void *data, uint32_t bytes) { return write_all(handle, data, bytes); }

void target_trace_close(int32_t handle) { simcall(SIMCALL_CLOSE, handle, 0, 0); }

uint32_t target_now(void)
{
    uint32_t count;
    __asm__ volatile("rsr %0, ccount" : "=a"(count));
    return count;
}

/* An instruction takes 2^7 ns of virtual time, a cycle of the emulated clock 25 ns. */
uint64_t target_instructions(uint64_t ticks) { return ticks * 25u >> 7; }

void target_fault(uint32_t cause, uint32_t program_counter, uint32_t address)
{
    const char *name = "exception";
    switch (cause) {
    case 0: name = "illegal-instruction"; break;
    case 2:
    case 12:
    case 14:
    case 20: name = "fetch"; break;
    case 3:
    case 13:
    case 15:
    case 28:
    case 29: name = "stray-access"; break;
    case 9: name = "alignment"; break;
    default: break;
    }
    report_begin("fault");
    report_word(name);
    report_word("pc");
    report_hex(program_counter);
    report_word("address");
    report_hex(address);
    report_end();
    target_exit(TARGET_EXIT_FAULT);
}

void target_guard(uint32_t blob_bytes, uint32_t job_bytes)
{
    (void)blob_bytes;
    (void)job_bytes;
}
