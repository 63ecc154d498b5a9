// SPDX-License-Identifier: MIT
using System.Text;
using SqueezeEdge.Packer.Quantization;

namespace SqueezeEdge.Packer.Blob;

/// <summary>What the fields of a blob have room for (docs/blob-format.md): the writer asks here, so that every blob it writes can be read.</summary>
internal static class FormatLimits
{
    public static void Check(QuantizedModel model, IReadOnlyList<TensorEncoding> encodings)
    {
        var network = model.Network;
        var name = Encoding.UTF8.GetByteCount(network.Name);
        Require(
            name <= BlobWriter.NameBytes,
            $"the model name '{network.Name}' takes {name} bytes; a blob has room for {BlobWriter.NameBytes}"
        );
        Require(!network.Name.Contains('\0'), "the model name contains a zero character");
        Require(
            network.Operations.Count <= 64,
            $"model '{network.Name}' has {network.Operations.Count} operations; a blob has room for 64"
        );
        Require(model.Tensors.Count <= 128, $"model '{network.Name}' has {model.Tensors.Count} tensors; a blob has room for 128");
        Require(
            encodings.Count == model.Tensors.Count && model.Shapes.Tensors.Count == model.Tensors.Count,
            $"model '{network.Name}' needs {model.Shapes.Tensors.Count} tensors and encodings; {model.Tensors.Count} and {encodings.Count} are given"
        );
        var input = network.Input;
        Require(
            input.Width is >= 1 and <= 1024 && input.Height is >= 1 and <= 1024,
            $"the input has {input.Width}x{input.Height} pixels; 1..1024 each are possible"
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
            var bypass = network.Operations[i] is Topology.Fire fire ? fire.Bypass : Topology.Bypass.None;
            var found = model.Additions.TryGetValue(i, out var addition);
            Require(
                found == (bypass != Topology.Bypass.None),
                $"'{network.Operations[i].Name}' has {(found ? "an addition but no bypass" : "a bypass but no addition")}"
            );
            Require(
                !found
                    || (
                        addition.Multiplier is >= 1 and <= 32767
                        && addition.Shift is >= 0 and <= 31
                        && addition.ZeroPoint is >= 0 and <= 255
                        && (bypass == Topology.Bypass.Complex || addition.ZeroPoint == 0)
                    ),
                $"the addition of '{network.Operations[i].Name}' is out of range: multiplier {addition.Multiplier}, shift {addition.Shift}, zero point {addition.ZeroPoint}"
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
            levels.Length is >= 2 and <= 256
                && levels[0] == 0
                && levels.Skip(1).All(l => l is not 0 and >= -127)
                && levels.Skip(1).Zip(levels.Skip(2)).All(p => p.First < p.Second),
            $"the codebook of '{name}' must hold 0 and then 1..255 other levels, ascending, -127..127"
        );
        Require(
            tensor.Codes.Length == tensor.Shape.Weights && tensor.Codes.All(c => c < levels.Length),
            $"the codes of '{name}' do not fit its shape or codebook"
        );
        Require(
            tensor.Bias.Length == tensor.Shape.OutputChannels,
            $"'{name}' has {tensor.Bias.Length} biases for {tensor.Shape.OutputChannels} output channels"
        );
        Require(
            last ? tensor.Multiplier == 0 && tensor.Shift == 0 : tensor.Multiplier is >= 1 and <= 32767 && tensor.Shift is >= 0 and <= 31,
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
