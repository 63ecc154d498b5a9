// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Execution;

/// <summary>
/// How long a frame takes on a target, before it is run. A blob bounds the memory of a frame but not its time: a few kilobytes of
/// weights over maps of 1024x1024 pixels take minutes.
/// </summary>
public static class FrameTime
{
    /// <summary>What is not run without being asked for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    // Multiplications per second of a desktop core; SqueezeNet v1.0 has 0.44e9 a frame. Emulators are about ten times slower.
    private const double Host = 2e9;
    private const double Emulator = 0.2e9;

    /// <summary>Estimates the time of a frame, to within a factor of three or so.</summary>
    /// <param name="target">Name of the target: host, rv32 or xtensa.</param>
    /// <param name="multiplications">Multiplications of a frame.</param>
    /// <returns>The time on a desktop.</returns>
    public static TimeSpan Estimate(string target, long multiplications) =>
        TimeSpan.FromSeconds(multiplications / (target == "host" ? Host : Emulator));

    /// <summary>Refuses a network whose frames take long.</summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="multiplications">Multiplications of a frame.</param>
    /// <exception cref="ModelException">A frame takes longer than <see cref="Limit"/>.</exception>
    public static void Check(string target, long multiplications)
    {
        var time = Estimate(target, multiplications);
        if (time > Limit)
        {
            throw new ModelException(
                $"a frame needs {multiplications / 1e9:0.0} billion multiplications, on {target} about {time.TotalMinutes:0.0} "
                    + "minutes a picture; add --force to run it anyway, or use a smaller network or input."
            );
        }
    }
}
