// SPDX-License-Identifier: MIT
using System.Collections.Concurrent;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Evaluation;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Images;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Tests.Blob;

namespace SqueezeEdge.Packer.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Fact]
    public void EveryPictureReachesTheTargetOnceAsTheCameraDeliversIt()
    {
        var camera = CameraProfile.Find("qvga-rgb565");
        var target = new RecordingTarget();
        var report = Evaluator.Run(Blob(), Pictures(21), null, target, camera);
        Assert.Equal(21, report.Images);
        Assert.Equal(Math.Round(100.0 / 21 * 11, 2), report.Top1);
        Assert.All(target.RowsPerPush, rows => Assert.Equal(16, rows));
        Assert.All(
            target.Frames,
            frame => Assert.Equal((320, 240, PixelFormat.Rgb565BigEndian), (frame.Width, frame.Height, frame.Format))
        );
        Assert.Equal(Enumerable.Range(0, 21).Select(i => Brightness(i) >> 3), target.Frames.Select(f => f.Bytes[0] >> 3).Order());
    }

    [Fact]
    public void WithoutACameraPicturesComeAtTheInputSize()
    {
        var target = new RecordingTarget();
        Evaluator.Run(Blob(), Pictures(3), null, target);
        var input = BlobReader.Read(Blob()).Model.Network.Input;
        Assert.All(
            target.Frames,
            frame => Assert.Equal((input.Width, input.Height, PixelFormat.Rgb888), (frame.Width, frame.Height, frame.Format))
        );
        Assert.All(target.RowsPerPush, rows => Assert.Equal(1, rows));
    }

    private static byte Brightness(int picture) => (byte)(8 * picture);

    // Even pictures are of class 0, odd ones of class 1.
    private static LabelledImage[] Pictures(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new LabelledImage($"{i}", i % 2)
                {
                    Source = () => new Pixels(4, 4, [.. Enumerable.Repeat(Brightness(i), 48)]),
                }),
        ];

    private static byte[] Blob() => BlobWriter.Write(BlobSamples.Grey(), EncodingChoice.Choose(BlobSamples.Grey(), EncodingPolicy.Fast));

    /// <summary>Finds class 0 in everything, and remembers what it was given.</summary>
    private sealed class RecordingTarget : IInferenceTarget
    {
        public ConcurrentBag<CameraFrame> Frames { get; } = [];

        public ConcurrentBag<int> RowsPerPush { get; } = [];

        public string Name => "recording";

        public IReadOnlyList<InferenceResult> Run(byte[] blob, IReadOnlyList<CameraFrame> frames, RunOptions options)
        {
            RowsPerPush.Add(options.RowsPerPush);
            return
            [
                .. frames.Select(frame =>
                {
                    Frames.Add(frame);
                    return new InferenceResult([new TopClass(0, 1, 65536)], [1, 0], default);
                }),
            ];
        }
    }
}
