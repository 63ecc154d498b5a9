// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Tests.Structure;

/// <summary>
/// No folder of SqueezeEdge.Packer needs, directly or by way of others, a folder that needs it. The parts are the namespaces right
/// below the root (Blob, Models, ...), each with everything below it, so that <c>Models.Onnx</c> belongs to Models; within each the
/// same holds for the namespaces right below it (<c>Models.Onnx</c>, <c>Models.Graph</c>). The root's own types belong to no part:
/// everything may use them, and they use nothing.
/// </summary>
public sealed class FolderDependencyTests
{
    private const string Root = "SqueezeEdge.Packer";

    private static readonly IReadOnlyList<(string From, string To, string Example)> References = Read();

    [Fact]
    public void FoldersDoNotNeedEachOtherInACircle() => Graph("").AssertNoCircle();

    [Fact]
    public void FoldersWithinAFolderDoNotNeedEachOtherInACircle()
    {
        var parts = Graph("").Parts.ToArray();
        Assert.Superset(new HashSet<string> { "Blob", "Execution", "Models", "Topology" }, parts.ToHashSet());
        Assert.Contains("Caffe", Graph("Models.").Parts);
        Assert.All(parts, part => Graph(part + '.').AssertNoCircle());
    }

    [Fact]
    public void TheRootUsesNothing() => Assert.DoesNotContain(References, r => r.From == "");

    [Fact]
    public void NamespacesFollowTheFolders()
    {
        var folder = Path.Combine(RepositoryLayout.Find().Root, "weight-packer", Root);
        foreach (var (_, path) in Sources(folder))
        {
            var expected = string.Join('.', path.Split('/')[..^1].Prepend(Root));
            Assert.Contains($"namespace {expected};", File.ReadAllText(Path.Combine(folder, path)));
        }
    }

    /// <summary>Every way in which a type can be used is seen.</summary>
    [Theory]
    [InlineData(typeof(Sample.InABody))]
    [InlineData(typeof(Sample.InASignature))]
    [InlineData(typeof(Sample.AsAField))]
    [InlineData(typeof(Sample.AsATypeArgument))]
    [InlineData(typeof(Sample.AsABase))]
    [InlineData(typeof(Sample.InACatch))]
    [InlineData(typeof(Sample.InALambda))]
    public void UsesAreFound(Type user) =>
        Assert.Contains(
            CompiledReferences.Of(user.Assembly),
            r => (r.From == user || r.From.DeclaringType == user) && r.To == typeof(SampleUsedException)
        );

    [Fact]
    public void SourcesAreSearchedForNamespaces()
    {
        var types = new HashSet<string> { "R.A.One", "R.B.Sub.Two", "R.C.Three" };
        Assert.Equal(["A", "B.Sub"], SourceReferences.Named("using R;\nusing System.IO;\nusing R.A;\nusing static R.B.Sub;\n", "R", types));
        Assert.Equal(["A", "B.Sub", "C"], SourceReferences.Named("x = A.One.Max + R.B.Sub.Two.Max; return C.Three;", "R", types));
        Assert.Empty(SourceReferences.Named("this.A.One; A.Other; new Three(); x.C.Three", "R", types));
    }

    private static DependencyGraph Graph(string within)
    {
        var graph = new DependencyGraph();
        foreach (var (from, to, example) in References)
        {
            if (Part(from) is { } user && Part(to) is { } used)
            {
                graph.Add(user, used, example);
            }
        }

        return graph;

        string? Part(string space) =>
            space.StartsWith(within, StringComparison.Ordinal) && space.Length > within.Length
                ? space[within.Length..].Split('.')[0]
                : null;
    }

    private static IReadOnlyList<(string From, string To, string Example)> Read()
    {
        var assembly = typeof(ModelException).Assembly;
        var compiled = CompiledReferences
            .Of(assembly)
            .Where(r => IsOurs(r.From) && IsOurs(r.To))
            .Select(r => (Space(r.From), Space(r.To), $"{r.From.Name} uses {r.To.Name}"));
        var types = assembly.GetTypes().Where(t => !t.IsNested).Select(t => t.FullName!.Split('`')[0]).ToHashSet();
        var folder = Path.Combine(RepositoryLayout.Find().Root, "weight-packer", Root);
        var named = SourceReferences.Of(folder, Root, types).Select(r => (r.From, r.To, $"{r.File} names {r.To}"));
        return [.. compiled.Concat(named).Where(r => r.Item1 != r.Item2 && r.Item2 != "")];
    }

    // Types the compiler makes for collections and strings of the whole assembly are in no namespace.
    private static bool IsOurs(Type type) =>
        Outermost(type).Namespace is { } space && (space == Root || space.StartsWith(Root + '.', StringComparison.Ordinal));

    private static string Space(Type type) => SourceReferences.Below(Outermost(type).Namespace!, Root);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<(string Folder, string Path)> Sources(string folder) =>
        from file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(folder, file).Replace('\\', '/')
        where path.Split('/')[0] is not ("bin" or "obj")
        select (folder, path);
}
