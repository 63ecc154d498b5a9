/* SPDX-License-Identifier: MIT */
/* Tiles of 4 words: 8 pixels. */
#define SQE_T 4
#define SQE_EACH(M) M(0) M(1) M(2) M(3)
#define SQE_TILE(name) sqe_tile4_##name

#include "tile.h"
