/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

/* A section must start where the one before ended and match its checksum. */
static sqe_status check_section(const uint8_t *blob, uint32_t entry, uint32_t *position, uint32_t total)
{
    uint32_t offset = sqe_u32(blob + entry);
    uint32_t length = sqe_u32(blob + entry + 4);
    if (offset != *position || length % 4u || length > total - offset) {
        return SQE_ERROR_HEADER;
    }
    *position = offset + length;
    return sqe_crc32(0, blob + offset, length) == sqe_u32(blob + entry + 8) ? SQE_OK : SQE_ERROR_CHECKSUM;
}

static sqe_status check_header(const uint8_t *blob, size_t bytes)
{
    static const uint8_t no_crc[4];
    if (bytes < SQE_HEADER_BYTES) {
        return SQE_ERROR_TRUNCATED;
    }
    if (memcmp(blob, "SQZE", 4) != 0) {
        return SQE_ERROR_MAGIC;
    }
    if (sqe_u32(blob + 4) != 1) {
        return SQE_ERROR_VERSION;
    }
    uint32_t crc = sqe_crc32(sqe_crc32(sqe_crc32(0, blob, 12), no_crc, 4), blob + 16, SQE_HEADER_BYTES - 16);
    if (crc != sqe_u32(blob + 12)) {
        return SQE_ERROR_CHECKSUM;
    }
    uint32_t total = sqe_u32(blob + 8);
    if (total < SQE_HEADER_BYTES || blob[83] || sqe_u32(blob + 92)) {
        return SQE_ERROR_HEADER;
    }
    if (total > bytes) {
        return SQE_ERROR_TRUNCATED;
    }
    uint32_t position = SQE_HEADER_BYTES;
    for (uint32_t entry = 16; entry <= 40; entry += 12) {
        sqe_status status = check_section(blob, entry, &position, total);
        if (status != SQE_OK) {
            return status;
        }
    }
    return position == total ? SQE_OK : SQE_ERROR_HEADER;
}

/* The map that flows from operation to operation. */
typedef struct map_size {
    uint32_t channels, width, height;
} map_size;

static int check_tensor(const sqe_model *model, uint32_t index, uint32_t kernel, uint32_t inputs, int last)
{
    const uint8_t *t = model->tensors + index * SQE_TENSOR_BYTES;
    uint32_t outputs = sqe_u16(t + 6);
    uint32_t weights = kernel * kernel * inputs * outputs; /* at most 121 * 4096 * 4096 < 2^31 */
    uint32_t multiplier = sqe_u16(t + 8);
    return index < model->blob[SQE_HEADER_BYTES + 10] && t[0] >= SQE_ENCODING_DENSE && t[0] <= SQE_ENCODING_FAST &&
           t[1] == kernel && (t[2] == 2 || t[2] == 4) && t[3] <= 11 && sqe_u16(t + 4) == inputs && outputs >= 1 &&
           outputs <= 4096 && (last ? multiplier == 0 && t[10] == 0 : multiplier >= 1 && multiplier <= 32767) &&
           t[10] <= 31 && t[11] == 0 && sqe_u16(t + 12) >= 2 && sqe_u16(t + 12) <= 256 &&
           sqe_u32(t + 16) <= weights && sqe_u32(t + 20) % 4u == 0 && sqe_u32(t + 20) <= model->bytes &&
           sqe_u16(t + 26) == 0;
}

static uint32_t tensor_outputs(const sqe_model *model, uint32_t index)
{
    return sqe_u16(model->tensors + index * SQE_TENSOR_BYTES + 6);
}

static int check_convolution(const sqe_model *model, const uint8_t *o, map_size *map, uint32_t *tensor, int last)
{
    uint32_t kernel = o[1];
    uint32_t stride = o[2];
    uint32_t padding = o[3];
    uint32_t width = map->width + 2 * padding;
    uint32_t height = map->height + 2 * padding;
    if (kernel < 1 || kernel > 11 || stride < 1 || stride > 4 || o[10] != *tensor || width < kernel || height < kernel ||
        (padding >= kernel && !(last && kernel == 1 && stride == 1 && padding <= 3)) ||
        !check_tensor(model, *tensor, kernel, map->channels, last)) {
        return 0;
    }
    map->channels = tensor_outputs(model, *tensor);
    map->width = (width - kernel) / stride + 1;
    map->height = (height - kernel) / stride + 1;
    *tensor += 1;
    return 1;
}

static int check_fire(const sqe_model *model, const uint8_t *o, map_size *map, uint32_t *tensor)
{
    uint32_t t = *tensor;
    if (o[1] != 3 || o[2] != 1 || o[3] != 1 || o[10] != t || !check_tensor(model, t, 1, map->channels, 0) ||
        !check_tensor(model, t + 1, 1, tensor_outputs(model, t), 0) ||
        !check_tensor(model, t + 2, 3, tensor_outputs(model, t), 0)) {
        return 0;
    }
    uint32_t inputs = map->channels;
    map->channels = tensor_outputs(model, t + 1) + tensor_outputs(model, t + 2);
    *tensor += 3;
    if (map->channels > 4096) {
        return 0;
    }
    switch (o[11]) {
    case SQE_BYPASS_NONE: return 1;
    case SQE_BYPASS_SIMPLE: return inputs == map->channels;
    case SQE_BYPASS_COMPLEX:
        *tensor += 1;
        return check_tensor(model, t + 3, 1, inputs, 0) && tensor_outputs(model, t + 3) == map->channels;
    default: return 0;
    }
}

/* How many modules have a bypass, as far as the records can be read at all. */
static uint32_t count_additions(const uint8_t *operations, uint32_t count)
{
    uint32_t additions = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *o = operations + i * SQE_OPERATION_BYTES;
        additions += o[0] == SQE_KIND_FIRE && o[11] != SQE_BYPASS_NONE;
    }
    return additions;
}

/* A simple bypass adds codes as they are, so their zero point is 0. */
static int check_additions(const sqe_model *model)
{
    const uint8_t *record = model->tensors + model->blob[SQE_HEADER_BYTES + 10] * SQE_TENSOR_BYTES;
    for (uint32_t i = 0; i < model->blob[SQE_HEADER_BYTES + 7]; i++) {
        uint32_t bypass = model->operations[i * SQE_OPERATION_BYTES + 11];
        if (bypass != SQE_BYPASS_NONE) {
            uint32_t multiplier = sqe_u16(record);
            if (multiplier < 1 || multiplier > 32767 || record[2] > 31 || (bypass == SQE_BYPASS_SIMPLE && record[3])) {
                return 0;
            }
            record += SQE_ADDITION_BYTES;
        }
    }
    return 1;
}

static int pooled_size(uint32_t size, uint32_t kernel, uint32_t pooled)
{
    return size >= kernel && (pooled == (size - kernel) / 2 + 1 || pooled == (size - kernel + 1) / 2 + 1);
}

static int check_pool(const uint8_t *o, map_size *map, uint32_t previous)
{
    uint32_t width = sqe_u16(o + 6);
    uint32_t height = sqe_u16(o + 8);
    if ((o[1] != 2 && o[1] != 3) || o[2] != 2 || o[3] || o[10] ||
        (previous != SQE_KIND_CONVOLUTION && previous != SQE_KIND_FIRE) || !pooled_size(map->width, o[1], width) ||
        !pooled_size(map->height, o[1], height)) {
        return 0;
    }
    map->width = width;
    map->height = height;
    return 1;
}

static int check_operations(const sqe_model *model, map_size map)
{
    uint32_t count = model->blob[SQE_HEADER_BYTES + 7];
    uint32_t tensor = 0;
    uint32_t previous = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *o = model->operations + i * SQE_OPERATION_BYTES;
        int fits = 0;
        switch (o[0]) {
        case SQE_KIND_CONVOLUTION: fits = check_convolution(model, o, &map, &tensor, i + 2 == count); break;
        case SQE_KIND_FIRE: fits = i + 2 != count && check_fire(model, o, &map, &tensor); break;
        case SQE_KIND_MAX_POOL: fits = check_pool(o, &map, previous); break;
        case SQE_KIND_AVERAGE:
            fits = i + 1 == count && previous == SQE_KIND_CONVOLUTION && o[1] == 1 && o[2] == 1 && !o[3] && !o[10] &&
                   map.channels == sqe_u16(model->blob + SQE_HEADER_BYTES + 16);
            map.width = map.height = 1;
            break;
        default: break;
        }
        if (!fits || (i + 1 == count && o[0] != SQE_KIND_AVERAGE) || sqe_u16(o + 4) != map.channels ||
            sqe_u16(o + 6) != map.width || sqe_u16(o + 8) != map.height || (o[11] && o[0] != SQE_KIND_FIRE)) {
            return 0;
        }
        previous = o[0];
    }
    return tensor == model->blob[SQE_HEADER_BYTES + 10];
}

static sqe_status check_network(sqe_model *model)
{
    const uint8_t *n = model->blob + SQE_HEADER_BYTES;
    uint32_t length = sqe_u32(model->blob + 20);
    if (length < SQE_NETWORK_BYTES || length < SQE_NETWORK_BYTES + n[7] * (uint32_t)SQE_OPERATION_BYTES) {
        return SQE_ERROR_NETWORK;
    }
    uint32_t additions = count_additions(n + SQE_NETWORK_BYTES, n[7]);
    map_size map = {n[4], sqe_u16(n), sqe_u16(n + 2)};
    uint32_t classes = sqe_u16(n + 16);
    int channels_fit = (n[4] == 1 && n[5] == 0) || (n[4] == 3 && (n[5] == 1 || n[5] == 2));
    if (map.width < 1 || map.width > 1024 || map.height < 1 || map.height > 1024 || !channels_fit || n[6] > SQE_RESIZE_SHORTER_SIDE ||
        n[7] < 2 || n[7] > 64 || !sqe_u16(n + 8) || n[10] < 1 || n[10] > 128 || n[11] || classes < 1 || classes > 4096 ||
        sqe_u16(n + 18) || sqe_u32(n + 20) == 0 ||
        length != SQE_NETWORK_BYTES + n[7] * (uint32_t)SQE_OPERATION_BYTES + n[10] * (uint32_t)SQE_TENSOR_BYTES +
                      additions * SQE_ADDITION_BYTES) {
        return SQE_ERROR_NETWORK;
    }
    model->operations = n + SQE_NETWORK_BYTES;
    model->tensors = model->operations + n[7] * (uint32_t)SQE_OPERATION_BYTES;
    return check_operations(model, map) && check_additions(model) ? SQE_OK : SQE_ERROR_NETWORK;
}

/* Every tensor's parts lie inside the weights section and fill it. */
static sqe_status check_layout(const sqe_model *model)
{
    uint32_t position = (uint32_t)(model->weights - model->blob);
    uint32_t end = position + sqe_u32(model->blob + 32);
    sqe_tensor tensor;
    for (uint32_t i = 0; i < model->blob[SQE_HEADER_BYTES + 10]; i++) {
        uint32_t next = sqe_tensor_read(model, i, position, &tensor);
        if (next > end || next < position) {
            return SQE_ERROR_WEIGHTS;
        }
        position = next;
    }
    return position == end ? SQE_OK : SQE_ERROR_WEIGHTS;
}

static sqe_status check_segment(const sqe_model *model, const sqe_segment *segment)
{
    uint32_t window = sqe_window_bytes(segment);
    sqe_tiling tiling = sqe_tile_row(segment->out_width);
    uint32_t reach = 4u * tiling.tile * tiling.tiles;
    if (window > 0x10000u) {
        return SQE_ERROR_TOO_LARGE;
    }
    if (segment->padding >= segment->kernel) {
        return SQE_ERROR_NETWORK;
    }
    for (uint32_t i = 0; i < segment->spatial_count; i++) {
        sqe_status status = sqe_check_weights(model, &segment->spatial[i], reach, window);
        if (status != SQE_OK) {
            return status;
        }
    }
    if (segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        uint32_t room = sqe_bypass_block_bytes(segment, &bypass);
        if (room > 0x10000u) {
            return SQE_ERROR_TOO_LARGE;
        }
        sqe_status status =
            sqe_check_weights(model, &bypass, 4u * sqe_bypass_tiles(segment) * tiling.tile, room);
        if (status != SQE_OK) {
            return status;
        }
    }
    if (!segment->has_pointwise) {
        return SQE_OK;
    }
    uint32_t block = sqe_block_bytes(segment);
    if (block > 0x10000u) {
        return SQE_ERROR_TOO_LARGE;
    }
    reach = 4u * sqe_block_tiles(segment) * sqe_tile_row(sqe_row_width(segment)).tile;
    return sqe_check_weights(model, &segment->pointwise, reach, block);
}

static sqe_status check_labels(const sqe_model *model)
{
    uint32_t classes = sqe_u16(model->blob + SQE_HEADER_BYTES + 16);
    uint32_t ends = 0;
    uint32_t text = 0;
    for (uint32_t i = 0; i < model->label_bytes; i++) {
        if (model->labels[i] == 0 && ends < classes) {
            ends++;
            text = i + 1;
        } else if (ends == classes && model->labels[i]) {
            return SQE_ERROR_LABELS;
        }
    }
    return model->label_bytes == 0 || (ends == classes && model->label_bytes - text < 4) ? SQE_OK : SQE_ERROR_LABELS;
}

sqe_status sqe_model_open(sqe_model *model, const void *blob, size_t bytes)
{
    sqe_walk walk;
    sqe_segment segment;
    if (!model) {
        return SQE_ERROR_ARGUMENT;
    }
    memset(model, 0, sizeof *model);
    if (!blob) {
        return SQE_ERROR_ARGUMENT;
    }
    if ((uintptr_t)blob % 4u) {
        return SQE_ERROR_ALIGNMENT;
    }
    const uint8_t *b = blob;
    sqe_status status = check_header(b, bytes);
    if (status != SQE_OK) {
        return status;
    }
    sqe_model m;
    m.blob = b;
    m.bytes = sqe_u32(b + 8);
    m.weights = b + sqe_u32(b + 28);
    m.labels = (const char *)b + sqe_u32(b + 40);
    m.label_bytes = sqe_u32(b + 44);
    status = check_network(&m);
    if (status == SQE_OK) {
        status = check_layout(&m);
    }
    if (status != SQE_OK) {
        return status;
    }
    sqe_walk_start(&m, &walk);
    int more;
    while ((more = sqe_walk_next(&m, &walk, &segment)) > 0) {
        status = check_segment(&m, &segment);
        if (status != SQE_OK) {
            return status;
        }
    }
    if (more < 0) {
        return SQE_ERROR_NETWORK;
    }
    status = check_labels(&m);
    if (status == SQE_OK) {
        *model = m;
    }
    return status;
}

sqe_status sqe_model_info(const sqe_model *model, sqe_info *info)
{
    if (!model || !model->blob || !info) {
        return SQE_ERROR_ARGUMENT;
    }
    const uint8_t *n = model->blob + SQE_HEADER_BYTES;
    memcpy(info->name, model->blob + 52, sizeof info->name);
    memcpy(info->identity, model->blob + 84, sizeof info->identity);
    info->input_width = (uint16_t)sqe_u16(n);
    info->input_height = (uint16_t)sqe_u16(n + 2);
    info->input_channels = n[4];
    info->classes = (uint16_t)sqe_u16(n + 16);
    info->operations = n[7];
    info->tensors = n[10];
    info->nonzero_weights = 0;
    for (uint32_t i = 0; i < info->tensors; i++) {
        info->nonzero_weights += sqe_u32(model->tensors + i * SQE_TENSOR_BYTES + 16);
    }
    info->label_bytes = model->label_bytes;
    return SQE_OK;
}

sqe_status sqe_label(const sqe_model *model, uint32_t index, const char **text)
{
    if (!model || !model->blob || !text || index >= sqe_u16(model->blob + SQE_HEADER_BYTES + 16)) {
        return SQE_ERROR_ARGUMENT;
    }
    const char *label = model->labels;
    if (model->label_bytes == 0) {
        *text = "";
        return SQE_OK;
    }
    while (index--) {
        label += strlen(label) + 1;
    }
    *text = label;
    return SQE_OK;
}
