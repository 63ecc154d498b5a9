// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Kernels
{
    /// <summary>What a call of the kernels ended in: <c>sqe_status</c> of squeezeedge.h and <c>sqe_session_status</c> of session.h. An
    /// enum's names do not exist on the device, so these are constants and <see cref="NameOf"/>.</summary>
    public static class KernelStatus
    {
        /// <summary>Done.</summary>
        public const int Ok = 0;

        /// <summary>A null or too short array, or a number outside its range.</summary>
        public const int Argument = -1;

        /// <summary>The blob is shorter than its header says.</summary>
        public const int Truncated = -2;

        /// <summary>There is no blob in the partition: flash a model.</summary>
        public const int Magic = -3;

        /// <summary>The blob has another format version: pack the model again.</summary>
        public const int Version = -4;

        /// <summary>The blob is damaged: flash it again.</summary>
        public const int Checksum = -5;

        /// <summary>The blob's header is inconsistent.</summary>
        public const int Header = -6;

        /// <summary>The blob's description of the network is inconsistent.</summary>
        public const int Network = -7;

        /// <summary>The blob's weights are inconsistent.</summary>
        public const int Weights = -8;

        /// <summary>The blob's labels are inconsistent.</summary>
        public const int Labels = -9;

        /// <summary>The blob does not start at a multiple of 4 bytes.</summary>
        public const int Alignment = -10;

        /// <summary>Frames of this geometry need more than the arena that was taken for the first ones.</summary>
        public const int Arena = -11;

        /// <summary>Frames of this size or pixel format are not supported.</summary>
        public const int Frame = -12;

        /// <summary>Calls out of order: nothing is open or prepared, no frame was begun, or rows are missing or too many.</summary>
        public const int State = -13;

        /// <summary>A row of the network needs more than 64 KiB.</summary>
        public const int TooLarge = -14;

        /// <summary>No slot holds a model that validates: flash one.</summary>
        public const int Slots = -15;

        /// <summary>Some input would make a sum of the network leave 32 bits: pack the model again.</summary>
        public const int Overflow = -16;

        /// <summary>Neither the partition nor a slot of it exists: flash the partition table of the board.</summary>
        public const int NoPartition = -32;

        /// <summary>A partition cannot be mapped into the address space.</summary>
        public const int Map = -33;

        /// <summary>No free block of RAM inside the chip has room for the arena's persistent part.</summary>
        public const int Memory = -34;

        /// <summary>The kernels compute something else than they should: the firmware or the chip is faulty.</summary>
        public const int SelfCheck = -35;

        /// <summary>A frame would take longer than the board's limit: choose a smaller network, or raise the limit.</summary>
        public const int TooSlow = -36;

        /// <summary>No free block of RAM inside the chip has room for the arena's scratch part.</summary>
        public const int Scratch = -37;

        // By status, its sign turned: those of squeezeedge.h from 0, those of session.h from 32. In fields: on the device a literal in a
        // method takes memory when it runs, and there may be none.
        private static readonly string[] Names =
        {
            nameof(Ok),
            nameof(Argument),
            nameof(Truncated),
            nameof(Magic),
            nameof(Version),
            nameof(Checksum),
            nameof(Header),
            nameof(Network),
            nameof(Weights),
            nameof(Labels),
            nameof(Alignment),
            nameof(Arena),
            nameof(Frame),
            nameof(State),
            nameof(TooLarge),
            nameof(Slots),
            nameof(Overflow),
        };

        private static readonly string[] SessionNames =
        {
            nameof(NoPartition),
            nameof(Map),
            nameof(Memory),
            nameof(SelfCheck),
            nameof(TooSlow),
            nameof(Scratch),
        };

        private static readonly string Unknown = "Unknown";

        /// <summary>The name of a status, for logs. Takes no memory.</summary>
        public static string NameOf(int status) =>
            status <= 0 && status > -Names.Length ? Names[-status]
            : status <= NoPartition && status > NoPartition - SessionNames.Length ? SessionNames[NoPartition - status]
            : Unknown;
    }
}
