// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>No C file of the kernels needs, directly or by way of others, a file that needs it.</summary>
public sealed class KernelDependencyTests
{
    private static string Folder => Path.Combine(RepositoryLayout.Find().KernelsFolder, "src");

    [Fact]
    public void FilesDoNotNeedEachOtherInACircle() => KernelCalls.Of(Folder).AssertNoCircle();

    [Fact]
    public void KnownUsesAreFound()
    {
        var graph = KernelCalls.Of(Folder);
        Assert.True(graph.Uses("slot.c", "model.c"));
        Assert.True(graph.Uses("model.c", "crc32.c"));
        Assert.True(graph.Uses("layer.c", "tile4.c"));
        Assert.True(graph.Uses("layer.c", "tile7.c"));
        Assert.False(graph.Uses("crc32.c", "model.c"));
    }

    [Fact]
    public void CallsTablesHeadersAndPastedNamesAreUnderstood()
    {
        var graph = KernelCalls.Of(
            new Dictionary<string, string>
            {
                ["shared.h"] = """
                void b_run(int x); int c_value(void); void d_pasted(void); void e_run(void);
                static inline void helper(void) { b_run(1); }
                static inline void unused(void) { e_run(); }
                """,
                ["a.c"] = """
                #include "shared.h"
                /* c_value() in a comment */
                static const char *text = "d_pasted";
                void a_run(void) { helper(); }
                """,
                ["b.c"] = """
                #include "shared.h"
                static int (*const table[])(void) = {c_value};
                static __attribute__((noinline)) void
                local(int (*f)(void)) { f(); }
                void b_run(int x) { if (x) { local(table[0]); } }
                """,
                ["c.c"] = """
                #include "shared.h"
                #define NAME(x) d_##x
                static void e_run(void) { }
                int c_value(void) { NAME(pasted)(); e_run(); return 0; }
                """,
                ["template.h"] = "#include \"shared.h\"\nvoid MAKE(pasted)(void) { }",
                ["d.c"] = "#define MAKE(n) d_##n\n#include \"template.h\"\n",
                ["e.c"] = "#include \"shared.h\"\nvoid e_run(void) { int b_run = 0; (void)b_run; }",
            }
        );
        Assert.Equal(["a.c", "b.c", "c.c", "d.c", "e.c"], graph.Parts);
        Assert.True(graph.Uses("a.c", "b.c"));
        Assert.False(graph.Uses("a.c", "c.c"));
        Assert.False(graph.Uses("a.c", "d.c"));
        Assert.False(graph.Uses("a.c", "e.c"));
        Assert.True(graph.Uses("b.c", "c.c"));
        Assert.True(graph.Uses("c.c", "d.c"));
        Assert.False(graph.Uses("c.c", "e.c"));
        Assert.False(graph.Uses("d.c", "c.c"));
        Assert.Empty(graph.Circle());
    }
}
