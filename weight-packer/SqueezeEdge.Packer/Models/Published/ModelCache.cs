// SPDX-License-Identifier: MIT
using System.Security.Cryptography;

namespace SqueezeEdge.Packer.Models.Published;

/// <summary>How much of a model is in the cache.</summary>
public enum CacheState
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>The beginning: a download was interrupted and can go on.</summary>
    Partial,

    /// <summary>All of it, with the right length and hash.</summary>
    Complete,

    /// <summary>A file of its name with another content.</summary>
    Damaged,
}

/// <summary>The folder downloaded models are kept in.</summary>
/// <param name="folder">Its path; made when something is downloaded.</param>
public sealed class ModelCache(string folder)
{
    /// <summary>Environment variable that names the folder, whatever the platform.</summary>
    public const string Variable = "SQUEEZEEDGE_CACHE";

    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>The user's cache: the folder <see cref="Variable"/> names, else the platform's place for caches (XDG_CACHE_HOME or
    /// ~/.cache, ~/Library/Caches, %LOCALAPPDATA%).</summary>
    /// <returns>The cache.</returns>
    public static ModelCache OfUser()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return new ModelCache(Path.GetFullPath(named));
        }

        if (OperatingSystem.IsWindows())
        {
            return new ModelCache(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "squeezeedge", "cache")
            );
        }

        // The XDG base directory specification has relative paths ignored.
        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var caches =
            Path.IsPathRooted(xdg) ? xdg
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return new ModelCache(Path.Combine(caches, "squeezeedge"));
    }

    /// <summary>Where a model lies, or would lie.</summary>
    /// <param name="model">The model.</param>
    /// <returns>A path in the cache.</returns>
    public string PathOf(PublishedModel model) => Path.Combine(Folder, model.FileName);

    /// <summary>How much of a model is there; its content is hashed.</summary>
    /// <param name="model">The model.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ModelException">The cache cannot be read.</exception>
    public CacheState StateOf(PublishedModel model)
    {
        var file = new FileInfo(PathOf(model));
        if (!file.Exists)
        {
            return new FileInfo(PartOf(model)) is { Exists: true, Length: > 0 } ? CacheState.Partial : CacheState.Absent;
        }

        return file.Length == model.Bytes && Hash(file.FullName) == model.Sha256 ? CacheState.Complete : CacheState.Damaged;
    }

    /// <summary>The file a MODEL on the command line means: a path, or the name of a published model that has been pulled. A file
    /// of that name comes first.</summary>
    /// <param name="pathOrName">The argument.</param>
    /// <returns>A path.</returns>
    /// <exception cref="ModelException">It names a published model that is not in the cache, or is damaged there.</exception>
    public string Resolve(string pathOrName)
    {
        if (File.Exists(pathOrName) || PublishedModel.All.FirstOrDefault(m => m.Name == pathOrName) is not { } model)
        {
            return pathOrName;
        }

        return StateOf(model) switch
        {
            CacheState.Complete => PathOf(model),
            CacheState.Damaged => throw new ModelException(
                $"'{PathOf(model)}' is not the model '{model.Name}' any more. Download it again: squeezeedge models pull {model.Name}"
            ),
            _ => throw new ModelException($"the model '{model.Name}' has not been downloaded. Do so: squeezeedge models pull {model.Name}"),
        };
    }

    /// <summary>Where a download grows until it is complete and checked.</summary>
    internal string PartOf(PublishedModel model) => PathOf(model) + ".part";

    internal static string Hash(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"cannot read '{path}': {e.Message}", e);
        }
    }
}
