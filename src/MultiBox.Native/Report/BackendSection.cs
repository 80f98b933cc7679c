using System.Globalization;
using MultiBox.Native.Elf;
using TorchSharp;

namespace MultiBox.Native.Report;

/// <summary>libtorch: whether it loads and computes, which one it is and where from.</summary>
internal static class BackendSection
{
    private const string Section = "Backend";

    internal static IEnumerable<ReportLine> Lines()
    {
        if (NativeLibraries.FindLibTorchSharp() is { } bridge && OperatingSystem.IsLinux()) yield return FixLine(bridge);
        if (Fault() is { } fault)
        {
            yield return new ReportLine(Section, "libtorch", fault.Reason, ReportStatus.Error, fault.Remedy);
            yield break;
        }

        yield return VersionLine(NativeBackend.Version, NativeBackend.ExpectedVersion);
        yield return new ReportLine(Section, "loaded from", NativeBackend.LoadedFrom ?? "unknown");
        if (NativeBackend.Warning is { } warning)
        {
            yield return new ReportLine(Section, "symbols", warning, ReportStatus.Warning,
                $"set {NativeBackend.EnvironmentVariable} to a libtorch or PyTorch {NativeBackend.ExpectedVersion}.");
        }

        yield return ComputeLine();
    }

    /// <summary>Compares the version found with the one that TorchSharp is built for; what follows a <c>+</c> does not count.</summary>
    /// <param name="found">The version found, or <c>unknown</c>.</param>
    /// <param name="expected">The version expected.</param>
    internal static ReportLine VersionLine(string found, string expected) => found.Split('+')[0] == expected
        ? new ReportLine(Section, "libtorch", found)
        : new ReportLine(Section, "libtorch", $"{found}, expected {expected}", ReportStatus.Warning,
            $"another version may work in part: {expected} is the exact match.");

    /// <summary>Says whether the library needs the fix of its symbol version, and has it.</summary>
    /// <param name="state">How the library stands to the version.</param>
    /// <param name="offered">Whether this system's C++ library has the version; null when there is none.</param>
    internal static ReportLine FixLine(VersionFixState state, bool? offered)
    {
        const string name = "native library fix";
        const string remedy = "build the program on this system, or with -p:NativeFixAlways=true.";
        return (state, offered) switch
        {
            (VersionFixState.NotAsked, _) => new ReportLine(Section, name, $"not needed: the library does not ask for {VersionFix.Version}"),
            (VersionFixState.AlreadyWeak, false) => new ReportLine(Section, name, "needed and applied"),
            (VersionFixState.AlreadyWeak, _) => new ReportLine(Section, name, "applied, not needed here"),
            (_, true) => new ReportLine(Section, name, $"not needed: {VersionFix.CppLibrary} has {VersionFix.Version}"),
            (_, null) => new ReportLine(Section, name, $"unknown: there is no {VersionFix.CppLibrary}", ReportStatus.Warning,
                "install the system's C++ library (package libstdc++6 or libstdc++)."),
            (VersionFixState.Fixable, _) => new ReportLine(Section, name, $"needed, not applied: {VersionFix.CppLibrary} lacks {VersionFix.Version}",
                ReportStatus.Error, remedy),
            _ => new ReportLine(Section, name, $"not possible: the library uses a symbol of {VersionFix.Version}, which {VersionFix.CppLibrary} lacks",
                ReportStatus.Error, "use a newer system, or a TorchSharp that was built for this one."),
        };
    }

    private static ReportLine FixLine(string bridge)
    {
        try
        {
            return FixLine(VersionFix.Inspect(VersionFix.Read(bridge)), VersionFix.SystemOffersVersion());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new ReportLine(Section, "native library fix", $"{bridge}: {e.Message}", ReportStatus.Warning, "build the program again.");
        }
    }

    private static BackendFault? Fault()
    {
        try
        {
            return NativeBackend.TryLoad();
        }
        catch (InvalidOperationException e)
        {
            return new BackendFault(e.Message, "this is a fault of the program.");
        }
    }

    // Loading proves little: a library of another version fails at its first use.
    private static ReportLine ComputeLine()
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            var sum = torch.ones(4, 4).mm(torch.ones(4, 4)).sum().item<float>();
            return sum == 64
                ? new ReportLine(Section, "computes", string.Create(CultureInfo.InvariantCulture, $"yes, with {torch.get_num_threads()} threads"))
                : Wrong($"a product of matrices sums to {sum.ToString(CultureInfo.InvariantCulture)}, expected 64");
        }
        catch (Exception e)
        {
            return Wrong(e.Message);
        }

        static ReportLine Wrong(string what) =>
            new(Section, "computes", what, ReportStatus.Error, $"use libtorch {NativeBackend.ExpectedVersion}, the exact match.");
    }
}
