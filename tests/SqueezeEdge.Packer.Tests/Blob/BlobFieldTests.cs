// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Tests.Blob;

/// <summary>Each field of header and records, wrong on its own behind right checksums, is refused with a message that names it.</summary>
public sealed class BlobFieldTests
{
    private const int Network = 96;
    private const int Operations = Network + 24;
    private const int Tensors = Operations + 5 * 12;
    private static readonly byte[] Sparse = Pack(TensorEncoding.Sparse);

    [Theory]
    [InlineData(0, 'X', "does not start with SQZE")]
    [InlineData(4, 1, "format version 1")]
    [InlineData(4, 3, "format version 3")]
    [InlineData(8, 0, "section of the blob does not lie")]
    [InlineData(11, 0x7F, "truncated")]
    [InlineData(16, 100, "the network section of the blob does not lie")]
    [InlineData(20, 1, "the network section of the blob does not lie")]
    [InlineData(23, 0xFF, "the network section of the blob does not lie")]
    [InlineData(28, 0, "the weights section of the blob does not lie")]
    [InlineData(35, 0xFF, "the weights section of the blob does not lie")]
    [InlineData(40, 0, "the labels section of the blob does not lie")]
    [InlineData(44, 0, "the sections of the blob do not fill it")]
    [InlineData(52, 0xFF, "the model name is not UTF-8")]
    [InlineData(60, 'x', "the model name is not padded")]
    [InlineData(83, 1, "a reserved field of the blob's header")]
    [InlineData(92, 1, "a reserved field of the blob's header")]
    [InlineData(Network + 0, 0, "the input size is out of range")]
    [InlineData(Network + 0, 16, "the record of 'conv1' does not fit")]
    [InlineData(Network + 1, 9, "the input size is out of range")]
    [InlineData(Network + 3, 9, "the input size is out of range")]
    [InlineData(Network + 4, 2, "channels and channel order")]
    [InlineData(Network + 5, 1, "channels and channel order")]
    [InlineData(Network + 6, 2, "a reserved field of the network section")]
    [InlineData(Network + 7, 6, "the network section has the wrong length")]
    [InlineData(Network + 7, 65, "the number of operations or tensors")]
    [InlineData(Network + 8, 0, "resize size is zero")]
    [InlineData(Network + 10, 4, "the network section has the wrong length")]
    [InlineData(Network + 10, 129, "the number of operations or tensors")]
    [InlineData(Network + 11, 1, "a reserved field of the network section")]
    [InlineData(Network + 13, 1, "a padding pixel for a channel")]
    [InlineData(Network + 15, 1, "a padding pixel for a channel")]
    [InlineData(Network + 16, 7, "operations, tensors and classes")]
    [InlineData(Network + 17, 255, "classes")]
    [InlineData(Network + 18, 1, "a reserved field of the network section")]
    [InlineData(Operations + 0, 0, "operation 0 is of an unknown kind")]
    [InlineData(Operations + 0, 5, "operation 0 is of an unknown kind")]
    [InlineData(Operations + 1, 0, "kernel must be 1..11")]
    [InlineData(Operations + 1, 12, "kernel must be 1..11")]
    [InlineData(Operations + 2, 5, "stride must be 1..4")]
    [InlineData(Operations + 3, 3, "padding")]
    [InlineData(Operations + 4, 6, "the record of 'pool1' does not fit")]
    [InlineData(Operations + 6, 1, "the record of 'conv1' does not fit")]
    [InlineData(Operations + 8, 1, "the record of 'conv1' does not fit")]
    [InlineData(Operations + 10, 1, "operation 0 names the wrong tensors")]
    [InlineData(Operations + 11, 1, "operation 0 has an unknown bypass")]
    [InlineData(Operations + 12 + 1, 4, "operation 1 is no pooling")]
    [InlineData(Operations + 12 + 2, 1, "operation 1 is no pooling")]
    [InlineData(Operations + 12 + 3, 1, "operation 1 is no pooling")]
    [InlineData(Operations + 12 + 6, 9, "the record of 'pool1' does not fit")]
    [InlineData(Operations + 12 + 10, 1, "operation 1 names the wrong tensors")]
    [InlineData(Operations + 24 + 1, 1, "operation 2 is no fire module")]
    [InlineData(Operations + 24 + 2, 2, "operation 2 is no fire module")]
    [InlineData(Operations + 24 + 3, 0, "operation 2 is no fire module")]
    [InlineData(Operations + 24 + 4, 9, "the record of 'fire2' does not fit")]
    [InlineData(Operations + 48 + 0, 2, "operation 4")]
    [InlineData(Operations + 48 + 1, 2, "operation 4 is no global average")]
    [InlineData(Operations + 48 + 6, 2, "the record of 'pool3' does not fit")]
    [InlineData(Tensors + 0, 4, "'conv1' has an unknown encoding")]
    [InlineData(Tensors + 1, 1, "tensor 'conv1' of the blob: its record does not fit its operation")]
    [InlineData(Tensors + 2, 3, "tensor 'conv1' of the blob: its record is inconsistent")]
    [InlineData(Tensors + 3, 12, "its longest codeword is out of range")]
    [InlineData(Tensors + 3, 0, "its longest codeword is out of range")]
    [InlineData(Tensors + 3, 11, "its longest codeword is not the one")]
    [InlineData(Tensors + 4, 2, "its record does not fit its operation")]
    [InlineData(Tensors + 6, 6, "its record does not fit its operation")]
    [InlineData(Tensors + 9, 0x80, "its requantization is out of range")]
    [InlineData(Tensors + 8, 0, "its requantization is out of range")]
    [InlineData(Tensors + 10, 32, "its requantization is out of range")]
    [InlineData(Tensors + 11, 1, "its record is inconsistent")]
    [InlineData(Tensors + 12, 1, "its number of levels is out of range")]
    [InlineData(Tensors + 13, 1, "its number of levels is out of range")]
    [InlineData(Tensors + 14, 99, "its record counts other weights")]
    [InlineData(Tensors + 16, 99, "its record counts other weights")]
    [InlineData(Tensors + 20, 1, "its stream does not fit")]
    [InlineData(Tensors + 23, 0xFF, "its stream does not fit")]
    [InlineData(Tensors + 24, 99, "its record counts other weights")]
    [InlineData(Tensors + 26, 1, "its record is inconsistent")]
    [InlineData(Tensors + 4 * 28 + 8, 1, "tensor 'conv3' of the blob: its requantization is out of range")]
    public void IsRefusedByName(int at, int value, string message)
    {
        var refused = Assert.Throws<ModelException>(() => BlobReader.Read(BlobSamples.With(Sparse, at, (byte)value)));
        Assert.Contains(message.Split('|'), m => refused.Message.Contains(m, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 1, "its codebook is out of range")]
    [InlineData(1, 0, "its codebook is out of range")]
    [InlineData(1, 0x80, "its codebook is out of range")]
    [InlineData(2, 0x81, "its codebook is not ascending")]
    [InlineData(4, 0xFF, "its longest codeword is not|do not form a complete code")]
    [InlineData(6, 1, "its padding is not zero")]
    [InlineData(8, 0xEE, "gap code is too long|do not form a complete code")]
    [InlineData(24 + 10, 1, "its padding is not zero")]
    public void ThePartsOfATensorAreRefusedByName(int at, int value, string message)
    {
        // conv1: 4 levels (4 bytes), their code lengths (2 bytes and padding), gap lengths (16), 5 biases of 2 bytes and padding.
        var weights = BinaryPrimitives.ReadInt32LittleEndian(Sparse.AsSpan(28));
        var refused = Assert.Throws<ModelException>(() => BlobReader.Read(BlobSamples.With(Sparse, weights + at, (byte)value)));
        Assert.StartsWith("tensor 'conv1' of the blob: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message.Split('|'), m => refused.Message.Contains(m, StringComparison.Ordinal));
    }

    [Fact]
    public void BiasesWiderThanTheyNeedAreRefused()
    {
        var model = BlobSamples.Grey();
        var wide = model with { Tensors = [model.Tensors[0] with { Bias = [70_000, 1, 2, 3, 4] }, .. model.Tensors.Skip(1)] };
        var blob = BlobWriter.Write(wide, BlobSamples.All(wide, TensorEncoding.Fast));
        var bias = BinaryPrimitives.ReadInt32LittleEndian(blob.AsSpan(28)) + 4;
        Assert.Equal(70_000, BinaryPrimitives.ReadInt32LittleEndian(blob.AsSpan(bias)));
        Refuses(BlobSamples.With(blob, bias, 5, 0, 0, 0), "its biases take 4 bytes where 2 are enough");
    }

    [Fact]
    public void TheProbabilityScaleMustNotBeZero() => Refuses(BlobSamples.With(Sparse, Network + 20, 0, 0, 0, 0), "the probability scale");

    [Theory]
    [InlineData(0u)]
    [InlineData(50u)]
    [InlineData(95u)]
    public void ATotalShorterThanTheHeaderIsRefusedHoweverLongItsSectionsClaimToBe(uint total)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, total);
        Refuses(BlobSamples.With(BlobSamples.With(Sparse, 20, 0, 0xFF, 0xFF, 0xFF), 8, bytes), "fewer than the header itself");
    }

    [Theory]
    [InlineData(12, "the header of the blob is damaged")]
    [InlineData(60, "the header of the blob is damaged")]
    [InlineData(Network + 20, "the network section of the blob is damaged")]
    [InlineData(Tensors + 5 * 28, "the weights section of the blob is damaged")]
    [InlineData(-1, "the labels section of the blob is damaged")]
    public void DamageWithoutARightChecksumNamesTheSection(int at, string message)
    {
        var blob = Sparse.ToArray();
        blob[at < 0 ? blob.Length + at : at] ^= 0x10;
        Refuses(blob, message);
    }

    [Fact]
    public void LabelsMustBeOnePerClassInUtf8AndNothingElse()
    {
        var labels = BinaryPrimitives.ReadInt32LittleEndian(Sparse.AsSpan(40));
        Refuses(BlobSamples.With(Sparse, labels + 1, 0xFF), "label 0 is not UTF-8");
        Refuses(BlobSamples.With(Sparse, labels + 7, (byte)'x'), "holds 5 labels for 6 classes");
        Refuses(BlobSamples.With(Sparse, labels + 3, 0), "longer than its labels");
    }

    [Fact]
    public void BytesBehindTheBlobAreIgnored()
    {
        var packed = BlobReader.Read([.. Sparse, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(Sparse, BlobWriter.Write(packed.Model, packed.Encodings));
    }

    [Fact]
    public void OperationsAreNumberedAndMeansAreFolded()
    {
        var network = BlobReader.Read(Sparse).Model.Network;
        Assert.Equal(["conv1", "pool1", "fire2", "conv3", "pool3"], network.Operations.Select(o => o.Name));
        Assert.Equal([0f], network.Input.Mean);
        Assert.Equal([1f], network.Input.Deviation);
    }

    [Fact]
    public void FlippedBitsBehindRightChecksumsNeverEndInAnotherException()
    {
        foreach (var encoding in Enum.GetValues<TensorEncoding>())
        {
            var blob = Pack(encoding);
            var random = new Random((int)encoding);
            var refused = 0;
            for (var round = 0; round < 4000; round++)
            {
                var damaged = blob.ToArray();
                for (var flips = 1 + random.Next(3); flips > 0; flips--)
                {
                    // Half of them in header and records, where the most can go wrong.
                    var at = random.Next(2) == 0 ? random.Next(8, Tensors + 5 * 28) : random.Next(8, blob.Length);
                    damaged[at] ^= (byte)(1 << random.Next(8));
                }

                BlobSamples.Repair(damaged);
                try
                {
                    var packed = BlobReader.Read(damaged);
                    BlobReader.Read(BlobWriter.Write(packed.Model, packed.Encodings));
                }
                catch (ModelException e)
                {
                    Assert.NotEmpty(e.Message);
                    refused++;
                }
            }

            Assert.InRange(refused, 1000, 3999);
        }
    }

    private static byte[] Pack(TensorEncoding encoding)
    {
        var model = BlobSamples.Grey();
        return BlobWriter.Write(model, BlobSamples.All(model, encoding));
    }

    private static void Refuses(byte[] blob, string message) =>
        Assert.Contains(message, Assert.Throws<ModelException>(() => BlobReader.Read(blob)).Message, StringComparison.Ordinal);
}
