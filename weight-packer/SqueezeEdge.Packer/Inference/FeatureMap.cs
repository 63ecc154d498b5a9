// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Inference;

/// <summary>A map of values: channels x height x width, row by row.</summary>
/// <typeparam name="T">Value type.</typeparam>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Height.</param>
/// <param name="Width">Width.</param>
/// <param name="Values">channels x height x width values.</param>
public sealed record FeatureMap<T>(int Channels, int Height, int Width, T[] Values)
    where T : struct
{
    /// <summary>Values of one channel.</summary>
    public int PlaneSize => Height * Width;

    /// <summary>Converts every value.</summary>
    /// <typeparam name="TResult">Type of the result.</typeparam>
    /// <param name="convert">Conversion of one value.</param>
    /// <returns>A map of the same size.</returns>
    public FeatureMap<TResult> Select<TResult>(Func<T, TResult> convert)
        where TResult : struct => new(Channels, Height, Width, Array.ConvertAll(Values, v => convert(v)));

    /// <summary>Puts the channels of another map behind those of this one.</summary>
    /// <param name="other">A map of the same height and width.</param>
    /// <returns>The joined map.</returns>
    public FeatureMap<T> Concatenate(FeatureMap<T> other) => new(Channels + other.Channels, Height, Width, [.. Values, .. other.Values]);
}
