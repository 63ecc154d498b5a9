# SPDX-License-Identifier: MIT
# Bare-metal RV32IMC, the instruction set of the ESP32-C3.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_ASM_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
execute_process(COMMAND ${CMAKE_C_COMPILER} -print-file-name=picolibc.specs OUTPUT_VARIABLE SQE_RV32_SPECS
                OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT IS_ABSOLUTE "${SQE_RV32_SPECS}")
  message(FATAL_ERROR "picolibc.specs for riscv64-unknown-elf not found: install picolibc-riscv64-unknown-elf")
endif()
# No _zicsr here: it would select the 64-bit C library.
set(CMAKE_C_FLAGS_INIT "-march=rv32imc -mabi=ilp32 --specs=picolibc.specs")
set(CMAKE_ASM_FLAGS_INIT "-march=rv32imc -mabi=ilp32")
set(CMAKE_C_FLAGS_RELEASE "-O2" CACHE STRING "optimization of a release build")
