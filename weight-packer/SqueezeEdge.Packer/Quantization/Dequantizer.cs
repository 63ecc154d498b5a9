// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Models;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Quantization;

/// <summary>
/// Turns a quantized network back into real numbers, so that any float runtime can check it: its weights are the levels of
/// the codebooks, its maps hold activations (0..255 where the integers do not saturate), its logits are in the units of the
/// trained network's.
/// </summary>
public static class Dequantizer
{
    /// <summary>Dequantizes a network. Without rounding and clamping it computes what the integers approximate.</summary>
    /// <param name="model">The integer network, for example from a blob.</param>
    /// <returns>The float network; its input is the pixel minus the padding pixel, which changes nothing but the biases.</returns>
    public static FloatModel Dequantize(QuantizedModel model)
    {
        var channels = model.Network.Input.Channels;
        var origin = Array.ConvertAll(model.PaddingPixel[..channels], p => (float)p);
        var network = model.Network with { Input = model.Network.Input with { Mean = origin, Deviation = [.. origin.Select(_ => 1f)] } };
        var tensors = new List<FloatTensor>();
        var unit = 1.0; // real value of one unit of the current map
        var tensor = 0;
        for (var i = 0; i < network.Operations.Count; i++)
        {
            switch (network.Operations[i])
            {
                case Convolution when tensor == model.Tensors.Count - 1:
                    // Class sums are in the unit the probability scale gives them; the average divides by the positions.
                    var shape = model.Tensors[tensor].Shape;
                    var sum = model.ProbabilityScale / (Math.Pow(2, 27) * Math.Log2(Math.E)) * shape.OutputWidth * shape.OutputHeight;
                    tensors.Add(Real(model.Tensors[tensor], tensor == 0 ? origin : null, sum / unit, sum, 0, 0));
                    tensor++;
                    break;
                case Convolution:
                    tensors.Add(Layer(tensor, unit, 1));
                    (tensor, unit) = (tensor + 1, 1);
                    break;
                case Fire fire:
                    var addition = fire.Bypass == Bypass.None ? new BypassAddition(1, 0, 0) : model.Additions[i];
                    var carried = new Requantization(addition.Multiplier, addition.Shift).Ratio;
                    var output = fire.Bypass == Bypass.Simple ? unit / carried : 1;
                    tensors.Add(Layer(tensor++, unit, 1));
                    tensors.Add(Layer(tensor++, 1, output));
                    tensors.Add(Layer(tensor++, 1, output));
                    if (fire.Bypass == Bypass.Complex)
                    {
                        tensors.Add(Layer(tensor++, unit, carried * output, addition.ZeroPoint));
                    }

                    unit = output;
                    break;
            }
        }

        return new FloatModel(network, tensors, model.Identity);

        FloatTensor Layer(int index, double from, double to, int zeroPoint = 0)
        {
            var t = model.Tensors[index];
            var requantization = new Requantization(t.Multiplier, t.Shift);
            var ratio = requantization.Ratio * to;
            return Real(t, index == 0 ? origin : null, ratio / from, ratio, requantization.Half, zeroPoint * to);
        }
    }

    /// <summary>One tensor in real numbers. Biases hold half an output step and the zero point, which are taken out, and the origin
    /// of the pixels, which is put in.</summary>
    private static FloatTensor Real(QuantizedTensor tensor, float[]? origin, double weight, double bias, int half, double zero)
    {
        var shape = tensor.Shape;
        var area = shape.Kernel * shape.Kernel;
        var biases = new float[shape.OutputChannels];
        for (var filter = 0; filter < biases.Length; filter++)
        {
            double sum = tensor.Bias[filter] - half;
            for (var tap = 0; origin is not null && tap < shape.Taps; tap++)
            {
                sum += tensor.Codebook[tensor.Indices[filter * shape.Taps + tap]] * origin[tap / area];
            }

            biases[filter] = (float)(sum * bias - zero);
        }

        return new FloatTensor(shape, Array.ConvertAll(tensor.Indices, c => (float)(tensor.Codebook[c] * weight)), biases);
    }
}
