// SPDX-License-Identifier: MIT
namespace SqueezeEdge.App.Configuration
{
    /// <summary>What is connected to the board, and where: its board.json as the build read it.</summary>
    public sealed class BoardConfiguration
    {
        /// <summary>Name of the board.</summary>
        public string Name { get; set; }

        /// <summary>One of <see cref="CameraName"/>.</summary>
        public string Camera { get; set; }

        /// <summary>Whether an SSD1306 of 128 x 64 pixels is on the I2C bus.</summary>
        public bool HasDisplay { get; set; }

        /// <summary>GPIO number of the camera's SPI clock; -1: not connected, as for all pins.</summary>
        public int Sck { get; set; }

        /// <summary>GPIO number of SPI data to the board.</summary>
        public int Miso { get; set; }

        /// <summary>GPIO number of SPI data to the camera.</summary>
        public int Mosi { get; set; }

        /// <summary>GPIO number of the camera's chip select.</summary>
        public int Cs { get; set; }

        /// <summary>GPIO number of I2C data.</summary>
        public int Sda { get; set; }

        /// <summary>GPIO number of the I2C clock.</summary>
        public int Scl { get; set; }

        /// <summary>Output pins and their classes, as in <see cref="Hardware.IBoard.ClassPins"/>.</summary>
        public string[] ClassPins { get; set; }

        /// <summary>Where an ArduCAM Mini puts a dummy byte: one of <see cref="Cameras.ArduCamMini.MiniBurst"/>.</summary>
        public int MiniBurst { get; set; }

        /// <summary>Whether the camera exchanges left and right.</summary>
        public bool Mirror { get; set; }

        /// <summary>Whether the camera turns the picture by 180 degrees.</summary>
        public bool UpsideDown { get; set; }

        /// <summary>See <see cref="Hardware.IBoard.MaxSecondsPerFrame"/>.</summary>
        public int MaxSecondsPerFrame { get; set; }

        /// <summary>See <see cref="Hardware.IBoard.CpuMHz"/>.</summary>
        public int CpuMHz { get; set; }

        /// <summary>See <see cref="Hardware.IBoard.RestartAfterFailures"/>.</summary>
        public int RestartAfterFailures { get; set; }

        /// <summary>The board this firmware was built for.</summary>
        public static BoardConfiguration OfThisBuild() =>
            new BoardConfiguration
            {
                Name = ThisBoard.Name,
                Camera = ThisBoard.Camera,
                HasDisplay = ThisBoard.Display == "ssd1306",
                Sck = ThisBoard.Sck,
                Miso = ThisBoard.Miso,
                Mosi = ThisBoard.Mosi,
                Cs = ThisBoard.Cs,
                Sda = ThisBoard.Sda,
                Scl = ThisBoard.Scl,
                ClassPins = ThisBoard.ClassPins(),
                MiniBurst = BurstOf(ThisBoard.MiniBurst),
                Mirror = ThisBoard.Mirror,
                UpsideDown = ThisBoard.UpsideDown,
                MaxSecondsPerFrame = ThisBoard.MaxSecondsPerFrame,
                CpuMHz = ThisBoard.CpuMHz,
                RestartAfterFailures = ThisBoard.RestartAfterFailures,
            };

        /// <summary>The value of a board.json's miniBurst.</summary>
        /// <param name="name">first, every, or anything else for none.</param>
        internal static int BurstOf(string name) =>
            name == "first" ? Cameras.ArduCamMini.MiniBurst.DummyInFirst
            : name == "every" ? Cameras.ArduCamMini.MiniBurst.DummyInEvery
            : Cameras.ArduCamMini.MiniBurst.NoDummy;
    }
}
