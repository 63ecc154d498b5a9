/* SPDX-License-Identifier: MIT */
/* RV32IMC under QEMU's "virt" machine: semihosting, instruction counter, physical memory protection. */
#include "../target.h"

#include <string.h>

#include "../report.h"

extern uint8_t __flash_start[], __flash_end[], __ram_start[];

/* start.S */
uint32_t semihost(uint32_t operation, const void *arguments);

enum {
    SEMIHOST_OPEN = 0x01,
    SEMIHOST_CLOSE = 0x02,
    SEMIHOST_WRITE = 0x05,
    SEMIHOST_READ = 0x06,
    SEMIHOST_EXIT_EXTENDED = 0x20,
    SEMIHOST_READ_BINARY = 1,  /* modes of fopen: "rb" */
    SEMIHOST_WRITE_TEXT = 4,   /* "w" */
    SEMIHOST_WRITE_BINARY = 5, /* "wb" */
    SEMIHOST_APPLICATION_EXIT = 0x20026
};

const char target_name[] = "rv32";

/* 2^32 instructions are several complete inferences. */
const uint32_t target_rows_per_reading = 256;

static int32_t console = -1;

static int32_t open_file(const char *name, uint32_t mode)
{
    const uint32_t arguments[3] = {(uint32_t)(uintptr_t)name, mode, (uint32_t)strlen(name)};
    return (int32_t)semihost(SEMIHOST_OPEN, arguments);
}

static int write_file(int32_t handle, const void *data, uint32_t bytes)
{
    const uint32_t arguments[3] = {(uint32_t)handle, (uint32_t)(uintptr_t)data, bytes};
    return semihost(SEMIHOST_WRITE, arguments) != 0;
}

void target_exit(int code)
{
    const uint32_t arguments[2] = {SEMIHOST_APPLICATION_EXIT, (uint32_t)code};
    for (;;) {
        semihost(SEMIHOST_EXIT_EXTENDED, arguments);
    }
}

void target_print(const char *text, uint32_t bytes)
{
    if (console < 0) {
        console = open_file(":tt", SEMIHOST_WRITE_TEXT);
    }
    write_file(console, text, bytes);
}

uint32_t target_load(const char *name, void *place, uint32_t limit)
{
    int32_t handle = open_file(name, SEMIHOST_READ_BINARY);
    if (handle < 0) {
        return 0;
    }
    const uint32_t arguments[3] = {(uint32_t)handle, (uint32_t)(uintptr_t)place, limit};
    uint32_t missing = semihost(SEMIHOST_READ, arguments);
    target_trace_close(handle);
    return missing < limit ? limit - missing : 0;
}

int32_t target_trace_open(void) { return open_file("trace.bin", SEMIHOST_WRITE_BINARY); }

int target_trace_write(int32_t handle, const void *data, uint32_t bytes) { return write_file(handle, data, bytes); }

void target_trace_close(int32_t handle)
{
    const uint32_t arguments[1] = {(uint32_t)handle};
    semihost(SEMIHOST_CLOSE, arguments);
}

/* Naming the extension here only: as an option of the compiler it would select another C library. */
#define CSR_READ(name, value) \
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrr %0, " name "\n.option pop" : "=r"(value))
#define CSR_WRITE(name, value) \
    __asm__ volatile(".option push\n.option arch, +zicsr\ncsrw " name ", %0\n.option pop" : : "r"(value) : "memory")

uint32_t target_now(void)
{
    uint32_t low;
    CSR_READ("minstret", low);
    return low;
}

uint64_t target_instructions(uint64_t ticks) { return ticks; }

void target_fault(uint32_t cause, uint32_t program_counter, uint32_t address)
{
    static const char *const names[] = {"fetch-alignment", "fetch",      "illegal-instruction", "breakpoint",
                                        "load-alignment",  "stray-read", "store-alignment",     "stray-write"};
    report_begin("fault");
    report_word(cause < sizeof names / sizeof names[0] ? names[cause] : "trap");
    report_word("pc");
    report_hex(program_counter);
    report_word("address");
    report_hex(address);
    report_end();
    target_exit(TARGET_EXIT_FAULT);
}

/* Entry i covers the addresses from bound i - 1 up to bound i. Locked entries hold in machine mode, too. */
void target_guard(uint32_t blob_bytes, uint32_t job_bytes)
{
    enum { RANGE = 0x88, READ = 1, WRITE = 2, EXECUTE = 4 };
    CSR_WRITE("pmpaddr0", (uintptr_t)__flash_start >> 2);
    CSR_WRITE("pmpaddr1", (uintptr_t)__flash_end >> 2);
    CSR_WRITE("pmpaddr2", (uintptr_t)__ram_start >> 2);
    CSR_WRITE("pmpaddr3", (uintptr_t)__ram_end >> 2);
    CSR_WRITE("pmpaddr4", (uintptr_t)__blob >> 2);
    CSR_WRITE("pmpaddr5", ((uintptr_t)__blob + blob_bytes + 3u) >> 2);
    CSR_WRITE("pmpaddr6", (uintptr_t)__job >> 2);
    CSR_WRITE("pmpaddr7", ((uintptr_t)__job + job_bytes + 3u) >> 2);
    CSR_WRITE("pmpaddr8", 0xFFFFFFFFu);
    CSR_WRITE("pmpcfg2", (uint32_t)RANGE);
    CSR_WRITE("pmpcfg1", (uint32_t)RANGE | (RANGE | READ) << 8 | RANGE << 16 | (uint32_t)(RANGE | READ) << 24);
    CSR_WRITE("pmpcfg0",
              (uint32_t)RANGE | (RANGE | READ | EXECUTE) << 8 | RANGE << 16 | (uint32_t)(RANGE | READ | WRITE) << 24);
}
