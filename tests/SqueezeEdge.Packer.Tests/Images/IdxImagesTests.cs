// SPDX-License-Identifier: MIT
using System.IO.Compression;
using SqueezeEdge.Packer.Images;

namespace SqueezeEdge.Packer.Tests.Images;

public sealed class IdxImagesTests
{
    private static readonly byte[] Pictures = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 10, 20, 30, 40, 50, 255];
    private static readonly byte[] Classes = [0, 0, 8, 1, 0, 0, 0, 2, 7, 9];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void PicturesAndClassesComeInOrder(bool gzipped)
    {
        using var folder = new TemporaryFolder();
        var ending = gzipped ? ".gz" : "";
        var path = folder.Write("t10k-images-idx3-ubyte" + ending, gzipped ? Zip(Pictures) : Pictures);
        folder.Write("t10k-labels-idx1-ubyte" + ending, gzipped ? Zip(Classes) : Classes);
        var images = LabelledImages.List(path);
        Assert.Equal([7, 9], images.Select(i => i.ClassIndex));
        var pixels = images[1].Load();
        Assert.Equal((3, 1), (pixels.Width, pixels.Height));
        Assert.Equal([40, 40, 40, 50, 50, 50, 255, 255, 255], pixels.Rgb);
    }

    [Fact]
    public void WithoutALabelFileThereAreNoClasses()
    {
        using var folder = new TemporaryFolder();
        Assert.All(IdxImages.List(folder.Write("images-idx3-ubyte", Pictures)), i => Assert.Equal(-1, i.ClassIndex));
    }

    [Fact]
    public void DamageIsNamed()
    {
        using var folder = new TemporaryFolder();
        void Refused(string what, byte[] bytes, string name = "images-idx3-ubyte") =>
            Assert.Contains(what, Assert.Throws<ModelException>(() => IdxImages.List(folder.Write(name, bytes))).Message);
        Refused("there are 5", Pictures[..^1]);
        Refused("is no IDX file", Pictures[..9]);
        Refused("is no IDX file", Classes);
        Refused("there are more", [.. Pictures, 0]);
        Refused("at most 1,000,000 pictures", [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]);
        Refused("0 pictures", [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
        Refused("is no IDX file", Zip(Pictures)[..12], "images-idx3-ubyte.gz");
        Refused("cannot read", Pictures, "images-idx3-ubyte.gz");
        Assert.Contains(
            "there is no file",
            Assert.Throws<ModelException>(() => IdxImages.List(folder.Path("absent-images-idx3-ubyte"))).Message
        );
        folder.Write("images-idx3-ubyte", Pictures);
        folder.Write("labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 7]);
        Assert.Contains("1 classes", Assert.Throws<ModelException>(() => IdxImages.List(folder.Path("images-idx3-ubyte"))).Message);
    }

    /// <summary>30 KB of gzip hold 30 million pictures of one pixel each; as objects they would take gigabytes.</summary>
    [Theory]
    [InlineData(30_000_000, false)]
    [InlineData(1_000_000, true)]
    public void MillionsOfPicturesTakeNoMemoryOfTheirOwn(int count, bool possible)
    {
        using var folder = new TemporaryFolder();
        var file = new byte[16 + count];
        (file[2], file[3], file[11], file[15]) = (8, 3, 1, 1);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(4), count);
        file[^1] = 77;
        var path = folder.Write("many-images-idx3-ubyte.gz", Zip(file));
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (possible)
        {
            var images = IdxImages.List(path);
            Assert.Equal(count, images.Count);
            Assert.Equal([77, 77, 77], images[^1].Load().Rgb);
            Assert.Equal($"{path}#{count - 1}", images[^1].Path);
            Assert.Throws<ArgumentOutOfRangeException>(() => images[count]);
        }
        else
        {
            Assert.Contains("30000000x1x1", Assert.Throws<ModelException>(() => IdxImages.List(path)).Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 1_000_000);
    }

    private static byte[] Zip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
