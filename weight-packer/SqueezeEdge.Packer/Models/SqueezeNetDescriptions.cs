// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer.Topology;

namespace SqueezeEdge.Packer.Models;

/// <summary>Descriptions of the published networks (arXiv 1602.07360, Table 1 and the v1.1 release).</summary>
public static class SqueezeNetDescriptions
{
    /// <summary>
    /// SqueezeNet v1.0 as the Deep-Compressed weights were trained with Caffe: 227x227, BGR, means 104, 117, 123, and a
    /// padding of 1 on conv10's 1x1 kernel.
    /// </summary>
    /// <returns>The description.</returns>
    public static NetworkDescription DeepCompressedV10() =>
        new(
            "squeezenet-v1.0",
            new InputDescription(227, 227, 3, ChannelOrder.Bgr, [104, 117, 123], [1, 1, 1], ResizePolicy.Squash, 256),
            [
                new Convolution("conv1", 96, 7, 2, 0),
                new MaxPool("pool1", 3, 2, true),
                new Fire("fire2", 16, 64, 64),
                new Fire("fire3", 16, 64, 64),
                new Fire("fire4", 32, 128, 128),
                new MaxPool("pool4", 3, 2, true),
                new Fire("fire5", 32, 128, 128),
                new Fire("fire6", 48, 192, 192),
                new Fire("fire7", 48, 192, 192),
                new Fire("fire8", 64, 256, 256),
                new MaxPool("pool8", 3, 2, true),
                new Fire("fire9", 64, 256, 256),
                new Convolution("conv10", 1000, 1, 1, 1),
                new GlobalAverage("pool10"),
            ]
        );
}
