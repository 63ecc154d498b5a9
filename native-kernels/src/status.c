/* SPDX-License-Identifier: MIT */
#include "internal.h"

const char *sqe_status_name(sqe_status status)
{
    switch (status) {
    case SQE_OK: return "ok";
    case SQE_ERROR_ARGUMENT: return "argument";
    case SQE_ERROR_TRUNCATED: return "truncated";
    case SQE_ERROR_MAGIC: return "magic";
    case SQE_ERROR_VERSION: return "version";
    case SQE_ERROR_CHECKSUM: return "checksum";
    case SQE_ERROR_HEADER: return "header";
    case SQE_ERROR_NETWORK: return "network";
    case SQE_ERROR_WEIGHTS: return "weights";
    case SQE_ERROR_LABELS: return "labels";
    case SQE_ERROR_ALIGNMENT: return "alignment";
    case SQE_ERROR_ARENA: return "arena";
    case SQE_ERROR_FRAME: return "frame";
    case SQE_ERROR_STATE: return "state";
    case SQE_ERROR_TOO_LARGE: return "too-large";
    case SQE_ERROR_SLOTS: return "slots";
    case SQE_ERROR_OVERFLOW: return "overflow";
    }
    return "unknown";
}
