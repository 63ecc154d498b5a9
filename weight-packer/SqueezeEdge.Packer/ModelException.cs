// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer;

/// <summary>A model, blob or image is not what it should be; the message says what, where and what to do.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public ModelException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ModelException(string message, Exception inner)
        : base(message, inner) { }
}
