using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Native.Report;

namespace MultiBox.Pipeline.Stages;

/// <summary>Says what this machine offers for training and what is wrong with it.</summary>
internal static class Doctor
{
    public static void Run(WorkbenchOptions options, PluginCatalogue catalogue, IRunLog log)
    {
        var report = SystemReport.Collect(new SystemReportOptions
        {
            Folders = [("data", options.DataFolder), ("artifacts", options.ArtifactsFolder)],
        }).With([.. DataLines(options), .. PluginLines(catalogue)]);

        foreach (var section in report.Lines.GroupBy(line => line.Section))
        {
            log.Table(section.Key, ["", "", ""], section.Select(line => (IReadOnlyList<string>)
                [line.Name, line.Value, line.Status switch { ReportStatus.Ok => "ok", ReportStatus.Warning => "WARNING", _ => "ERROR" }]));
        }

        foreach (var line in report.Lines.Where(line => line.Status != ReportStatus.Ok))
        {
            log.Warning($"{line.Name}: {line.Value}{(line.Remedy is null ? "" : $"\n  What to do: {line.Remedy}")}");
        }

        if (!report.CanTrain) throw new MultiBoxException("Training cannot run on this machine: see the errors above.");
        log.Line("Doctor: training can run on this machine.");
    }

    private static IEnumerable<ReportLine> DataLines(WorkbenchOptions options)
    {
        const string section = "Data";
        yield return Directory.Exists(options.DataFolder)
            ? new ReportLine(section, "data root", options.DataFolder)
            : new ReportLine(section, "data root", $"{options.DataFolder} (made when something is fetched)");
        foreach (var root in new[] { options.DataFolder, Path.Combine(options.DataFolder, "VOCdevkit") }.Where(Directory.Exists))
        {
            foreach (var folder in Directory.GetDirectories(root).Where(folder => DatasetFormats.Voc.MissingParts(folder).Count == 0).Order(StringComparer.Ordinal))
            {
                yield return new ReportLine(section, Path.GetFileName(folder), folder);
            }
        }
    }

    private static IEnumerable<ReportLine> PluginLines(PluginCatalogue catalogue)
    {
        const string section = "Plugins";
        foreach (var plugin in catalogue.Plugins)
        {
            yield return new ReportLine(section, $"{plugin.Kind.ToString().ToLowerInvariant()} {plugin.Name}", $"{plugin.Version}, contract {plugin.ContractVersion}");
        }

        foreach (var kind in Enum.GetValues<PluginKind>().Where(kind => catalogue.Plugins.All(plugin => plugin.Kind != kind)))
        {
            yield return new ReportLine(section, kind.ToString().ToLowerInvariant(), "none is installed", ReportStatus.Error, "build the plugins: ./build.sh builds all in plugins/.");
        }

        foreach (var fault in catalogue.Faults)
        {
            yield return new ReportLine(section, Path.GetFileName(fault.Folder), fault.Message, ReportStatus.Warning, $"mend or remove {fault.Folder}.");
        }
    }
}
