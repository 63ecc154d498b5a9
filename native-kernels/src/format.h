/* SPDX-License-Identifier: MIT */
/* The blob's layout in numbers: docs/blob-format.md, format version 2. Offsets are bytes from the start of the record they belong
 * to; all fields are little-endian and unsigned unless a comment says otherwise. The packer's twin is Blob/BlobLayout.cs. */
#ifndef SQE_FORMAT_H
#define SQE_FORMAT_H

enum { SQE_FORMAT_VERSION = 2 };

/* Header, at the start of the blob. */
enum {
    SQE_HEADER_MAGIC = 0,     /* u8[4] "SQZE" */
    SQE_HEADER_VERSION = 4,   /* u32 SQE_FORMAT_VERSION */
    SQE_HEADER_TOTAL = 8,     /* u32 bytes of the blob */
    SQE_HEADER_CRC = 12,      /* u32 CRC-32 of the header with this field as 0 */
    SQE_HEADER_NETWORK = 16,  /* section entry */
    SQE_HEADER_WEIGHTS = 28,  /* section entry */
    SQE_HEADER_LABELS = 40,   /* section entry */
    SQE_HEADER_NAME = 52,     /* u8[32] UTF-8, at least one 0 at the end */
    SQE_HEADER_IDENTITY = 84, /* u8[8] */
    SQE_HEADER_RESERVED = 92, /* u32 0 */
    SQE_HEADER_BYTES = 96,
    SQE_NAME_BYTES = 32,
    SQE_IDENTITY_BYTES = 8
};

/* Section entry of the header. */
enum { SQE_SECTION_OFFSET = 0, SQE_SECTION_LENGTH = 4, SQE_SECTION_CRC = 8, SQE_SECTION_BYTES = 12 };

/* Network record, first in the network section, which starts right behind the header. */
enum {
    SQE_NETWORK_WIDTH = 0,       /* u16 1..1024 */
    SQE_NETWORK_HEIGHT = 2,      /* u16 1..1024 */
    SQE_NETWORK_CHANNELS = 4,    /* u8 1 or 3 */
    SQE_NETWORK_ORDER = 5,       /* u8 0 grey, 1 RGB, 2 BGR */
    SQE_NETWORK_RESIZE = 6,      /* u8 SQE_RESIZE_... */
    SQE_NETWORK_OPERATIONS = 7,  /* u8 2..64 */
    SQE_NETWORK_RESIZE_SIDE = 8, /* u16 pixels, not 0 */
    SQE_NETWORK_TENSORS = 10,    /* u8 1..128 */
    SQE_NETWORK_RESERVED = 11,   /* u8 0 */
    SQE_NETWORK_PADDING = 12,    /* u8[4] padding pixel of each input channel */
    SQE_NETWORK_CLASSES = 16,    /* u16 1..4096 */
    SQE_NETWORK_RESERVED_2 = 18, /* u16 0 */
    SQE_NETWORK_SCALE = 20,      /* u32 probability scale, 2^-27 octaves per unit of sum, not 0 */
    SQE_NETWORK_BYTES = 24
};

/* Operation record. */
enum {
    SQE_OPERATION_KIND = 0,     /* u8 SQE_KIND_... */
    SQE_OPERATION_KERNEL = 1,   /* u8 */
    SQE_OPERATION_STRIDE = 2,   /* u8 */
    SQE_OPERATION_PADDING = 3,  /* u8 */
    SQE_OPERATION_CHANNELS = 4, /* u16 output channels */
    SQE_OPERATION_WIDTH = 6,    /* u16 output width */
    SQE_OPERATION_HEIGHT = 8,   /* u16 output height */
    SQE_OPERATION_TENSOR = 10,  /* u8 index of its first tensor */
    SQE_OPERATION_BYPASS = 11,  /* u8 SQE_BYPASS_... */
    SQE_OPERATION_BYTES = 12
};

/* Tensor record. */
enum {
    SQE_TENSOR_ENCODING = 0,      /* u8 SQE_ENCODING_... */
    SQE_TENSOR_KERNEL = 1,        /* u8 */
    SQE_TENSOR_BIAS_BYTES = 2,    /* u8 2 or 4 */
    SQE_TENSOR_CODE_BITS = 3,     /* u8 longest level code, 1..11; 0 for fast */
    SQE_TENSOR_INPUTS = 4,        /* u16 */
    SQE_TENSOR_OUTPUTS = 6,       /* u16 1..4096 */
    SQE_TENSOR_MULTIPLIER = 8,    /* u16 1..32767; 0 on the last convolution */
    SQE_TENSOR_SHIFT = 10,        /* u8 0..31; 0 on the last convolution */
    SQE_TENSOR_RESERVED = 11,     /* u8 0 */
    SQE_TENSOR_LEVELS = 12,       /* u16 2..256 */
    SQE_TENSOR_NEGATIVE = 14,     /* u16 most negative weights of one output channel */
    SQE_TENSOR_NONZEROS = 16,     /* u32 */
    SQE_TENSOR_STREAM_BYTES = 20, /* u32 multiple of 4 */
    SQE_TENSOR_POSITIVE = 24,     /* u16 most positive weights of one output channel */
    SQE_TENSOR_RESERVED_2 = 26,   /* u16 0 */
    SQE_TENSOR_BYTES = 28
};

/* Addition record, one per fire module with a bypass. */
enum {
    SQE_ADDITION_MULTIPLIER = 0, /* u16 1..32767 */
    SQE_ADDITION_SHIFT = 2,      /* u8 0..31 */
    SQE_ADDITION_ZERO = 3,       /* u8 */
    SQE_ADDITION_BYTES = 4
};

/* Slot header (docs/model-slots.md), 4096 bytes before the slot's blob. */
enum {
    SQE_SLOT_MAGIC = 0,     /* u8[4] "SQSL" */
    SQE_SLOT_VERSION = 4,   /* u32 SQE_SLOT_FORMAT_VERSION */
    SQE_SLOT_SEQUENCE = 8,  /* u32 counts on past 2^32 - 1 */
    SQE_SLOT_LENGTH = 12,   /* u32 bytes of the blob */
    SQE_SLOT_BLOB_CRC = 16, /* u32 the CRC-32 in the blob's header */
    SQE_SLOT_CRC = 20,      /* u32 CRC-32 of the 20 bytes before */
    SQE_SLOT_BYTES = 24,
    SQE_SLOT_BLOB = 4096, /* where the blob starts */
    SQE_SLOT_FORMAT_VERSION = 1
};

/* Values of fields. */
enum { SQE_KIND_CONVOLUTION = 1, SQE_KIND_MAX_POOL = 2, SQE_KIND_FIRE = 3, SQE_KIND_AVERAGE = 4 };
enum { SQE_RESIZE_SQUASH = 0, SQE_RESIZE_SHORTER_SIDE = 1 };
enum { SQE_BYPASS_NONE = 0, SQE_BYPASS_SIMPLE = 1, SQE_BYPASS_COMPLEX = 2 };
enum { SQE_ENCODING_DENSE = 1, SQE_ENCODING_SPARSE = 2, SQE_ENCODING_FAST = 3 };
enum { SQE_ORDER_GREY = 0, SQE_ORDER_RGB = 1, SQE_ORDER_BGR = 2 };

/* Bounds of fields. */
enum {
    SQE_MAX_SIDE = 1024,
    SQE_MAX_CHANNELS = 4096,
    SQE_MAX_OPERATIONS = 64,
    SQE_MAX_TENSORS = 128,
    SQE_MAX_KERNEL = 11,
    SQE_MAX_STRIDE = 4,
    SQE_MAX_LEVELS = 256,
    SQE_MAX_CODE_BITS = 11,
    SQE_MAX_MULTIPLIER = 32767,
    SQE_MAX_SHIFT = 31,
    SQE_MAX_BORDER = 3 /* padding of a 1x1 last convolution */
};

/* Gap symbols of a sparse stream: 0..30 are gaps, 31 skips 31 weights; their codes have at most 8 bits. */
enum { SQE_GAP_SYMBOLS = 32, SQE_GAP_ESCAPE = 31, SQE_GAP_BITS = 8 };

/* Zero bits behind the last code of a dense or sparse stream, so that a decoder may read ahead. */
enum { SQE_STREAM_END_BITS = 16 };

/* Most that the magnitudes of a chunk may add up to: 257 * 255 = 65535 fills a 16-bit lane. */
enum { SQE_CHUNK_LIMIT = 257 };

/* Largest window or block in bytes: the offsets of a fast stream have 16 bits. */
enum { SQE_MAX_BUFFER = 0x10000 };

#endif
