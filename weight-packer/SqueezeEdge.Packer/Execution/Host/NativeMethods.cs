// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>The functions of squeezeedge.h in the shared library.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "squeezeedge";

    private static readonly Lock Gate = new();
    private static string? loadedPath;
    private static nint library;

    /// <summary>Loads the shared library, once per process.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="ModelException">It cannot be loaded, or another one is.</exception>
    public static void Load(string path)
    {
        lock (Gate)
        {
            if (loadedPath is not null)
            {
                if (loadedPath != path)
                {
                    throw new ModelException($"the kernels are already loaded from '{loadedPath}'; '{path}' cannot be loaded beside them.");
                }

                return;
            }

            try
            {
                library = NativeLibrary.Load(path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new ModelException($"the kernels cannot be loaded from '{path}': {e.Message}", e);
            }

            NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, (name, _, _) => name == Library ? library : 0);
            loadedPath = path;
        }
    }

    [LibraryImport(Library, EntryPoint = "sqe_model_open")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ModelOpen(NativeModel* model, void* blob, nuint bytes);

    [LibraryImport(Library, EntryPoint = "sqe_slot_open")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int SlotOpen(NativeModel* model, NativeSlot* slots, uint count, uint* chosen);

    [LibraryImport(Library, EntryPoint = "sqe_model_info")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ModelInfo(NativeModel* model, NativeInfo* info);

    [LibraryImport(Library, EntryPoint = "sqe_label")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Label(NativeModel* model, uint index, byte** text);

    [LibraryImport(Library, EntryPoint = "sqe_arena_size")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int ArenaSize(NativeModel* model, NativeFrame* frame, uint layout, NativeArenaBytes* bytes);

    [LibraryImport(Library, EntryPoint = "sqe_init")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Init(void** engine, NativeModel* model, NativeFrame* frame, NativeArena* arena);

    [LibraryImport(Library, EntryPoint = "sqe_observe")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Observe(void* engine, NativeObserver* observer);

    [LibraryImport(Library, EntryPoint = "sqe_begin")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Begin(void* engine);

    [LibraryImport(Library, EntryPoint = "sqe_push")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Push(void* engine, void* rows, uint rowCount);

    [LibraryImport(Library, EntryPoint = "sqe_finish")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Finish(void* engine, NativeClass* top, uint capacity, uint* count);

    [LibraryImport(Library, EntryPoint = "sqe_sums")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Sums(void* engine, int** sums, uint* classes);

    [LibraryImport(Library, EntryPoint = "sqe_status_name")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial byte* StatusName(int status);

    /// <summary>Turns a failure into an exception.</summary>
    /// <param name="status">What the call returned.</param>
    /// <param name="call">Its name.</param>
    /// <exception cref="ModelException">The call failed.</exception>
    public static void Check(int status, string call)
    {
        if (status != 0)
        {
            var name = Marshal.PtrToStringUTF8((nint)StatusName(status)) ?? "unknown";
            throw new ModelException(KernelStatus.Describe("host", call, name));
        }
    }
}
