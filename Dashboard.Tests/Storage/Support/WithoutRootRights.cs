using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Dashboard.Tests.Storage.Support;

/// <summary>
/// Until it is disposed, the rights of files hold for this thread too: root passes by them, and tests often run as root.
/// </summary>
/// <remarks>Linux keeps capabilities by thread. Use it on one thread, without awaiting.</remarks>
internal sealed class WithoutRootRights : IDisposable
{
    // _LINUX_CAPABILITY_VERSION_3, and CAP_DAC_OVERRIDE with CAP_DAC_READ_SEARCH.
    private const uint Version = 0x20080522;
    private const uint PassByRights = 0b110;

    private readonly uint[] _before = Get();

    public WithoutRootRights()
    {
        uint[] without = [.. _before];
        without[0] &= ~PassByRights;
        Set(without);
    }

    public void Dispose() => Set(_before);

    private static uint[] Get()
    {
        // Twice effective, permitted, inheritable.
        var sets = new uint[6];
        ThrowIfFailed(capget([Version, 0], sets));
        return sets;
    }

    private static void Set(uint[] sets) => ThrowIfFailed(capset([Version, 0], sets));

    private static void ThrowIfFailed(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

#pragma warning disable SYSLIB1054 // Source-generated imports need unsafe code, for two calls of a test.
    [DllImport("libc", SetLastError = true)]
    private static extern int capget(uint[] header, uint[] data);

    [DllImport("libc", SetLastError = true)]
    private static extern int capset(uint[] header, uint[] data);
#pragma warning restore SYSLIB1054
}
