using System.Text.Json;

namespace SqueezeEdge.Packer.Boards;

/// <summary>A board as its <c>board.json</c> describes it.</summary>
/// <param name="Name">Name of its folder under <c>boards/</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Chip">The chip.</param>
/// <param name="Target">The emulated target whose instruction counts stand for it: rv32 or xtensa.</param>
/// <param name="ClockMhz">Clock in MHz.</param>
/// <param name="FlashBytes">Flash in bytes.</param>
/// <param name="ModelBytes">Room for the blob in bytes.</param>
/// <param name="NativeRamBytes">Internal RAM the .NET runtime leaves to native code, in bytes; the arena must fit.</param>
public sealed record Board(string Name, string Title, string Chip, string Target, int ClockMhz, int FlashBytes, int ModelBytes, int NativeRamBytes)
{
    /// <summary>Cycles an instruction takes on average: the assumption behind every estimate in seconds.</summary>
    public const double CyclesPerInstruction = 1.2;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true };

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
    /// <exception cref="ModelException">A description cannot be read.</exception>
    public static IReadOnlyList<Board> LoadAll(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        return [.. Directory.GetFiles(folder, "board.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Load)];
    }

    private static Board Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<Board>(File.ReadAllBytes(path), Options) ?? throw new ModelException($"'{path}' is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new ModelException($"'{path}' is no valid board description: {e.Message}", e);
        }
    }
}
