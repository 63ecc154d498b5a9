namespace SqueezeEdge.Packer.Execution;

/// <summary>The kernels as a shared library in this process.</summary>
public sealed class HostKernels
{
    private HostKernels()
    {
    }

    /// <summary>Builds the library if necessary and loads it.</summary>
    /// <param name="build">Builds it; null for the clone this program lies in.</param>
    /// <returns>The kernels.</returns>
    /// <exception cref="ModelException">It cannot be built or loaded.</exception>
    public static HostKernels Load(NativeBuild? build = null)
    {
        build ??= new NativeBuild(RepositoryLayout.Find());
        NativeMethods.Load(build.Build(NativeTarget.Host));
        return new HostKernels();
    }

    /// <summary>Opens and checks a blob.</summary>
    /// <param name="blob">Its bytes; they are copied.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelException">The kernels refuse it.</exception>
    public HostModel Open(ReadOnlySpan<byte> blob) => new(blob);
}
