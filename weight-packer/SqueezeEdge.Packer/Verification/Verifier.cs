// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Models;

namespace SqueezeEdge.Packer.Verification;

/// <summary>The first value in which a target differs from the reference.</summary>
/// <param name="Target">The target.</param>
/// <param name="Image">Index of the picture.</param>
/// <param name="Layer">The tensor or pooling operation; the last convolution's are class sums (row and column 0).</param>
/// <param name="Row">Row.</param>
/// <param name="Channel">Channel.</param>
/// <param name="Column">Column.</param>
/// <param name="Expected">Value of the C# integer reference.</param>
/// <param name="Actual">Value of the kernels.</param>
public sealed record FirstDifference(string Target, int Image, string Layer, int Row, int Channel, int Column, int Expected, int Actual);

/// <summary>Result of a verification.</summary>
/// <param name="Identical">Whether every byte is the same everywhere.</param>
/// <param name="Targets">The targets compared with the reference.</param>
/// <param name="Images">Pictures run.</param>
/// <param name="BytesCompared">Values compared on each target.</param>
/// <param name="FirstDifference">Where they part, or null.</param>
public sealed record VerificationReport(
    bool Identical,
    IReadOnlyList<string> Targets,
    int Images,
    long BytesCompared,
    FirstDifference? FirstDifference
);

/// <summary>Compares every layer's output bytes of the kernels with the C# integer reference.</summary>
public static class Verifier
{
    /// <summary>Verifies a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="frames">Frames to run, of any size and format.</param>
    /// <param name="targets">Where to run the kernels.</param>
    /// <param name="options">How to run them; every layer is recorded in any case.</param>
    /// <param name="progress">Told the share done, 0..1; may be null.</param>
    /// <returns>The report; it ends at the first difference.</returns>
    public static VerificationReport Run(
        byte[] blob,
        IReadOnlyList<CameraFrame> frames,
        IReadOnlyList<IInferenceTarget> targets,
        RunOptions? options = null,
        IProgress<double>? progress = null
    )
    {
        var model = BlobReader.Read(blob).Model;
        var reference = new IntegerNetwork(model);
        var names = targets.Select(t => t.Name).ToArray();
        options = (options ?? RunOptions.Default) with { Trace = true };
        var compared = 0L;
        for (var image = 0; image < frames.Count; image++)
        {
            var expected = new Recorder();
            var sums = reference.Run(FrameResampler.Resample(frames[image], model.Network.Input), expected);
            compared += expected.Maps.Values.Sum(m => (long)m.Values.Length) + sums.Length;
            foreach (var target in targets)
            {
                var result = target.Run(blob, frames[image], options);
                if (Compare(model, target.Name, image, expected.Maps, sums, result) is { } difference)
                {
                    return new VerificationReport(false, names, image + 1, compared, difference);
                }
            }

            progress?.Report((image + 1.0) / frames.Count);
        }

        return new VerificationReport(true, names, frames.Count, compared, null);
    }

    private static FirstDifference? Compare(
        QuantizedModel model,
        string target,
        int image,
        SortedDictionary<int, FeatureMap<int>> expected,
        int[] sums,
        InferenceResult result
    )
    {
        var actual = result.Trace?.Maps ?? throw new ModelException($"{target}: the kernels showed no maps.");
        foreach (var (map, reference) in expected)
        {
            var layer =
                map >= MapTrace.OperationBase ? model.Network.Operations[map - MapTrace.OperationBase].Name : model.Tensors[map].Shape.Name;
            if (!actual.TryGetValue(map, out var shown) || shown.Values.Length != reference.Values.Length)
            {
                throw new ModelException($"{target}: the kernels did not show all of '{layer}'.");
            }

            for (var i = 0; i < reference.Values.Length; i++)
            {
                if (reference.Values[i] != shown.Values[i])
                {
                    return new FirstDifference(
                        target,
                        image,
                        layer,
                        i / reference.Width % reference.Height,
                        i / reference.PlaneSize,
                        i % reference.Width,
                        reference.Values[i],
                        shown.Values[i]
                    );
                }
            }
        }

        for (var c = 0; c < sums.Length; c++)
        {
            if (sums[c] != result.Sums[c])
            {
                return new FirstDifference(target, image, model.Tensors[^1].Shape.Name, 0, c, 0, sums[c], result.Sums[c]);
            }
        }

        return null;
    }

    private sealed class Recorder : IMapObserver
    {
        /// <summary>Maps by number as the kernels number them.</summary>
        public SortedDictionary<int, FeatureMap<int>> Maps { get; } = [];

        public void Tensor(int tensor, FeatureMap<int> map) => Maps[tensor] = map;

        public void Operation(int operation, FeatureMap<int> map) => Maps[MapTrace.OperationBase + operation] = map;
    }
}
