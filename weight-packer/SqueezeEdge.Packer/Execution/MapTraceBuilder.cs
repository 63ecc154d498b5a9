// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution;

/// <summary>Puts maps together from the pieces of rows the kernels show, and checks that every value came exactly once.</summary>
public sealed class MapTraceBuilder
{
    private readonly SortedDictionary<int, Pieces> maps = [];

    /// <summary>Adds a piece: values of one channel of one row.</summary>
    /// <param name="map">Map number.</param>
    /// <param name="row">Row; rows made together come in any order.</param>
    /// <param name="channel">Channel.</param>
    /// <param name="column">Column of the first value.</param>
    /// <param name="values">The values.</param>
    public void Add(int map, int row, int channel, int column, ReadOnlySpan<byte> values)
    {
        if (!maps.TryGetValue(map, out var pieces))
        {
            maps.Add(map, pieces = new Pieces());
        }

        pieces.Places.Add((row, channel, column, pieces.Values.Count, values.Length));
        pieces.Values.AddRange(values);
        pieces.Height = Math.Max(pieces.Height, row + 1);
        pieces.Channels = Math.Max(pieces.Channels, channel + 1);
        pieces.Width = Math.Max(pieces.Width, column + values.Length);
    }

    /// <summary>Puts the maps together and starts over.</summary>
    /// <returns>The maps.</returns>
    /// <exception cref="ModelException">A value is missing or came twice.</exception>
    public MapTrace Complete()
    {
        var result = maps.ToDictionary(entry => entry.Key, entry => entry.Value.Assemble(entry.Key));
        maps.Clear();
        return new MapTrace(result);
    }

    private sealed class Pieces
    {
        public List<(int Row, int Channel, int Column, int Start, int Count)> Places { get; } = [];

        public List<byte> Values { get; } = [];

        public int Channels { get; set; }

        public int Height { get; set; }

        public int Width { get; set; }

        public FeatureMap<byte> Assemble(int map)
        {
            var assembled = new byte[Channels * Height * Width];
            var seen = new bool[assembled.Length];
            foreach (var (row, channel, column, start, count) in Places)
            {
                for (var i = 0; i < count; i++)
                {
                    var at = (channel * Height + row) * Width + column + i;
                    if (seen[at])
                    {
                        throw new ModelException($"trace: map 0x{map:x}, row {row}, channel {channel}, column {column + i} came twice.");
                    }

                    seen[at] = true;
                    assembled[at] = Values[start + i];
                }
            }

            var hole = Array.IndexOf(seen, false);
            if (hole >= 0)
            {
                throw new ModelException(
                    $"trace: map 0x{map:x}, row {hole / Width % Height}, channel {hole / Width / Height}, column {hole % Width} is missing."
                );
            }

            return new FeatureMap<byte>(Channels, Height, Width, assembled);
        }
    }
}
