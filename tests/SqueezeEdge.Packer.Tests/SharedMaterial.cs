namespace SqueezeEdge.Packer.Tests;

/// <summary>Real weights and pictures beside the repository; tests that need them are skipped where they are absent.</summary>
public static class SharedMaterial
{
    private const string Variable = "SQUEEZEEDGE_SHARED";

    /// <summary>The Deep-Compressed SqueezeNet v1.0; skips the test if it is not there.</summary>
    public static string DeepCompressedModel => Existing(Path.Combine("models", "squeezenet-v1.0-deep-compression.net"));

    /// <summary>The folder of labelled photographs; skips the test if it is not there.</summary>
    public static string Photographs => Existing("imagenet-sample");

    private static string Existing(string relative)
    {
        var root = Environment.GetEnvironmentVariable(Variable) ?? BesideRepository();
        var path = root is null ? null : Path.Combine(root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
        {
            Assert.Skip($"needs '{relative}' in the folder 'shared' beside the repository, or in the folder {Variable} names.");
        }

        return path;
    }

    private static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SqueezeEdge.sln")))
            {
                return folder.Parent is null ? null : Path.Combine(folder.Parent.FullName, "shared");
            }
        }

        return null;
    }
}
