// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Boards;

/// <summary>A mistake in a board.json, made by replacing a piece of a right one.</summary>
/// <param name="Board">The right board.</param>
/// <param name="Text">What is replaced.</param>
/// <param name="Replacement">What by.</param>
/// <param name="Message">What the packer must say.</param>
/// <param name="InBuild">Whether the build of the app, which has no parser, must refuse it too.</param>
public sealed record BoardMistake(string Board, string Text, string Replacement, string Message, bool InBuild = true)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Board}: {Text} -> {Replacement}";
}

/// <summary>Mistakes that neither the packer nor the build of the app may let through.</summary>
public static class BoardMistakes
{
    private const string Esp32 = "esp32-devkitc-arducam-mega";
    private const string Mini = "esp32-devkitc-arducam-mini";
    private const string C3 = "esp32-c3-devkitm";
    private const string S3 = "esp32-s3-devkitc";
    private const string Cam = "esp32-cam-aithinker";

    /// <summary>As <see cref="List"/>, for a theory.</summary>
    public static TheoryData<BoardMistake> All => new(List);

    /// <summary>One mistake of every kind.</summary>
    public static IReadOnlyList<BoardMistake> List { get; } =
    [
        new(Esp32, "\"camera\":", "\"camerra\":", "there is no key 'camerra'; did you mean 'camera'?"),
        new(Esp32, "\"camera\":", "\"buzzer\": 4, \"camera\":", "there is no key 'buzzer'."),
        new(Esp32, "\"camera\": \"arducam-mega\",", "", "the key 'camera' is missing"),
        new(Esp32, "\"arducam-mega\"", "\"arducam-mgea\"", "did you mean 'arducam-mega'?"),
        new(Esp32, "\"xtensa\"", "\"xtens\"", "target: 'xtens' is none of xtensa of an ESP32"),
        new(C3, "\"rv32\"", "\"xtensa\"", "target: 'xtensa' is none of rv32 of an ESP32-C3"),
        new(S3, "\"ESP32-S3\"", "\"ESP32-S2\"", "chip: 'ESP32-S2' is none of ESP32, ESP32-C3, ESP32-S3"),
        new(C3, "\"ESP32_C3\"", "\"ESP32_C3_REV3\"", "firmwareTarget: 'ESP32_C3_REV3' is none of ESP32_C3"),
        new(S3, "\"ESP32_S3_QUAD\"", "\"ESP32_S3\"", "ESP32_S3_QUAD, ESP32_S3_OCTAL"),
        new(Esp32, "\"ESP32_REV3\"", "\"ESP32_C3\"", "firmwareTarget"),
        new(Esp32, "\"cores\": 2", "\"cores\": 1", "cores: '1' is not possible"),
        new(Esp32, "4194304", "4000000", "flashBytes"),
        new(Esp32, "4194304", "\"4 MB\"", "flashBytes: this is no value for it"),
        new(Esp32, "\"cpuMHz\": 160", "\"cpuMHz\": 1600", "stock.cpuMHz: '1600' is none of 80, 160, 240"),
        new(C3, "\"cpuMHz\": 160", "\"cpuMHz\": 240", "stock.cpuMHz: '240' is none of 80, 160 for an ESP32-C3"),
        new(Esp32, "\"DIO\"", "\"DOI\"", "stock.flashMode: 'DOI' is none of DOUT, DIO, QOUT, QIO"),
        new(Esp32, "\"flashMHz\": 40", "\"flashMHz\": 60", "stock.flashMHz: '60'"),
        new(Esp32, "\"flashMHz\": 40", "\"flashMhz\": 40", "there is no key 'stock.flashMhz'; did you mean 'flashMHz'?"),
        new(Esp32, "\"ways\": 2", "\"ways\": 0", "flashCache.ways: '0' is not possible; what belongs here is 1..8"),
        new(Esp32, "[87040]", "[]", "ramBlocks"),
        new(Esp32, "[87040]", "87040", "ramBlocks: this is no value for it"),
        new(Esp32, "[87040]", "[87040000]", "ramBlocks: '87040000' is not possible; what belongs here is 4,096..524,288"),
        new(Esp32, "[87040]", "[4096, 87040]", "the largest block first", InBuild: false),
        new(Esp32, "\"bootloaderAddress\": 4096", "\"bootloaderAddress\": 0", "bootloaderAddress"),
        new(Esp32, "\"sck\"", "\"sk\"", "there is no key 'pins.sk'; did you mean 'sck'?"),
        new(Esp32, "\"sck\": 18,", "", "pins: 'without sck' is not possible"),
        new(Mini, "\"sda\": 21,", "", "pins: 'without sda' is not possible"),
        new(Esp32, "\"sck\": 18", "\"sck\": 6", "pins.sck: '6' is not possible"),
        new(Esp32, "\"mosi\": 23", "\"mosi\": 34", "pins.mosi: '34' is not possible"),
        new(C3, "\"sck\": 6", "\"sck\": 26", "pins.sck: '26' is not possible; what belongs here is a GPIO of an ESP32-C3"),
        new(Esp32, "\"miso\": 19", "\"miso\": 18", "a pin of its own for each"),
        new(Esp32, "\"pins\":", "\"display\": \"lcd\", \"pins\":", "display: 'lcd' is none of ssd1306"),
        new(Cam, "\"pins\": {\n    \"sda\": 14,", "\"display\": \"ssd1306\", \"pins\": {", "pins: 'without sda' is not possible"),
        new(Esp32, "\"pins\":", "\"classPins\": [\"25\"], \"pins\":", "classPins: '25' is not possible"),
        new(Esp32, "\"pins\":", "\"classPins\": [\"D4=Bag\"], \"pins\":", "classPins: 'D4=Bag' is not possible"),
        new(Esp32, "\"pins\":", "\"classPins\": [\"25=\"], \"pins\":", "classPins: '25=' is not possible"),
        new(Esp32, "\"pins\":", "\"classPins\": [\"34=Bag\"], \"pins\":", "an output of an ESP32"),
        new(Esp32, "\"pins\":", "\"classPins\": [\"18=Bag\"], \"pins\":", "a pin that carries nothing else"),
        new(Mini, "\"pins\":", "\"miniBurst\": \"all\", \"pins\":", "miniBurst: 'all' is none of none, first, every"),
        new(Esp32, "\"pins\":", "\"miniBurst\": \"first\", \"pins\":", "with the camera arducam-mini-2mp-plus only"),
        new(Mini, "\"pins\":", "\"mirror\": \"yes\", \"pins\":", "mirror: this is no value for it"),
        new(Esp32, "\"pins\":", "\"mirror\": true, \"pins\":", "whose sensor turns the picture"),
        new(Esp32, "\"pins\":", "\"rotate\": 180, \"pins\":", "whose sensor turns the picture"),
        new(Mini, "\"pins\":", "\"rotate\": 90, \"pins\":", "a quarter turn needs a whole frame in RAM"),
        new(Mini, "\"pins\":", "\"rotate\": 270, \"pins\":", "a quarter turn needs a whole frame in RAM"),
        new(Mini, "\"pins\":", "\"rotate\": 45, \"pins\":", "rotate: '45' is none of 0, 90, 180, 270"),
        new(Esp32, "\"pins\":", "\"restartAfterFailures\": -1, \"pins\":", "restartAfterFailures"),
        new(Esp32, "\"pins\":", "\"maxSecondsPerFrame\": 36000, \"pins\":", "maxSecondsPerFrame"),
        new(Esp32, "\"cores\": 2,", "\"cores\": 2, \"cores\": 2,", "cores: this is no value for it, or it is there twice"),
        new(Esp32, "\"cores\": 2,", "\"cores\": 2", "this is no JSON: line"),
    ];
}
