// SPDX-License-Identifier: MIT
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SqueezeEdge.Packer.Tools;

/// <summary>Runs a program to its end, with empty standard input and captured output.</summary>
internal static class ProcessRunner
{
    /// <summary>Runs a program.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingFolder">Where it runs.</param>
    /// <param name="timeout">When to stop it, with everything it started.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="ModelException">It cannot be started.</exception>
    public static ProcessOutcome Run(string program, IEnumerable<string> arguments, string workingFolder, TimeSpan timeout)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        var error = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(error, line.Data);
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new ModelException($"'{program}' cannot be started: {e.Message}", e);
        }

        using var ending = Interruption.OnSignal(() =>
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit(TimeSpan.FromSeconds(5));
        });
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExit(timeout);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        // Without a timeout this also waits for the end of both streams.
        process.WaitForExit();
        return new ProcessOutcome(ended ? process.ExitCode : -1, output.ToString(), error.ToString(), !ended);
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            text.Append(line).Append('\n');
        }
    }
}
