// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Collections;
using System.IO.Compression;

namespace SqueezeEdge.Packer.Images;

/// <summary>Grey pictures in IDX files, the format of MNIST and Fashion-MNIST, plain or gzipped.</summary>
public static class IdxImages
{
    private const int ByteLimit = 1 << 28;

    // What deflate makes of a byte at most.
    private const int LargestGrowth = 1032;

    // As objects, small pictures cost far more than as bytes. Data sets within the limit of bytes have 342,000 (of 28x28 pixels).
    private const int PictureLimit = 1_000_000;

    /// <summary>Whether a file is called like IDX pictures: <c>...images-idx3-ubyte</c>, with or without <c>.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>True if so.</returns>
    public static bool IsNamedSo(string path) => Path.GetFileName(path).Contains("images-idx3-ubyte", StringComparison.Ordinal);

    /// <summary>Lists the pictures of an IDX file with their classes, which come from the file named <c>labels-idx1</c> instead of
    /// <c>images-idx3</c> beside it, if it is there.</summary>
    /// <param name="path">The pictures' file.</param>
    /// <returns>All pictures, in order; each is made when it is asked for.</returns>
    /// <exception cref="ModelException">A file is missing, damaged, too large or of another kind, or the two do not fit.</exception>
    public static IReadOnlyList<LabelledImage> List(string path)
    {
        var (pixels, sizes) = Read(path, 3);
        var (count, height, width) = (sizes[0], sizes[1], sizes[2]);
        var labels = Path.Combine(
            Path.GetDirectoryName(path) ?? "",
            Path.GetFileName(path).Replace("images-idx3", "labels-idx1", StringComparison.Ordinal)
        );
        var classes = File.Exists(labels) ? Read(labels, 1).Values : null;
        if (count == 0 || height == 0 || width == 0 || (classes is not null && classes.Length != count))
        {
            throw new ModelException(
                $"'{path}' holds {count} pictures of {width}x{height} "
                    + $"pixels{(classes is null ? "" : $", '{labels}' {classes.Length} classes")}."
            );
        }

        return new IdxImageList(path, width, height, pixels, classes);
    }

    private static (byte[] Values, int[] Sizes) Read(string path, int dimensions)
    {
        if (!File.Exists(path))
        {
            throw new ModelException($"there is no file '{path}'.");
        }

        try
        {
            using var file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            return Read(stream, path, dimensions, stream == file ? file.Length : file.Length * LargestGrowth);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"cannot read '{path}': {e.Message}", e);
        }
    }

    private static (byte[] Values, int[] Sizes) Read(Stream stream, string path, int dimensions, long mostBytes)
    {
        var header = new byte[4 + 4 * dimensions];
        if (
            stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || header is not [0, 0, 8, _, ..]
            || header[3] != dimensions
        )
        {
            throw new ModelException($"'{path}' is no IDX file of bytes with {dimensions} dimension{(dimensions == 1 ? "" : "s")}.");
        }

        var sizes = Enumerable.Range(0, dimensions).Select(i => BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i))).ToArray();
        var wanted = sizes.Aggregate(1.0, (product, size) => product * size);
        if (sizes[0] > PictureLimit || wanted > ByteLimit)
        {
            throw new ModelException(
                $"the header of '{path}' says {string.Join("x", sizes)} bytes; at most {PictureLimit:N0} pictures "
                    + $"and {ByteLimit:N0} bytes are read."
            );
        }

        if (wanted > mostBytes)
        {
            throw new ModelException(
                $"'{path}' is damaged: its header says {string.Join("x", sizes)} bytes, more than there can be in it."
            );
        }

        var values = new byte[(int)wanted];
        var count = stream.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
        if (count < values.Length || stream.ReadByte() >= 0)
        {
            throw new ModelException(
                $"'{path}' is damaged: its header says {string.Join("x", sizes)} bytes, "
                    + $"there are {(count < values.Length ? $"{count}" : "more")}."
            );
        }

        return (values, Array.ConvertAll(sizes, s => (int)s));
    }

    /// <summary>The pictures of a file: millions of them would take far more memory as objects than as bytes.</summary>
    private sealed class IdxImageList(string path, int width, int height, byte[] values, byte[]? classes) : IReadOnlyList<LabelledImage>
    {
        public int Count => values.Length / (width * height);

        public LabelledImage this[int index] =>
            index >= 0 && index < Count
                ? new LabelledImage($"{path}#{index}", classes?[index] ?? -1) { Source = () => Picture(index) }
                : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<LabelledImage> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private Pixels Picture(int index)
        {
            var grey = values.AsSpan(index * width * height, width * height);
            var rgb = new byte[3 * grey.Length];
            for (var i = 0; i < rgb.Length; i++)
            {
                rgb[i] = grey[i / 3];
            }

            return new Pixels(width, height, rgb);
        }
    }
}
