# SPDX-License-Identifier: MIT
"""Lines that a test must notice when they are wrong: (file, text, wrong text, tests meant to catch it).

The text occurs exactly once in its file. The tests are one of
    "kernels"              the C test programs under the sanitizers (seconds)
    "PROJECT Class,Class"  test classes of tests/SqueezeEdge.PROJECT.Tests
"""

KERNELS = "native-kernels/src/"
INTEROP = "native-kernels/interop/"
PACKER = "weight-packer/SqueezeEdge.Packer/"
CLI = "weight-packer/SqueezeEdge.Cli/"
VALIDATION = "Emulator ValidationTests"
TOPOLOGY = "Emulator TopologyTests"

MUTATIONS = [
    # Weight streams: every unit is checked once, before anything runs.
    (
        KERNELS + "stream_check.c",
        "offset - 1u + bounds->reach > bounds->limit",
        "offset - 1u + bounds->reach > bounds->limit + 4u",
        VALIDATION,
    ),
    (KERNELS + "stream_check.c", "offset - 1u + bounds->reach > bounds->limit", "offset > bounds->limit", "kernels"),
    (KERNELS + "stream_check.c", "if (offset % 4u != 1 ||", "if (offset % 2u != 1 ||", VALIDATION),
    (KERNELS + "stream_check.c", "if (*sum > SQE_CHUNK_LIMIT)", "if (*sum > SQE_CHUNK_LIMIT + 1)", VALIDATION),
    (KERNELS + "stream_check.c", "*sum += magnitude * size;", "*sum += magnitude;", VALIDATION),
    (KERNELS + "stream_check.c", "c.bits - c.bit < SQE_STREAM_END_BITS", "c.bits - c.bit < 1", VALIDATION),
    (KERNELS + "stream_check.c", "c.bits - c.bit >= SQE_STREAM_END_BITS + 32", "c.bits - c.bit >= SQE_STREAM_END_BITS + 64", VALIDATION),
    (KERNELS + "stream_check.c", "        if (read_bit(&c)) {", "        if (read_bit(&c) < 0) {", VALIDATION),
    (
        KERNELS + "stream_check.c",
        "t->max_positive_count != sqe_u16(",
        "t->max_positive_count < sqe_u16(",
        VALIDATION,
    ),
    (
        KERNELS + "stream_check.c",
        "t->max_negative_count != sqe_u16(",
        "t->max_negative_count < sqe_u16(",
        VALIDATION,
    ),
    (KERNELS + "stream_check.c", "t->nonzeros != sqe_u32(", "t->nonzeros < sqe_u32(", VALIDATION),
    (KERNELS + "stream_check.c", "level == 0 || level <= previous", "level == 0 || level < previous", VALIDATION),
    (KERNELS + "stream_check.c", "        if (sum == 0) {", "        if (sum > 1u << 30) {", VALIDATION),
    (KERNELS + "stream_check.c", "magnitude > 127 || size > count - place", "size > count - place", VALIDATION),
    (KERNELS + "stream_check.c", "    if (codebook[0] != 0) {", "    if (codebook[0] > 127) {", VALIDATION),
    (
        KERNELS + "stream_check.c",
        "if (symbol < 0 || !take_level(t, symbol))",
        "if (symbol < 0 || take_level(t, symbol) < -127)",
        VALIDATION,
    ),
    (KERNELS + "stream_check.c", "(int64_t)(255u * t->positive_sum)", "(int64_t)(254u * t->positive_sum)", VALIDATION),
    (KERNELS + "stream_check.c", "(int64_t)(255u * t->negative_sum)", "(int64_t)(254u * t->negative_sum)", VALIDATION),
    (KERNELS + "stream_check.c", "if (low < t->least || high > t->most)", "if (low < INT64_MIN || high > t->most)", "kernels"),
    (KERNELS + "stream_check.c", "t->most = (int64_t)(0x7FFFFFFFu / multiplier);", "t->most = (int64_t)0x7FFFFFFFu;", "kernels"),
    (KERNELS + "stream_check.c", "(bias > 0 ? bias : 0) * t->bounds->border", "(bias > 0 ? bias : 0) * 0u", VALIDATION),
    (KERNELS + "stream_check.c", "return sum > 0x7FFFFFFFu;", "return sum > 0xFFFFFFFFu;", VALIDATION),
    # Header, records, labels.
    (KERNELS + "model.c", "if (index >= tensor_count(model)) {", "if (index > tensor_count(model)) {", "kernels"),
    (KERNELS + "model.c", "length % 4u || length > total - offset", "length % 4u || length > total", "kernels"),
    (KERNELS + "model.c", "if (total > bytes) {", "if (total > bytes + 4u) {", "kernels"),
    (KERNELS + "model.c", "if (total < SQE_HEADER_BYTES || blob", "if (blob", "kernels"),
    (KERNELS + "model.c", "return position == total ? SQE_OK", "return position <= total ? SQE_OK", VALIDATION),
    (KERNELS + "model.c", "return position == end ? SQE_OK", "return position <= end ? SQE_OK", VALIDATION),
    (KERNELS + "model.c", "return bounds->limit > SQE_MAX_BUFFER ?", "return bounds->limit > SQE_MAX_BUFFER + 4096u ?", VALIDATION),
    (
        KERNELS + "model.c",
        "    uint32_t width = sqe_row_width(segment);\n",
        "    uint32_t width = sqe_row_width(segment) - 1u;\n",
        "kernels",
    ),
    (
        KERNELS + "model.c",
        "(ends == classes && model->label_bytes - text < 4)",
        "(ends <= classes && model->label_bytes - text < 4)",
        VALIDATION,
    ),
    (KERNELS + "model.c", "model->label_bytes - text < 4) ? SQE_OK", "model->label_bytes - text < 8) ? SQE_OK", VALIDATION),
    (
        KERNELS + "model.c",
        "} else if (ends == classes && model->labels[i]) {",
        "} else if (ends > classes && model->labels[i]) {",
        VALIDATION,
    ),
    (KERNELS + "model.c", "t[SQE_TENSOR_SHIFT] <= SQE_MAX_SHIFT", "t[SQE_TENSOR_SHIFT] < 200", "kernels"),
    (
        KERNELS + "model.c",
        "case SQE_BYPASS_SIMPLE: return inputs == map->channels;",
        "case SQE_BYPASS_SIMPLE: return inputs > 0;",
        VALIDATION,
    ),
    (KERNELS + "model.c", "pooled == (size - kernel) / 2 + 1 ||", "pooled == (size - kernel) / 2 + 2 ||", "kernels"),
    (KERNELS + "model.c", "SQE_BYPASS_COMPLEX ? 4 : 3;", "SQE_BYPASS_COMPLEX ? 3 : 4;", "kernels"),
    (KERNELS + "model.c", "sum += (uint64_t)positions *", "sum += (uint64_t)(positions + 1u) *", VALIDATION),
    (KERNELS + "crc32.c", "0x4DB26158u", "0x4DB26159u", "kernels"),
    # Slots.
    (
        KERNELS + "slot.c",
        "sqe_u32(tied.blob + SQE_HEADER_CRC) == sqe_u32(h + SQE_SLOT_BLOB_CRC);",
        "sqe_u32(tied.blob + SQE_HEADER_CRC) != 0;",
        "Emulator ModelUpdateTests",
    ),
    (
        KERNELS + "slot.c",
        "sqe_u32(tied.blob + SQE_HEADER_CRC) == sqe_u32(h + SQE_SLOT_BLOB_CRC);",
        "sqe_u32(h + SQE_SLOT_BLOB_CRC) != 0;",
        "kernels",
    ),
    (KERNELS + "slot.c", "bytes <= slot->bytes - SQE_SLOT_BLOB &&", "bytes <= slot->bytes &&", "kernels"),
    (KERNELS + "slot.c", "(int32_t)(a->sequence - b->sequence) > 0", "(int32_t)(a->sequence - b->sequence) >= 0", "kernels"),
    (KERNELS + "slot.c", "(int32_t)(a->sequence - b->sequence) > 0", "a->sequence > b->sequence", "kernels"),
    (KERNELS + "slot.c", "a->bare != b->bare ? b->bare :", "a->bare != b->bare ? a->bare :", "kernels"),
    (KERNELS + "slot.c", "tried |= 1u << index;", "tried |= 3u << index;", "kernels"),
    # Results.
    (KERNELS + "softmax.c", "top[place - 1].sum < sums[c]", "top[place - 1].sum <= sums[c]", "kernels"),
    (KERNELS + "softmax.c", "<< 16) / total;", "<< 15) / total;", "kernels"),
    (KERNELS + "softmax.c", "uint32_t i = (x >> 12) & 15u;", "uint32_t i = (x >> 12) & 7u;", "kernels"),
    (KERNELS + "softmax.c", "count += count < capacity;", "count += count + 1 < capacity;", "kernels"),
    # Frames, pooling, bypasses, requantization.
    (KERNELS + "frame.c", "crop->y = (uint16_t)((fh - ch) / 2);", "crop->y = (uint16_t)((fh - ch + 1) / 2);", "kernels"),
    (KERNELS + "frame.c", "c.g = g << 2 | g >> 4;", "c.g = g << 2 | g >> 3;", "kernels"),
    (KERNELS + "frame.c", "b[i] * s.fraction + 32768u) >> 16", "b[i] * s.fraction + 32767u) >> 16", "kernels"),
    (KERNELS + "frame.c", "s.first + 1 < size ? s.first + 1 : s.first", "s.first + 1 < size ? s.first + 1 : 0", "kernels"),
    (KERNELS + "frame.c", "(77 * c.r + 150 * c.g + 29 * c.b + 128) >> 8", "(77 * c.r + 150 * c.g + 29 * c.b) >> 8", "kernels"),
    (KERNELS + "bypass.c", "sum < 0 ? 0 : sum > 255 ? 255", "sum < 0 ? 0 : sum > 255 ? 254", "kernels"),
    (KERNELS + "bypass.c", "* scale->multiplier + scale->half)", "* scale->multiplier)", "kernels"),
    (
        KERNELS + "pool.c",
        "*pooled++ = (uint8_t)sqe_larger(*running, value); *running = (uint8_t)value;",
        "*pooled++ = (uint8_t)value; *running = (uint8_t)value;",
        "kernels",
    ),
    (KERNELS + "tile.h", "if ((uint32_t)v > 255u) {", "if ((uint32_t)v > 256u) {", "kernels"),
    (
        KERNELS + "tile.h",
        "#define SQE_LOW(t) (wide.low[t] - (wide.high[t] << 16))",
        "#define SQE_LOW(t) (wide.low[t] & 65535u)",
        "kernels",
    ),
    # The session behind the C# interop library.
    (INTEROP + "session.c", "(uint32_t)(length - offset) / session->row_bytes", "(uint32_t)length / session->row_bytes", "kernels"),
    (
        INTEROP + "session.c",
        "least.scratch > session->arena.scratch_bytes",
        "least.scratch > session->arena.scratch_bytes + 64",
        "kernels",
    ),
    (INTEROP + "session.c", "length < (size_t)bytes ? length : (size_t)bytes", "length", "kernels"),
    # The packer's reader and writer.
    (PACKER + "Blob/BitReader.cs", "left is < BlobLayout.StreamEndBits or", "left is < 8 or", VALIDATION),
    (
        PACKER + "Blob/TensorReader.cs",
        "if (AccumulatorBounds.Violation(tensor, last) is { } violation)",
        "if (AccumulatorBounds.Violation(tensor, last) is { Length: 0 } violation)",
        VALIDATION,
    ),
    (
        PACKER + "Blob/FormatLimits.cs",
        "Require(violation is null,",
        "Require(violation is null || last,",
        "Packer AccumulatorBoundsTests",
    ),
    (
        PACKER + "Blob/AccumulatorBounds.cs",
        "(Int128)Math.Max(bias, 0) * border",
        "(Int128)Math.Max(bias, 0) * 0",
        "Packer AccumulatorBoundsTests",
    ),
    (PACKER + "Blob/AccumulatorBounds.cs", "!Fits(high * tensor.Multiplier)", "!Fits(high)", "Packer AccumulatorBoundsTests"),
    (
        PACKER + "Blob/AccumulatorBounds.cs",
        "low += level < 0 ? 255 * level : 0;",
        "low += level < 0 ? level : 0;",
        "Packer AccumulatorBoundsTests",
    ),
    (
        PACKER + "Blob/FastStream.cs",
        "if (magnitude > 127 || level <= 0 || sum > BlobLayout.ChunkLimit)",
        "if (magnitude > 127 || level <= 0)",
        "Packer FastStreamTests",
    ),
    (
        PACKER + "Verification/Verifier.cs",
        "if (reference.Values[i] != shown.Values[i])",
        "if (reference.Values[i] > 255 + shown.Values[i])",
        "Packer VerifierTests",
    ),
    (PACKER + "Verification/Verifier.cs", "if (sums[c] != result.Sums[c])", "if (sums[c] > result.Sums[c])", "Packer VerifierTests"),
    (
        PACKER + "Verification/Verifier.cs",
        "return new VerificationReport(false, names,",
        "return new VerificationReport(true, names,",
        "Packer VerifierTests",
    ),
    (PACKER + "Images/PhotoLoader.cs", "MemoryBytes = 512 << 20", "MemoryBytes = 2047 << 20", "Packer DecodingMemoryTests,PhotographTests"),
    (
        PACKER + "Images/InputResizer.cs",
        "var left = (width - input.Width) / 2;",
        "var left = (width - input.Width + 1) / 2;",
        "Packer PhotographTests",
    ),
    (
        PACKER + "Images/InputResizer.cs",
        "var top = (height - input.Height) / 2;",
        "var top = (height - input.Height + 1) / 2;",
        "Packer PhotographTests",
    ),
    (PACKER + "Inference/Softmax.cs", ".ThenBy(i => i)", ".ThenByDescending(i => i)", "Packer SoftmaxTests"),
    (PACKER + "Cameras/FrameCrop.cs", "(width - w) / 2", "(width - w + 1) / 2", "Packer FrameResamplerTests"),
    (
        PACKER + "Flashing/ModelUpdate.cs",
        "headers[newest]!.Sequence + 1 : 1",
        "headers[newest]!.Sequence : 1",
        "Emulator ModelUpdateTests",
    ),
    (PACKER + "Execution/FrameTime.cs", "if (time > Limit)", "if (time > 100 * Limit)", "Cli ClassifyTests"),
    # The command line.
    (
        CLI + "Commands/VerifyCommand.cs",
        "return report.Identical ? ExitCode.Success : ExitCode.Different;",
        "return report.Identical ? ExitCode.Success : ExitCode.Success;",
        "Cli VerifyTests",
    ),
    (CLI + "Commands/ClassifyCommand.cs", "if (!result.GetValue(force))", "if (result.GetValue(force))", "Cli ClassifyTests"),
    (
        CLI + "Results/InspectResult.cs",
        "            packed.Model.Multiplications,",
        "            packed.Model.Multiplications / 2,",
        "Cli InspectTests",
    ),
    # Passes of several rows, and what they keep.
    (KERNELS + "engine.c", "if (sqe_pool_cut(segment) && left > 1) {", "if (sqe_pool_cut(segment) && left > 9999) {", TOPOLOGY),
    (KERNELS + "layout.c", "segment->stride * (segment->rows - 1u) - fed)", "segment->stride * (segment->rows - 1u) - 1u)", TOPOLOGY),
    (KERNELS + "layout.c", "if (sqe_pool_cut(segment) && fed > 1) {", "if (sqe_pool_cut(segment) && fed > 9) {", TOPOLOGY),
    (KERNELS + "layout.c", "sqe_larger(segment->rows, fed) + 1u)", "sqe_larger(segment->rows, fed))", TOPOLOGY),
    (KERNELS + "pass.c", "segment->rows_out + r, row_bytes);", "segment->rows_out, row_bytes);", TOPOLOGY),
    (KERNELS + "pass.c", "memmove(end - count * run.row_step, waiting,", "memmove(end - count * run.row_step, end,", TOPOLOGY),
    (KERNELS + "decode.c", "*slot = waiting | offset << 16;", "*slot = waiting | waiting << 16;", "kernels"),
    (KERNELS + "decode.c", "chunks += sum ? 3u : 2u;", "chunks += 2u;", "kernels"),
    (KERNELS + "stream_check.c", "c->units += (c->sum ? 3u : 0u) + 11u;", "c->units += 11u;", TOPOLOGY),
    (PACKER + "Blob/ChannelUnits.cs", "return units + ListEnds;", "return units;", "Packer ChannelUnitsTests"),
]
