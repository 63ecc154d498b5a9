// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>One of the few Python names a dictionary of tensors needs.</summary>
/// <param name="Name">Module and name.</param>
internal sealed record PickleName(string Name)
{
    private const string OrderedDictionary = "collections.OrderedDict";
    private const string Tensor = "torch._utils._rebuild_tensor_v2";
    private const string Parameter = "torch._utils._rebuild_parameter";

    /// <summary>Checks a name.</summary>
    /// <param name="module">Python module.</param>
    /// <param name="name">Name in the module.</param>
    /// <returns>The name.</returns>
    /// <exception cref="ModelException">It is none of those needed.</exception>
    public static PickleName Known(string module, string name) =>
        $"{module}.{name}" switch
        {
            OrderedDictionary
            or Tensor
            or Parameter
            or "torch.FloatStorage"
            or "torch.HalfStorage"
            or "torch.BFloat16Storage"
            or "torch.DoubleStorage"
            or TorchStorage.Integers => new PickleName($"{module}.{name}"),
            var other => throw new ModelException(
                $"the pickle asks for '{other}', which a dictionary of float tensors does not need; it is not "
                    + "executed. Save model.state_dict() with torch.save."
            ),
        };

    /// <summary>What a call of it stands for.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>An empty dictionary or a tensor.</returns>
    /// <exception cref="ModelException">It cannot be called so.</exception>
    public object Call(object?[] arguments) =>
        (Name, arguments) switch
        {
            (OrderedDictionary, []) => new PickleDictionary(),
            (Tensor, [TorchStorage storage, long offset, object?[] size, object?[] stride, ..]) => TorchTensor.From(
                storage,
                offset,
                size,
                stride
            ),
            (Parameter, [TorchTensor tensor, ..]) => tensor,
            _ => throw new ModelException($"the pickle calls '{Name}' in a way a dictionary of tensors does not need; it is not executed."),
        };
}
