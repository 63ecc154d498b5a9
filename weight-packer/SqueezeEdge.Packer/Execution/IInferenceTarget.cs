// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;

namespace SqueezeEdge.Packer.Execution;

/// <summary>Somewhere the kernels run.</summary>
public interface IInferenceTarget
{
    /// <summary>Its name: host, rv32 or xtensa.</summary>
    string Name { get; }

    /// <summary>Runs frames through a blob, one after the other.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="options">How to run them.</param>
    /// <returns>One result per frame.</returns>
    /// <exception cref="ModelException">The kernels refuse the blob or a frame, or the target cannot be built or run.</exception>
    IReadOnlyList<InferenceResult> Run(byte[] blob, IReadOnlyList<CameraFrame> frames, RunOptions options);

    /// <summary>Runs one frame through a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="options">How to run it.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ModelException">The kernels refuse the blob or the frame, or the target cannot be built or run.</exception>
    InferenceResult Run(byte[] blob, CameraFrame frame, RunOptions options) => Run(blob, [frame], options)[0];
}
