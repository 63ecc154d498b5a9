// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The two generated files of the glue: the declarations of the native methods, and their table.</summary>
internal static class GlueFiles
{
    private const string Warning =
        "// SPDX-License-Identifier: MIT\n"
        + "// Generated from the compiled assembly by SqueezeEdge.Firmware.Tests with SQUEEZEEDGE_RECORD=1; do not edit.\n";

    /// <summary>Name of both files without extension.</summary>
    public static string BaseName(NativeTable table) => table.Assembly.Replace('.', '_');

    /// <summary>The declarations.</summary>
    public static string Header(NativeTable table)
    {
        var name = BaseName(table);
        var text = new StringBuilder(Warning)
            .Append($"#ifndef {name.ToUpperInvariant()}_H\n#define {name.ToUpperInvariant()}_H\n\n")
            .Append("#include <nanoCLR_Interop.h>\n#include <nanoCLR_Runtime.h>\n#include <nanoPackStruct.h>\n\n");
        foreach (var methods in table.Methods.OfType<NativeMethod>().GroupBy(m => m.Class))
        {
            text.Append($"struct {Struct(name, methods.Key)}\n{{\n");
            foreach (var method in methods)
            {
                text.Append($"    NANOCLR_NATIVE_DECLARE({method.Name});\n");
            }

            text.Append("};\n\n");
        }

        return text.Append($"extern const CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_{name};\n\n#endif\n").ToString();
    }

    /// <summary>The table.</summary>
    public static string Table(NativeTable table)
    {
        var name = BaseName(table);
        var version = table.Version;
        var text = new StringBuilder(Warning).Append(
            $"#include \"{name}.h\"\n\n// clang-format off\n\nstatic const CLR_RT_MethodHandler method_lookup[] =\n{{\n"
        );
        foreach (var method in table.Methods)
        {
            text.Append(method is null ? "    NULL,\n" : $"    {Struct(name, method.Class)}::{method.Name},\n");
        }

        return text.Append($"}};\n\nconst CLR_RT_NativeAssemblyData g_CLR_AssemblyNative_{name} =\n{{\n")
            .Append($"    \"{table.Assembly}\",\n    0x{table.Checksum:X8},\n    method_lookup,\n")
            .Append($"    {{ {version.Major}, {version.Minor}, {version.Build}, {version.Revision} }}\n}};\n")
            .ToString();
    }

    private static string Struct(string name, string type) => $"Library_{name}_{type}";
}
