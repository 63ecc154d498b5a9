// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>
/// Calibration images on their way through the network, layer by layer: for each the exact float map and the map the integer
/// pipeline has at the same place. Work is split in a fixed way, so results do not depend on the number of cores.
/// </summary>
public sealed class CalibrationSet
{
    private const int Parts = 8;
    private readonly FloatMapPair[] images;
    private readonly FloatMapPair[] carried;

    /// <summary>Starts at the network's input.</summary>
    /// <param name="inputs">Planes in network channel order, one array per image.</param>
    /// <param name="input">What the network expects.</param>
    public CalibrationSet(IReadOnlyList<byte[]> inputs, InputDescription input)
    {
        images =
        [
            .. inputs.Select(planes => new FloatMapPair(
                FloatNetwork.Normalise(planes, input),
                new FeatureMap<byte>(input.Channels, input.Height, input.Width, planes)
            )),
        ];
        carried = new FloatMapPair[images.Length];
    }

    /// <summary>Number of images.</summary>
    public int Count => images.Length;

    /// <summary>Does something with every image, in parallel; the results are in image order.</summary>
    /// <typeparam name="T">Type of a result.</typeparam>
    /// <param name="work">What to do with the float map and the integer map.</param>
    /// <returns>One result per image.</returns>
    public T[] Map<T>(Func<int, FeatureMap<float>, FeatureMap<byte>, T> work)
    {
        var results = new T[images.Length];
        Parallel.For(0, images.Length, i => results[i] = work(i, images[i].Exact, images[i].Integer));
        return results;
    }

    /// <summary>Gathers tap statistics of the integer maps, scaled to real values where asked.</summary>
    /// <param name="shape">The tensor.</param>
    /// <param name="padding">Padding pixel per input channel, or null for 0.</param>
    /// <param name="positions">Output positions to look at in image i.</param>
    /// <param name="targets">What the filters should accumulate there in image i, filter by filter.</param>
    /// <param name="weights">The tensor's weights.</param>
    /// <returns>The statistics, in units of the input, 0..255.</returns>
    public TapStatistics Statistics(
        TensorShape shape,
        float[]? padding,
        Func<int, int[]> positions,
        Func<int, float[]> targets,
        float[] weights
    )
    {
        var parts = new TapStatistics[Parts];
        Parallel.For(
            0,
            Parts,
            part =>
            {
                parts[part] = new TapStatistics(shape);
                for (var i = part; i < images.Length; i += Parts)
                {
                    parts[part].Add(images[i].Integer.Select(v => (float)v), padding, positions(i), targets(i), weights);
                }
            }
        );
        var all = new TapStatistics(shape);
        foreach (var part in parts)
        {
            all.Add(part);
        }

        return all;
    }

    /// <summary>Puts a pair of maps aside for every image: what a bypass carries past the layers to come.</summary>
    /// <param name="carry">The maps to put aside from the current ones.</param>
    public void Carry(Func<int, FeatureMap<float>, FeatureMap<byte>, (FeatureMap<float> Exact, FeatureMap<byte> Integer)> carry)
    {
        Parallel.For(
            0,
            images.Length,
            i =>
            {
                var (exact, integer) = carry(i, images[i].Exact, images[i].Integer);
                carried[i] = new FloatMapPair(exact, integer);
            }
        );
    }

    /// <summary>The pair of maps put aside last.</summary>
    /// <param name="image">Index of the image.</param>
    /// <returns>The maps.</returns>
    public (FeatureMap<float> Exact, FeatureMap<byte> Integer) Carried(int image) => (carried[image].Exact, carried[image].Integer);

    /// <summary>Replaces the maps of every image.</summary>
    /// <param name="next">The new maps from the old ones.</param>
    public void Advance(Func<int, FeatureMap<float>, FeatureMap<byte>, (FeatureMap<float> Exact, FeatureMap<byte> Integer)> next)
    {
        Parallel.For(
            0,
            images.Length,
            i =>
            {
                var (exact, integer) = next(i, images[i].Exact, images[i].Integer);
                images[i] = new FloatMapPair(exact, integer);
            }
        );
    }

    private readonly record struct FloatMapPair(FeatureMap<float> Exact, FeatureMap<byte> Integer);
}
