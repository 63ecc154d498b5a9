// SPDX-License-Identifier: MIT
using System.Globalization;
using System.Text.Json;

namespace SqueezeEdge.Packer.Boards;

/// <summary>The content of a board.json, every key of which is checked: what is mistyped there would otherwise show on the board, or
/// never.</summary>
internal sealed record BoardFile(
    string Name,
    string Title,
    string Chip,
    string Target,
    int Cores,
    int FlashBytes,
    FlashCache FlashCache,
    ClockSettings Stock,
    ClockSettings Tuned,
    int[] RamBlocks,
    string FirmwareTarget,
    int BootloaderAddress,
    string Camera,
    Dictionary<string, int> Pins,
    string? Display = null,
    string[]? ClassPins = null,
    string MiniBurst = "none",
    bool Mirror = false,
    int Rotate = 0,
    int RestartAfterFailures = 20,
    int MaxSecondsPerFrame = 0
)
{
    private const string Mini = "arducam-mini-2mp-plus";

    private static readonly string[] Optional =
    [
        "display",
        "classPins",
        "miniBurst",
        "mirror",
        "rotate",
        "restartAfterFailures",
        "maxSecondsPerFrame",
    ];

    private static readonly string[] Required =
    [
        "name",
        "title",
        "chip",
        "target",
        "cores",
        "flashBytes",
        "flashCache",
        "stock",
        "tuned",
        "ramBlocks",
        "firmwareTarget",
        "bootloaderAddress",
        "camera",
        "pins",
    ];

    private static readonly string[] ClockKeys = ["cpuMHz", "flashMode", "flashMHz"];
    private static readonly string[] CacheKeys = ["bytes", "ways", "line"];
    private static readonly string[] Signals = ["sck", "miso", "mosi", "cs", "sda", "scl"];
    private static readonly string[] Cameras = ["arducam-mega", Mini, "none"];
    private static readonly string[] Displays = ["ssd1306"];
    private static readonly string[] Bursts = ["none", "first", "every"];
    private static readonly string[] FlashModes = ["DOUT", "DIO", "QOUT", "QIO"];
    private static readonly int[] FlashClocks = [20, 26, 40, 80];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>Reads and checks a description.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <exception cref="ModelException">It is no JSON, or a key or value is wrong; the message names it, without the file.</exception>
    public static BoardFile Read(byte[] json)
    {
        try
        {
            using (var document = JsonDocument.Parse(json))
            {
                CheckKeys(document.RootElement, "", Required, Optional);
                CheckKeys(document.RootElement.GetProperty("stock"), "stock.", ClockKeys, []);
                CheckKeys(document.RootElement.GetProperty("tuned"), "tuned.", ClockKeys, []);
                CheckKeys(document.RootElement.GetProperty("flashCache"), "flashCache.", CacheKeys, []);
                CheckKeys(document.RootElement.GetProperty("pins"), "pins.", [], Signals);
            }

            var board = JsonSerializer.Deserialize<BoardFile>(json, Options)!;
            board.Check();
            return board;
        }
        catch (JsonException e)
        {
            throw new ModelException(
                e.Path is { Length: > 2 } path
                    ? $"{path[2..]}: this is no value for it, or it is there twice."
                    : $"this is no JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.",
                e
            );
        }
    }

    private static void CheckKeys(JsonElement element, string prefix, string[] required, string[] optional)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ModelException($"{prefix.TrimEnd('.')}: an object in braces belongs here.");
        }

        string[] known = [.. required, .. optional];
        foreach (var key in element.EnumerateObject().Select(p => p.Name))
        {
            if (!known.Contains(key))
            {
                throw new ModelException($"there is no key '{prefix}{key}'{Nearest.Hint(key, known)}.");
            }
        }

        if (required.FirstOrDefault(k => !element.TryGetProperty(k, out _)) is { } missing)
        {
            throw new ModelException($"the key '{prefix}{missing}' is missing.");
        }
    }

    private void Check()
    {
        Require(
            Name.Length > 0 && Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'),
            "name",
            Name,
            "a-z, 0-9, -"
        );
        Require(Title.Length > 0 && !Title.Any(c => char.IsControl(c) || c is '"' or '\\'), "title", Title, "text without quotes");
        OneOf(Chip, "chip", [.. Boards.Chip.All.Select(c => c.Name)]);
        var chip = Boards.Chip.All.Single(c => c.Name == Chip);
        OneOf(Target, "target", [chip.Target], $" of an {Chip}");
        Require(Cores == chip.Cores, "cores", Cores, $"{chip.Cores}, the cores of an {Chip}");
        Require(
            FlashBytes is >= 1 << 21 and <= 1 << 25 && int.IsPow2(FlashBytes),
            "flashBytes",
            FlashBytes,
            "2, 4, 8, 16 or 32 MiB in bytes"
        );
        Between(FlashCache.Bytes, "flashCache.bytes", 4096, 65_536);
        Between(FlashCache.Ways, "flashCache.ways", 1, 8);
        Between(FlashCache.Line, "flashCache.line", 16, 64);
        Check(Stock, "stock", chip);
        Check(Tuned, "tuned", chip);
        Require(RamBlocks.Length > 0, "ramBlocks", "[]", "at least one block");
        Array.ForEach(RamBlocks, b => Between(b, "ramBlocks", 4096, 524_288));
        Require(
            RamBlocks.Zip(RamBlocks.Skip(1)).All(p => p.First >= p.Second),
            "ramBlocks",
            $"[{string.Join(", ", RamBlocks)}]",
            "the largest block first"
        );
        OneOf(FirmwareTarget, "firmwareTarget", chip.FirmwareTargets, $" for an {Chip}");
        Require(
            BootloaderAddress == chip.BootloaderAddress,
            "bootloaderAddress",
            BootloaderAddress,
            $"{chip.BootloaderAddress}, where an {Chip} looks for it"
        );
        OneOf(Camera, "camera", Cameras);
        if (Display is not null)
        {
            OneOf(Display, "display", Displays);
        }

        CheckPins(chip);
        CheckPicture();
        Between(RestartAfterFailures, "restartAfterFailures", 0, 1000);
        Between(MaxSecondsPerFrame, "maxSecondsPerFrame", 0, 3600);
    }

    private static void Check(ClockSettings settings, string key, Chip chip)
    {
        OneOf(Text(settings.CpuMHz), $"{key}.cpuMHz", [.. chip.CpuMHz.Select(Text)], $" for an {chip.Name}");
        OneOf(settings.FlashMode, $"{key}.flashMode", FlashModes);
        OneOf(Text(settings.FlashMHz), $"{key}.flashMHz", [.. FlashClocks.Select(Text)]);
    }

    private void CheckPins(Chip chip)
    {
        string[] spi = Camera == "none" ? [] : ["sck", "miso", "mosi", "cs"];
        string[] i2c = Camera == Mini || Display is not null ? ["sda", "scl"] : [];
        foreach (var signal in spi.Concat(i2c))
        {
            Require(
                Pins.ContainsKey(signal),
                "pins",
                $"without {signal}",
                $"{string.Join(", ", spi.Concat(i2c))} for this camera and display"
            );
        }

        foreach (var (signal, gpio) in Pins)
        {
            var possible = signal == "miso" ? chip.OutputPins.Concat(chip.InputPins) : chip.OutputPins;
            Require(possible.Contains(gpio), $"pins.{signal}", gpio, $"a GPIO of an {Chip} that is free and has the direction");
        }

        var twice = Pins.GroupBy(p => p.Value).FirstOrDefault(g => g.Count() > 1);
        Require(
            twice is null,
            "pins",
            $"{twice?.Key} for {string.Join(" and ", twice?.Select(p => p.Key) ?? [])}",
            "a pin of its own for each"
        );
        foreach (var choice in ClassPins ?? [])
        {
            var at = choice.IndexOf('=', StringComparison.Ordinal);
            var isPin = int.TryParse(choice.AsSpan(0, Math.Max(at, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var gpio);
            Require(isPin && at < choice.Length - 1, "classPins", choice, "\"GPIO=label\" or \"GPIO=class number\"");
            Require(!choice.Any(c => c is '"' or '\\' || char.IsControl(c)), "classPins", choice, "a label without quotes and backslashes");
            Require(chip.OutputPins.Contains(gpio), "classPins", choice, $"an output of an {Chip}");
            Require(!Pins.ContainsValue(gpio), "classPins", choice, "a pin that carries nothing else");
        }
    }

    private void CheckPicture()
    {
        OneOf(MiniBurst, "miniBurst", Bursts);
        Require(MiniBurst == "none" || Camera == Mini, "miniBurst", MiniBurst, $"this key with the camera {Mini} only");
        OneOf(Text(Rotate), "rotate", ["0", "90", "180", "270"]);
        Require(
            Rotate is 0 or 180,
            "rotate",
            Rotate,
            "0 or 180: a quarter turn needs a whole frame in RAM (153,600 bytes at 320x240), which no camera here holds. "
                + "Mount the module upright"
        );
        Require(
            (!Mirror && Rotate == 0) || Camera == Mini,
            Mirror ? "mirror" : "rotate",
            Mirror ? "true" : Text(Rotate),
            $"this key with the camera {Mini} only, whose sensor turns the picture: no other camera here can. Mount the module upright"
        );
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void OneOf(string value, string key, string[] choices, string what = "")
    {
        if (!choices.Contains(value))
        {
            throw new ModelException($"{key}: '{value}' is none of {string.Join(", ", choices)}{what}{Nearest.Hint(value, choices)}.");
        }
    }

    private static void Between(int value, string key, int least, int most) =>
        Require(value >= least && value <= most, key, value, string.Create(CultureInfo.InvariantCulture, $"{least:N0}..{most:N0}"));

    private static void Require(bool condition, string key, object value, string wanted)
    {
        if (!condition)
        {
            throw new ModelException(
                string.Create(CultureInfo.InvariantCulture, $"{key}: '{value}' is not possible; what belongs here is {wanted}.")
            );
        }
    }
}
