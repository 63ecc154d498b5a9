// SPDX-License-Identifier: MIT
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The functions of session.h and platform_host.h in the shared library CMake builds beside the kernels'.</summary>
internal static unsafe partial class SessionLibrary
{
    private const string Library = "squeezeedge_session";
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Builds and loads the library; skips the test where there is no compiler.</summary>
    public static void Require()
    {
        var tools = new Toolbox();
        foreach (var tool in (string[])["cc", "cmake"])
        {
            Assert.SkipWhen(tools.Find(tool) is null, $"{tool} is not installed");
        }

        Assert.True(Loaded.Value);
    }

    [LibraryImport(Library, EntryPoint = "sqe_host_create")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "sqe_host_destroy")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Destroy(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_host_partition", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Partition(nint session, string name, void* memory, nuint bytes);

    [LibraryImport(Library, EntryPoint = "sqe_host_ram")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Ram(nint session, nuint first, nuint second);

    [LibraryImport(Library, EntryPoint = "sqe_host_clock")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial void Clock(nint session, uint step);

    [LibraryImport(Library, EntryPoint = "sqe_host_mappings")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Mappings(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_session_self_check")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int SelfCheck(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_session_open", StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Open(nint session, string? name);

    [LibraryImport(Library, EntryPoint = "sqe_session_prepare")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Prepare(nint session, int width, int height, int format);

    [LibraryImport(Library, EntryPoint = "sqe_session_info")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Info(
        nint session,
        int[]? numbers,
        int numberCount,
        byte[]? name,
        int nameBytes,
        byte[]? identity,
        int identityBytes
    );

    [LibraryImport(Library, EntryPoint = "sqe_session_label")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Label(nint session, int classIndex, byte[]? text, int bytes);

    [LibraryImport(Library, EntryPoint = "sqe_session_begin")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Begin(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_session_push")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Push(nint session, byte[]? array, int length, int offset, int rowCount);

    [LibraryImport(Library, EntryPoint = "sqe_session_finish")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int Finish(nint session, int[]? classes, int classCount, int[]? probabilities, int probabilityCount);

    [LibraryImport(Library, EntryPoint = "sqe_session_frame_us")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int FrameMicroseconds(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_session_longest_push_us")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int LongestPushMicroseconds(nint session);

    [LibraryImport(Library, EntryPoint = "sqe_session_high_water")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    public static partial int HighWater(nint session);

    private static bool Load()
    {
        var kernels = new NativeBuild(RepositoryLayout.Find()).Build(NativeTarget.Host);
        var name = Path.GetFileName(kernels).Replace("squeezeedge", Library, StringComparison.Ordinal);
        var library = NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(kernels)!, name));
        NativeLibrary.SetDllImportResolver(typeof(SessionLibrary).Assembly, (wanted, _, _) => wanted == Library ? library : 0);
        return true;
    }
}
