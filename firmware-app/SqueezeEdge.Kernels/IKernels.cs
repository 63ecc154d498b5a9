// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Kernels
{
    /// <summary>The native kernels, as an application uses them: one model, one stream of frames.</summary>
    /// <remarks>Methods return 0 or a count when they succeeded, and a negative <see cref="KernelStatus"/> when not; they throw
    /// nothing of their own. The order of calls is <see cref="Open"/>, <see cref="PrepareFrames"/>, then for every frame
    /// <see cref="Begin"/>, <see cref="Push"/> until all rows are in, <see cref="Finish"/>.</remarks>
    public interface IKernels
    {
        /// <summary>Version of the kernels: major &lt;&lt; 16 | minor &lt;&lt; 8 | patch.</summary>
        int Version { get; }

        /// <summary>Microseconds inside the kernels of the last finished frame; 0 before. The time between the calls is not in
        /// it.</summary>
        int LastFrameMicroseconds { get; }

        /// <summary>Microseconds of the longest <see cref="Push"/> of the last finished frame; 0 before. No managed thread runs
        /// during it.</summary>
        int LongestPushMicroseconds { get; }

        /// <summary>Bytes of the arena up to the last one written since it was laid out; 0 before. The arena is painted first and
        /// the paint that is left is measured.</summary>
        int ArenaHighWaterMark { get; }

        /// <summary>Lets the kernels compute known answers (CRC-32, packing, requantization) and, where a model is open, validate
        /// all of its blob again.</summary>
        int SelfCheck();

        /// <summary>Maps and validates a model in flash. Opening the open one again changes nothing; opening another closes the open one
        /// first, whatever the outcome, and gives its arena back.</summary>
        /// <param name="partition">Name of a partition, at most 16 characters. Where there is none of that name, the newest valid
        /// model of the slots <c>partition0</c> and <c>partition1</c> is taken (docs/model-slots.md).</param>
        int Open(string partition);

        /// <summary>Lays out the arena for frames of a geometry. The first call takes it from the RAM inside the chip, until another model
        /// is opened; a later one with another geometry drops an unfinished frame and must get by with the memory taken.</summary>
        /// <param name="width">Pixels in a row, 1..4096.</param>
        /// <param name="height">Rows, 1..4096. Frames of another size than the model's input are resampled: all of them or their centre,
        /// as the model was trained.</param>
        /// <param name="format">One of <c>sqe_pixel_format</c> in squeezeedge.h: 0 RGB888, 1 RGB565 high byte first, 2 RGB565 low
        /// byte first, 3 grey.</param>
        int PrepareFrames(int width, int height, int format);

        /// <summary>Fills <paramref name="info"/> with facts about the open model.</summary>
        int ReadInfo(ModelInfo info);

        /// <summary>Name of a class. Empty where the model has no labels, no such class, or none is open; never null.</summary>
        /// <param name="classIndex">Class, 0-based.</param>
        string Label(int classIndex);

        /// <summary>Starts a frame; an unfinished one is dropped.</summary>
        int Begin();

        /// <summary>Takes the next whole rows of the frame. After any negative status none of them was taken.</summary>
        /// <param name="rows">Rows without gaps in the format of the frame.</param>
        /// <param name="offset">First byte of <paramref name="rows"/> to read.</param>
        /// <param name="rowCount">Rows to take, at least 1.</param>
        int Push(byte[] rows, int offset, int rowCount);

        /// <summary>Ends the frame after its last row.</summary>
        /// <param name="classes">Receives the best classes, best first, ties to the lower index.</param>
        /// <param name="probabilities">Receives their probabilities in 1/65536, 0..65536.</param>
        /// <returns>How many classes were written: what the shorter array holds, at most 16; or a negative status.</returns>
        int Finish(int[] classes, int[] probabilities);
    }
}
