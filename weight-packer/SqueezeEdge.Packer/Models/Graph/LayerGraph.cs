// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Models.Graph;

/// <summary>The layers of a file in order. Layers that change nothing are not in it: their outputs are other names of their
/// inputs.</summary>
/// <param name="input">Name of the input map.</param>
internal sealed class LayerGraph(string input)
{
    /// <summary>Weights of all layers: as many as a file of the largest size holds in half precision.</summary>
    public const int WeightLimit = BoundedFile.ModelBytes / 2;

    private readonly List<Layer> layers = [];
    private readonly HashSet<string> written = [input];
    private readonly Dictionary<string, string> aliases = [];
    private long weights;

    /// <summary>Name of the input map.</summary>
    public string Input => input;

    /// <summary>Height of the input in pixels, if the file says.</summary>
    public int? Height { get; init; }

    /// <summary>Width of the input in pixels, if the file says.</summary>
    public int? Width { get; init; }

    /// <summary>The map that is the result, if the file says.</summary>
    public string? Output { get; set; }

    /// <summary>All layers.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>Adds a layer; its inputs are resolved.</summary>
    /// <param name="layer">The layer.</param>
    /// <exception cref="ModelException">Its output is written already, or the weights have become too many.</exception>
    public void Add(Layer layer)
    {
        // Several layers may name one tensor, and each has it as numbers of its own.
        weights += layer is ConvolutionLayer convolution ? convolution.Weights.Weights.Length + convolution.Weights.Bias.Length : 0;
        if (weights > WeightLimit)
        {
            throw new ModelException($"{layer.Label}: up to it the network has more than {WeightLimit:N0} weights.");
        }

        Write(layer.Output, layer.Label);
        layers.Add(layer);
    }

    /// <summary>Adds another name of a map.</summary>
    /// <param name="label">The layer that does nothing, for messages.</param>
    /// <param name="from">The map.</param>
    /// <param name="output">Its other name.</param>
    /// <exception cref="ModelException">That name is written already.</exception>
    public void Alias(string label, string from, string output)
    {
        Write(output, label);
        aliases[output] = Resolve(from);
    }

    /// <summary>Multiplies a batch normalization into the convolution whose output it reads; its output takes that one's place.</summary>
    /// <param name="label">The normalization, for messages.</param>
    /// <param name="from">The map it reads.</param>
    /// <param name="output">The map it writes.</param>
    /// <param name="normalization">What it does.</param>
    /// <exception cref="ModelException">The map is no convolution's output, or other layers read it, too.</exception>
    public void Fold(string label, string from, string output, BatchNormalization normalization)
    {
        var map = Resolve(from);
        var at = layers.FindIndex(l => l is ConvolutionLayer && l.Output == map);
        if (at < 0 || layers.Any(l => l.Inputs.Contains(map)))
        {
            throw new ModelException($"{label} does not follow a convolution alone, so that it cannot be multiplied into it.");
        }

        Write(output, label);
        var convolution = (ConvolutionLayer)layers[at];
        layers[at] = convolution with { Weights = normalization.Fold(convolution.Weights, label), Output = output };
    }

    /// <summary>The map a name stands for.</summary>
    /// <param name="name">A name.</param>
    /// <returns>The name under which a layer writes it.</returns>
    public string Resolve(string name) => aliases.GetValueOrDefault(name, name);

    private void Write(string name, string label)
    {
        if (!written.Add(name))
        {
            throw new ModelException($"{label} writes '{name}', which another layer writes already.");
        }
    }
}
