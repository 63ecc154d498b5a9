// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Cli.Output;

/// <summary>The stages of a long piece of work, one after the other.</summary>
/// <param name="show">Shows a stage's title and the share of the whole that is done, 0..1.</param>
internal sealed class Stages(Action<string, double> show)
{
    /// <summary>Begins a stage.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="from">Share of the whole done at its beginning, 0..1.</param>
    /// <param name="to">Share of the whole done at its end, 0..1.</param>
    /// <returns>Where the stage reports its own share done, 0..1.</returns>
    public IProgress<double> Next(string title, double from, double to)
    {
        show(title, from);
        return new Report(share => show(title, from + (to - from) * Math.Clamp(share, 0, 1)));
    }

    private sealed class Report(Action<double> show) : IProgress<double>
    {
        void IProgress<double>.Report(double value) => show(value);
    }
}
