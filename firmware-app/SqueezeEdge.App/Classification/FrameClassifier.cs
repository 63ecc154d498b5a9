// SPDX-License-Identifier: MIT
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.Hardware;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App.Classification
{
    /// <summary>Takes a frame and passes it on to the kernels a band of rows at a time; there is never more of it in RAM than a
    /// band.</summary>
    public sealed class FrameClassifier
    {
        /// <summary>Most bytes of a band. With the two transfer buffers of a camera it makes 16 KB of managed memory.</summary>
        public const int MostBandBytes = 10240;

        /// <summary>Most rows of a band, those of 320 pixels that fill it: the other threads stand still while the kernels work on
        /// one.</summary>
        public const int MostBandRows = 16;

        private readonly ICamera _camera;
        private readonly IKernels _kernels;
        private readonly IClock _clock;
        private readonly byte[] _band;
        private readonly int _bandRows;
        private readonly Failure _failure = new Failure();
        private bool _reopen;

        /// <param name="camera">The camera.</param>
        /// <param name="kernels">The kernels, prepared for frames of its geometry.</param>
        /// <param name="clock">Time.</param>
        public FrameClassifier(ICamera camera, IKernels kernels, IClock clock)
        {
            _camera = camera;
            _kernels = kernels;
            _clock = clock;
            int rows = MostBandBytes / camera.RowBytes;
            _bandRows =
                rows > MostBandRows ? MostBandRows
                : rows < 1 ? 1
                : rows;
            _band = new byte[_bandRows * camera.RowBytes];
        }

        /// <summary>The next frame opens the camera first, whatever state it claims to be in.</summary>
        public void ReopenCamera() => _reopen = true;

        /// <summary>Classifies a new frame.</summary>
        /// <param name="result">Receives the classes.</param>
        /// <returns>null, or what failed; the result is worthless then.</returns>
        public Failure Classify(FrameResult result)
        {
            long start = _clock.Milliseconds;
            int status = CameraStatus.Ok;
            if (_reopen)
            {
                status = _camera.Open();
                _reopen = status != CameraStatus.Ok;
            }

            if (status == CameraStatus.Ok)
            {
                status = _camera.Capture();
            }

            if (status != CameraStatus.Ok)
            {
                return _failure.OfCamera(status);
            }

            int kernels = _kernels.Begin();
            while (kernels == KernelStatus.Ok && _camera.RowsLeft > 0)
            {
                int rows = _camera.RowsLeft < _bandRows ? _camera.RowsLeft : _bandRows;
                status = _camera.ReadRows(_band, 0, rows);
                if (status != CameraStatus.Ok)
                {
                    return _failure.OfCamera(status);
                }

                kernels = _kernels.Push(_band, 0, rows);
            }

            if (kernels == KernelStatus.Ok)
            {
                kernels = _kernels.Finish(result.Classes, result.Probabilities);
            }

            if (kernels < 0)
            {
                return _failure.OfKernels(kernels);
            }

            result.Count = kernels;
            for (int i = 0; i < result.Count; i++)
            {
                string label = _kernels.Label(result.Classes[i]);
                result.Labels[i] = label.Length > 0 ? label : result.Classes[i].ToString();
            }

            result.Milliseconds = (int)(_clock.Milliseconds - start);
            result.KernelMilliseconds = _kernels.LastFrameMicroseconds / 1000;
            return null;
        }
    }
}
