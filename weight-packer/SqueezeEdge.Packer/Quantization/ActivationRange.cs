// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Quantization;

/// <summary>The value of activation 255 that loses least: not the maximum, not a percentile.</summary>
public static class ActivationRange
{
    private const int Candidates = 80;

    /// <summary>Finds the clip with the least squared error over samples of the activation.</summary>
    /// <param name="samples">Values before or after ReLU.</param>
    /// <returns>Value of one unit (clip / 255), positive.</returns>
    public static double Scale(IReadOnlyList<float> samples)
    {
        var positive = samples.Where(s => s > 0).Order().ToArray();
        if (positive.Length == 0)
        {
            return 1;
        }

        var largest = (double)positive[^1];
        var best = largest / 255;
        var least = double.MaxValue;
        for (var i = 0; i < Candidates; i++)
        {
            var scale = largest * Math.Pow(0.25, (double)i / Candidates) / 255;
            var error = 0.0;
            foreach (var value in positive)
            {
                var difference = Math.Min(255, Math.Floor(value / scale + 0.5)) * scale - value;
                error += difference * difference;
            }

            if (error < least)
            {
                (least, best) = (error, scale);
            }
        }

        return best;
    }
}
