// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.IO.Compression;

namespace SqueezeEdge.Packer.Images;

/// <summary>Grey pictures in IDX files, the format of MNIST and Fashion-MNIST, plain or gzipped.</summary>
public static class IdxImages
{
    private const int ByteLimit = 1 << 28;

    /// <summary>Whether a file is called like IDX pictures: <c>...images-idx3-ubyte</c>, with or without <c>.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>True if so.</returns>
    public static bool IsNamedSo(string path) => Path.GetFileName(path).Contains("images-idx3-ubyte", StringComparison.Ordinal);

    /// <summary>Lists the pictures of an IDX file with their classes, which come from the file named <c>labels-idx1</c> instead of
    /// <c>images-idx3</c> beside it, if it is there.</summary>
    /// <param name="path">The pictures' file.</param>
    /// <returns>All pictures, in order.</returns>
    /// <exception cref="ModelException">A file is missing, damaged or of another kind, or the two do not fit together.</exception>
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

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new LabelledImage($"{path}#{i}", classes?[i] ?? -1)
                {
                    Source = () =>
                        new Pixels(
                            width,
                            height,
                            [.. pixels.AsSpan(i * width * height, width * height).ToArray().SelectMany(v => new[] { v, v, v })]
                        ),
                }),
        ];
    }

    private static (byte[] Values, int[] Sizes) Read(string path, int dimensions)
    {
        var bytes = Unpack(path);
        var header = 4 + 4 * dimensions;
        if (bytes.Length < header || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8 || bytes[3] != dimensions)
        {
            throw new ModelException($"'{path}' is no IDX file of bytes with {dimensions} dimension{(dimensions == 1 ? "" : "s")}.");
        }

        var sizes = Enumerable.Range(0, dimensions).Select(i => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 + 4 * i))).ToArray();
        var wanted = sizes.Aggregate(1.0, (product, size) => product * size);
        if (wanted != bytes.Length - header)
        {
            throw new ModelException(
                $"'{path}' is damaged: its header says {string.Join("x", sizes)} bytes, there are {bytes.Length - header}."
            );
        }

        return (bytes[header..], Array.ConvertAll(sizes, s => (int)s));
    }

    private static byte[] Unpack(string path)
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
            using var all = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0; )
            {
                all.Write(buffer, 0, read);
                if (all.Length > ByteLimit)
                {
                    throw new ModelException($"'{path}' unpacks to more than {ByteLimit:N0} bytes.");
                }
            }

            return all.ToArray();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"cannot read '{path}': {e.Message}", e);
        }
    }
}
