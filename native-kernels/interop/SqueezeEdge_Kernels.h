// SPDX-License-Identifier: MIT
// Generated from the compiled assembly by SqueezeEdge.Firmware.Tests with SQUEEZEEDGE_RECORD=1; do not edit.
#ifndef SQUEEZEEDGE_KERNELS_H
#define SQUEEZEEDGE_KERNELS_H

#include <nanoCLR_Interop.h>
#include <nanoCLR_Runtime.h>
#include <nanoPackStruct.h>

struct Library_SqueezeEdge_Kernels_SqueezeEdge_Kernels_NativeMethods
{
    NANOCLR_NATIVE_DECLARE(Version___STATIC__I4);
    NANOCLR_NATIVE_DECLARE(SelfCheck___STATIC__I4);
    NANOCLR_NATIVE_DECLARE(Open___STATIC__I4__STRING);
    NANOCLR_NATIVE_DECLARE(PrepareFrames___STATIC__I4__I4__I4__I4);
    NANOCLR_NATIVE_DECLARE(ReadInfo___STATIC__I4__SZARRAY_I4__SZARRAY_U1__SZARRAY_U1);
    NANOCLR_NATIVE_DECLARE(Label___STATIC__I4__I4__SZARRAY_U1);
    NANOCLR_NATIVE_DECLARE(Begin___STATIC__I4);
    NANOCLR_NATIVE_DECLARE(Push___STATIC__I4__SZARRAY_U1__I4__I4);
    NANOCLR_NATIVE_DECLARE(Finish___STATIC__I4__SZARRAY_I4__SZARRAY_I4);
    NANOCLR_NATIVE_DECLARE(LastFrameMicroseconds___STATIC__I4);
    NANOCLR_NATIVE_DECLARE(LongestPushMicroseconds___STATIC__I4);
    NANOCLR_NATIVE_DECLARE(ArenaHighWaterMark___STATIC__I4);
};

extern const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_SqueezeEdge_Kernels;

#endif
