// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests;

/// <summary>Real weights and pictures beside the repository; tests that need them are skipped where they are absent.</summary>
public static class SharedMaterial
{
    private const string Variable = "SQUEEZEEDGE_SHARED";

    /// <summary>The Deep-Compressed SqueezeNet v1.0; skips the test if it is not there.</summary>
    public static string DeepCompressedModel => Existing(Path.Combine("models", "squeezenet-v1.0-deep-compression.net"));

    /// <summary>The folder of labelled photographs; skips the test if it is not there.</summary>
    public static string Photographs => Existing("imagenet-sample");

    /// <summary>The folder with a list of members for each of the device's libraries; skips the test if it is not there.</summary>
    public static string DeviceLibraries => Existing("nanoframework-api");

    /// <summary>The weights of the default model in the repository; skips the test if there are none.</summary>
    public static string DefaultModel
    {
        get
        {
            var folder = Repository is { } root ? Path.Combine(root, "models", "fashion-mnist") : null;
            var found =
                folder is not null && Directory.Exists(folder)
                    ? Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).FirstOrDefault()
                    : null;
            Assert.SkipWhen(found is null, "there are no safetensors in 'models/fashion-mnist' of the repository.");
            return found;
        }
    }

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

    private static string? BesideRepository() =>
        Repository is { } root && Path.GetDirectoryName(root) is { } above ? Path.Combine(above, "shared") : null;

    private static string? Repository
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "SqueezeEdge.sln")))
                {
                    return folder.FullName;
                }
            }

            return null;
        }
    }
}
