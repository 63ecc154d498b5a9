// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.Cameras;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App.Classification
{
    /// <summary>What went wrong, by name: the part of the program and its status.</summary>
    public sealed class Failure
    {
        private Failure(string part, string status)
        {
            Part = part;
            Status = status;
        }

        /// <summary>camera, kernels, display, pins or app.</summary>
        public string Part { get; }

        /// <summary>The name of its status, or of the exception it threw.</summary>
        public string Status { get; }

        /// <summary>A status of the camera.</summary>
        /// <param name="status">One of <see cref="CameraStatus"/>.</param>
        public static Failure OfCamera(int status) => new Failure("camera", CameraStatus.NameOf(status));

        /// <summary>A status of the kernels.</summary>
        /// <param name="status">One of <see cref="KernelStatus"/>.</param>
        public static Failure OfKernels(int status) => new Failure("kernels", KernelStatus.NameOf(status));

        /// <summary>Something in the way of showing a result.</summary>
        /// <param name="part">display or pins.</param>
        /// <param name="status">A name.</param>
        public static Failure OfOutput(string part, string status) => new Failure(part, status);

        /// <summary>An exception nobody expected.</summary>
        /// <param name="e">The exception; its message is empty on the device, its type tells.</param>
        public static Failure Of(Exception e) => new Failure("app", e.GetType().FullName);

        /// <inheritdoc/>
        public override string ToString() => Part + " " + Status;
    }
}
