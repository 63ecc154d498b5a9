# SPDX-License-Identifier: MIT
# Bare-metal Xtensa LX106, the closest to the ESP32's LX6 with a packaged compiler.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR xtensa)
set(CMAKE_C_COMPILER xtensa-lx106-elf-gcc)
set(CMAKE_ASM_COMPILER xtensa-lx106-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
# The compiler does not look for its C library's settings by itself; they lie in ../lib beside it.
find_program(SQE_LX106_COMPILER xtensa-lx106-elf-gcc)
get_filename_component(SQE_LX106_PREFIX "${SQE_LX106_COMPILER}/../.." ABSOLUTE)
find_file(SQE_LX106_SPECS picolibc.specs PATHS "${SQE_LX106_PREFIX}/lib/xtensa-lx106-elf" NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
if(NOT SQE_LX106_SPECS)
  message(FATAL_ERROR "picolibc.specs for xtensa-lx106-elf not found: install picolibc-xtensa-lx106-elf")
endif()
set(CMAKE_C_FLAGS_INIT "--specs=${SQE_LX106_SPECS} -mlongcalls -mtext-section-literals")
set(CMAKE_ASM_FLAGS_INIT "-mlongcalls -mtext-section-literals")
set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "optimization of a release build")
