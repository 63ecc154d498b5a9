// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Cameras;

/// <summary>What a camera module delivers, and in which portions the firmware passes it on to the kernels.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Width">Width of a frame in pixels.</param>
/// <param name="Height">Height of a frame in pixels.</param>
/// <param name="Format">Layout of a pixel.</param>
/// <param name="RowsPerBand">Rows read from the camera, and pushed to the kernels, at a time; the last band of a frame may be
/// shorter.</param>
public sealed record CameraProfile(string Name, int Width, int Height, PixelFormat Format, int RowsPerBand)
{
    /// <summary>Every profile there is.</summary>
    public static IReadOnlyList<CameraProfile> All { get; } =
    [
        new("qvga-rgb565", 320, 240, PixelFormat.Rgb565BigEndian, 16),
        new("96x96-rgb565", 96, 96, PixelFormat.Rgb565BigEndian, 16),
        new("128x128-rgb565", 128, 128, PixelFormat.Rgb565BigEndian, 16),
    ];

    /// <summary>The names of <see cref="All"/>, separated by commas.</summary>
    public static string Names => string.Join(", ", All.Select(p => p.Name));

    /// <summary>Finds a profile.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The profile.</returns>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public static CameraProfile Find(string name) =>
        All.FirstOrDefault(p => p.Name == name) ?? throw new ModelException($"there is no camera '{name}'; choose from {Names}.");

    /// <summary>The frame in which the kernels get a photograph.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <param name="input">What the network expects.</param>
    /// <param name="camera">The camera that sees the photograph, or null to bring it to the input size as in training.</param>
    /// <returns>The camera's frame, or an RGB888 frame of the input size.</returns>
    public static CameraFrame Frame(Pixels photo, InputDescription input, CameraProfile? camera) =>
        camera?.Capture(photo) ?? CameraFrame.From(InputResizer.Resize(photo, input), PixelFormat.Rgb888);

    /// <summary>A photograph as this camera would deliver it: it fills the frame, and what overhangs is cut off evenly.</summary>
    /// <param name="photo">A picture of any size.</param>
    /// <returns>The frame.</returns>
    public CameraFrame Capture(Pixels photo) => CameraFrame.From(CoverScaler.Scale(photo, Width, Height), Format);
}
