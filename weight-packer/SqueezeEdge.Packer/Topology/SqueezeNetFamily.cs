// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>
/// The metaparameters of the SqueezeNet family (arXiv 1602.07360, section 5): module i = 0, 1, ... has
/// e = BaseE + IncrE * floor(i / Freq) expand filters, a share Pct3x3 of them 3x3, and SR * e squeeze filters.
/// </summary>
/// <param name="BaseE">Expand filters of the first module, 2..4096.</param>
/// <param name="IncrE">Expand filters added after every <paramref name="Freq"/> modules, 0..4096.</param>
/// <param name="Freq">Modules of equal width in a row, at least 1.</param>
/// <param name="SqueezeRatio">SR: squeeze filters for each expand filter, above 0, at most 1.</param>
/// <param name="Pct3x3">Share of 3x3 filters among the expand filters, 0..1; one filter of each kind always remains.</param>
/// <param name="Modules">Fire modules, 1..24.</param>
/// <param name="Conv1">Filters, kernel, stride and padding of the first convolution.</param>
/// <param name="PoolsAfter">Layers followed by 3x3 max pooling of stride 2: 1 is conv1, 2 the first fire module.</param>
/// <param name="Bypass">None; simple: around the modules whose input is as wide as their output; complex: 1x1 convolutions around
/// the others as well.</param>
/// <param name="LastPadding">Padding of the last convolution: 1 in the published Caffe network v1.0, else 0.</param>
public sealed record SqueezeNetFamily(
    int BaseE,
    int IncrE,
    int Freq,
    double SqueezeRatio,
    double Pct3x3,
    int Modules,
    FirstConvolution Conv1,
    IReadOnlyList<int> PoolsAfter,
    Bypass Bypass = Bypass.None,
    int LastPadding = 0
)
{
    /// <summary>SqueezeNet v1.0: 1,248,424 parameters with 1000 classes.</summary>
    public static SqueezeNetFamily V10 { get; } = new(128, 128, 2, 0.125, 0.5, 8, new FirstConvolution(96, 7, 2, 0), [1, 4, 8]);

    /// <summary>SqueezeNet v1.1: smaller first convolution, earlier pooling; 1,235,496 parameters with 1000 classes.</summary>
    public static SqueezeNetFamily V11 { get; } = V10 with { Conv1 = new FirstConvolution(64, 3, 2, 0), PoolsAfter = [1, 3, 5] };

    /// <summary>Writes the network out.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its input.</param>
    /// <param name="classes">Number of classes, 1..4096.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ModelException">A metaparameter is out of range; the message names it.</exception>
    public NetworkDescription Describe(string name, InputDescription input, int classes)
    {
        Check(classes);
        var operations = new List<Operation> { new Convolution("conv1", Conv1.Filters, Conv1.Kernel, Conv1.Stride, Conv1.Padding) };
        PoolAfter(1);
        var width = Conv1.Filters;
        for (var i = 0; i < Modules; i++)
        {
            var expand = BaseE + IncrE * (i / Freq);
            var expand3x3 = Math.Clamp((int)Math.Round(Pct3x3 * expand), 1, expand - 1);
            var squeeze = Math.Max(1, (int)Math.Round(SqueezeRatio * expand));
            var bypass =
                Bypass == Bypass.None ? Bypass.None
                : width == expand ? Bypass.Simple
                : Bypass == Bypass.Complex ? Bypass.Complex
                : Bypass.None;
            operations.Add(new Fire($"fire{i + 2}", squeeze, expand - expand3x3, expand3x3, bypass));
            PoolAfter(i + 2);
            width = expand;
        }

        operations.Add(new Convolution($"conv{Modules + 2}", classes, 1, 1, LastPadding));
        operations.Add(new GlobalAverage($"pool{Modules + 2}"));
        return new NetworkDescription(name, input, operations);

        void PoolAfter(int layer)
        {
            if (PoolsAfter.Contains(layer))
            {
                operations.Add(new MaxPool($"pool{layer}", 3, 2, CeilMode: true));
            }
        }
    }

    /// <summary>Weights and biases of a network.</summary>
    /// <param name="shapes">Its sizes.</param>
    /// <returns>Their number.</returns>
    public static long Parameters(NetworkShapes shapes) => shapes.Tensors.Sum(t => (long)t.Weights + t.OutputChannels);

    private void Check(int classes)
    {
        Require(BaseE is >= 2 and <= NetworkLimits.Channels, $"base_e is {BaseE}; 2..{NetworkLimits.Channels} is possible");
        Require(IncrE is >= 0 and <= NetworkLimits.Channels, $"incr_e is {IncrE}; 0..{NetworkLimits.Channels} is possible");
        Require(Freq is >= 1 and <= 64, $"freq is {Freq}; 1..64 is possible");
        Require(SqueezeRatio is > 0 and <= 1, $"the squeeze ratio is {SqueezeRatio}; it must be above 0 and at most 1");
        Require(Pct3x3 is >= 0 and <= 1, $"pct3x3 is {Pct3x3}; 0..1 is possible");
        Require(Modules is >= 1 and <= 24, $"there are {Modules} fire modules; 1..24 are possible");
        Require(classes is >= 1 and <= NetworkLimits.Channels, $"there are {classes} classes; 1..{NetworkLimits.Channels} are possible");
        Require(
            PoolsAfter.All(p => p >= 1 && p <= Modules + 1),
            $"pooling stands after layer {string.Join(", ", PoolsAfter)}; layers 1..{Modules + 1} exist before the last convolution"
        );
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"{what}.");
        }
    }
}

/// <summary>The first convolution of a SqueezeNet.</summary>
/// <param name="Filters">Filters.</param>
/// <param name="Kernel">Side of the square kernel, 1..11.</param>
/// <param name="Stride">1..4.</param>
/// <param name="Padding">Pixels added on each side.</param>
public sealed record FirstConvolution(int Filters, int Kernel, int Stride, int Padding);
