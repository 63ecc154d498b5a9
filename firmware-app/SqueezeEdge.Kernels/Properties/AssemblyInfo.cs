// SPDX-License-Identifier: MIT
using System.Reflection;

// The firmware's table of native methods carries this version, and every build of this library must have the same.
[assembly: AssemblyVersion("0.1.0.0")]
#if NANOFRAMEWORK_1_0
[assembly: AssemblyNativeVersion("0.1.0.0")]
#endif
