// SPDX-License-Identifier: MIT
using System.Text.RegularExpressions;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Files;
using KernelStatus = SqueezeEdge.Kernels.KernelStatus;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The compiled SqueezeEdge.Kernels and the C++ glue in native-kernels/interop name the same native methods: without that the
/// firmware refuses the application, or calls the wrong function. SQUEEZEEDGE_RECORD=1 writes the generated part of the glue.</summary>
public sealed partial class AgreementTests
{
    private static readonly NativeTable Table = NativeTable.Of(typeof(IKernels).Assembly.Location);

    private static string Folder => Path.Combine(RepositoryLayout.Find().KernelsFolder, "interop");

    [Fact]
    public void GeneratedGlueFitsTheAssembly()
    {
        Check(GlueFiles.BaseName(Table) + ".h", GlueFiles.Header(Table));
        Check(GlueFiles.BaseName(Table) + ".cpp", GlueFiles.Table(Table));
    }

    [Fact]
    public void EveryNativeMethodIsImplementedOnceAndNoOther()
    {
        var native = Table.Methods.OfType<NativeMethod>().ToList();
        var type = Assert.Single(native.Select(m => m.Class).Distinct());
        var source = File.ReadAllText(Path.Combine(Folder, "SqueezeEdge_Kernels_NativeMethods.cpp"));
        Assert.Contains($"typedef Library_SqueezeEdge_Kernels_{type} Methods;", source);
        Assert.Equal(native.Select(m => m.Name), Implementation().Matches(source).Select(m => m.Groups[1].Value));
    }

    /// <summary>A type the compiler adds on one side only would shift the table: every type is one of the sources.</summary>
    [Fact]
    public void EveryTypeIsWrittenInTheSources() =>
        Assert.Equal(
            [nameof(IKernels), nameof(KernelStatus), nameof(ModelInfo), nameof(NativeKernels), "NativeMethods"],
            typeof(IKernels).Assembly.GetTypes().Select(t => t.Name).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void NativeVersionIsTheAssemblysVersion()
    {
        var source = File.ReadAllText(
            Path.Combine(RepositoryLayout.Find().Root, "firmware-app", "SqueezeEdge.Kernels", "Properties", "AssemblyInfo.cs")
        );
        Assert.Contains($"[assembly: AssemblyNativeVersion(\"{Table.Version}\")]", source);
        Assert.Contains($"[assembly: AssemblyVersion(\"{Table.Version}\")]", source);
    }

    /// <summary>Checksums the metadata processor's own tests expect after none, one, two native methods and one that is not
    /// native.</summary>
    [Fact]
    public void ChecksumIsTheMetadataProcessors()
    {
        var checksum = new NativeChecksum("TestNFApp");
        var method = new NativeMethod("TestNFApp_OneClassOverAll", "DummyExternMethod___VOID");
        uint[] expected = [0, 519713657, 1574868855, 2748897355];
        NativeMethod?[] methods = [null, method, method, null];
        Assert.Equal(
            expected,
            methods.Select(m =>
            {
                checksum.Add(m);
                return checksum.Value;
            })
        );
    }

    private static void Check(string file, string expected)
    {
        var path = Path.Combine(Folder, file);
        if (Environment.GetEnvironmentVariable("SQUEEZEEDGE_RECORD") == "1")
        {
            File.WriteAllText(path, expected);
        }

        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        var wanted = expected.TrimEnd('\n').Split('\n');
        var first = Enumerable
            .Range(0, Math.Max(lines.Length, wanted.Length))
            .FirstOrDefault(i => lines.ElementAtOrDefault(i) != wanted.ElementAtOrDefault(i), -1);
        Assert.True(
            first < 0,
            $"native-kernels/interop/{file}, line {first + 1}, does not fit the compiled SqueezeEdge.Kernels. It should be:\n"
                + $"{wanted.ElementAtOrDefault(first)}\nbut is:\n{lines.ElementAtOrDefault(first)}\n"
                + "Run this test with SQUEEZEEDGE_RECORD=1 to write the file; then implement new methods in "
                + "SqueezeEdge_Kernels_NativeMethods.cpp. "
                + "Boards need firmware built from it."
        );
    }

    [GeneratedRegex(@"^HRESULT Methods::(\w+)\(CLR_RT_StackFrame &stack\)$", RegexOptions.Multiline)]
    private static partial Regex Implementation();
}
