// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>Loads the pictures scales are chosen on. A few that cannot be read do no harm and are passed over.</summary>
public static class CalibrationPictures
{
    /// <summary>Percent of the pictures that may be bad.</summary>
    public const int BadPercent = 5;

    /// <summary>Loads pictures, in parallel.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="input">What the network expects.</param>
    /// <param name="warn">Told of each picture that is passed over, with its path and what is wrong with it.</param>
    /// <param name="progress">Told the share that is done, 0..1; may be null.</param>
    /// <returns>Planes in network channel order, one array per good picture, in order.</returns>
    /// <exception cref="ModelException">More than <see cref="BadPercent"/> % of the pictures cannot be read.</exception>
    public static List<byte[]> Read(
        IReadOnlyList<LabelledImage> pictures,
        InputDescription input,
        Action<string> warn,
        IProgress<double>? progress = null
    )
    {
        var done = 0;
        var read = pictures
            .AsParallel()
            .AsOrdered()
            .Select(picture =>
            {
                var result = Read(picture, input);
                progress?.Report((double)Interlocked.Increment(ref done) / pictures.Count);
                return result;
            })
            .ToList();
        var problems = read.Where(r => r.Planes is null).Select(r => r.Problem).ToList();
        if (100 * problems.Count > BadPercent * pictures.Count)
        {
            throw new ModelException(
                $"{problems.Count} of {pictures.Count} calibration pictures cannot be read, more than {BadPercent} %. "
                    + $"The first: {problems[0]}"
            );
        }

        foreach (var problem in problems)
        {
            warn($"A calibration picture is passed over: {problem}");
        }

        return [.. read.Where(r => r.Planes is not null).Select(r => r.Planes!)];
    }

    private static (byte[]? Planes, string Problem) Read(LabelledImage picture, InputDescription input)
    {
        try
        {
            return (picture.Load(p => PixelPlanes.From(p, input)), "");
        }
        catch (ModelException e)
        {
            return (null, e.Message);
        }
    }
}
