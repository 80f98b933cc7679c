using System.Runtime.InteropServices;

namespace MultiBox.Native.Report;

/// <summary>The operating system and .NET.</summary>
internal static partial class SystemSection
{
    private const string Section = "System";

    internal static IEnumerable<ReportLine> Lines()
    {
        var release = SystemFile.Value(SystemFile.Lines("/etc/os-release"), "PRETTY_NAME", '=');
        yield return new ReportLine(Section, "operating system", $"{release ?? RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})");
        var kernel = SystemFile.Lines("/proc/sys/kernel/osrelease").FirstOrDefault();
        yield return new ReportLine(Section, "kernel", kernel ?? Environment.OSVersion.VersionString);
        if (CLibrary() is { } library) yield return new ReportLine(Section, "C library", library);
        yield return new ReportLine(Section, ".NET runtime", RuntimeInformation.FrameworkDescription);
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        yield return new ReportLine(Section, ".NET SDK", OtherProgram.Ask(host, "--version") ?? "none found; only building needs one");
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
