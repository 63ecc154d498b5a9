/* SPDX-License-Identifier: MIT */
/* Tiles of 14 words, 28 pixels: two tiles of 7 at once. The class sums never come in such tiles. */
#define SQE_T 14
#define SQE_EACH(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13)
#define SQE_NO_SUM
#define SQE_TILE(name) sqe_tile14_##name

#include "tile.h"
