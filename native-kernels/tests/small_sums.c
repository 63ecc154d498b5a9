/* SPDX-License-Identifier: MIT */
/* The answers of a small network, a map at a time: docs/arithmetic.md. */
#include <math.h>
#include <string.h>

#include "blob_tools.h"
#include "format.h"
#include "small_network.h"

typedef struct map_size {
    uint32_t channels, width, height;
} map_size;

typedef struct map {
    map_size size;
    uint8_t values[SMALL_CHANNELS * SMALL_SIDE * SMALL_SIDE];
} map;

static uint32_t clamp(int64_t v) { return v < 0 ? 0 : v > 255 ? 255 : (uint32_t)v; }

static int64_t sum_at(const small_tensor *t, const map *in, const uint8_t *padding, uint32_t o, uint32_t x, uint32_t y)
{
    uint32_t taps = t->kernel * t->kernel * t->inputs;
    int64_t sum = t->bias[o];
    for (uint32_t i = 0; i < taps; i++) {
        uint32_t c = i % t->inputs;
        int32_t ix = (int32_t)(x * t->stride + i / t->inputs / t->kernel) - (int32_t)t->padding;
        int32_t iy = (int32_t)(y * t->stride + i / t->inputs % t->kernel) - (int32_t)t->padding;
        int outside = ix < 0 || iy < 0 || ix >= (int32_t)in->size.width || iy >= (int32_t)in->size.height;
        uint32_t place = outside ? 0 : (c * in->size.height + (uint32_t)iy) * in->size.width + (uint32_t)ix;
        uint32_t value = !outside ? in->values[place] : padding ? padding[c] : 0;
        sum += (int64_t)t->codebook[t->codes[o * taps + i]] * value;
    }
    return sum;
}

/* Channels first .. first + outputs - 1 of out. */
static void convolve(const small_tensor *t, const map *in, const uint8_t *padding, map *out, uint32_t first)
{
    out->size.width = t->out_width;
    out->size.height = t->out_height;
    for (uint32_t o = 0; o < t->outputs; o++) {
        for (uint32_t y = 0; y < t->out_height; y++) {
            for (uint32_t x = 0; x < t->out_width; x++) {
                int64_t v = (sum_at(t, in, padding, o, x, y) * t->multiplier) >> t->shift;
                out->values[((first + o) * t->out_height + y) * t->out_width + x] = (uint8_t)clamp(v);
            }
        }
    }
    out->size.channels = first + t->outputs;
}

static void pool(const small_operation *o, const map *in, map *out)
{
    map_size size = {o->channels, o->width, o->height};
    out->size = size;
    for (uint32_t c = 0; c < o->channels; c++) {
        for (uint32_t y = 0; y < o->height; y++) {
            for (uint32_t x = 0; x < o->width; x++) {
                uint8_t best = 0;
                for (uint32_t iy = 2 * y; iy < 2 * y + o->kernel && iy < in->size.height; iy++) {
                    for (uint32_t ix = 2 * x; ix < 2 * x + o->kernel && ix < in->size.width; ix++) {
                        uint8_t v = in->values[(c * in->size.height + iy) * in->size.width + ix];
                        best = v > best ? v : best;
                    }
                }
                out->values[(c * o->height + y) * o->width + x] = best;
            }
        }
    }
}

static void add_bypass(const small_operation *o, map *result, const map *codes)
{
    int64_t half = o->shift ? (int64_t)1 << (o->shift - 1) : 0;
    for (uint32_t i = 0; i < o->channels * o->width * o->height; i++) {
        int64_t carried = (((int64_t)codes->values[i] - o->zero) * o->multiplier + half) >> o->shift;
        result->values[i] = (uint8_t)clamp(result->values[i] + carried);
    }
}

static uint32_t luminance(const uint8_t *rgb) { return (77u * rgb[0] + 150u * rgb[1] + 29u * rgb[2] + 128u) >> 8; }

/* Channel c of the network's input for a pixel of the frame. */
static uint32_t pixel(const small_network *n, const sqe_frame *f, const uint8_t *pixels, uint32_t x, uint32_t y, uint32_t c)
{
    const uint8_t *p = pixels + (y * (uint32_t)f->width + x) * pixel_bytes(f->format);
    uint8_t rgb[3];
    if (f->format == SQE_GREY) {
        return p[0];
    }
    memcpy(rgb, p, f->format == SQE_RGB888 ? 3 : 2);
    if (f->format != SQE_RGB888) {
        uint32_t v = f->format == SQE_RGB565_BE ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
        uint32_t r = v >> 11;
        uint32_t g = v >> 5 & 63u;
        uint32_t b = v & 31u;
        rgb[0] = (uint8_t)(r << 3 | r >> 2);
        rgb[1] = (uint8_t)(g << 2 | g >> 4);
        rgb[2] = (uint8_t)(b << 3 | b >> 2);
    }
    return n->channels == 1 ? luminance(rgb) : rgb[n->order == SQE_ORDER_BGR ? 2 - c : c];
}

/* One axis of the resampling: the two pixels and how much of the second, in 1/256. */
static void sample(uint32_t i, uint32_t crop, uint32_t size, uint32_t start, uint32_t *first, uint32_t *second, uint32_t *part)
{
    int64_t step = ((int64_t)crop << 16) / size;
    int64_t position = i * step + step / 2 - 32768;
    position = position < 0 ? 0 : position;
    uint32_t whole = (uint32_t)(position >> 16);
    *first = start + (whole < crop - 1 ? whole : crop - 1);
    *second = start + (whole + 1 < crop - 1 ? whole + 1 : crop - 1);
    *part = (uint32_t)(position >> 8) & 255u;
}

static void read_input(const small_network *n, const sqe_frame *f, const uint8_t *pixels, map *input)
{
    uint32_t cw = f->width;
    uint32_t ch = f->height;
    map_size size = {n->channels, n->width, n->height};
    input->size = size;
    if (n->resize == SQE_RESIZE_SHORTER_SIDE && (uint32_t)f->width * n->height >= (uint32_t)f->height * n->width) {
        cw = f->height * n->width / n->height;
        cw = cw ? cw : 1;
    } else if (n->resize == SQE_RESIZE_SHORTER_SIDE) {
        ch = f->width * n->height / n->width;
        ch = ch ? ch : 1;
    }
    uint32_t left = (f->width - cw) / 2;
    uint32_t top = (f->height - ch) / 2;
    for (uint32_t c = 0; c < n->channels; c++) {
        for (uint32_t y = 0; y < n->height; y++) {
            for (uint32_t x = 0; x < n->width; x++) {
                uint32_t i0, i1, part, j0, j1, row_part;
                uint32_t value;
                if (cw == n->width && ch == n->height) {
                    value = pixel(n, f, pixels, left + x, top + y, c);
                } else {
                    sample(x, cw, n->width, left, &i0, &i1, &part);
                    sample(y, ch, n->height, top, &j0, &j1, &row_part);
                    uint32_t a = pixel(n, f, pixels, i0, j0, c) * (256 - part) + pixel(n, f, pixels, i1, j0, c) * part;
                    uint32_t b = pixel(n, f, pixels, i0, j1, c) * (256 - part) + pixel(n, f, pixels, i1, j1, c) * part;
                    value = (a * (256 - row_part) + b * row_part + 32768u) >> 16;
                }
                input->values[(c * n->height + y) * n->width + x] = (uint8_t)value;
            }
        }
    }
}

void small_network_sums(const small_network *n, const sqe_frame *frame, const uint8_t *pixels, int64_t *sums)
{
    static map maps[4];
    map *in = &maps[0];
    map *out = &maps[1];
    read_input(n, frame, pixels, in);
    for (uint32_t i = 0; i < n->operation_count; i++) {
        const small_operation *o = &n->operations[i];
        const small_tensor *t = &n->tensors[o->tensor];
        const uint8_t *padding = o->tensor == 0 ? n->padding : NULL;
        if (i + 2 == n->operation_count) {
            for (uint32_t c = 0; c < t->outputs; c++) {
                sums[c] = 0;
                for (uint32_t place = 0; place < t->out_width * t->out_height; place++) {
                    int64_t sum = sum_at(t, in, padding, c, place % t->out_width, place / t->out_width);
                    sums[c] += sum > 0 ? sum : 0;
                }
            }
            return;
        }
        if (o->kind == SQE_KIND_MAX_POOL) {
            pool(o, in, out);
        } else if (o->kind == SQE_KIND_CONVOLUTION) {
            convolve(t, in, padding, out, 0);
        } else {
            convolve(t, in, padding, &maps[2], 0);
            convolve(t + 1, &maps[2], NULL, out, 0);
            convolve(t + 2, &maps[2], NULL, out, t[1].outputs);
            if (o->bypass == SQE_BYPASS_COMPLEX) {
                convolve(t + 3, in, padding, &maps[3], 0);
            }
            if (o->bypass) {
                add_bypass(o, out, o->bypass == SQE_BYPASS_COMPLEX ? &maps[3] : in);
            }
        }
        map *swap = in;
        in = out;
        out = swap;
    }
}

static uint32_t exponential(uint32_t distance, uint32_t scale)
{
    if (distance > 2147483648u / scale) {
        return 0;
    }
    uint32_t x = (uint32_t)(((uint64_t)distance * scale) >> 11);
    uint32_t here = (uint32_t)lround(32768 * pow(2, -(double)(x >> 12 & 15u) / 16));
    uint32_t after = (uint32_t)lround(32768 * pow(2, -(double)((x >> 12 & 15u) + 1) / 16));
    return (here - (((here - after) * (x & 4095u)) >> 12)) >> (x >> 16);
}

uint32_t small_network_probability(const small_network *n, const int32_t *sums, uint32_t index)
{
    int32_t largest = sums[0];
    uint32_t total = 0;
    for (uint32_t c = 0; c < n->classes; c++) {
        largest = sums[c] > largest ? sums[c] : largest;
    }
    for (uint32_t c = 0; c < n->classes; c++) {
        total += exponential((uint32_t)(largest - sums[c]), n->scale);
    }
    return (exponential((uint32_t)(largest - sums[index]), n->scale) << 16) / total;
}
