# SPDX-License-Identifier: MIT
# The kernels' translation units, relative to this folder; shared by every build (host, emulators, ESP-IDF, nanoFramework).
set(SQE_SOURCES
  src/bypass.c
  src/crc32.c
  src/decode.c
  src/engine.c
  src/frame.c
  src/lanes.c
  src/layer.c
  src/layout.c
  src/model.c
  src/pass.c
  src/pool.c
  src/profile.c
  src/segments.c
  src/slot.c
  src/softmax.c
  src/status.c
  src/stream_check.c
  src/tile14.c
  src/tile4.c
  src/tile7.c
  src/tiling.c
  src/window.c)
set(SQE_INCLUDE include)

# The session the interop library calls; without its platform.
set(SQE_SESSION_SOURCES interop/session.c interop/self_check.c)
