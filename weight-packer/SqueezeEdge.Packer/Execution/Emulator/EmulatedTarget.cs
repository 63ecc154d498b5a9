// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Cameras;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Packer.Execution.Emulator;

/// <summary>The kernels on a microcontroller emulated by QEMU.</summary>
public sealed class EmulatedTarget : IInferenceTarget
{
    private const int BatchBytes = 24 << 20;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);

    private readonly EmulatedMachine machine;
    private readonly NativeBuild build;

    /// <summary>Creates the target.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="build">Builds the kernels.</param>
    public EmulatedTarget(EmulatedMachine machine, NativeBuild build)
    {
        this.machine = machine;
        this.build = build;
    }

    /// <inheritdoc/>
    public string Name => machine.Name;

    /// <inheritdoc/>
    public IReadOnlyList<InferenceResult> Run(byte[] blob, IReadOnlyList<CameraFrame> frames, RunOptions options)
    {
        foreach (var frame in frames)
        {
            FrameCheck.Validate(frame.Width, frame.Height, frame.Format, frame.Bytes.Length);
        }

        var results = new List<InferenceResult>();
        while (results.Count < frames.Count)
        {
            var first = frames[results.Count];
            var most = Math.Max(1, BatchBytes / Math.Max(1, first.Bytes.Length));
            var batch = frames.Skip(results.Count).TakeWhile(f => JobFile.SameGeometry(f, first)).Take(most).ToArray();
            results.AddRange(RunBatch(blob, batch, options));
        }

        return results;
    }

    /// <summary>Runs a job and returns everything the program said, failures included.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="job">A job, see <see cref="JobFile"/>.</param>
    /// <param name="timeout">When the emulator is taken for hanging.</param>
    /// <returns>The report, the trace file and the exit code.</returns>
    /// <exception cref="ModelException">The emulator is missing, cannot run the program, or hangs.</exception>
    public (RunnerReport Report, byte[] Trace, int ExitCode) RunJob(byte[] blob, byte[] job, TimeSpan timeout)
    {
        if (blob.Length > machine.BlobLimit || job.Length > machine.JobLimit)
        {
            throw new ModelException(
                $"{Name}: the emulated machine has room for a blob of {machine.BlobLimit} bytes and frames of "
                    + $"{machine.JobLimit}; these have {blob.Length} and {job.Length}."
            );
        }

        var emulator = build.Tools.Require(machine.Emulator);
        var program = build.Build(machine.Target);
        var folder = Directory.CreateTempSubdirectory("squeezeedge-");
        using var removal = Interruption.OnSignal(() => folder.Delete(recursive: true));
        try
        {
            var trace = Path.Combine(folder.FullName, "trace.bin");
            File.WriteAllBytes(trace, []);
            File.WriteAllBytes(Path.Combine(folder.FullName, "blob.bin"), blob);
            File.WriteAllBytes(Path.Combine(folder.FullName, "job.bin"), job);
            var outcome = ProcessRunner.Run(emulator, [.. machine.Arguments, "-kernel", program], folder.FullName, timeout);
            if (outcome.TimedOut)
            {
                throw new ModelException($"{Name}: the emulated program did not end within {timeout.TotalSeconds:0} s and was stopped.");
            }

            var report = RunnerReport.Parse(outcome.Output);
            if (report.Machine != Name)
            {
                throw new ModelException(
                    (
                        $"{Name}: {machine.Emulator} ended with exit code {outcome.ExitCode} before the program "
                        + $"started. {outcome.Error.Trim()}"
                    ).TrimEnd()
                );
            }

            return (report, File.ReadAllBytes(trace), outcome.ExitCode);
        }
        finally
        {
            // A signal may have removed it already.
            if (Directory.Exists(folder.FullName))
            {
                folder.Delete(recursive: true);
            }
        }
    }

    private List<InferenceResult> RunBatch(byte[] blob, CameraFrame[] frames, RunOptions options)
    {
        var timeout = StartTime + options.TimeoutPerFrame * frames.Length;
        var (report, traceBytes, exitCode) = RunJob(blob, JobFile.Write(frames, options), timeout);
        Check(report, exitCode);
        var traces = TraceFile.Read(traceBytes);
        if (report.Frames.Count != frames.Length || traces.Count != frames.Length)
        {
            throw new ModelException(
                $"{Name}: {frames.Length} frames were sent; {report.Frames.Count} were reported and {traces.Count} traced."
            );
        }

        return
        [
            .. report.Frames.Zip(
                traces,
                (frame, trace) =>
                    new InferenceResult(frame.Top, trace.Sums, report.Arena)
                    {
                        Instructions = options.Trace ? null : frame.Instructions,
                        TensorInstructions = options.Profile && !options.Trace ? frame.TensorInstructions : null,
                        ArenaTouched = report.ArenaTouched,
                        StackBytes = report.StackBytes,
                        Trace = options.Trace ? trace.Maps : null,
                    }
            ),
        ];
    }

    private void Check(RunnerReport report, int exitCode)
    {
        if (report.Status is var (call, status))
        {
            throw new ModelException(KernelStatus.Describe(Name, call, status));
        }

        if (report.Fault is { } fault)
        {
            throw new ModelException($"{Name}: a guard stopped the kernels: {fault}.");
        }

        if (report.JobError is { } job)
        {
            throw new ModelException($"{Name}: the emulated program does not understand its job: {job}.");
        }

        if (!report.Complete || exitCode != 0)
        {
            throw new ModelException($"{Name}: the emulated program ended early, with exit code {exitCode}.");
        }
    }
}
