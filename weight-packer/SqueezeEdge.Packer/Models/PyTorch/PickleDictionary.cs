// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Models.PyTorch;

/// <summary>A dictionary of a pickle. Only keys that are text are kept; no tensor has another.</summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<string, object?> entries = [];

    /// <summary>Values by key.</summary>
    public IReadOnlyDictionary<string, object?> Entries => entries;

    /// <summary>Sets entries.</summary>
    /// <param name="pairs">key, value, key, value, ...</param>
    /// <exception cref="ModelException">A value is missing.</exception>
    public void Set(List<object?> pairs)
    {
        if (pairs.Count % 2 != 0)
        {
            throw new ModelException("the pickle of the PyTorch file is damaged: a key has no value.");
        }

        for (var i = 0; i < pairs.Count; i += 2)
        {
            if (pairs[i] is string key)
            {
                entries[key] = pairs[i + 1];
            }
        }
    }
}
