// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Execution;

/// <summary>Puts the kernels' statuses into words.</summary>
public static class KernelStatus
{
    /// <summary>Says which call failed how, and what that means.</summary>
    /// <param name="target">Where it happened.</param>
    /// <param name="call">The kernels' function.</param>
    /// <param name="name">Name of the status, as <c>sqe_status_name</c> gives it.</param>
    /// <returns>The message.</returns>
    public static string Describe(string target, string call, string name) => $"{target}: {call} failed with '{name}': {Explain(name)}.";

    private static string Explain(string name) =>
        name switch
        {
            "argument" => "an argument is missing or out of range",
            "truncated" => "the blob is shorter than it says",
            "magic" => "this is not a model blob",
            "version" => "the blob has another format version; pack the model again",
            "checksum" => "the blob is damaged; pack or copy it again",
            "header" => "the blob's header is inconsistent",
            "network" => "the blob's description of the network is inconsistent",
            "weights" => "the blob's weights are inconsistent",
            "labels" => "the blob's labels are inconsistent",
            "alignment" => "the blob or the arena does not start at a multiple of 4",
            "arena" => "the network needs more RAM than there is",
            "frame" => "the kernels support frames of 1x1 to 4096x4096 pixels in four formats",
            "state" => "the calls came in the wrong order",
            "slots" => "no slot holds a model that validates; flash one",
            "overflow" => "some input would make a sum leave 32 bits; pack the model again",
            "too-large" => "a row of the network needs more than 64 KiB",
            _ => "unknown",
        };
}
