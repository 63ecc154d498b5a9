// SPDX-License-Identifier: MIT
using System.Globalization;
using SqueezeEdge.Packer.Blob;
using SqueezeEdge.Packer.Inference;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>The emulated program's standard output (native-kernels/emulator/README.md).</summary>
public sealed class RunnerReport
{
    private readonly List<FrameReport> frames = [];

    private RunnerReport() { }

    /// <summary>Name of the machine that ran; empty if the program said nothing.</summary>
    public string Machine { get; private set; } = "";

    /// <summary>The two blocks of arena the kernels ask for; 0 if it did not come to that.</summary>
    public ArenaBlocks Arena { get; private set; }

    /// <summary>How far into each of them anything was written.</summary>
    public ArenaBlocks ArenaTouched { get; private set; }

    /// <summary>Most stack the kernels used.</summary>
    public int StackBytes { get; private set; }

    /// <summary>Whether the program came to its end.</summary>
    public bool Complete { get; private set; }

    /// <summary>The kernel call that failed and the name of its status, or null.</summary>
    public (string Call, string Status)? Status { get; private set; }

    /// <summary>What a guard noticed, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Why the job was not understood, or null.</summary>
    public string? JobError { get; private set; }

    /// <summary>The frames that were finished.</summary>
    public IReadOnlyList<FrameReport> Frames => frames;

    /// <summary>Reads the program's output.</summary>
    /// <param name="output">All lines.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ModelException">A line is not part of the protocol.</exception>
    public static RunnerReport Parse(string output)
    {
        var report = new RunnerReport();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            try
            {
                report.Take(line.Split(' '));
            }
            catch (Exception e) when (e is FormatException or OverflowException or IndexOutOfRangeException or ArgumentOutOfRangeException)
            {
                throw new ModelException($"the emulated program wrote a line that is not part of its protocol: '{line}'", e);
            }
        }

        return report;
    }

    private static int Number(string word) => int.Parse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static long Count(string word) => long.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);

    private void Take(string[] words)
    {
        switch (words[0])
        {
            case "squeezeedge" when words[1] == "1":
                Machine = words[2];
                break;
            case "arena":
                Arena = new ArenaBlocks(Number(words[1]), Number(words[2]));
                break;
            case "frame" when Number(words[1]) == frames.Count:
                frames.Add(new FrameReport());
                break;
            case "top":
                frames[^1].Top.Add(new TopClass(Number(words[1]), Number(words[2]), Number(words[3])));
                break;
            case "instructions":
                frames[^1].Instructions = Count(words[1]);
                break;
            case "tensor" when Number(words[1]) == frames[^1].TensorInstructions.Count:
                frames[^1].TensorInstructions.Add(Count(words[2]));
                break;
            case "touched":
                ArenaTouched = new ArenaBlocks(Number(words[1]), Number(words[2]));
                break;
            case "stack":
                StackBytes = Number(words[1]);
                break;
            case "end":
                Complete = true;
                break;
            case "status":
                Status = (words[2], words[1]);
                break;
            case "fault":
                Fault = string.Join(' ', words[1..]);
                break;
            case "job":
                JobError = words[1];
                break;
            default:
                throw new FormatException();
        }
    }
}
