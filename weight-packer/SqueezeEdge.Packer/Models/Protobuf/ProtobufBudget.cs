// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Files;

namespace SqueezeEdge.Packer.Models.Protobuf;

/// <summary>
/// What may be read of one protobuf file. A field of two bytes can cost a hundred in memory; networks of this family have some
/// thousands of messages and texts, and their weights are packed numbers.
/// </summary>
/// <param name="what">What the file is, for messages.</param>
internal sealed class ProtobufBudget(string what)
{
    /// <summary>Messages and texts of a file.</summary>
    public const int FieldLimit = 250_000;

    /// <summary>Numbers of a file that are not packed floats: as many as a file of the largest size holds floats.</summary>
    public const int NumberLimit = BoundedFile.ModelBytes / sizeof(float);

    private int fields = FieldLimit;
    private int numbers = NumberLimit;

    /// <summary>Counts a message or text.</summary>
    /// <exception cref="ModelException">There are too many.</exception>
    public void Field()
    {
        if (--fields < 0)
        {
            throw new ModelException($"{what} has more than {FieldLimit:N0} fields; a network of this family has some thousands.");
        }
    }

    /// <summary>Counts numbers.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ModelException">There are too many.</exception>
    public void Numbers(int count)
    {
        if ((numbers -= count) < 0)
        {
            throw new ModelException($"{what} has more than {NumberLimit:N0} numbers; a network of this family has far fewer.");
        }
    }
}
