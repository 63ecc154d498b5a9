// SPDX-License-Identifier: MIT
using SqueezeEdge.Packer;
using SqueezeEdge.Packer.Files;
using SqueezeEdge.Packer.Tools;

namespace SqueezeEdge.Cli.Tests;

/// <summary>Building the kernels after something went wrong.</summary>
public sealed class NativeBuildTests
{
    [Fact]
    public void AFailedConfigurationDoesNotStick()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "stands in for CMake with a shell script");
        using var work = new Workspace();
        Directory.CreateDirectory(work["native-kernels"]);
        Directory.CreateDirectory(work["bin"]);
        Directory.CreateDirectory(work["build"]);

        // Like CMake: fails at first and leaves its settings; with the settings of a failure it fails for ever.
        work.File(
            "bin/cmake",
            $$"""
            #!/bin/sh
            if [ "$1" = --build ]; then touch "$2/libsqueezeedge.so" "$2/libsqueezeedge.dylib"; exit 0; fi
            folder=$4
            if [ -f "$folder/CMakeCache.txt" ]; then echo "settings of a failure"; exit 1; fi
            mkdir -p "$folder"
            echo "CMAKE_HOME_DIRECTORY:INTERNAL=$2" > "$folder/CMakeCache.txt"
            if [ ! -f '{{work["compiler"]}}' ]; then echo "no compiler"; exit 1; fi
            touch "$folder/Makefile"
            """
        );
        foreach (var tool in new[] { "cc", "make" })
        {
            work.File("bin/" + tool, "#!/bin/sh\n");
        }

        foreach (var file in Directory.GetFiles(work["bin"]))
        {
            System.Diagnostics.Process.Start("chmod", ["+x", file]).WaitForExit();
        }

        var build = new NativeBuild(new RepositoryLayout(Path.GetDirectoryName(work["bin"])!), new Toolbox(work["bin"]));
        Assert.Contains("no compiler", Assert.Throws<ModelException>(() => build.Build(NativeTarget.Host)).Message);
        work.File("compiler", "");
        Assert.True(File.Exists(build.Build(NativeTarget.Host)));
    }
}
