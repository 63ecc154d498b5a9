// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App.Classification
{
    /// <summary>What went wrong last, by name: the part of the program and its status.</summary>
    /// <remarks>Each part of the program keeps one such object and fills it again for every failure: where memory is used up there is
    /// none for another. For the same reason texts are in fields: on the device a literal in a method takes memory when it runs.</remarks>
    public sealed class Failure
    {
        private static readonly string Camera = "camera";
        private static readonly string Kernels = "kernels";
        private static readonly string App = "app";
        private static readonly string OutOfMemory = "System.OutOfMemoryException";
        private static readonly string Unnamed = "Exception";
        private static readonly string Space = " ";

        /// <summary>camera, kernels, display, pins or app.</summary>
        public string Part { get; private set; }

        /// <summary>The name of its status, or of the exception it threw.</summary>
        public string Status { get; private set; }

        /// <summary>A status of the camera.</summary>
        /// <param name="status">One of <see cref="CameraStatus"/>.</param>
        /// <returns>This object.</returns>
        public Failure OfCamera(int status) => Of(Camera, CameraStatus.NameOf(status));

        /// <summary>A status of the kernels.</summary>
        /// <param name="status">One of <see cref="KernelStatus"/>.</param>
        /// <returns>This object.</returns>
        public Failure OfKernels(int status) => Of(Kernels, KernelStatus.NameOf(status));

        /// <summary>An exception nobody expected.</summary>
        /// <param name="e">The exception; its message is empty on the device, its type tells.</param>
        /// <returns>This object.</returns>
        public Failure Of(Exception e) => Of(App, e);

        /// <summary>An exception of a part of the program.</summary>
        /// <param name="part">The part.</param>
        /// <param name="e">The exception.</param>
        /// <returns>This object.</returns>
        public Failure Of(string part, Exception e) => Of(part, NameOf(e));

        /// <summary>Any part and status.</summary>
        /// <param name="part">The part.</param>
        /// <param name="status">A name.</param>
        /// <returns>This object.</returns>
        public Failure Of(string part, string status)
        {
            Part = part;
            Status = status;
            return this;
        }

        /// <summary>The name of an exception's type. Out of memory, no memory is taken for it.</summary>
        /// <param name="e">The exception.</param>
        public static string NameOf(Exception e)
        {
            if (e is OutOfMemoryException)
            {
                return OutOfMemory;
            }

            try
            {
                return e.GetType().FullName;
            }
            catch (Exception)
            {
                return Unnamed;
            }
        }

        /// <inheritdoc/>
        public override string ToString() => Part + Space + Status;
    }
}
