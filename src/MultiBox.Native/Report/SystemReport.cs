namespace MultiBox.Native.Report;

/// <summary>What a machine offers for training, and what is wrong with it.</summary>
/// <param name="Lines">The findings, section by section.</param>
public sealed record SystemReport(IReadOnlyList<ReportLine> Lines)
{
    /// <summary>Whether training works here: no line is an error.</summary>
    public bool CanTrain => Lines.All(line => line.Status != ReportStatus.Error);

    /// <summary>
    /// Looks at the machine, and loads libtorch and computes with it. A fault is a line of the report; nothing is thrown. It takes up to a
    /// few seconds, for other programs are asked too (<c>dotnet</c>, <c>nvidia-smi</c>).
    /// </summary>
    /// <param name="options">What else to look at.</param>
    public static SystemReport Collect(SystemReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SystemReport(
        [
            .. Section("System", SystemSection.Lines),
            .. Section("Processor", ProcessorSection.Lines),
            .. Section("Memory", () => MemorySection.Lines(options)),
            .. Section("Disk", () => DiskSection.Lines(options)),
            .. Section("Backend", BackendSection.Lines),
            .. Section("Devices", DeviceSection.Lines),
        ]);
    }

    /// <summary>This report followed by further findings.</summary>
    /// <param name="lines">The findings, such as the data sets and plugins found.</param>
    public SystemReport With(IEnumerable<ReportLine> lines) => new([.. Lines, .. lines]);

    // What a machine refuses to tell must not hide what the others tell: a section's own fault is a line too.
    internal static IReadOnlyList<ReportLine> Section(string name, Func<IEnumerable<ReportLine>> lines)
    {
        var found = new List<ReportLine>();
        try
        {
            // One by one, so that what came before a fault stays.
            foreach (var line in lines()) found.Add(line);
        }
        catch (Exception e)
        {
            found.Add(new ReportLine(name, "report", $"incomplete: {e.Message}", ReportStatus.Warning, "this is a fault of the report; training may work."));
        }

        return found;
    }
}
