// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Evaluation;

/// <summary>Accuracy over labelled pictures.</summary>
/// <param name="Images">Pictures looked at.</param>
/// <param name="Top1">Percent of pictures whose best class is right.</param>
/// <param name="Top5">Percent of pictures with the right class among the best five.</param>
/// <param name="FloatTop1">The same for the float model, or null without one.</param>
/// <param name="FloatTop5">The same for the float model, or null without one.</param>
/// <param name="Agree">Percent of pictures on which blob and float model name the same best class, or null.</param>
public sealed record EvaluationReport(int Images, double Top1, double Top5, double? FloatTop1, double? FloatTop5, double? Agree);

/// <summary>Measures accuracy with the kernels, on all cores.</summary>
public static class Evaluator
{
    // Enough that opening the blob or starting an emulator does not count, few enough that progress moves.
    private const int BatchSize = 8;

    /// <summary>Evaluates a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="images">Labelled pictures, their classes found among the blob's labels (<see cref="ClassMatcher"/>).</param>
    /// <param name="against">The float model to compare with, or null; it gets the very input the kernels compute on.</param>
    /// <param name="target">Where the kernels run.</param>
    /// <param name="camera">The camera through which the pictures are seen, or null for pictures at the input size.</param>
    /// <param name="progress">Told the share done, 0..1; may be null.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ModelException">A picture has no class of the blob, or the models do not fit together.</exception>
    public static EvaluationReport Run(
        byte[] blob,
        IReadOnlyList<LabelledImage> images,
        FloatModel? against,
        IInferenceTarget target,
        CameraProfile? camera = null,
        IProgress<double>? progress = null
    )
    {
        var packed = BlobReader.Read(blob).Model;
        var input = packed.Network.Input;
        if (images.FirstOrDefault(i => i.ClassIndex < 0 || i.ClassIndex >= packed.Network.Classes) is { } stray)
        {
            throw new ModelException($"'{stray.Path}' does not tell its class, 0..{packed.Network.Classes - 1}.");
        }

        if (
            against is not null
            && (
                against.Network.Classes != packed.Network.Classes
                || against.Network.Input.Width != input.Width
                || against.Network.Input.Height != input.Height
            )
        )
        {
            throw new ModelException(
                $"'{against.Network.Name}' and the blob '{packed.Network.Name}' have different classes or inputs; they cannot be compared."
            );
        }

        var options = RunOptions.Default with { RowsPerPush = camera?.RowsPerBand ?? 1 };
        var network = against is null ? null : new FloatNetwork(against);
        var integer = new int[images.Count][];
        var exact = new int[images.Count][];
        var done = 0;
        Parallel.ForEach(
            Enumerable.Range(0, images.Count).Chunk(BatchSize),
            batch =>
            {
                var frames = Array.ConvertAll(batch, i => images[i].Load(p => CameraProfile.Frame(p, input, camera)));
                foreach (var (i, frame, result) in batch.Zip(frames, target.Run(blob, frames, options)))
                {
                    integer[i] = [.. result.Top.Select(t => t.Index)];
                    if (network is not null)
                    {
                        var logits = network.Run(FrameResampler.Resample(frame, against!.Network.Input));
                        exact[i] = [.. Enumerable.Range(0, logits.Length).OrderByDescending(c => logits[c]).ThenBy(c => c).Take(5)];
                    }

                    progress?.Report((double)Interlocked.Increment(ref done) / images.Count);
                }
            }
        );

        double Percent(Func<int, bool> hit) => Math.Round(100.0 * Enumerable.Range(0, images.Count).Count(hit) / images.Count, 2);
        return new EvaluationReport(
            images.Count,
            Percent(i => integer[i][0] == images[i].ClassIndex),
            Percent(i => integer[i].Contains(images[i].ClassIndex)),
            network is null ? null : Percent(i => exact[i][0] == images[i].ClassIndex),
            network is null ? null : Percent(i => exact[i].Contains(images[i].ClassIndex)),
            network is null ? null : Percent(i => exact[i][0] == integer[i][0])
        );
    }
}
