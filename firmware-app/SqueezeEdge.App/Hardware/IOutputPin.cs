// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Hardware
{
    /// <summary>A pin that switches something.</summary>
    public interface IOutputPin
    {
        /// <summary>Sets its level.</summary>
        /// <param name="high">High or low.</param>
        void Write(bool high);
    }
}
