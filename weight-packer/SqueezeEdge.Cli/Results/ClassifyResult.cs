// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Results;

/// <summary>What <c>classify</c> found on a picture.</summary>
/// <param name="Image">The picture's path as it was given.</param>
/// <param name="Top">The best classes, best first.</param>
internal sealed record ClassifyResult(string Image, IReadOnlyList<ClassResult> Top);
