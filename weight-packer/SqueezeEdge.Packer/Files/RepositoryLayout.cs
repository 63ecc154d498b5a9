// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Files;

/// <summary>Where things are in a clone of the repository.</summary>
public sealed class RepositoryLayout
{
    private const string Solution = "SqueezeEdge.sln";
    private const string Kernels = "native-kernels";

    /// <summary>The layout below a folder.</summary>
    /// <param name="root">The folder that holds the solution.</param>
    public RepositoryLayout(string root) => Root = root;

    /// <summary>The folder that holds the solution.</summary>
    public string Root { get; }

    /// <summary>The folder of the C kernels.</summary>
    public string KernelsFolder => Path.Combine(Root, Kernels);

    /// <summary>The folder of board descriptions.</summary>
    public string BoardsFolder => Path.Combine(Root, "boards");

    /// <summary>The folder for everything that is built from C; not under version control.</summary>
    public string BuildFolder => Path.Combine(Root, "build");

    /// <summary>Searches upwards from this assembly's folder, then from the current folder.</summary>
    /// <returns>The layout.</returns>
    /// <exception cref="ModelException">Neither lies in a clone.</exception>
    public static RepositoryLayout Find() => Find(AppContext.BaseDirectory, Directory.GetCurrentDirectory());

    /// <summary>Searches upwards from the given folders, in turn.</summary>
    /// <param name="starts">Folders to start from.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ModelException">None of them lies in a clone.</exception>
    public static RepositoryLayout Find(params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, Solution)) && Directory.Exists(Path.Combine(folder.FullName, Kernels)))
                {
                    return new RepositoryLayout(folder.FullName);
                }
            }
        }

        throw new ModelException(
            "the kernels' sources were not found: no folder above "
                + $"{string.Join(" or ", starts.ToArray().Select(s => $"'{s}'"))} holds {Solution} and {Kernels}. Run "
                + "this from a clone of the repository."
        );
    }
}
