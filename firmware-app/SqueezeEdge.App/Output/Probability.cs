// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Output
{
    /// <summary>Probabilities in 1/65536, as people and programs read them, without floating point.</summary>
    internal static class Probability
    {
        /// <summary>For example "93.4 %", rounded.</summary>
        public static string Percent(int probability)
        {
            int tenths = (probability * 1000 + 32768) >> 16;
            return tenths / 10 + "." + tenths % 10 + " %";
        }

        /// <summary>For example "93%", rounded.</summary>
        public static string ShortPercent(int probability) => ((probability * 100 + 32768) >> 16) + "%";

        /// <summary>For example "0.93412", rounded.</summary>
        public static string Fraction(int probability)
        {
            int value = (int)((probability * 100000L + 32768) >> 16);
            return value / 100000 + "." + (value % 100000).ToString().PadLeft(5, '0');
        }
    }
}
