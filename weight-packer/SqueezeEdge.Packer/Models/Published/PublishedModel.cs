// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.Published;

/// <summary>A trained model that its authors offer for download.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What it is.</param>
/// <param name="FileName">Its name in the cache; the extension tells the format.</param>
/// <param name="Address">Where its authors publish it.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256, 64 lower-case hexadecimal digits.</param>
public sealed record PublishedModel(string Name, string Title, string FileName, Uri Address, long Bytes, string Sha256)
{
    /// <summary>The models this program knows. Lengths and hashes are pinned: the first is the file the benchmarks use, those of
    /// the ONNX model zoo are in its Git LFS pointers.</summary>
    public static IReadOnlyList<PublishedModel> All { get; } =
    [
        new(
            "deep-compression",
            "SqueezeNet v1.0, Deep Compression, 227x227",
            "squeezenet-v1.0-deep-compression.net",
            new Uri(
                "https://github.com/songhan/SqueezeNet-Deep-Compression/raw/5623e3cdbe1fcd83328c61ce2ee42c34ed319aa3/"
                    + "compressed_SqueezeNet.net"
            ),
            675_763,
            "e4ab6960ae8cd81505e1c2136921201507e930966c53deaf15862a395b3a3261"
        ),
        new(
            "onnx-1.0",
            "SqueezeNet 1.0 of the ONNX model zoo, 224x224, not pruned",
            "squeezenet1.0-8.onnx",
            new Uri(
                "https://github.com/onnx/models/raw/4c46cd00fbdb7cd30b6c1c17ab54f2e1f4f7b177/"
                    + "validated/vision/classification/squeezenet/model/squeezenet1.0-8.onnx"
            ),
            4_952_222,
            "3c0bff2f7c984350d3ffa98e0167dc08c15da88f05d0c31989ebeba6fbb5e025"
        ),
        new(
            "onnx-1.1",
            "SqueezeNet 1.1 of the ONNX model zoo, 224x224, not pruned",
            "squeezenet1.1-7.onnx",
            new Uri(
                "https://github.com/onnx/models/raw/9ef45be2139eb080c239f596837ac0748050df46/"
                    + "vision/classification/squeezenet/model/squeezenet1.1-7.onnx"
            ),
            4_956_208,
            "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088"
        ),
    ];
}
