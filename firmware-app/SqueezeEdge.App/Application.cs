// SPDX-License-Identifier: MIT
using System;
using SqueezeEdge.App.Classification;
using SqueezeEdge.App.Hardware;
using SqueezeEdge.App.Output;
using SqueezeEdge.Cameras;
using SqueezeEdge.Cameras.Hardware;
using SqueezeEdge.Kernels;

namespace SqueezeEdge.App
{
    /// <summary>Opens the model, takes frames and shows their classes; whatever fails is shown by name and tried again.</summary>
    public sealed class Application
    {
        /// <summary>Name of the flash partition that holds the model, or, with 0 and 1 behind it, of its two slots.</summary>
        public const string ModelPartition = "model";

        private readonly IBoard _board;
        private readonly IKernels _kernels;
        private readonly IClock _clock;
        private readonly SerialOutput _serial;
        private readonly DisplayOutput _display;
        private readonly PinOutput _pins;
        private readonly BackOff _backOff = new BackOff();
        private readonly ModelInfo _model = new ModelInfo();
        private ICamera _camera;
        private FrameClassifier _classifier;
        private bool _modelIsOpen;
        private bool _framesArePrepared;
        private int _frame;

        /// <param name="board">The board.</param>
        /// <param name="kernels">The kernels.</param>
        /// <param name="console">Takes the lines of text and JSON.</param>
        /// <param name="clock">Time, for the duration of a frame and the waits after failures.</param>
        public Application(IBoard board, IKernels kernels, IConsole console, IClock clock)
        {
            _board = board;
            _kernels = kernels;
            _clock = clock;
            _serial = new SerialOutput(console);
            _display = new DisplayOutput(board);
            _pins = new PinOutput(board);
        }

        /// <summary>Steps for ever.</summary>
        public void Run()
        {
            for (; ; )
            {
                int wait = Step();
                if (wait > 0)
                {
                    _clock.Wait(wait);
                }
            }
        }

        /// <summary>Classifies one frame, after doing what is still missing: opening the model, taking the arena, making the camera.</summary>
        /// <returns>Milliseconds to wait before the next step: 0 after a frame, more after every failure in a row.</returns>
        public int Step()
        {
            Failure failure;
            try
            {
                failure = Prepare();
                if (failure == null)
                {
                    _frame++;
                    FrameResult result = new FrameResult(_frame);
                    failure = _classifier.Classify(result);
                    if (failure == null)
                    {
                        Show(result);
                        _backOff.Reset();
                        return 0;
                    }
                }
            }
            catch (Exception e)
            {
                // Out of memory, or a driver of the board that throws: the next step starts the camera anew.
                failure = Failure.Of(e);
                if (_classifier != null)
                {
                    _classifier.ReopenCamera();
                }
            }

            int wait = _backOff.Next();
            _serial.Show(failure, _frame, wait);
            _display.Show(failure);
            _pins.Clear();
            return wait;
        }

        private Failure Prepare() => _classifier != null ? null : OpenModel() ?? PrepareFrames() ?? CheckCamera();

        private Failure OpenModel()
        {
            if (_modelIsOpen)
            {
                return null;
            }

            int status = _kernels.SelfCheck();
            if (status == KernelStatus.Ok)
            {
                status = _kernels.Open(ModelPartition);
            }

            if (status == KernelStatus.Ok)
            {
                status = _kernels.ReadInfo(_model);
            }

            _modelIsOpen = status == KernelStatus.Ok;
            return _modelIsOpen ? null : Failure.OfKernels(status);
        }

        private Failure PrepareFrames()
        {
            if (_framesArePrepared)
            {
                return null;
            }

            if (_camera == null)
            {
                FrameSize size = FrameSize.For(_model.InputWidth, _model.InputHeight);
                _camera = _board.CreateCamera(size.Width, size.Height);
            }

            int status = _kernels.PrepareFrames(_camera.Width, _camera.Height, _camera.Format);
            if (status == KernelStatus.Ok)
            {
                status = _kernels.ReadInfo(_model);
            }

            if (status != KernelStatus.Ok)
            {
                return Failure.OfKernels(status);
            }

            _framesArePrepared = true;
            _serial.ShowStart(_board, _kernels, _model, _camera);
            return null;
        }

        /// <summary>Bytes lost or exchanged on the way would give wrong classes without any failure: one look before the first frame.</summary>
        private Failure CheckCamera()
        {
            ITransferCheck check = _camera as ITransferCheck;
            int status = check == null ? CameraStatus.Ok : check.CheckTransfer();
            if (status == CameraStatus.TestMismatch)
            {
                // A module whose pattern is not the documented one may still send right pictures: said, but no reason to stop.
                _serial.Show(Failure.OfCamera(status), _frame, 0);
            }
            else if (status != CameraStatus.Ok)
            {
                return Failure.OfCamera(status);
            }

            _classifier = new FrameClassifier(_camera, _kernels, _clock);
            return null;
        }

        private void Show(FrameResult result)
        {
            _serial.Show(result);
            _serial.Show(_display.Show(result), _frame, 0);
            _serial.Show(_pins.Show(result), _frame, 0);
        }
    }
}
