using System.Runtime.InteropServices;
using Xunit;

namespace Breakwater.EndToEnd.Tests.Harness;

/// <summary>What an operating system can do to a process and .NET does not offer.</summary>
internal static class Signals
{
    private const int SigTerm = 15;
    private const int SigStop = 19;
    private const int SigContinue = 18;
    private const int FileSizeResource = 1;

    /// <summary>Asks a process to end: what systemd, containers and people do.</summary>
    public static void Terminate(int process) => Assert.Equal(0, Kill(process, SigTerm));

    /// <summary>Lets a process stand still, as a long pause of a machine does.</summary>
    public static void Pause(int process) => Assert.Equal(0, Kill(process, SigStop));

    /// <summary>Lets it go on.</summary>
    public static void Continue(int process) => Assert.Equal(0, Kill(process, SigContinue));

    /// <summary>Bounds the size of files that a process may write: a disk that is full, for this process alone.</summary>
    public static void LimitFileSize(int process, ulong bytes)
    {
        var limit = new ResourceLimit { Current = bytes, Maximum = ulong.MaxValue };
        Assert.Equal(0, ProcessLimit(process, FileSizeResource, ref limit, IntPtr.Zero));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static extern int ProcessLimit(int process, int resource, ref ResourceLimit limit, IntPtr old);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Maximum;
    }
}
