// SPDX-License-Identifier: MIT
namespace SqueezeEdge.Packer.Tests.Flashing;

/// <summary>Programs called esptool and nanoff that record their arguments and keep a file as flash.</summary>
internal sealed class FakeFlasher
{
    private const string Esptool = """
        #!/usr/bin/env bash
        set -e
        here=$(dirname "$0")
        echo "esptool $*" >> "$here/calls"
        if [ -e "$here/fail" ]; then echo "A fatal error occurred: no serial data received" >&2; exit 2; fi
        shift 4
        command=$1; shift
        put() { dd of="$here/flash" bs=4096 seek=$(($1 / 4096)) conv=notrunc status=none; }
        case $command in
          write_flash) while [ $# -gt 0 ]; do put "$1" < "$2"; shift 2; done ;;
          erase_region) head -c $(($2)) /dev/zero | tr '\0' '\377' | put "$1" ;;
          read_flash) dd if="$here/flash" of="$3" bs=4096 skip=$(($1 / 4096)) count=$(($2 / 4096)) status=none ;;
          *) exit 9 ;;
        esac
        """;

    private const string Nanoff = """
        #!/usr/bin/env bash
        set -e
        here=$(dirname "$0")
        echo "nanoff $*" >> "$here/calls"
        [ "$1" = --update ] && exit 0
        dd if="$7" of="$here/flash" bs=4096 seek=$(($9 / 4096)) conv=notrunc status=none
        """;

    private readonly TemporaryFolder folder;

    public FakeFlasher(TemporaryFolder folder, string name, int flashBytes)
    {
        this.folder = folder;
        folder.Program(name, name == "nanoff" ? Nanoff : Esptool);
        folder.Write("flash", [.. Enumerable.Repeat((byte)0xFF, flashBytes)]);
    }

    public byte[] Flash => File.ReadAllBytes(folder.Path("flash"));

    public string[] Calls => File.Exists(folder.Path("calls")) ? File.ReadAllLines(folder.Path("calls")) : [];

    public void FailFromNowOn() => folder.Write("fail", []);

    public void Forget() => File.Delete(folder.Path("calls"));
}
