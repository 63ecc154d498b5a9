// SPDX-License-Identifier: MIT
using System.Runtime.InteropServices;
using System.Text;
using SqueezeEdge.Kernels;
using SqueezeEdge.Packer.Blob;

namespace SqueezeEdge.Firmware.Tests.Interop;

/// <summary>The kernels of a simulated board: the same session code as in the firmware, on partitions, RAM and a clock of the test's
/// choice. Skips the test where there is no C compiler.</summary>
public sealed unsafe class DesktopKernels : IKernels, IDisposable
{
    private const int KernelsVersion = 0x000100; // SQE_VERSION, compared with the header in a test
    private readonly nint session;
    private readonly List<nint> flash = [];

    /// <summary>Makes a board.</summary>
    /// <param name="partitions">Name and content of each partition, copied; null content for one that cannot be mapped.</param>
    /// <param name="ram">The two free blocks of RAM; null for any size.</param>
    /// <param name="clockStep">Microseconds the clock advances whenever it is read; 0 for the processor's time.</param>
    public DesktopKernels(IReadOnlyDictionary<string, byte[]?> partitions, ArenaBlocks? ram = null, int clockStep = 0)
    {
        SessionLibrary.Require();
        session = SessionLibrary.Create();
        foreach (var (name, content) in partitions)
        {
            Add(name, content);
        }

        if (ram is { } blocks)
        {
            SessionLibrary.Ram(session, (nuint)blocks.Persistent, (nuint)blocks.Scratch);
        }

        SessionLibrary.Clock(session, (uint)clockStep);
    }

    /// <inheritdoc/>
    public int Version => KernelsVersion;

    /// <inheritdoc/>
    public int LastFrameMicroseconds => SessionLibrary.FrameMicroseconds(session);

    /// <inheritdoc/>
    public int LongestPushMicroseconds => SessionLibrary.LongestPushMicroseconds(session);

    /// <inheritdoc/>
    public int ArenaHighWaterMark => SessionLibrary.HighWater(session);

    /// <summary>Partitions that are mapped now.</summary>
    public int Mappings => SessionLibrary.Mappings(session);

    /// <summary>Adds a partition.</summary>
    public void Add(string name, byte[]? content) =>
        Assert.Equal(1, SessionLibrary.Partition(session, name, Flash(content), (nuint)(content?.Length ?? 0)));

    /// <summary>A partition's bytes, in the order they were added, for a test that damages them while they are in use.</summary>
    public Span<byte> Partition(int index, int bytes) => new((void*)flash[index], bytes);

    /// <inheritdoc/>
    public int SelfCheck() => SessionLibrary.SelfCheck(session);

    /// <inheritdoc/>
    public int Open(string partition) => SessionLibrary.Open(session, partition);

    /// <summary>Opens a model and prepares frames.</summary>
    public int Open(string partition, int width, int height, int format)
    {
        var status = Open(partition);
        return status == KernelStatus.Ok ? PrepareFrames(width, height, format) : status;
    }

    /// <inheritdoc/>
    public int PrepareFrames(int width, int height, int format) => SessionLibrary.Prepare(session, width, height, format);

    /// <inheritdoc/>
    public int ReadInfo(ModelInfo info)
    {
        if (info is null)
        {
            return KernelStatus.Argument;
        }

        var numbers = new int[ModelInfo.NumberCount];
        var name = new byte[ModelInfo.NameBytes];
        var identity = new byte[ModelInfo.IdentityBytes];
        var status = ReadInfo(numbers, name, identity);
        if (status == KernelStatus.Ok)
        {
            info.Set(numbers, name, identity);
        }

        return status;
    }

    /// <summary>What <see cref="ReadInfo(ModelInfo)"/> calls, for a test with wrong arrays.</summary>
    public int ReadInfo(int[]? numbers, byte[]? name, byte[]? identity) =>
        SessionLibrary.Info(session, numbers, numbers?.Length ?? 0, name, name?.Length ?? 0, identity, identity?.Length ?? 0);

    /// <inheritdoc/>
    public string Label(int classIndex)
    {
        var length = Label(classIndex, null);
        if (length <= 0)
        {
            return "";
        }

        var text = new byte[length];
        Label(classIndex, text);
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>What <see cref="Label(int)"/> calls, for a test with wrong arrays.</summary>
    public int Label(int classIndex, byte[]? text) => SessionLibrary.Label(session, classIndex, text, text?.Length ?? 0);

    /// <inheritdoc/>
    public int Begin() => SessionLibrary.Begin(session);

    /// <inheritdoc/>
    public int Push(byte[] rows, int offset, int rowCount) => SessionLibrary.Push(session, rows, rows?.Length ?? 0, offset, rowCount);

    /// <inheritdoc/>
    public int Finish(int[] classes, int[] probabilities) =>
        SessionLibrary.Finish(session, classes, classes?.Length ?? 0, probabilities, probabilities?.Length ?? 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        SessionLibrary.Destroy(session);
        flash.ForEach(memory => NativeMemory.AlignedFree((void*)memory));
        flash.Clear();
    }

    private void* Flash(byte[]? content)
    {
        if (content is null)
        {
            return null;
        }

        var memory = NativeMemory.AlignedAlloc((nuint)Math.Max(content.Length, 4), 4096);
        content.CopyTo(new Span<byte>(memory, content.Length));
        flash.Add((nint)memory);
        return memory;
    }
}
