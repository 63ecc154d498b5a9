/* SPDX-License-Identifier: MIT */
/* Compiler support routines that the LX106 compiler's own library lacks. */
#include <stdint.h>

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __umodsi3(uint32_t dividend, uint32_t divisor);
int32_t __divsi3(int32_t dividend, int32_t divisor);
uint64_t __umulsidi3(uint32_t a, uint32_t b);
uint64_t __muldi3(uint64_t a, uint64_t b);

/* Long division, bit by bit. */
static uint32_t divide(uint32_t dividend, uint32_t divisor, uint32_t *remainder)
{
    uint32_t quotient = 0;
    uint32_t rest = 0;
    for (int bit = 31; bit >= 0; bit--) {
        uint32_t carry = rest >> 31;
        rest = rest << 1 | (dividend >> bit & 1u);
        if (carry || rest >= divisor) {
            rest -= divisor;
            quotient |= 1u << bit;
        }
    }
    *remainder = rest;
    return quotient;
}

/* Unsigned quotient. */
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    uint32_t remainder;
    return divide(dividend, divisor, &remainder);
}

/* Unsigned remainder. */
uint32_t __umodsi3(uint32_t dividend, uint32_t divisor)
{
    uint32_t remainder;
    divide(dividend, divisor, &remainder);
    return remainder;
}

/* Signed quotient, rounded towards 0. */
int32_t __divsi3(int32_t dividend, int32_t divisor)
{
    uint32_t remainder;
    uint32_t quotient = divide(dividend < 0 ? 0u - (uint32_t)dividend : (uint32_t)dividend,
                               divisor < 0 ? 0u - (uint32_t)divisor : (uint32_t)divisor, &remainder);
    return (int32_t)((dividend ^ divisor) < 0 ? 0u - quotient : quotient);
}

static uint64_t join(uint32_t high, uint32_t low)
{
    union {
        uint64_t whole;
        uint32_t half[2];
    } value;
    value.half[0] = low;
    value.half[1] = high;
    return value.whole;
}

/* 32 x 32 -> 64 bits, unsigned, from 16-bit halves. */
uint64_t __umulsidi3(uint32_t a, uint32_t b)
{
    uint32_t low = (a & 0xFFFFu) * (b & 0xFFFFu);
    uint32_t first = (a >> 16) * (b & 0xFFFFu);
    uint32_t second = (a & 0xFFFFu) * (b >> 16);
    uint32_t middle = (low >> 16) + (first & 0xFFFFu) + (second & 0xFFFFu);
    uint32_t high = (a >> 16) * (b >> 16) + (first >> 16) + (second >> 16) + (middle >> 16);
    return join(high, middle << 16 | (low & 0xFFFFu));
}

/* 64 x 64 -> 64 bits. */
uint64_t __muldi3(uint64_t a, uint64_t b)
{
    uint32_t a_low = (uint32_t)a;
    uint32_t b_low = (uint32_t)b;
    uint64_t low = __umulsidi3(a_low, b_low);
    uint32_t high = (uint32_t)(low >> 32) + a_low * (uint32_t)(b >> 32) + (uint32_t)(a >> 32) * b_low;
    return join(high, (uint32_t)low);
}
