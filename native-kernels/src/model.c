/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "internal.h"

typedef char name_fits[sizeof(((sqe_info *)0)->name) == SQE_NAME_BYTES ? 1 : -1];
typedef char identity_fits[sizeof(((sqe_info *)0)->identity) == SQE_IDENTITY_BYTES ? 1 : -1];

/* A section must start where the one before ended and match its checksum. */
static sqe_status check_section(const uint8_t *blob, uint32_t entry, uint32_t *position, uint32_t total)
{
    uint32_t offset = sqe_u32(blob + entry + SQE_SECTION_OFFSET);
    uint32_t length = sqe_u32(blob + entry + SQE_SECTION_LENGTH);
    if (offset != *position || length % 4u || length > total - offset) {
        return SQE_ERROR_HEADER;
    }
    *position = offset + length;
    return sqe_crc32(0, blob + offset, length) == sqe_u32(blob + entry + SQE_SECTION_CRC) ? SQE_OK : SQE_ERROR_CHECKSUM;
}

static sqe_status check_header(const uint8_t *blob, size_t bytes)
{
    static const uint8_t no_crc[4];
    if (bytes < SQE_HEADER_BYTES) {
        return SQE_ERROR_TRUNCATED;
    }
    if (memcmp(blob + SQE_HEADER_MAGIC, "SQZE", 4) != 0) {
        return SQE_ERROR_MAGIC;
    }
    if (sqe_u32(blob + SQE_HEADER_VERSION) != SQE_FORMAT_VERSION) {
        return SQE_ERROR_VERSION;
    }
    uint32_t crc = sqe_crc32(sqe_crc32(sqe_crc32(0, blob, SQE_HEADER_CRC), no_crc, 4), blob + SQE_HEADER_CRC + 4,
                             SQE_HEADER_BYTES - SQE_HEADER_CRC - 4);
    if (crc != sqe_u32(blob + SQE_HEADER_CRC)) {
        return SQE_ERROR_CHECKSUM;
    }
    uint32_t total = sqe_u32(blob + SQE_HEADER_TOTAL);
    if (total < SQE_HEADER_BYTES || blob[SQE_HEADER_NAME + SQE_NAME_BYTES - 1] || sqe_u32(blob + SQE_HEADER_RESERVED)) {
        return SQE_ERROR_HEADER;
    }
    if (total > bytes) {
        return SQE_ERROR_TRUNCATED;
    }
    uint32_t position = SQE_HEADER_BYTES;
    for (uint32_t entry = SQE_HEADER_NETWORK; entry <= SQE_HEADER_LABELS; entry += SQE_SECTION_BYTES) {
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

static uint32_t operation_count(const sqe_model *model) { return sqe_network(model)[SQE_NETWORK_OPERATIONS]; }

static uint32_t tensor_count(const sqe_model *model) { return sqe_network(model)[SQE_NETWORK_TENSORS]; }

static uint32_t class_count(const sqe_model *model) { return sqe_u16(sqe_network(model) + SQE_NETWORK_CLASSES); }

static int check_tensor(const sqe_model *model, uint32_t index, uint32_t kernel, uint32_t inputs, int last)
{
    if (index >= tensor_count(model)) {
        return 0; /* before the record is read: it would lie behind the network section */
    }
    const uint8_t *t = sqe_tensor_record(model, index);
    uint32_t outputs = sqe_u16(t + SQE_TENSOR_OUTPUTS);
    uint32_t weights = kernel * kernel * inputs * outputs; /* at most 121 * 4096 * 4096 < 2^31 */
    uint32_t multiplier = sqe_u16(t + SQE_TENSOR_MULTIPLIER);
    uint32_t levels = sqe_u16(t + SQE_TENSOR_LEVELS);
    uint32_t stream_bytes = sqe_u32(t + SQE_TENSOR_STREAM_BYTES);
    return t[SQE_TENSOR_ENCODING] >= SQE_ENCODING_DENSE && t[SQE_TENSOR_ENCODING] <= SQE_ENCODING_FAST &&
           t[SQE_TENSOR_KERNEL] == kernel && (t[SQE_TENSOR_BIAS_BYTES] == 2 || t[SQE_TENSOR_BIAS_BYTES] == 4) &&
           t[SQE_TENSOR_CODE_BITS] <= SQE_MAX_CODE_BITS && sqe_u16(t + SQE_TENSOR_INPUTS) == inputs && outputs >= 1 &&
           outputs <= SQE_MAX_CHANNELS &&
           (last ? multiplier == 0 && t[SQE_TENSOR_SHIFT] == 0 : multiplier >= 1 && multiplier <= SQE_MAX_MULTIPLIER) &&
           t[SQE_TENSOR_SHIFT] <= SQE_MAX_SHIFT && t[SQE_TENSOR_RESERVED] == 0 && levels >= 2 && levels <= SQE_MAX_LEVELS &&
           sqe_u32(t + SQE_TENSOR_NONZEROS) <= weights && stream_bytes % 4u == 0 && stream_bytes <= model->bytes &&
           sqe_u16(t + SQE_TENSOR_RESERVED_2) == 0;
}

static uint32_t tensor_outputs(const sqe_model *model, uint32_t index)
{
    return sqe_u16(sqe_tensor_record(model, index) + SQE_TENSOR_OUTPUTS);
}

static int check_convolution(const sqe_model *model, const uint8_t *o, map_size *map, uint32_t *tensor, int last)
{
    uint32_t kernel = o[SQE_OPERATION_KERNEL];
    uint32_t stride = o[SQE_OPERATION_STRIDE];
    uint32_t padding = o[SQE_OPERATION_PADDING];
    uint32_t width = map->width + 2 * padding;
    uint32_t height = map->height + 2 * padding;
    if (kernel < 1 || kernel > SQE_MAX_KERNEL || stride < 1 || stride > SQE_MAX_STRIDE || o[SQE_OPERATION_TENSOR] != *tensor ||
        width < kernel || height < kernel ||
        (padding >= kernel && !(last && kernel == 1 && stride == 1 && padding <= SQE_MAX_BORDER)) ||
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
    if (o[SQE_OPERATION_KERNEL] != 3 || o[SQE_OPERATION_STRIDE] != 1 || o[SQE_OPERATION_PADDING] != 1 ||
        o[SQE_OPERATION_TENSOR] != t || !check_tensor(model, t, 1, map->channels, 0) ||
        !check_tensor(model, t + 1, 1, tensor_outputs(model, t), 0) ||
        !check_tensor(model, t + 2, 3, tensor_outputs(model, t), 0)) {
        return 0;
    }
    uint32_t inputs = map->channels;
    map->channels = tensor_outputs(model, t + 1) + tensor_outputs(model, t + 2);
    *tensor += 3;
    if (map->channels > SQE_MAX_CHANNELS) {
        return 0;
    }
    switch (o[SQE_OPERATION_BYPASS]) {
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
        additions += o[SQE_OPERATION_KIND] == SQE_KIND_FIRE && o[SQE_OPERATION_BYPASS] != SQE_BYPASS_NONE;
    }
    return additions;
}

/* A simple bypass adds codes as they are, so their zero point is 0. */
static int check_additions(const sqe_model *model)
{
    const uint8_t *record = sqe_addition_record(model, 0);
    for (uint32_t i = 0; i < operation_count(model); i++) {
        uint32_t bypass = sqe_operation_record(model, i)[SQE_OPERATION_BYPASS];
        if (bypass != SQE_BYPASS_NONE) {
            uint32_t multiplier = sqe_u16(record + SQE_ADDITION_MULTIPLIER);
            if (multiplier < 1 || multiplier > SQE_MAX_MULTIPLIER || record[SQE_ADDITION_SHIFT] > SQE_MAX_SHIFT ||
                (bypass == SQE_BYPASS_SIMPLE && record[SQE_ADDITION_ZERO])) {
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
    uint32_t kernel = o[SQE_OPERATION_KERNEL];
    uint32_t width = sqe_u16(o + SQE_OPERATION_WIDTH);
    uint32_t height = sqe_u16(o + SQE_OPERATION_HEIGHT);
    if ((kernel != 2 && kernel != 3) || o[SQE_OPERATION_STRIDE] != 2 || o[SQE_OPERATION_PADDING] || o[SQE_OPERATION_TENSOR] ||
        (previous != SQE_KIND_CONVOLUTION && previous != SQE_KIND_FIRE) || !pooled_size(map->width, kernel, width) ||
        !pooled_size(map->height, kernel, height)) {
        return 0;
    }
    map->width = width;
    map->height = height;
    return 1;
}

static int check_operations(const sqe_model *model, map_size map)
{
    uint32_t count = operation_count(model);
    uint32_t tensor = 0;
    uint32_t previous = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *o = sqe_operation_record(model, i);
        int fits = 0;
        switch (o[SQE_OPERATION_KIND]) {
        case SQE_KIND_CONVOLUTION: fits = check_convolution(model, o, &map, &tensor, i + 2 == count); break;
        case SQE_KIND_FIRE: fits = i + 2 != count && check_fire(model, o, &map, &tensor); break;
        case SQE_KIND_MAX_POOL: fits = check_pool(o, &map, previous); break;
        case SQE_KIND_AVERAGE:
            fits = i + 1 == count && previous == SQE_KIND_CONVOLUTION && o[SQE_OPERATION_KERNEL] == 1 &&
                   o[SQE_OPERATION_STRIDE] == 1 && !o[SQE_OPERATION_PADDING] && !o[SQE_OPERATION_TENSOR] &&
                   map.channels == class_count(model);
            map.width = map.height = 1;
            break;
        default: break;
        }
        if (!fits || (i + 1 == count && o[SQE_OPERATION_KIND] != SQE_KIND_AVERAGE) ||
            sqe_u16(o + SQE_OPERATION_CHANNELS) != map.channels || sqe_u16(o + SQE_OPERATION_WIDTH) != map.width ||
            sqe_u16(o + SQE_OPERATION_HEIGHT) != map.height ||
            (o[SQE_OPERATION_BYPASS] && o[SQE_OPERATION_KIND] != SQE_KIND_FIRE)) {
            return 0;
        }
        previous = o[SQE_OPERATION_KIND];
    }
    return tensor == tensor_count(model);
}

static sqe_status check_network(sqe_model *model)
{
    const uint8_t *n = sqe_network(model);
    uint32_t length = sqe_u32(model->blob + SQE_HEADER_NETWORK + SQE_SECTION_LENGTH);
    if (length < SQE_NETWORK_BYTES || length < SQE_NETWORK_BYTES + operation_count(model) * SQE_OPERATION_BYTES) {
        return SQE_ERROR_NETWORK;
    }
    uint32_t operations = operation_count(model);
    uint32_t tensors = tensor_count(model);
    uint32_t additions = count_additions(n + SQE_NETWORK_BYTES, operations);
    uint32_t channels = n[SQE_NETWORK_CHANNELS];
    uint32_t order = n[SQE_NETWORK_ORDER];
    map_size map = {channels, sqe_u16(n + SQE_NETWORK_WIDTH), sqe_u16(n + SQE_NETWORK_HEIGHT)};
    uint32_t classes = class_count(model);
    int channels_fit = (channels == 1 && order == SQE_ORDER_GREY) ||
                       (channels == 3 && (order == SQE_ORDER_RGB || order == SQE_ORDER_BGR));
    if (map.width < 1 || map.width > SQE_MAX_SIDE || map.height < 1 || map.height > SQE_MAX_SIDE || !channels_fit ||
        n[SQE_NETWORK_RESIZE] > SQE_RESIZE_SHORTER_SIDE || operations < 2 || operations > SQE_MAX_OPERATIONS ||
        !sqe_u16(n + SQE_NETWORK_RESIZE_SIDE) || tensors < 1 || tensors > SQE_MAX_TENSORS || n[SQE_NETWORK_RESERVED] ||
        classes < 1 || classes > SQE_MAX_CHANNELS || sqe_u16(n + SQE_NETWORK_RESERVED_2) || !sqe_u32(n + SQE_NETWORK_SCALE) ||
        length != SQE_NETWORK_BYTES + operations * SQE_OPERATION_BYTES + tensors * SQE_TENSOR_BYTES +
                      additions * SQE_ADDITION_BYTES) {
        return SQE_ERROR_NETWORK;
    }
    model->operations = n + SQE_NETWORK_BYTES;
    model->tensors = model->operations + operations * SQE_OPERATION_BYTES;
    return check_operations(model, map) && check_additions(model) ? SQE_OK : SQE_ERROR_NETWORK;
}

/* Every tensor's parts lie inside the weights section and fill it. */
static sqe_status check_layout(const sqe_model *model)
{
    uint32_t position = (uint32_t)(model->weights - model->blob);
    uint32_t end = position + sqe_u32(model->blob + SQE_HEADER_WEIGHTS + SQE_SECTION_LENGTH);
    sqe_tensor tensor;
    for (uint32_t i = 0; i < tensor_count(model); i++) {
        uint32_t next = sqe_tensor_read(model, i, position, &tensor);
        if (next > end || next < position) {
            return SQE_ERROR_WEIGHTS;
        }
        position = next;
    }
    return position == end ? SQE_OK : SQE_ERROR_WEIGHTS;
}

static sqe_status check_tensor_weights(sqe_model *model, const sqe_tensor *tensor, const sqe_bounds *bounds)
{
    return bounds->limit > SQE_MAX_BUFFER ? SQE_ERROR_TOO_LARGE : sqe_check_weights(model, tensor, bounds);
}

static sqe_status check_segment(sqe_model *model, const sqe_segment *segment)
{
    sqe_bounds window = {sqe_block_bytes(1, segment->out_width), sqe_window_bytes(segment, 1), 0, 0};
    sqe_status status = segment->padding < segment->kernel ? SQE_OK : SQE_ERROR_NETWORK;
    if (segment->final && !segment->has_pointwise) {
        window.positions = (uint32_t)segment->out_width * segment->out_height;
    }
    for (uint32_t i = 0; status == SQE_OK && i < segment->spatial_count; i++) {
        status = check_tensor_weights(model, &segment->spatial[i], &window);
    }
    if (status == SQE_OK && segment->bypass_weights) {
        sqe_tensor bypass;
        sqe_bypass_tensor(model, segment, &bypass);
        sqe_bounds block = {window.reach, sqe_block_bytes(bypass.inputs, segment->out_width), 0, 0};
        status = check_tensor_weights(model, &bypass, &block);
    }
    if (status != SQE_OK || !segment->has_pointwise) {
        return status;
    }
    uint32_t width = sqe_row_width(segment);
    sqe_bounds block = {sqe_block_bytes(1, width), sqe_block_bytes(segment->out_channels, width), 0, 0};
    if (segment->final) {
        uint32_t height = segment->pool_kernel ? segment->pool_height : segment->out_height;
        block.positions = width * height;
        block.border = (width + 2u * segment->border_padding) * (height + 2u * segment->border_padding) - block.positions;
    }
    return check_tensor_weights(model, &segment->pointwise, &block);
}

static sqe_status check_labels(const sqe_model *model)
{
    uint32_t classes = class_count(model);
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
    m.bytes = sqe_u32(b + SQE_HEADER_TOTAL);
    m.weights = b + sqe_u32(b + SQE_HEADER_WEIGHTS + SQE_SECTION_OFFSET);
    m.labels = (const char *)b + sqe_u32(b + SQE_HEADER_LABELS + SQE_SECTION_OFFSET);
    m.label_bytes = sqe_u32(b + SQE_HEADER_LABELS + SQE_SECTION_LENGTH);
    m.negative_units = m.positive_units = 0;
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

/* A convolution has one tensor, a fire module three or four; all of a module's maps have its output's size. */
static uint64_t multiplications(const sqe_model *model)
{
    uint64_t sum = 0;
    uint32_t tensor = 0;
    for (uint32_t i = 0; i < operation_count(model); i++) {
        const uint8_t *o = sqe_operation_record(model, i);
        uint32_t positions = sqe_u16(o + SQE_OPERATION_WIDTH) * sqe_u16(o + SQE_OPERATION_HEIGHT);
        uint32_t tensors = 0;
        if (o[SQE_OPERATION_KIND] == SQE_KIND_CONVOLUTION) {
            tensors = 1;
        } else if (o[SQE_OPERATION_KIND] == SQE_KIND_FIRE) {
            tensors = o[SQE_OPERATION_BYPASS] == SQE_BYPASS_COMPLEX ? 4 : 3;
        }
        for (; tensors; tensors--) {
            sum += (uint64_t)positions * sqe_u32(sqe_tensor_record(model, tensor++) + SQE_TENSOR_NONZEROS);
        }
    }
    return sum;
}

sqe_status sqe_model_info(const sqe_model *model, sqe_info *info)
{
    if (!model || !model->blob || !info) {
        return SQE_ERROR_ARGUMENT;
    }
    const uint8_t *n = sqe_network(model);
    memcpy(info->name, model->blob + SQE_HEADER_NAME, sizeof info->name);
    memcpy(info->identity, model->blob + SQE_HEADER_IDENTITY, sizeof info->identity);
    info->input_width = (uint16_t)sqe_u16(n + SQE_NETWORK_WIDTH);
    info->input_height = (uint16_t)sqe_u16(n + SQE_NETWORK_HEIGHT);
    info->input_channels = n[SQE_NETWORK_CHANNELS];
    info->classes = (uint16_t)class_count(model);
    info->operations = (uint16_t)operation_count(model);
    info->tensors = (uint16_t)tensor_count(model);
    info->nonzero_weights = 0;
    for (uint32_t i = 0; i < info->tensors; i++) {
        info->nonzero_weights += sqe_u32(sqe_tensor_record(model, i) + SQE_TENSOR_NONZEROS);
    }
    info->label_bytes = model->label_bytes;
    info->multiplications = multiplications(model);
    return SQE_OK;
}

sqe_status sqe_label(const sqe_model *model, uint32_t index, const char **text)
{
    if (!model || !model->blob || !text || index >= class_count(model)) {
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
