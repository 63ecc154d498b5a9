// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Models;

/// <summary>The model that comes with the repository: Fashion-MNIST, in <c>models/fashion-mnist</c> (its README.md is the model
/// card).</summary>
/// <param name="layout">The repository.</param>
public sealed class DefaultModel(RepositoryLayout layout)
{
    /// <summary>Bytes of its blob without labels: what the model card promises, less room for the labels.</summary>
    public const int Budget = 118_000;

    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts its files; <c>SQUEEZEEDGE_FASHION_MNIST</c> names another
    /// folder.</summary>
    private const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>The model's folder.</summary>
    public string Folder { get; } = Path.Combine(layout.Root, "models", "fashion-mnist");

    /// <summary>The pruned float weights.</summary>
    public string Weights => Path.Combine(Folder, "fashion-mnist.safetensors");

    /// <summary>The packed blob.</summary>
    public string Blob => Path.Combine(Folder, "fashion-mnist.sqz");

    /// <summary>The class names.</summary>
    public string Labels => Path.Combine(Folder, "labels.txt");

    /// <summary>The figures of the model card.</summary>
    public string Card => Path.Combine(Folder, "card.json");

    /// <summary>The 60,000 training pictures: what it is calibrated with.</summary>
    public static string TrainingPictures => Path.Combine(DataFolder, "train-images-idx3-ubyte.gz");

    /// <summary>The 10,000 test pictures.</summary>
    public static string TestPictures => Path.Combine(DataFolder, "t10k-images-idx3-ubyte.gz");

    /// <summary>Whether the data set is on this machine.</summary>
    public static bool HasData => File.Exists(TestPictures) && File.Exists(TrainingPictures);

    /// <summary>What to do when it is not.</summary>
    public static string HowToGetData =>
        $"the Fashion-MNIST data is not in '{DataFolder}': install Debian's package dataset-fashion-mnist, or set "
        + "SQUEEZEEDGE_FASHION_MNIST to a folder with its four .gz files.";

    /// <summary>The folder with the data set's four files.</summary>
    public static string DataFolder =>
        Environment.GetEnvironmentVariable("SQUEEZEEDGE_FASHION_MNIST") is { Length: > 0 } folder ? folder : DebianFolder;
}
