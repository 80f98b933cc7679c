using System.Globalization;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MultiBox.Native.Report;

/// <summary>The processor and the vector instructions that libtorch can use.</summary>
internal static class ProcessorSection
{
    private const string Section = "Processor";

    // As /proc/cpuinfo names them, for those that .NET has no test for.
    private static readonly (string Flag, string Name)[] Flags =
    [
        ("avx512_bf16", "AVX512-BF16"),
        ("avx512_vnni", "AVX512-VNNI"),
        ("avx_vnni", "AVX-VNNI"),
        ("amx_tile", "AMX"),
        ("amx_bf16", "AMX-BF16"),
        ("amx_int8", "AMX-INT8"),
        ("bf16", "BF16"),
        ("i8mm", "I8MM"),
        ("sve", "SVE"),
    ];

    internal static IEnumerable<ReportLine> Lines()
    {
        var info = SystemFile.Lines("/proc/cpuinfo");
        yield return new ReportLine(Section, "model", Model(info));
        yield return new ReportLine(Section, "logical cores", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture));
        var features = Features(info).ToArray();
        yield return features.Length > 0
            ? new ReportLine(Section, "vector instructions", string.Join(", ", features))
            : new ReportLine(Section, "vector instructions", "none of AVX2, AVX-512, AdvSimd", ReportStatus.Warning,
                "training on this processor is slow: take another machine, or a virtual machine that passes the host's instructions on.");
    }

    /// <summary>The vector instructions, by the names that their makers give them.</summary>
    /// <param name="info">The lines of <c>/proc/cpuinfo</c>; none on another system.</param>
    internal static IEnumerable<string> Features(IReadOnlyList<string> info)
    {
        if (Avx2.IsSupported) yield return "AVX2";
        if (Fma.IsSupported) yield return "FMA";
        if (Avx512F.IsSupported) yield return "AVX512F";
        if (AdvSimd.IsSupported) yield return "AdvSimd";
        var flags = (SystemFile.Value(info, "flags", ':') ?? SystemFile.Value(info, "Features", ':') ?? "").Split(' ').ToHashSet();
        foreach (var (flag, name) in Flags)
            if (flags.Contains(flag)) yield return name;
        if (info.Count == 0 && AvxVnni.IsSupported) yield return "AVX-VNNI";
    }

    /// <summary>The processor's model, as the system names it.</summary>
    /// <param name="info">The lines of <c>/proc/cpuinfo</c>; none on another system.</param>
    internal static string Model(IEnumerable<string> info) =>
        SystemFile.Value(info, "model name", ':')
        ?? (OperatingSystem.IsMacOS() ? OtherProgram.Ask("sysctl", "-n", "machdep.cpu.brand_string") : null)
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
        ?? "unknown";
}
