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
        private readonly Failure _failure = new Failure();
        private readonly FrameResult _result = new FrameResult(0);
        private readonly ModelInfo _model = new ModelInfo();
        private ICamera _camera;
        private FrameClassifier _classifier;
        private bool _boardIsShown;
        private bool _modelIsOpen;
        private bool _framesArePrepared;
        private int _frame;
        private int _failuresInARow;

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

        /// <summary>Classifies one frame, after doing what is still missing: opening the model, taking the arena, making the
        /// camera.</summary>
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
                    _result.Frame = _frame;
                    failure = _classifier.Classify(_result);
                    if (failure == null)
                    {
                        Show();
                        _backOff.Reset();
                        _failuresInARow = 0;
                        return 0;
                    }
                }
            }
            catch (Exception e)
            {
                // Out of memory, or a driver of the board that throws: the next step starts the camera anew.
                failure = _failure.Of(e);
                if (_classifier != null)
                {
                    _classifier.ReopenCamera();
                }
            }

            return Report(failure);
        }

        /// <summary>Shows a failure wherever that can be done. Nothing here takes memory, and nothing ends the program: there may be no
        /// memory left, and any of the parts may be what failed.</summary>
        /// <returns>Milliseconds to wait before the next step.</returns>
        private int Report(Failure failure)
        {
            int wait = _backOff.Next();
            _failuresInARow++;
            try
            {
                _serial.Show(failure, _frame, wait);
            }
            catch (Exception)
            {
                // The display and the pins may still tell.
            }

            _display.Show(failure);
            _pins.Clear();
            if (_board.RestartAfterFailures > 0 && _failuresInARow >= _board.RestartAfterFailures)
            {
                Restart();
            }

            return wait;
        }

        private void Restart()
        {
            try
            {
                _serial.ShowRestart(_failuresInARow);
            }
            catch (Exception)
            {
                // Restarting matters more.
            }

            _failuresInARow = 0;
            try
            {
                _board.Restart();
            }
            catch (Exception)
            {
                // After as many failures it is tried again.
            }
        }

        private Failure Prepare() => _classifier != null ? null : ShowBoard() ?? OpenModel() ?? PrepareFrames() ?? CheckCamera();

        private Failure ShowBoard()
        {
            if (!_boardIsShown)
            {
                _boardIsShown = true;
                _serial.ShowBoard(_board, _kernels);
            }

            return null;
        }

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

            if (status == KernelStatus.Ok && SpeedEstimate.IsTooSlow(_model.Multiplications, _board.CpuMHz, _board.MaxSecondsPerFrame))
            {
                status = KernelStatus.TooSlow;
            }

            _modelIsOpen = status == KernelStatus.Ok;
            return _modelIsOpen ? null : _failure.OfKernels(status);
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
                return _failure.OfKernels(status);
            }

            _framesArePrepared = true;
            _serial.ShowModel(_board, _model, _camera);
            return null;
        }

        /// <summary>Bytes lost or exchanged on the way would give wrong classes without any failure: one look before the first
        /// frame.</summary>
        private Failure CheckCamera()
        {
            ITransferCheck check = _camera as ITransferCheck;
            int status = check == null ? CameraStatus.Ok : check.CheckTransfer();
            if (status == CameraStatus.TestMismatch)
            {
                // A module whose pattern is not the documented one may still send right pictures: said, but no reason to stop.
                _serial.Warn(_failure.OfCamera(status), _frame);
            }
            else if (status != CameraStatus.Ok)
            {
                return _failure.OfCamera(status);
            }

            _classifier = new FrameClassifier(_camera, _kernels, _clock);
            return null;
        }

        private void Show()
        {
            _serial.Show(_result);
            _serial.Warn(_display.Show(_result), _frame);
            _serial.Warn(_pins.Show(_result), _frame);
        }
    }
}
