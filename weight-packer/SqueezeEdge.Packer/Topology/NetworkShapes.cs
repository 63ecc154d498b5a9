// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Topology;

/// <summary>All map and tensor sizes of a network, in order.</summary>
public sealed class NetworkShapes
{
    private readonly List<OperationShape> operations = [];
    private readonly List<TensorShape> tensors = [];

    /// <summary>Computes the sizes.</summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ModelException">An operation does not fit its input or comes in a place the kernels cannot run.</exception>
    public NetworkShapes(NetworkDescription network)
    {
        Network = network;
        var map = new OperationShape(network.Input.Channels, network.Input.Width, network.Input.Height);
        for (var i = 0; i < network.Operations.Count; i++)
        {
            map = Next(i, network.Operations[i], map);
            operations.Add(map);
        }

        if (network.Operations.Count < 2 || network.Operations[^1] is not GlobalAverage)
        {
            throw new ModelException($"model '{network.Name}': the last operation must be the global average.");
        }
    }

    /// <summary>The network described.</summary>
    public NetworkDescription Network { get; }

    /// <summary>Output map of each operation.</summary>
    public IReadOnlyList<OperationShape> Operations => operations;

    /// <summary>Weight tensors in topology order (a fire module: squeeze1x1, expand1x1, expand3x3, then bypass1x1 if it has one).</summary>
    public IReadOnlyList<TensorShape> Tensors => tensors;

    private OperationShape Next(int index, Operation operation, OperationShape map)
    {
        var previous = index == 0 ? null : Network.Operations[index - 1];
        var last = index == Network.Operations.Count - 1;
        switch (operation)
        {
            case Convolution c:
                Require(operation, c.Kernel is >= 1 and <= NetworkLimits.Kernel, $"its kernel must be 1..{NetworkLimits.Kernel}");
                Require(operation, c.Stride is >= 1 and <= NetworkLimits.Stride, $"its stride must be 1..{NetworkLimits.Stride}");
                Require(
                    operation,
                    c.Padding >= 0 && (c.Padding < c.Kernel || c.Padding <= NetworkLimits.Border),
                    "its padding is too large"
                );
                Require(
                    operation,
                    c.Padding < c.Kernel || index == Network.Operations.Count - 2,
                    "only the last convolution may have padding as wide as its kernel"
                );
                return Convolve(c.Name, TensorRole.Convolution, index, map, c.OutputChannels, c.Kernel, c.Stride, c.Padding);
            case Fire f:
                var squeezed = Convolve(f.Name + "/squeeze1x1", TensorRole.Squeeze, index, map, f.Squeeze, 1, 1, 0);
                Convolve(f.Name + "/expand1x1", TensorRole.Expand1x1, index, squeezed, f.Expand1x1, 1, 1, 0);
                Convolve(f.Name + "/expand3x3", TensorRole.Expand3x3, index, squeezed, f.Expand3x3, 3, 1, 1);
                Require(
                    operation,
                    f.Bypass != Bypass.Simple || map.Channels == f.OutputChannels,
                    $"a simple bypass needs as many input channels ({map.Channels}) as output channels ({f.OutputChannels})"
                );
                if (f.Bypass == Bypass.Complex)
                {
                    Convolve(f.Name + "/bypass1x1", TensorRole.Bypass1x1, index, map, f.OutputChannels, 1, 1, 0);
                }

                return squeezed with
                {
                    Channels = f.OutputChannels,
                };
            case MaxPool p:
                Require(operation, previous is Convolution or Fire, "pooling must come right after a convolution or a fire module");
                Require(operation, p.Kernel is 2 or 3 && p.Stride == 2, "pooling must be 2x2 or 3x3 with stride 2");
                return map with { Width = Pooled(p, map.Width), Height = Pooled(p, map.Height) };
            case GlobalAverage:
                Require(operation, last && previous is Convolution, "the global average must be last, right after a convolution");
                return map with { Width = 1, Height = 1 };
            default:
                throw new ModelException($"operation '{operation.Name}' is of an unknown kind.");
        }
    }

    private OperationShape Convolve(
        string name,
        TensorRole role,
        int index,
        OperationShape map,
        int filters,
        int kernel,
        int stride,
        int padding
    )
    {
        if (filters is < 1 or > NetworkLimits.Channels)
        {
            throw new ModelException($"'{name}' has {filters} filters; 1..{NetworkLimits.Channels} are possible.");
        }

        var width = (map.Width + 2 * padding - kernel) / stride + 1;
        var height = (map.Height + 2 * padding - kernel) / stride + 1;
        if (map.Width + 2 * padding < kernel || map.Height + 2 * padding < kernel)
        {
            throw new ModelException($"'{name}': the {kernel}x{kernel} kernel does not fit its {map.Width}x{map.Height} input.");
        }

        tensors.Add(
            new TensorShape(name, role, index, map.Channels, filters, kernel, stride, padding, map.Width, map.Height, width, height)
        );
        return new OperationShape(filters, width, height);
    }

    private static int Pooled(MaxPool pool, int size)
    {
        if (size < pool.Kernel)
        {
            throw new ModelException($"'{pool.Name}': the {pool.Kernel}x{pool.Kernel} window does not fit its input of {size} pixels.");
        }

        return MaxPool.OutputSize(size, pool.Kernel, pool.CeilMode);
    }

    private static void Require(Operation operation, bool condition, string what)
    {
        if (!condition)
        {
            throw new ModelException($"operation '{operation.Name}': {what}.");
        }
    }
}
