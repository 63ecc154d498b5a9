// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;

namespace SqueezeEdge.App.Hardware
{
    /// <summary>What the application needs of its board.</summary>
    public interface IBoard
    {
        /// <summary>Name of the board.</summary>
        string Name { get; }

        /// <summary>Output pins and the classes they stand for: "25=Sneaker", or "25=7" with the class's number.</summary>
        string[] ClassPins { get; }

        /// <summary>Free bytes of the managed heap.</summary>
        int FreeManagedBytes { get; }

        /// <summary>Free bytes of internal RAM outside the managed heap.</summary>
        int FreeInternalBytes { get; }

        /// <summary>Largest free block of internal RAM in bytes.</summary>
        int LargestInternalBlock { get; }

        /// <summary>Clock of the processor in MHz.</summary>
        int CpuMHz { get; }

        /// <summary>Seconds a frame may take by the estimate of <see cref="Classification.SpeedEstimate"/>; 0: any.</summary>
        int MaxSecondsPerFrame { get; }

        /// <summary>Failures in a row after which the board restarts; 0: never.</summary>
        int RestartAfterFailures { get; }

        /// <summary>Restarts the board: chip, runtime and application. Does not return on a board.</summary>
        void Restart();

        /// <summary>Makes the board's camera. Called again only after it threw.</summary>
        /// <param name="width">Pixels in a row; a camera with frames of its own may deliver another size.</param>
        /// <param name="height">Rows.</param>
        ICamera CreateCamera(int width, int height);

        /// <summary>Opens the display; null where the board has none.</summary>
        ITextDisplay OpenDisplay();

        /// <summary>Opens a pin as an output, low.</summary>
        /// <param name="number">GPIO number.</param>
        IOutputPin OpenPin(int number);
    }
}
