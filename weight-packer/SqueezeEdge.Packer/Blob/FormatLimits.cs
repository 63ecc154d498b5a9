// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Blob;

/// <summary>What the fields of a blob have room for (docs/blob-format.md): the writer asks here, so that every blob it writes can
/// be read.</summary>
internal static class FormatLimits
{
    public static void Check(QuantizedModel model, IReadOnlyList<TensorEncoding> encodings)
    {
        var network = model.Network;
        var name = Encoding.UTF8.GetByteCount(network.Name);
        Require(
            name <= NetworkLimits.NameBytes,
            $"the model name '{network.Name}' takes {name} bytes; a blob has room for {NetworkLimits.NameBytes}"
        );
        Require(!network.Name.Contains('\0'), "the model name contains a zero character");
        Require(
            network.Operations.Count <= NetworkLimits.Operations,
            $"model '{network.Name}' has {network.Operations.Count} operations; a blob has room for {NetworkLimits.Operations}"
        );
        Require(
            model.Tensors.Count <= BlobLayout.Max.Tensors,
            $"model '{network.Name}' has {model.Tensors.Count} tensors; a blob has room for {BlobLayout.Max.Tensors}"
        );
        Require(
            encodings.Count == model.Tensors.Count && model.Shapes.Tensors.Count == model.Tensors.Count,
            $"model '{network.Name}' needs {model.Shapes.Tensors.Count} tensors and encodings; "
                + $"{model.Tensors.Count} and {encodings.Count} are given"
        );
        var input = network.Input;
        Require(
            input.Width is >= 1 and <= NetworkLimits.Side && input.Height is >= 1 and <= NetworkLimits.Side,
            $"the input has {input.Width}x{input.Height} pixels; 1..{NetworkLimits.Side} each are possible"
        );
        Require(input.ResizeSize is >= 1 and <= ushort.MaxValue, $"the resize size is {input.ResizeSize}; 1..65535 is possible");
        Require(model.ProbabilityScale > 0, "the probability scale is 0; at least 1 is needed");
        Require(
            model.Labels.Count == 0 || model.Labels.Count == network.Classes,
            $"there are {model.Labels.Count} labels for {network.Classes} classes; give one per line, in class order"
        );
        Require(!model.Labels.Any(l => l.Contains('\0')), "a label contains a zero character");
        for (var i = 0; i < network.Operations.Count; i++)
        {
            var bypass = network.Operations[i] is Fire fire ? fire.Bypass : Bypass.None;
            var found = model.Additions.TryGetValue(i, out var addition);
            Require(
                found == (bypass != Bypass.None),
                $"'{network.Operations[i].Name}' has {(found ? "an addition but no bypass" : "a bypass but no addition")}"
            );
            Require(
                !found
                    || (
                        addition.Multiplier is >= 1 and <= BlobLayout.Max.Multiplier
                        && addition.Shift is >= 0 and <= BlobLayout.Max.Shift
                        && addition.ZeroPoint is >= 0 and <= 255
                        && (bypass == Bypass.Complex || addition.ZeroPoint == 0)
                    ),
                $"the addition of '{network.Operations[i].Name}' is out of range: multiplier "
                    + $"{addition.Multiplier}, shift {addition.Shift}, zero point {addition.ZeroPoint}"
            );
        }

        for (var i = 0; i < model.Tensors.Count; i++)
        {
            Check(model.Tensors[i], last: i == model.Tensors.Count - 1);
        }
    }

    private static void Check(QuantizedTensor tensor, bool last)
    {
        var name = tensor.Shape.Name;
        var levels = tensor.Codebook;
        Require(
            levels.Length is >= 2 and <= BlobLayout.Max.Levels
                && levels[0] == 0
                && levels.Skip(1).All(l => l is not 0 and >= -127)
                && levels.Skip(1).Zip(levels.Skip(2)).All(p => p.First < p.Second),
            $"the codebook of '{name}' must hold 0 and then 1..255 other levels, ascending, -127..127"
        );
        Require(
            tensor.Indices.Length == tensor.Shape.Weights && tensor.Indices.All(c => c < levels.Length),
            $"the indices of '{name}' do not fit its shape or codebook"
        );
        Require(
            tensor.Bias.Length == tensor.Shape.OutputChannels,
            $"'{name}' has {tensor.Bias.Length} biases for {tensor.Shape.OutputChannels} output channels"
        );
        Require(
            last
                ? tensor.Multiplier == 0 && tensor.Shift == 0
                : tensor.Multiplier is >= 1 and <= BlobLayout.Max.Multiplier && tensor.Shift is >= 0 and <= BlobLayout.Max.Shift,
            $"the requantization of '{name}' is out of range: multiplier {tensor.Multiplier}, shift {tensor.Shift}"
        );
        var violation = AccumulatorBounds.Violation(tensor, last);
        Require(violation is null, $"'{name}': {violation}, which does not fit 32 bits");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"{what}.");
        }
    }
}
