// SPDX-License-Identifier: MIT
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SqueezeEdge.Packer.Files;

/// <summary>What file a path leads to, through symlinks: device and inode on Linux, the full path elsewhere.</summary>
internal readonly record struct FileIdentity
{
    private const int CurrentFolder = -100;
    private const uint TypeModeAndInode = 0x103;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    private FileIdentity((uint Major, uint Minor, ulong Inode, string Path) value, bool isSpecial)
    {
        Value = value;
        IsSpecial = isSpecial;
    }

    /// <summary>What tells files apart: device and inode, or the path where the system has none.</summary>
    public (uint Major, uint Minor, ulong Inode, string Path) Value { get; }

    /// <summary>Whether it is a device, pipe or socket, which is written through and never replaced.</summary>
    public bool IsSpecial { get; }

    /// <summary>The file a path leads to.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Its identity, or null when there is no such file.</returns>
    public static FileIdentity? Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            // struct statx has the same layout on every architecture; its offsets: mode 28, inode 32, device 136 and 140.
            var buffer = new byte[256];
            if (Statx(CurrentFolder, path, 0, TypeModeAndInode, buffer) != 0)
            {
                return null;
            }

            var type = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(28)) & TypeMask;
            return new FileIdentity(
                (
                    BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(136)),
                    BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(140)),
                    BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(32)),
                    ""
                ),
                type is not (RegularFile or Folder)
            );
        }

        var target = Resolve(path);
        return File.Exists(target) || Directory.Exists(target)
            ? new FileIdentity((0, 0, 0, target), target.StartsWith("/dev/", StringComparison.Ordinal))
            : null;
    }

    /// <summary>The full path at the end of a chain of symlinks, whether or not there is a file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>Where a new file of that name would lie.</returns>
    public static string Resolve(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Statx(
        int folder,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string path,
        int flags,
        uint mask,
        [Out] byte[] buffer
    );
}
