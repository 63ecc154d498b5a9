using SqueezeEdge.Packer.Blob;
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

/// <summary>Measures accuracy with the kernels on this machine, on all cores.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="images">Labelled pictures.</param>
    /// <param name="against">The float model to compare with, or null.</param>
    /// <param name="build">Builds the kernels.</param>
    /// <param name="progress">Told the share done, 0..1; may be null.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ModelException">A picture has no class, or the models do not fit together.</exception>
    public static EvaluationReport Run(byte[] blob, IReadOnlyList<LabelledImage> images, FloatModel? against, NativeBuild build, IProgress<double>? progress = null)
    {
        var packed = BlobReader.Read(blob).Model;
        var input = packed.Network.Input;
        if (images.FirstOrDefault(i => i.ClassIndex < 0 || i.ClassIndex >= packed.Network.Classes) is { } stray)
        {
            throw new ModelException($"'{stray.Path}' does not tell its class, 0..{packed.Network.Classes - 1}: put pictures into one folder per class, or begin their names with the index, as in 007_cock.jpg.");
        }

        if (against is not null && (against.Network.Classes != packed.Network.Classes || against.Network.Input.Width != input.Width || against.Network.Input.Height != input.Height))
        {
            throw new ModelException($"'{against.Network.Name}' and the blob '{packed.Network.Name}' have different classes or inputs; they cannot be compared.");
        }

        using var model = HostKernels.Load(build).Open(blob);
        var network = against is null ? null : new FloatNetwork(against);
        var integer = new int[images.Count][];
        var exact = new int[images.Count][];
        var done = 0;
        Parallel.For(
            0,
            images.Count,
            () => model.CreateSession(),
            (i, _, session) =>
            {
                var pixels = InputResizer.Resize(images[i].Load(), input);
                var result = session.Run(CameraFrame.From(pixels, PixelFormat.Rgb888));
                integer[i] = [.. result.Top.Select(t => t.Index)];
                if (network is not null)
                {
                    var logits = network.Run(PixelPlanes.Split(pixels, against!.Network.Input.Order));
                    exact[i] = [.. Enumerable.Range(0, logits.Length).OrderByDescending(c => logits[c]).ThenBy(c => c).Take(5)];
                }

                progress?.Report((double)Interlocked.Increment(ref done) / images.Count);
                return session;
            },
            session => session.Dispose());

        double Percent(Func<int, bool> hit) => Math.Round(100.0 * Enumerable.Range(0, images.Count).Count(hit) / images.Count, 2);
        return new EvaluationReport(
            images.Count,
            Percent(i => integer[i][0] == images[i].ClassIndex),
            Percent(i => integer[i].Contains(images[i].ClassIndex)),
            network is null ? null : Percent(i => exact[i][0] == images[i].ClassIndex),
            network is null ? null : Percent(i => exact[i].Contains(images[i].ClassIndex)),
            network is null ? null : Percent(i => exact[i][0] == integer[i][0]));
    }
}
