// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Numerics;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Packer.Boards;

/// <summary>A board as its <c>board.json</c> and <c>partitions.csv</c> describe it.</summary>
/// <param name="Name">Name of its folder under <c>boards/</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Chip">The chip: ESP32, ESP32-C3 or ESP32-S3.</param>
/// <param name="Target">The emulated target whose instruction counts stand for it: rv32 or xtensa.</param>
/// <param name="Cores">Cores of the chip.</param>
/// <param name="FlashBytes">Flash in bytes.</param>
/// <param name="FlashCache">The cache a core reads flash through.</param>
/// <param name="Stock">How fast the chip runs with the firmware's own configuration.</param>
/// <param name="Tuned">How fast it can run with the settings in docs/flash-a-board.md.</param>
/// <param name="RamBlocks">Free blocks of internal RAM beside the .NET runtime, in bytes, the largest first. The arena is two
/// blocks.</param>
/// <param name="FirmwareTarget">Name of its .NET nanoFramework firmware.</param>
/// <param name="BootloaderAddress">Where its second-stage bootloader lies in flash.</param>
/// <param name="Camera">Its camera: arducam-mega, arducam-mini-2mp-plus or none.</param>
/// <param name="Pins">GPIO number by signal: sck, miso, mosi, cs, sda, scl.</param>
public sealed record Board(
    string Name,
    string Title,
    string Chip,
    string Target,
    int Cores,
    int FlashBytes,
    FlashCache FlashCache,
    ClockSettings Stock,
    ClockSettings Tuned,
    IReadOnlyList<int> RamBlocks,
    string FirmwareTarget,
    int BootloaderAddress,
    string Camera,
    IReadOnlyDictionary<string, int> Pins
)
{
    /// <summary>Cycles an instruction takes on average: the assumption behind every estimate in seconds.</summary>
    public const double CyclesPerInstruction = 1.2;

    /// <summary>Its display, <c>ssd1306</c> (128 x 64 pixels, I2C), or null.</summary>
    public string? Display { get; init; }

    /// <summary>Output pins and the classes they stand for, each <c>GPIO=label</c> or <c>GPIO=class number</c>.</summary>
    public IReadOnlyList<string> ClassPins { get; init; } = [];

    /// <summary>Where an ArduCAM Mini puts a dummy byte before its data: <c>none</c>, in the <c>first</c> burst of a frame, in
    /// <c>every</c>.</summary>
    public string MiniBurst { get; init; } = "none";

    /// <summary>Whether the camera exchanges left and right.</summary>
    public bool Mirror { get; init; }

    /// <summary>Degrees the camera turns the picture by: 0 or 180.</summary>
    public int Rotate { get; init; }

    /// <summary>Failures in a row after which the app restarts the board; 0: never.</summary>
    public int RestartAfterFailures { get; init; }

    /// <summary>Seconds a frame may take, by an estimate, for the app to start; 0: any.</summary>
    public int MaxSecondsPerFrame { get; init; }

    /// <summary>How its flash is divided.</summary>
    public required PartitionTable Partitions { get; init; }

    /// <summary>Clock in MHz with the firmware's own configuration.</summary>
    public int ClockMhz => Stock.CpuMHz;

    /// <summary>Bytes of the largest free block of internal RAM.</summary>
    public int LargestRamBlock => RamBlocks[0];

    /// <summary>Room for a blob in bytes: the smallest model partition, less the slot header where there are several.</summary>
    public int ModelBytes => Partitions.Models.Min(p => p.Bytes) - (Partitions.Models.Count > 1 ? SlotLayout.Blob : 0);

    /// <summary>Bytes of a free block that ESP-IDF's heap looks for to give out memory of a size: it keeps free blocks in classes, sixteen
    /// for each power of two, and takes one whose every block is large enough.</summary>
    /// <param name="bytes">What is asked for, at least 1.</param>
    /// <returns>The bytes rounded up to the next class.</returns>
    public static int HeapBlock(int bytes)
    {
        var step = Math.Max(16, (int)(BitOperations.RoundUpToPowerOf2((uint)bytes + 1) / 32));
        return (bytes + step - 1) / step * step;
    }

    /// <summary>Whether a blob and its arena fit.</summary>
    /// <param name="blobBytes">Bytes of the blob, labels included.</param>
    /// <param name="layouts">The two blocks of each layout of the arena, fastest first.</param>
    /// <returns>null when both fit, else what does not.</returns>
    public string? Misfit(int blobBytes, IReadOnlyList<ArenaBlocks> layouts)
    {
        if (blobBytes > ModelBytes)
        {
            return Invariant($"blob {blobBytes - ModelBytes:N0} bytes too large for flash");
        }

        if (layouts.Any(HasRoom))
        {
            return null;
        }

        var (persistent, scratch) = (HeapBlock(layouts[^1].Persistent), HeapBlock(layouts[^1].Scratch));
        var free = string.Join(" and ", RamBlocks.Select(b => b.ToString("N0", CultureInfo.InvariantCulture)));
        return Invariant($"arena takes blocks of {persistent:N0} and {scratch:N0} bytes, free are {free}");
    }

    /// <summary>The layout of the arena that the kernels choose on this board: the first whose blocks find room.</summary>
    /// <param name="layouts">The two blocks of each layout, fastest first.</param>
    /// <returns>Its number, or null where none fits.</returns>
    public int? Layout(IReadOnlyList<ArenaBlocks> layouts)
    {
        var layout = layouts.ToList().FindIndex(HasRoom);
        return layout < 0 ? null : layout;
    }

    // The larger block goes where it leaves least; the smaller one may share what is left.
    private bool HasRoom(ArenaBlocks arena)
    {
        var free = RamBlocks.ToList();
        foreach (var bytes in new[] { arena.Persistent, arena.Scratch }.OrderDescending().Where(b => b > 0))
        {
            var needed = HeapBlock(bytes);
            var place = free.Where(f => f >= needed).DefaultIfEmpty(-1).Min();
            if (place < 0)
            {
                return false;
            }

            free.Remove(place);
            free.Add(place - needed);
        }

        return true;
    }

    /// <summary>Estimated seconds of an inference; an estimate, never measured on the board.</summary>
    /// <param name="instructions">Instructions on the board's target.</param>
    /// <returns>Seconds.</returns>
    public double EstimateSeconds(long instructions) => instructions * CyclesPerInstruction / (ClockMhz * 1e6);

    /// <summary>Reads all boards of a repository.</summary>
    /// <param name="folder">Its <c>boards</c> folder.</param>
    /// <returns>The boards by name; none when the folder is missing.</returns>
    /// <exception cref="ModelException">A description or partition table cannot be read.</exception>
    public static IReadOnlyList<Board> LoadAll(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "board.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Load)]
            : [];

    /// <summary>Reads one board of a repository.</summary>
    /// <param name="folder">Its <c>boards</c> folder.</param>
    /// <param name="name">Name of the board.</param>
    /// <returns>The board.</returns>
    /// <exception cref="ModelException">There is no such board, or its description cannot be read.</exception>
    public static Board Load(string folder, string name)
    {
        var boards = LoadAll(folder);
        return boards.FirstOrDefault(b => b.Name == name)
            ?? throw new ModelException($"there is no board '{name}'; choose from {string.Join(", ", boards.Select(b => b.Name))}.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Board Load(string path)
    {
        try
        {
            var file = ReadFile(path);
            var partitions = Path.Combine(Path.GetDirectoryName(path)!, "partitions.csv");
            var table = PartitionTable.Parse(File.ReadAllText(partitions), partitions, file.FlashBytes);
            return table.Models.Count > 0
                ? From(file, table)
                : throw new ModelException($"'{partitions}' has no partition for a model: name it model, or model0 and model1.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{path}' is no valid board description: {e.Message}", e);
        }
    }

    private static BoardFile ReadFile(string path)
    {
        try
        {
            return BoardFile.Read(File.ReadAllBytes(path));
        }
        catch (ModelException e)
        {
            throw new ModelException($"'{path}': {e.Message}", e);
        }
    }

    private static Board From(BoardFile f, PartitionTable table) =>
        new(
            f.Name,
            f.Title,
            f.Chip,
            f.Target,
            f.Cores,
            f.FlashBytes,
            f.FlashCache,
            f.Stock,
            f.Tuned,
            f.RamBlocks,
            f.FirmwareTarget,
            f.BootloaderAddress,
            f.Camera,
            f.Pins
        )
        {
            Partitions = table,
            Display = f.Display,
            ClassPins = f.ClassPins ?? [],
            MiniBurst = f.MiniBurst,
            Mirror = f.Mirror,
            Rotate = f.Rotate,
            RestartAfterFailures = f.RestartAfterFailures,
            MaxSecondsPerFrame = f.MaxSecondsPerFrame,
        };
}
