/* SPDX-License-Identifier: MIT */
/* The text protocol on standard output: lines of words and decimal numbers. README.md lists them. */
#ifndef SQE_EMULATOR_REPORT_H
#define SQE_EMULATOR_REPORT_H

#include <stdint.h>

/* Starts a line with its keyword. */
void report_begin(const char *keyword);

/* Adds " text". */
void report_word(const char *text);

/* Adds " value" in decimal. */
void report_number(uint64_t value);

/* Adds " value" in decimal with its sign. */
void report_signed(int32_t value);

/* Adds " 0x" and 8 hexadecimal digits. */
void report_hex(uint32_t value);

/* Ends the line and sends it. */
void report_end(void);

#endif
