// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models.Published;

namespace SqueezeEdge.Cli.Results;

/// <summary>A published model in <c>models list</c>.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What it is.</param>
/// <param name="State">Whether it has been downloaded: absent, partial, damaged or complete.</param>
/// <param name="Path">Where it is, or would be.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its SHA-256.</param>
/// <param name="Address">Where its authors publish it.</param>
internal sealed record ModelResult(string Name, string Title, CacheState State, string Path, long Bytes, string Sha256, Uri Address)
{
    /// <summary>Every published model, as the cache has it.</summary>
    public static IReadOnlyList<ModelResult> All(ModelCache cache) =>
        [
            .. PublishedModel.All.Select(m => new ModelResult(
                m.Name,
                m.Title,
                cache.StateOf(m),
                cache.PathOf(m),
                m.Bytes,
                m.Sha256,
                m.Address
            )),
        ];
}
