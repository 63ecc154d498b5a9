// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Execution;
using SqueezeEdge.Packer.Inference;
using SqueezeEdge.Packer.Tests.Blob;
using SqueezeEdge.Packer.Verification;

namespace SqueezeEdge.Packer.Tests.Verification;

/// <summary>A target that is wrong in a single value is found out, wherever that value is.</summary>
public sealed class VerifierTests
{
    private static readonly byte[] Blob = BlobWriter.Write(BlobSamples.Grey(), BlobSamples.All(BlobSamples.Grey(), TensorEncoding.Fast));
    private static readonly CameraFrame[] Frames = [TestPattern.Create(19, 17), TestPattern.Create(25, 21)];

    [Fact]
    public void ATargetThatAgreesIsIdentical()
    {
        var report = Verifier.Run(Blob, Frames, [new ReferenceTarget("a"), new ReferenceTarget("b")]);
        Assert.True(report.Identical);
        Assert.Null(report.FirstDifference);
        Assert.Equal(["a", "b"], report.Targets);
        Assert.Equal(2, report.Images);
        var maps = new ReferenceTarget("a").Run(Blob, Frames, RunOptions.Default)[0];
        Assert.Equal(2 * (maps.Trace!.Maps.Values.Sum(m => m.Values.Length) + maps.Sums.Length), report.BytesCompared);
    }

    /// <summary>Map numbers: conv1, squeeze1x1, expand1x1, expand3x3 are tensors 0..3, pool1 is operation 1.</summary>
    [Theory]
    [InlineData(0, "conv1")]
    [InlineData(1, "fire2/squeeze1x1")]
    [InlineData(2, "fire2/expand1x1")]
    [InlineData(3, "fire2/expand3x3")]
    [InlineData(MapTrace.OperationBase + 1, "pool1")]
    public void OneWrongByteOfAnyLayerIsReportedWithItsPlace(int map, string layer)
    {
        foreach (var place in new[] { 0.0, 0.4, 1.0 })
        {
            foreach (var image in new[] { 0, 1 })
            {
                var wrong = new ReferenceTarget("wrong")
                {
                    Image = image,
                    Map = map,
                    Place = place,
                };
                var report = Verifier.Run(Blob, Frames, [new ReferenceTarget("right"), wrong]);
                Assert.False(report.Identical);
                var difference = report.FirstDifference!;
                Assert.Equal(("wrong", image, layer), (difference.Target, difference.Image, difference.Layer));
                Assert.Equal(wrong.Changed, (difference.Channel, difference.Row, difference.Column));
                Assert.Equal(difference.Expected ^ 1, difference.Actual);
            }
        }
    }

    [Fact]
    public void OneWrongSumIsReported()
    {
        for (var index = 0; index < 6; index++)
        {
            var report = Verifier.Run(Blob, Frames, [new ReferenceTarget("wrong") { Image = 1, Sum = index }]);
            Assert.False(report.Identical);
            Assert.Equal(
                ("conv3", 1, index),
                (report.FirstDifference!.Layer, report.FirstDifference.Image, report.FirstDifference.Channel)
            );
        }
    }

    [Fact]
    public void AMapThatIsMissingOrShortIsAnError()
    {
        foreach (var cut in new[] { 0, 1 })
        {
            var target = new ReferenceTarget("wrong")
            {
                Image = 0,
                Map = 2,
                Keep = cut,
            };
            Assert.Contains("fire2/expand1x1", Assert.Throws<ModelException>(() => Verifier.Run(Blob, Frames, [target])).Message);
        }
    }

    /// <summary>Gives the reference's own values, one of them changed.</summary>
    private sealed class ReferenceTarget(string name) : IInferenceTarget
    {
        private int runs;

        public string Name => name;

        /// <summary>The frame, counted over all calls, in which something is wrong; -1: none.</summary>
        public int Image { get; init; } = -1;

        public int Map { get; init; } = -1;

        /// <summary>Which of the map's values: 0 the first, 1 the last.</summary>
        public double Place { get; init; }

        public int Sum { get; init; } = -1;

        /// <summary>How many values of the map are shown, 0: the map is left out; -1: all.</summary>
        public int Keep { get; init; } = -1;

        /// <summary>Channel, row and column of the changed value.</summary>
        public (int Channel, int Row, int Column) Changed { get; private set; }

        public IReadOnlyList<InferenceResult> Run(byte[] blob, IReadOnlyList<CameraFrame> frames, RunOptions options)
        {
            var model = BlobReader.Read(blob).Model;
            return [.. frames.Select(f => Run(new IntegerNetwork(model), FrameResampler.Resample(f, model.Network.Input)))];
        }

        private InferenceResult Run(IntegerNetwork network, byte[] planes)
        {
            var maps = new Recorder();
            var sums = network.Run(planes, maps);
            if (runs++ == Image && Sum >= 0)
            {
                sums[Sum]++;
            }

            if (runs - 1 == Image && Map >= 0)
            {
                var map = maps.Maps[Map];
                var at = (int)(Place * (map.Values.Length - 1));
                map.Values[at] ^= 1;
                Changed = (at / map.PlaneSize, at % map.PlaneSize / map.Width, at % map.Width);
                if (Keep == 0)
                {
                    maps.Maps.Remove(Map);
                }
                else if (Keep > 0)
                {
                    maps.Maps[Map] = map with { Values = map.Values[..Keep] };
                }
            }

            return new InferenceResult([], sums, default) { Trace = new MapTrace(maps.Maps) };
        }
    }

    private sealed class Recorder : IMapObserver
    {
        public Dictionary<int, FeatureMap<byte>> Maps { get; } = [];

        public void Tensor(int tensor, FeatureMap<int> map) => Maps.Add(tensor, map.Select(v => (byte)v));

        public void Operation(int operation, FeatureMap<int> map) => Maps.Add(MapTrace.OperationBase + operation, map.Select(v => (byte)v));
    }
}
