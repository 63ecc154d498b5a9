/* SPDX-License-Identifier: MIT */
#include "internal.h"

/* From frame rows to input rows: docs/arithmetic.md, "From a camera frame to the input". */

sqe_status sqe_frame_crop(const sqe_model *model, const sqe_frame *frame, sqe_crop *crop)
{
    const uint8_t *network = sqe_network(model);
    uint32_t w = sqe_u16(network + SQE_NETWORK_WIDTH);
    uint32_t h = sqe_u16(network + SQE_NETWORK_HEIGHT);
    uint32_t fw = frame->width;
    uint32_t fh = frame->height;
    if (fw < 1 || fw > 4096 || fh < 1 || fh > 4096 || frame->format > SQE_GREY) {
        return SQE_ERROR_FRAME;
    }
    uint32_t cw = fw;
    uint32_t ch = fh;
    /* A network that learned from squashed photographs gets the whole frame. */
    if (network[SQE_NETWORK_RESIZE] == SQE_RESIZE_SHORTER_SIDE) {
        if (fw * h >= fh * w) {
            cw = fh * w / h;
            cw = cw ? cw : 1;
        } else {
            ch = fw * h / w;
            ch = ch ? ch : 1;
        }
    }
    crop->x = (uint16_t)((fw - cw) / 2);
    crop->y = (uint16_t)((fh - ch) / 2);
    crop->width = (uint16_t)cw;
    crop->height = (uint16_t)ch;
    return SQE_OK;
}

uint32_t sqe_pixel_bytes(uint32_t format) { return format == SQE_RGB888 ? 3 : format == SQE_GREY ? 1 : 2; }

typedef struct colour {
    uint32_t r, g, b;
} colour;

static inline colour read_pixel(const uint8_t *pixels, uint32_t x, uint32_t format)
{
    colour c;
    if (format == SQE_RGB888) {
        const uint8_t *p = pixels + 3 * x;
        c.r = p[0];
        c.g = p[1];
        c.b = p[2];
    } else if (format == SQE_GREY) {
        c.r = c.g = c.b = pixels[x];
    } else {
        const uint8_t *p = pixels + 2 * x;
        uint32_t v = format == SQE_RGB565_BE ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
        uint32_t r = v >> 11;
        uint32_t g = v >> 5 & 63u;
        uint32_t b = v & 31u;
        c.r = r << 3 | r >> 2;
        c.g = g << 2 | g >> 4;
        c.b = b << 3 | b >> 2;
    }
    return c;
}

/* The pixel's value for each input channel, in network order. */
static inline void channel_values(colour c, uint32_t order, uint32_t format, uint32_t *values)
{
    if (order == SQE_ORDER_GREY) {
        values[0] = format == SQE_GREY ? c.r : (77 * c.r + 150 * c.g + 29 * c.b + 128) >> 8;
    } else {
        values[0] = order == SQE_ORDER_RGB ? c.r : c.b;
        values[1] = c.g;
        values[2] = order == SQE_ORDER_RGB ? c.b : c.r;
    }
}

typedef struct sample {
    uint32_t first, second, fraction;
} sample;

static inline sample sample_at(uint32_t step, uint32_t i, uint32_t size)
{
    sample s;
    uint32_t position = i * step + step / 2;
    position = position > 32768u ? position - 32768u : 0;
    s.first = position >> 16;
    s.first = s.first < size - 1 ? s.first : size - 1;
    s.second = s.first + 1 < size ? s.first + 1 : s.first;
    s.fraction = position >> 8 & 255u;
    return s;
}

/* Room for an input row, at the end of the scratch block's area. */
static uint8_t *incoming_row(sqe_engine *engine)
{
    const uint8_t *network = sqe_network(&engine->model);
    uint32_t bytes = sqe_u16(network + SQE_NETWORK_WIDTH) * (uint32_t)network[SQE_NETWORK_CHANNELS];
    engine->incoming = engine->layout.window_area - sqe_round4(bytes);
    return engine->scratch + engine->incoming;
}

static void copy_row(sqe_engine *engine, const uint8_t *pixels)
{
    const uint8_t *network = sqe_network(&engine->model);
    uint32_t width = sqe_u16(network + SQE_NETWORK_WIDTH);
    uint32_t channels = network[SQE_NETWORK_CHANNELS];
    uint32_t order = network[SQE_NETWORK_ORDER];
    uint32_t format = engine->frame.format;
    uint8_t *row = incoming_row(engine);
    for (uint32_t x = 0; x < width; x++) {
        uint32_t values[3];
        channel_values(read_pixel(pixels, engine->crop.x + x, format), order, format, values);
        for (uint32_t c = 0; c < channels; c++) {
            row[c * width + x] = (uint8_t)values[c];
        }
    }
}

/* One crop row resampled in x: planes of u16. */
static void resample_columns(sqe_engine *engine, const uint8_t *pixels, uint16_t *out)
{
    const uint8_t *network = sqe_network(&engine->model);
    uint32_t width = sqe_u16(network + SQE_NETWORK_WIDTH);
    uint32_t channels = network[SQE_NETWORK_CHANNELS];
    uint32_t order = network[SQE_NETWORK_ORDER];
    uint32_t format = engine->frame.format;
    uint32_t step = ((uint32_t)engine->crop.width << 16) / width;
    for (uint32_t x = 0; x < width; x++) {
        sample s = sample_at(step, x, engine->crop.width);
        uint32_t a[3];
        uint32_t b[3];
        channel_values(read_pixel(pixels, engine->crop.x + s.first, format), order, format, a);
        channel_values(read_pixel(pixels, engine->crop.x + s.second, format), order, format, b);
        for (uint32_t c = 0; c < channels; c++) {
            out[c * width + x] = (uint16_t)(a[c] * (256 - s.fraction) + b[c] * s.fraction);
        }
    }
}

void sqe_frame_take(sqe_engine *engine, const uint8_t *pixels)
{
    const uint8_t *network = sqe_network(&engine->model);
    uint32_t height = sqe_u16(network + SQE_NETWORK_HEIGHT);
    uint32_t y = (uint32_t)engine->frame_row - engine->crop.y;
    if (engine->frame_row < engine->crop.y || y >= engine->crop.height || engine->input_row >= height) {
        return;
    }
    if (!engine->layout.resample) {
        copy_row(engine, pixels);
        return;
    }
    sample s = sample_at(((uint32_t)engine->crop.height << 16) / height, engine->input_row, engine->crop.height);
    if (y >= s.first) {
        uint32_t count = sqe_u16(network + SQE_NETWORK_WIDTH) * (uint32_t)network[SQE_NETWORK_CHANNELS];
        uint16_t *lines = (uint16_t *)(void *)sqe_at(engine, engine->layout.resampler);
        resample_columns(engine, pixels, lines + (y & 1u) * count);
    }
}

int sqe_frame_give(sqe_engine *engine)
{
    const uint8_t *network = sqe_network(&engine->model);
    uint32_t height = sqe_u16(network + SQE_NETWORK_HEIGHT);
    uint32_t y = (uint32_t)engine->frame_row - engine->crop.y;
    if (engine->frame_row < engine->crop.y || y >= engine->crop.height || engine->input_row >= height) {
        return 0;
    }
    if (!engine->layout.resample) {
        if (engine->input_row > y) {
            return 0;
        }
        engine->input_row++;
        return 1;
    }
    sample s = sample_at(((uint32_t)engine->crop.height << 16) / height, engine->input_row, engine->crop.height);
    if (s.second > y) {
        return 0;
    }
    uint32_t count = sqe_u16(network + SQE_NETWORK_WIDTH) * (uint32_t)network[SQE_NETWORK_CHANNELS];
    const uint16_t *lines = (const uint16_t *)(const void *)sqe_at(engine, engine->layout.resampler);
    const uint16_t *a = lines + (s.first & 1u) * count;
    const uint16_t *b = lines + (s.second & 1u) * count;
    uint8_t *row = incoming_row(engine);
    for (uint32_t i = 0; i < count; i++) {
        row[i] = (uint8_t)((a[i] * (256u - s.fraction) + b[i] * s.fraction + 32768u) >> 16);
    }
    engine->input_row++;
    return 1;
}
