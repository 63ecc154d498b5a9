// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>A native method.</summary>
/// <param name="Class">Its class with namespace, dots as underscores.</param>
/// <param name="Name">Its name and signature, for example <c>Push___STATIC__I4__SZARRAY_U1__I4__I4</c>.</param>
internal sealed record NativeMethod(string Class, string Name);
