// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>The kernels as a shared library in this process.</summary>
public sealed class HostKernels
{
    private HostKernels() { }

    /// <summary>Builds the library if necessary and loads it.</summary>
    /// <param name="build">Builds it; null for the clone this program lies in.</param>
    /// <returns>The kernels.</returns>
    /// <exception cref="ModelException">It cannot be built or loaded.</exception>
    public static HostKernels Load(NativeBuild? build = null)
    {
        build ??= new NativeBuild(RepositoryLayout.Find());
        NativeMethods.Load(build.Build(NativeTarget.Host));
        return new HostKernels();
    }

    /// <summary>Opens and checks a blob.</summary>
    /// <param name="blob">Its bytes; they are copied.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The kernels refuse it.</exception>
    public HostModel Open(ReadOnlySpan<byte> blob) => new(blob);

    /// <summary>Finds the newest model that validates among model slots (docs/model-slots.md).</summary>
    /// <param name="slots">Content of each slot, 1..32 of them; copied.</param>
    /// <returns>Index of the slot the kernels run, and the length of its blob.</returns>
    /// <exception cref="ModelException">No slot holds a model that validates.</exception>
    public unsafe (int Slot, int BlobBytes) ChooseSlot(IReadOnlyList<byte[]> slots)
    {
        var memory = slots.Select(s => new AlignedMemory(s.Length)).ToArray();
        try
        {
            var native = new NativeSlot[slots.Count];
            for (var i = 0; i < native.Length; i++)
            {
                slots[i].CopyTo(memory[i].Span);
                native[i] = new NativeSlot { Memory = memory[i].Pointer, Bytes = (nuint)slots[i].Length };
            }

            NativeModel model;
            uint chosen;
            fixed (NativeSlot* first = native)
            {
                NativeMethods.Check(NativeMethods.SlotOpen(&model, first, (uint)native.Length, &chosen), "sqe_slot_open");
            }

            return ((int)chosen, (int)model.Bytes);
        }
        finally
        {
            Array.ForEach(memory, m => m.Dispose());
        }
    }
}
