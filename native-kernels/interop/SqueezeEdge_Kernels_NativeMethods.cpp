// SPDX-License-Identifier: MIT
// The functions the CLR calls. Everything is decided in session.c: here arguments become pointers and lengths only.
// An array is checked for null and counted; nothing is collected or moved while such a function runs.

#include "SqueezeEdge_Kernels.h"
#include "session.h"

typedef Library_SqueezeEdge_Kernels_SqueezeEdge_Kernels_NativeMethods Methods;

// The firmware's only session; it outlives a restart of the managed application, which may open another partition then.
static sqe_session *the_session()
{
    static sqe_session session;
    if (session.platform == NULL)
    {
        sqe_session_init(&session, sqe_device_platform());
    }
    return &session;
}

static int number(const CLR_RT_HeapBlock &argument)
{
    return argument.NumericByRefConst().s4;
}

// A null array holds nothing.
static int length(const CLR_RT_HeapBlock &argument)
{
    CLR_RT_HeapBlock_Array *array = argument.DereferenceArray();
    return array == NULL ? 0 : (int)array->m_numOfElements;
}

static uint8_t *bytes(const CLR_RT_HeapBlock &argument)
{
    CLR_RT_HeapBlock_Array *array = argument.DereferenceArray();
    return array == NULL ? NULL : (uint8_t *)array->GetFirstElement();
}

static int32_t *integers(const CLR_RT_HeapBlock &argument)
{
    return (int32_t *)(void *)bytes(argument);
}

static HRESULT result(CLR_RT_StackFrame &stack, int status)
{
    stack.SetResult_I4(status);
    return S_OK;
}

HRESULT Methods::Version___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, (int)SQE_VERSION);
}

HRESULT Methods::SelfCheck___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_self_check(the_session()));
}

HRESULT Methods::Open___STATIC__I4__STRING(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_open(the_session(), stack.Arg0().RecoverString()));
}

HRESULT Methods::PrepareFrames___STATIC__I4__I4__I4__I4(CLR_RT_StackFrame &stack)
{
    return result(
        stack,
        sqe_session_prepare(the_session(), number(stack.Arg0()), number(stack.Arg1()), number(stack.Arg2())));
}

HRESULT Methods::ReadInfo___STATIC__I4__SZARRAY_I4__SZARRAY_U1__SZARRAY_U1(CLR_RT_StackFrame &stack)
{
    return result(
        stack,
        sqe_session_info(
            the_session(),
            integers(stack.Arg0()),
            length(stack.Arg0()),
            bytes(stack.Arg1()),
            length(stack.Arg1()),
            bytes(stack.Arg2()),
            length(stack.Arg2())));
}

HRESULT Methods::Label___STATIC__I4__I4__SZARRAY_U1(CLR_RT_StackFrame &stack)
{
    return result(
        stack,
        sqe_session_label(the_session(), number(stack.Arg0()), bytes(stack.Arg1()), length(stack.Arg1())));
}

HRESULT Methods::Begin___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_begin(the_session()));
}

HRESULT Methods::Push___STATIC__I4__SZARRAY_U1__I4__I4(CLR_RT_StackFrame &stack)
{
    return result(
        stack,
        sqe_session_push(
            the_session(),
            bytes(stack.Arg0()),
            length(stack.Arg0()),
            number(stack.Arg1()),
            number(stack.Arg2())));
}

HRESULT Methods::Finish___STATIC__I4__SZARRAY_I4__SZARRAY_I4(CLR_RT_StackFrame &stack)
{
    return result(
        stack,
        sqe_session_finish(
            the_session(),
            integers(stack.Arg0()),
            length(stack.Arg0()),
            integers(stack.Arg1()),
            length(stack.Arg1())));
}

HRESULT Methods::LastFrameMicroseconds___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_frame_us(the_session()));
}

HRESULT Methods::LongestPushMicroseconds___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_longest_push_us(the_session()));
}

HRESULT Methods::ArenaHighWaterMark___STATIC__I4(CLR_RT_StackFrame &stack)
{
    return result(stack, sqe_session_high_water(the_session()));
}
