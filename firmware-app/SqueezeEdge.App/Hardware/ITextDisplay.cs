// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Hardware
{
    /// <summary>A small display for text.</summary>
    public interface ITextDisplay
    {
        /// <summary>Characters in a line.</summary>
        int Columns { get; }

        /// <summary>Lines.</summary>
        int Rows { get; }

        /// <summary>Replaces what is shown.</summary>
        /// <param name="lines">At most <see cref="Rows"/>, null meaning empty; of each the first <see cref="Columns"/> characters
        /// are shown.</param>
        /// <returns>False where the display does not answer.</returns>
        bool Show(string[] lines);
    }
}
