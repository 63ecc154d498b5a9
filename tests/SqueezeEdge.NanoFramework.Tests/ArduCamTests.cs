// SPDX-License-Identifier: MIT
using nanoFramework.TestFramework;
using SqueezeEdge.Cameras;
using SqueezeEdge.Firmware.Tests.Drivers;

namespace SqueezeEdge.NanoFramework.Tests
{
    /// <summary>What every ArduCAM driver must do: end each fault in its status in bounded time, then deliver the next frame.</summary>
    [TestClass]
    public class ArduCamTests
    {
        [DataRow(ArduCamRig.Mega, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mega, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferDropped, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mega, (int)Fault.WrongId, CameraStatus.WrongId)]
        [DataRow(ArduCamRig.Mega, (int)Fault.NeverIdle, CameraStatus.ConfigureTimeout)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferDropped, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.WrongId, CameraStatus.WrongId)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TestMismatch, CameraStatus.TestMismatch)]
        [DataRow(ArduCamRig.Mini, (int)Fault.NoAcknowledge, CameraStatus.NoAcknowledge)]
        public void OpeningFails(int kind, int fault, int status)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.Module.Fault = (Fault)fault;
            rig.ExpectOpen(status);
            rig.ExpectCapture(status);
            rig.ExpectNextPicture();
        }

        [DataRow(ArduCamRig.Mega, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mega, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferDropped, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mega, (int)Fault.NeverDone, CameraStatus.CaptureTimeout)]
        [DataRow(ArduCamRig.Mega, (int)Fault.LengthZero, CameraStatus.LengthZero)]
        [DataRow(ArduCamRig.Mega, (int)Fault.LengthShort, CameraStatus.LengthShort)]
        [DataRow(ArduCamRig.Mega, (int)Fault.LengthOversize, CameraStatus.LengthOversize)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferDropped, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.NeverDone, CameraStatus.CaptureTimeout)]
        [DataRow(ArduCamRig.Mini, (int)Fault.LengthZero, CameraStatus.LengthZero)]
        [DataRow(ArduCamRig.Mini, (int)Fault.LengthShort, CameraStatus.LengthShort)]
        [DataRow(ArduCamRig.Mini, (int)Fault.LengthOversize, CameraStatus.LengthOversize)]
        public void CapturingFails(int kind, int fault, int status)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.ExpectOpen(CameraStatus.Ok);
            rig.Module.Fault = (Fault)fault;
            rig.ExpectCapture(status);
            rig.ExpectRead(CameraStatus.NoFrame);
            rig.ExpectNextPicture();
        }

        [DataRow(ArduCamRig.Mega, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mega, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mega, (int)Fault.TransferDropped, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckLow, CameraStatus.BusStuckLow)]
        [DataRow(ArduCamRig.Mini, (int)Fault.StuckHigh, CameraStatus.BusStuckHigh)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferRefused, CameraStatus.BusError)]
        [DataRow(ArduCamRig.Mini, (int)Fault.TransferDropped, CameraStatus.BusError)]
        public void ReadingFails(int kind, int fault, int status)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.ExpectCapture(CameraStatus.Ok);
            rig.ExpectRead(CameraStatus.Ok);
            rig.Module.Fault = (Fault)fault;
            rig.ExpectRead(status);
            rig.ExpectRead(CameraStatus.NoFrame);
            rig.ExpectNextPicture();
        }

        [DataRow(ArduCamRig.Mega)]
        [DataRow(ArduCamRig.Mini)]
        public void ResetInTheMiddleOfAFrame(int kind)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.ExpectCapture(CameraStatus.Ok);
            rig.ExpectRead(CameraStatus.Ok);
            rig.Module.Reset();
            rig.ExpectRead(CameraStatus.FrameLost);
            rig.ExpectNextPicture();
        }

        [DataRow(ArduCamRig.Mega)]
        [DataRow(ArduCamRig.Mini)]
        public void DoneOnlyAfterEverySecondReset(int kind)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.Module.Fault = Fault.DoneEverySecondReset;
            rig.ExpectCapture(CameraStatus.CaptureTimeout);
            rig.ExpectCapture(CameraStatus.Ok);
            ArduCamRig.ExpectPicture(rig.Camera, rig.Module.Frames, 16);
        }

        [DataRow(ArduCamRig.Mega, (int)Fault.None, CameraStatus.Ok)]
        [DataRow(ArduCamRig.Mega, (int)Fault.ByteLost, CameraStatus.DataShifted)]
        [DataRow(ArduCamRig.Mega, (int)Fault.BytesSwapped, CameraStatus.BytesSwapped)]
        [DataRow(ArduCamRig.Mega, (int)Fault.NeverDone, CameraStatus.TestMismatch)]
        [DataRow(ArduCamRig.Mega, (int)Fault.PatternOfOtherLength, CameraStatus.Ok)]
        [DataRow(ArduCamRig.Mini, (int)Fault.None, CameraStatus.Ok)]
        [DataRow(ArduCamRig.Mini, (int)Fault.ByteLost, CameraStatus.DataShifted)]
        [DataRow(ArduCamRig.Mini, (int)Fault.BytesSwapped, CameraStatus.BytesSwapped)]
        [DataRow(ArduCamRig.Mini, (int)Fault.NeverDone, CameraStatus.TestMismatch)]
        [DataRow(ArduCamRig.Mini, (int)Fault.PatternOfOtherLength, CameraStatus.Ok)]
        public void TheTransferCheckFinds(int kind, int fault, int status)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            rig.Module.Fault = (Fault)fault;
            ArduCamRig.Expect(status, rig.Camera.CheckTransfer());
            rig.ExpectRead(CameraStatus.NoFrame);
            rig.ExpectNextPicture();
        }

        [DataRow(ArduCamRig.Mega)]
        [DataRow(ArduCamRig.Mini)]
        public void ArgumentsAreChecked(int kind)
        {
            ArduCamRig rig = new ArduCamRig(kind);
            byte[] row = new byte[rig.Camera.RowBytes];
            ArduCamRig.Expect(CameraStatus.NoFrame, rig.Camera.ReadRows(row, 0, 1));
            rig.ExpectCapture(CameraStatus.Ok);
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(null, 0, 1));
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(row, 0, 0));
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(row, -1, 1));
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(row, 1, 1));
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(row, int.MaxValue, 1));
            ArduCamRig.Expect(CameraStatus.Argument, rig.Camera.ReadRows(row, 0, int.MaxValue));
            ArduCamRig.ExpectPicture(rig.Camera, 1, 96);
        }
    }
}
