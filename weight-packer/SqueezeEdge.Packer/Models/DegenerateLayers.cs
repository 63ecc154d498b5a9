// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>Finds layers whose output does not depend on their input because every weight is 0.</summary>
public static class DegenerateLayers
{
    /// <summary>Looks at every layer.</summary>
    /// <param name="model">A trained network.</param>
    /// <returns>A sentence for each layer, and each class, that has no weights but without which the network still sees its
    /// input.</returns>
    /// <exception cref="ModelException">The network's answer is the same whatever it sees; the message names the layer.</exception>
    public static IReadOnlyList<string> Check(FloatModel model)
    {
        var warnings = new List<string>();
        foreach (var layers in model.Tensors.GroupBy(t => t.Shape.OperationIndex))
        {
            var empty = layers.Where(IsZero).Select(t => t.Shape).ToArray();
            if (Blocking(model.Network.Operations[layers.Key], empty) is { } blocking)
            {
                throw new ModelException(
                    $"every weight of {blocking} is 0, so that the network '{model.Network.Name}' gives the same answer whatever it "
                        + "sees. Check the weights file, or prune less."
                );
            }

            warnings.AddRange(empty.Select(s => $"Every weight of '{s.Name}' is 0: its outputs are the same whatever comes in."));
        }

        var last = model.Tensors[^1];
        var silent = Enumerable.Range(0, last.Shape.OutputChannels).Where(c => IsZero(Filter(last, c))).ToArray();
        if (silent.Length > 0)
        {
            var named = string.Join(", ", silent.Take(5)) + (silent.Length > 5 ? ", ..." : "");
            warnings.Add(
                $"'{last.Shape.Name}' has only weights of 0 for {silent.Length} of {last.Shape.OutputChannels} classes "
                    + $"(class {named}): their scores are the same for every picture."
            );
        }

        return warnings;
    }

    /// <summary>The layers that keep everything from passing an operation, in words; null if something passes.</summary>
    private static string? Blocking(Operation operation, TensorShape[] empty)
    {
        if (operation is Convolution)
        {
            return empty is [var convolution] ? $"'{convolution.Name}'" : null;
        }

        if (operation is not Fire { Bypass: Bypass.None })
        {
            return null;
        }

        return empty.FirstOrDefault(s => s.Role == TensorRole.Squeeze) is { } squeeze ? $"'{squeeze.Name}'"
            : empty is [var one, var other] ? $"'{one.Name}' and '{other.Name}'"
            : null;
    }

    private static bool IsZero(FloatTensor tensor) => IsZero(tensor.Weights);

    private static bool IsZero(ReadOnlySpan<float> weights) => weights.IndexOfAnyExcept(0f) < 0;

    private static ReadOnlySpan<float> Filter(FloatTensor tensor, int filter) =>
        tensor.Weights.AsSpan(filter * tensor.Shape.Taps, tensor.Shape.Taps);
}
