// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Execution.Host;

/// <summary>The kernels in this process.</summary>
public sealed class HostTarget : IInferenceTarget
{
    private readonly NativeBuild build;

    /// <summary>Creates the target.</summary>
    /// <param name="build">Builds the kernels.</param>
    public HostTarget(NativeBuild build) => this.build = build;

    /// <inheritdoc/>
    public string Name => "host";

    /// <inheritdoc/>
    public IReadOnlyList<InferenceResult> Run(byte[] blob, IReadOnlyList<CameraFrame> frames, RunOptions options)
    {
        using var model = HostKernels.Load(build).Open(blob);
        using var session = model.CreateSession();
        return [.. frames.Select(frame => session.Run(frame, options))];
    }
}
