# SPDX-License-Identifier: MIT
# How nf-interpreter's CMake finds this library when NF_INTEROP_ASSEMBLIES names SqueezeEdge.Kernels. The native-kernels
# folder is a link or a copy at InteropAssemblies/SqueezeEdge.Kernels; SQUEEZEEDGE_KERNELS_PATH names another place.
if(NOT SQUEEZEEDGE_KERNELS_PATH)
  set(SQUEEZEEDGE_KERNELS_PATH ${CMAKE_SOURCE_DIR}/InteropAssemblies/SqueezeEdge.Kernels)
endif()
if(NOT EXISTS ${SQUEEZEEDGE_KERNELS_PATH}/sources.cmake)
  message(FATAL_ERROR "SqueezeEdge.Kernels: there is no native-kernels folder at ${SQUEEZEEDGE_KERNELS_PATH}. "
                      "Link or copy it there, or set SQUEEZEEDGE_KERNELS_PATH.")
endif()
include(${SQUEEZEEDGE_KERNELS_PATH}/sources.cmake)

set(SqueezeEdge.Kernels_INCLUDE_DIRS
  ${SQUEEZEEDGE_KERNELS_PATH}/interop
  ${SQUEEZEEDGE_KERNELS_PATH}/${SQE_INCLUDE}
  ${CMAKE_SOURCE_DIR}/src/CLR/Core
  ${CMAKE_SOURCE_DIR}/src/CLR/Include
  ${CMAKE_SOURCE_DIR}/src/HAL/Include
  ${CMAKE_SOURCE_DIR}/src/PAL/Include)

set(SqueezeEdge.Kernels_SOURCES)
foreach(source
    interop/SqueezeEdge_Kernels.cpp
    interop/SqueezeEdge_Kernels_NativeMethods.cpp
    interop/platform_esp32.c
    ${SQE_SESSION_SOURCES}
    ${SQE_SOURCES})
  list(APPEND SqueezeEdge.Kernels_SOURCES ${SQUEEZEEDGE_KERNELS_PATH}/${source})
endforeach()

# The firmware is optimised for size; the kernels must be for speed, and scheduling before register allocation spills their
# sums. A source's own options come after those of its target.
foreach(source ${SQE_SOURCES})
  set_source_files_properties(${SQUEEZEEDGE_KERNELS_PATH}/${source} PROPERTIES COMPILE_OPTIONS "-O2;-fno-schedule-insns")
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  INTEROP-SqueezeEdge.Kernels DEFAULT_MSG SqueezeEdge.Kernels_INCLUDE_DIRS SqueezeEdge.Kernels_SOURCES)
