using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>A disk that fails when the test says so, for one process: a few functions of libc, replaced (<c>failing_disk.c</c>).</summary>
internal sealed class FailingDisk : IDisposable
{
    private const int Bytes = 4 * sizeof(long);

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor wanted;
    private readonly string control;
    private readonly string library;

    private FailingDisk(string folder, string library)
    {
        this.library = library;
        control = Path.Combine(folder, "failing-disk");
        File.WriteAllBytes(control, new byte[Bytes]);
        file = MemoryMappedFile.CreateFromFile(control, FileMode.Open);
        wanted = file.CreateViewAccessor(0, Bytes);
    }

    [Flags]
    public enum Kinds
    {
        None = 0,
        Write = 1,
        Flush = 2,
        Truncate = 4,

        /// <summary>Of the database itself, and not of its log.</summary>
        NotTheLog = 8,
    }

    /// <summary>What the shell that starts the program has to do first.</summary>
    public string Preparation => $"export FAILING_DISK='{control}' LD_PRELOAD='{library}'";

    /// <summary>How many operations have failed since <see cref="Fail"/>.</summary>
    public long Fired => wanted.ReadInt64(3 * sizeof(long));

    public static async Task<FailingDisk> CompileAsync(string folder)
    {
        var library = Path.Combine(folder, "failing_disk.so");
        var source = Path.Combine(Repository.Root, "tests/Breakwater.EndToEnd.Tests/Harness/failing_disk.c");
        using var compiler = Process.Start("gcc", ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"]);
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
        return new FailingDisk(folder, library);
    }

    /// <summary>The <paramref name="nth"/> operation of these kinds from now on fails, and so many in all.</summary>
    public void Fail(Kinds kinds, int nth, int count)
    {
        Stop();
        wanted.Write(sizeof(long), (long)nth);
        wanted.Write(2 * sizeof(long), (long)count);
        wanted.Write(3 * sizeof(long), 0L);
        Thread.MemoryBarrier();
        wanted.Write(0, (long)kinds);
    }

    /// <summary>Nothing fails any more.</summary>
    public void Stop()
    {
        wanted.Write(0, (long)Kinds.None);
        Thread.MemoryBarrier();
    }

    public void Dispose()
    {
        wanted.Dispose();
        file.Dispose();
    }
}
