using System.Runtime.InteropServices;

namespace MultiBox.Native.Report;

/// <summary>The operating system and .NET.</summary>
internal static partial class SystemSection
{
    private const string Section = "System";

    internal static IEnumerable<ReportLine> Lines()
    {
        yield return new ReportLine(Section, "operating system", Name());
        var kernel = SystemFile.Lines("/proc/sys/kernel/osrelease").FirstOrDefault();
        yield return new ReportLine(Section, "kernel", kernel ?? Environment.OSVersion.VersionString);
        if (CLibrary() is { } library) yield return new ReportLine(Section, "C library", library);
        yield return new ReportLine(Section, ".NET runtime", RuntimeInformation.FrameworkDescription);
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        yield return new ReportLine(Section, ".NET SDK", OtherProgram.Ask(host, "--version") ?? "none found; only building needs one");
    }

    /// <summary>The operating system and the architecture of the process, such as <c>Debian GNU/Linux 12 (bookworm) (X64)</c>.</summary>
    internal static string Name()
    {
        var release = SystemFile.Value(SystemFile.Lines("/etc/os-release"), "PRETTY_NAME", '=');
        return $"{release ?? RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})";
    }

    private static string? CLibrary()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return $"glibc {Marshal.PtrToStringUTF8(GlibcVersion())}";
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return "not glibc";
        }
    }

    [LibraryImport("libc", EntryPoint = "gnu_get_libc_version")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GlibcVersion();
}
