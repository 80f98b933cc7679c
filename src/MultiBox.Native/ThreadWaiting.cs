using System.Runtime.InteropServices;

namespace MultiBox.Native;

/// <summary>
/// How libtorch's threads wait for each other. By default they spin, which costs nothing on idle cores, but when anything else
/// runs (the loader's own threads, a build) a spinning thread holds the core that the one it waits for needs: training then slows by
/// a factor of ten and more. Sleeping threads share the cores.
/// </summary>
public static partial class ThreadWaiting
{
    private const string Policy = "OMP_WAIT_POLICY";

    /// <summary>
    /// Lets the threads sleep, unless the environment says otherwise (<c>OMP_WAIT_POLICY</c> or <c>GOMP_SPINCOUNT</c>). Has to come before
    /// libtorch is loaded, for its thread library reads the setting once.
    /// </summary>
    /// <returns>Whether the setting was made.</returns>
    public static bool Apply()
    {
        if (!OperatingSystem.IsLinux() || IsSet(Policy) || IsSet("GOMP_SPINCOUNT")) return false;

        // .NET keeps its own copy of the environment: only the C library's reaches native code.
        Environment.SetEnvironmentVariable(Policy, "PASSIVE");
        return SetEnv(Policy, "PASSIVE", 0) == 0;
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
