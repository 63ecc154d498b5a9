/* SPDX-License-Identifier: MIT */
/* What the runner needs from an emulated machine. Implemented by rv32/ and lx106/. */
#ifndef SQE_EMULATOR_TARGET_H
#define SQE_EMULATOR_TARGET_H

#include <stdint.h>

/* Places given by the linker script. The arena is all RAM that is neither data nor stack. */
extern uint32_t __arena_start[], __arena_end[];
extern uint32_t __stack_limit[], __stack_top[];
extern uint8_t __ram_end[];
extern uint8_t __blob[], __blob_end[];
extern uint8_t __job[], __job_end[];

/* Exit codes of the emulated program. */
enum { TARGET_EXIT_OK = 0, TARGET_EXIT_STATUS = 2, TARGET_EXIT_JOB = 3, TARGET_EXIT_FAULT = 99 };

/* Name of the machine in the protocol. */
extern const char target_name[];

/* Most rows that may be pushed at once without target_now() going round more than once between two readings. */
extern const uint32_t target_rows_per_reading;

/* Where the program's exceptions are handled, on a stack of its own: prints them and exits with TARGET_EXIT_FAULT. */
void target_fault(uint32_t cause, uint32_t program_counter, uint32_t address);

/* Ends the emulator with an exit code. */
void target_exit(int code) __attribute__((noreturn));

/* Writes bytes to the emulator's standard output. */
void target_print(const char *text, uint32_t bytes);

/* Reads a file from the emulator's working folder to `place`, at most `limit` bytes; returns how many. 0 if there is no
 * such file. */
uint32_t target_load(const char *name, void *place, uint32_t limit);

/* Opens the existing file "trace.bin" in the emulator's working folder for writing; negative when it cannot be opened. */
int32_t target_trace_open(void);

/* Appends bytes to the opened file; 0 on success. */
int target_trace_write(int32_t handle, const void *data, uint32_t bytes);

/* Closes the opened file. */
void target_trace_close(int32_t handle);

/* A free-running counter, modulo 2^32, in the machine's own unit. */
uint32_t target_now(void);

/* Turns a sum of differences of target_now() into instructions. */
uint64_t target_instructions(uint64_t ticks);

/* Forbids, where the machine can, every access outside program, RAM, blob (read only) and job (read only). */
void target_guard(uint32_t blob_bytes, uint32_t job_bytes);

/* The stack pointer of the function it is used in. */
static inline __attribute__((always_inline)) uint32_t *target_stack_pointer(void)
{
    uint32_t *sp;
#if defined(__riscv)
    __asm__ volatile("mv %0, sp" : "=r"(sp));
#else
    __asm__ volatile("mov %0, a1" : "=r"(sp));
#endif
    return sp;
}

#endif
