using System.Runtime.InteropServices;

namespace MultiBox.Native;

/// <summary>
/// How libtorch's threads wait for each other. By default they spin for long, which costs nothing on idle cores, but when anything
/// else runs (the loader's own threads, a build) a spinning thread holds the core that the one it waits for needs: training then
/// slows by a factor of five and more. Threads that go to sleep before long are as fast on idle cores and share busy ones.
/// </summary>
public static partial class ThreadWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    // Rounds of a spinning thread before it sleeps, a fifth of a millisecond: fewer, and networks of short layers wait for threads to wake.
    private const string Rounds = "10000";

    /// <summary>
    /// Lets the threads sleep soon, unless the environment says otherwise (<c>OMP_WAIT_POLICY</c> or <c>GOMP_SPINCOUNT</c>). Has to come before
    /// libtorch is loaded, for its thread library reads the setting once.
    /// </summary>
    /// <returns>Whether the setting was made.</returns>
    public static bool Apply()
    {
        if (!OperatingSystem.IsLinux() || IsSet("OMP_WAIT_POLICY") || IsSet(SpinCount)) return false;

        // .NET keeps its own copy of the environment: only the C library's reaches native code.
        Environment.SetEnvironmentVariable(SpinCount, Rounds);
        return SetEnv(SpinCount, Rounds, 0) == 0;
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
