// SPDX-License-Identifier: MIT
using System.Text;

namespace SqueezeEdge.Kernels
{
    /// <summary>Facts about the open model and its frames.</summary>
    public sealed class ModelInfo
    {
        /// <summary>Integers <c>sqe_session_info</c> writes.</summary>
        public const int NumberCount = 12;

        /// <summary>Bytes of a name <c>sqe_session_info</c> writes, zeros behind it included.</summary>
        public const int NameBytes = 32;

        /// <summary>Bytes of an identity <c>sqe_session_info</c> writes.</summary>
        public const int IdentityBytes = 8;

        private const string HexDigits = "0123456789abcdef";

        /// <summary>Name of the network; never null.</summary>
        public string Name { get; set; } = "";

        /// <summary>First 8 bytes of the SHA-256 of the file the model was packed from, as 16 lower-case hexadecimal digits.</summary>
        public string Identity { get; set; } = "";

        /// <summary>Width of the network's input in pixels.</summary>
        public int InputWidth { get; set; }

        /// <summary>Height of the network's input in pixels.</summary>
        public int InputHeight { get; set; }

        /// <summary>Channels of the network's input, 1 or 3.</summary>
        public int InputChannels { get; set; }

        /// <summary>Classes the network tells apart.</summary>
        public int Classes { get; set; }

        /// <summary>Weights that are not zero.</summary>
        public int NonzeroWeights { get; set; }

        /// <summary>Multiplications of a frame: nonzero weights of each tensor x its output positions, summed.</summary>
        public long Multiplications { get; set; }

        /// <summary>Bytes of RAM the arena takes for these frames; 0 until frames are prepared.</summary>
        public int ArenaBytes { get; set; }

        /// <summary>Width of the frames in pixels; 0 until frames are prepared.</summary>
        public int FrameWidth { get; set; }

        /// <summary>Height of the frames in pixels; 0 until frames are prepared.</summary>
        public int FrameHeight { get; set; }

        /// <summary>The slot the model is in, 0 or 1; -1 where the partition has no slots.</summary>
        public int Slot { get; set; }

        /// <summary>Length of the model in flash, in bytes.</summary>
        public int BlobBytes { get; set; }

        /// <summary>Takes over what <c>sqe_session_info</c> wrote.</summary>
        /// <param name="numbers"><see cref="NumberCount"/> integers in the order of <c>sqe_session_number</c>.</param>
        /// <param name="name"><see cref="NameBytes"/> bytes: UTF-8, ended by a zero.</param>
        /// <param name="identity"><see cref="IdentityBytes"/> bytes.</param>
        public void Set(int[] numbers, byte[] name, byte[] identity)
        {
            Name = TextOf(name);
            Identity = HexOf(identity);
            InputWidth = numbers[0];
            InputHeight = numbers[1];
            InputChannels = numbers[2];
            Classes = numbers[3];
            NonzeroWeights = numbers[4];
            BlobBytes = numbers[5];
            Slot = numbers[6];
            FrameWidth = numbers[7];
            FrameHeight = numbers[8];
            ArenaBytes = numbers[9];
            Multiplications = ((long)numbers[11] << 32) | (uint)numbers[10];
        }

        private static string TextOf(byte[] text)
        {
            int length = 0;
            while (length < text.Length && text[length] != 0)
            {
                length++;
            }

            return Encoding.UTF8.GetString(text, 0, length);
        }

        private static string HexOf(byte[] bytes)
        {
            char[] digits = new char[2 * bytes.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                digits[2 * i] = HexDigits[bytes[i] >> 4];
                digits[2 * i + 1] = HexDigits[bytes[i] & 15];
            }

            return new string(digits);
        }
    }
}
