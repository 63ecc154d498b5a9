/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <string.h>

#include "target.h"

enum { LINE_BYTES = 160 };

static char line[LINE_BYTES];
static uint32_t used;

static void add(const char *text, uint32_t bytes)
{
    /* The last place is kept for the end of the line. */
    uint32_t room = LINE_BYTES - 1u - used;
    bytes = bytes < room ? bytes : room;
    memcpy(line + used, text, bytes);
    used += bytes;
}

void report_begin(const char *keyword)
{
    used = 0;
    add(keyword, (uint32_t)strlen(keyword));
}

void report_word(const char *text)
{
    add(" ", 1);
    add(text, (uint32_t)strlen(text));
}

/* By subtraction: not every machine has a 64-bit division. */
static void decimal(uint64_t value)
{
    /* clang-format off */
    static const uint64_t powers[] = {
        10000000000000000000u, 1000000000000000000u, 100000000000000000u, 10000000000000000u, 1000000000000000u,
        100000000000000u, 10000000000000u, 1000000000000u, 100000000000u, 10000000000u, 1000000000u, 100000000u,
        10000000u, 1000000u, 100000u, 10000u, 1000u, 100u, 10u, 1u};
    /* clang-format on */
    enum { DIGITS = sizeof powers / sizeof powers[0] };
    int started = 0;
    for (int i = 0; i < DIGITS; i++) {
        char digit = '0';
        while (value >= powers[i]) {
            value -= powers[i];
            digit++;
        }
        started |= digit != '0' || i == DIGITS - 1;
        if (started) {
            add(&digit, 1);
        }
    }
}

void report_number(uint64_t value)
{
    add(" ", 1);
    decimal(value);
}

void report_signed(int32_t value)
{
    add(value < 0 ? " -" : " ", value < 0 ? 2 : 1);
    decimal(value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

void report_hex(uint32_t value)
{
    add(" 0x", 3);
    for (int shift = 28; shift >= 0; shift -= 4) {
        add(&"0123456789abcdef"[value >> shift & 15u], 1);
    }
}

void report_end(void)
{
    line[used++] = '\n';
    target_print(line, used);
    used = 0;
}
