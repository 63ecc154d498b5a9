/* SPDX-License-Identifier: MIT */
/* Tiles of 7 words: 14 pixels. */
#define SQE_T 7
#define SQE_EACH(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6)
#define SQE_TILE(name) sqe_tile7_##name

#include "tile.h"
