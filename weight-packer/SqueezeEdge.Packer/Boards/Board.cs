// SPDX-License-Identifier: MIT
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SqueezeEdge.Packer.Boards;

/// <summary>A board as its <c>board.json</c> and <c>partitions.csv</c> describe it.</summary>
/// <param name="Name">Name of its folder under <c>boards/</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Chip">The chip, for example <c>ESP32-S3</c>.</param>
/// <param name="Target">The emulated target whose instruction counts stand for it: rv32 or xtensa.</param>
/// <param name="ClockMhz">Clock in MHz.</param>
/// <param name="FlashBytes">Flash in bytes.</param>
/// <param name="NativeRamBytes">Internal RAM the .NET runtime leaves to native code, in bytes; the arena must fit.</param>
/// <param name="FirmwareTarget">Name of its .NET nanoFramework firmware.</param>
/// <param name="BootloaderAddress">Where its second-stage bootloader lies in flash.</param>
/// <param name="Camera">Its camera: arducam-mega, arducam-mini-2mp-plus or none.</param>
/// <param name="Pins">GPIO number by signal: sck, miso, mosi, cs, sda, scl.</param>
public sealed record Board(
    string Name,
    string Title,
    string Chip,
    string Target,
    int ClockMhz,
    int FlashBytes,
    int NativeRamBytes,
    string FirmwareTarget,
    int BootloaderAddress,
    string Camera,
    IReadOnlyDictionary<string, int> Pins
)
{
    /// <summary>Cycles an instruction takes on average: the assumption behind every estimate in seconds.</summary>
    public const double CyclesPerInstruction = 1.2;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Its display, <c>ssd1306</c> (128 x 64 pixels, I2C), or null.</summary>
    public string? Display { get; init; }

    /// <summary>Output pins and the classes they stand for, each <c>GPIO=label</c> or <c>GPIO=class number</c>.</summary>
    public IReadOnlyList<string> ClassPins { get; init; } = [];

    /// <summary>How its flash is divided.</summary>
    public required PartitionTable Partitions { get; init; }

    /// <summary>Room for a blob in bytes: the smallest model partition, less the slot header where there are several.</summary>
    public int ModelBytes => Partitions.Models.Min(p => p.Bytes) - (Partitions.Models.Count > 1 ? SlotLayout.Blob : 0);

    /// <summary>Whether a blob and its arena fit.</summary>
    /// <param name="blobBytes">Bytes of the blob, labels included.</param>
    /// <param name="arenaBytes">Bytes of the arena.</param>
    /// <returns>null when both fit, else what does not.</returns>
    public string? Misfit(int blobBytes, int arenaBytes) =>
        blobBytes > ModelBytes ? $"blob {blobBytes - ModelBytes:N0} bytes too large for flash"
        : arenaBytes > NativeRamBytes ? $"arena {arenaBytes - NativeRamBytes:N0} bytes too large for RAM"
        : null;

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

    private static Board Load(string path)
    {
        try
        {
            var facts =
                JsonSerializer.Deserialize<Facts>(File.ReadAllBytes(path), Options) ?? throw new ModelException($"'{path}' is empty.");
            var partitions = Path.Combine(Path.GetDirectoryName(path)!, "partitions.csv");
            var table = PartitionTable.Parse(File.ReadAllText(partitions), partitions, facts.FlashBytes);
            if (facts.Problem is { } problem)
            {
                throw new ModelException($"'{path}': {problem}");
            }

            return table.Models.Count > 0
                ? facts.With(table)
                : throw new ModelException($"'{partitions}' has no partition for a model: name it model, or model0 and model1.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"'{path}' is no valid board description: {e.Message}", e);
        }
    }

    /// <summary>The content of board.json.</summary>
    private sealed record Facts(
        string Name,
        string Title,
        string Chip,
        string Target,
        int ClockMhz,
        int FlashBytes,
        int NativeRamBytes,
        string FirmwareTarget,
        int BootloaderAddress,
        string Camera,
        Dictionary<string, int> Pins,
        string? Display = null,
        string[]? ClassPins = null
    )
    {
        /// <summary>What the firmware could not make sense of, or null.</summary>
        [JsonIgnore]
        public string? Problem =>
            Display is not (null or "ssd1306") ? $"there is no display '{Display}'; the firmware knows ssd1306."
            : ClassPins?.FirstOrDefault(p => p.IndexOf('=') is var at && (at < 1 || at == p.Length - 1 || !int.TryParse(p[..at], out _)))
                is { } wrong
                ? $"classPins: '{wrong}' is not of the form \"GPIO=label\"."
            : null;

        public Board With(PartitionTable table) =>
            new(Name, Title, Chip, Target, ClockMhz, FlashBytes, NativeRamBytes, FirmwareTarget, BootloaderAddress, Camera, Pins)
            {
                Partitions = table,
                Display = Display,
                ClassPins = ClassPins ?? [],
            };
    }
}
