// SPDX-License-Identifier: MIT
using System.Text.Json;
using SqueezeEdge.App.Hardware;

namespace SqueezeEdge.Firmware.Tests.App;

/// <summary>A serial port that keeps what was printed.</summary>
internal sealed class RecordedConsole : IConsole
{
    private string _begun = "";

    public List<string> Lines { get; } = [];

    /// <summary>The lines for people.</summary>
    public IEnumerable<string> Text => Lines.Where(l => l[0] != '{');

    /// <summary>The lines for programs.</summary>
    public IEnumerable<JsonElement> Json => Lines.Where(l => l[0] == '{').Select(l => JsonDocument.Parse(l).RootElement);

    public void Write(string text)
    {
        Assert.DoesNotContain('\n', text);
        _begun += text;
    }

    public void WriteLine(string text)
    {
        Write(text);
        Lines.Add(_begun);
        _begun = "";
    }
}
