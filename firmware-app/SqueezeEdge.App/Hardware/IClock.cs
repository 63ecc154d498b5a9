// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Hardware
{
    /// <summary>Time since some moment in the past.</summary>
    public interface IClock
    {
        /// <summary>Milliseconds.</summary>
        long Milliseconds { get; }
    }
}
