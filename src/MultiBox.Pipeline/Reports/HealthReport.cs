using System.Runtime.CompilerServices;
using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Native;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Stages;

namespace MultiBox.Pipeline.Reports;

/// <summary>Writes the health report of an experiment's prepared data set beside its indexes.</summary>
internal static class HealthReport
{
    /// <summary>The report for people.</summary>
    public const string HtmlFile = "health.html";

    /// <summary>The report for programs.</summary>
    public const string JsonFile = "health.json";

    /// <summary>Whether the report is there.</summary>
    public static bool Exists(WorkContext work) => File.Exists(Path.Combine(work.PreparedFolder, HtmlFile));

    /// <summary>Analyses the data set and writes both files, the one for people last.</summary>
    /// <param name="work">The experiment, prepared.</param>
    /// <returns>The analysis.</returns>
    public static DatasetHealth Write(WorkContext work)
    {
        var prepared = work.Prepared;
        var layout = Layout(work);
        var health = DatasetHealth.Analyze(
            new HealthRequest
            {
                ClassNames = prepared.ClassNames,
                Splits = prepared.Splits,
                InputSize = work.Experiment.Model.InputSize,
                DefaultBoxes = layout.DefaultBoxes,
                MapNames = layout.MapNames,
                WithoutDefaultBoxes = layout.Fault,
                MatchIou = (float)LossMatching.Of(work.Resolved).MatchIou,
                Duplicates = DuplicatePictures.Find(prepared.Splits, work.Cancellation),
            },
            work.Cancellation);
        var pictures = HealthPainter.Draw(prepared.Splits, health, work.Cancellation);
        new HealthDocument(HealthDocument.FormatName, HealthDocument.CurrentVersion, work.Name, health).Write(Path.Combine(work.PreparedFolder, JsonFile));
        AtomicFile.WriteText(Path.Combine(work.PreparedFolder, HtmlFile), HealthPage.Write(work.Name, health, pictures));
        return health;
    }

    // The data set can be prepared and looked at where libtorch cannot be loaded, or where the network is not described well yet.
    private static (DefaultBoxes? DefaultBoxes, IReadOnlyList<string> MapNames, string? Fault) Layout(WorkContext work)
    {
        try
        {
            NativeBackend.Load();
            return LayOut(work);
        }
#pragma warning disable CA1031 // A backbone is anybody's plugin and may throw anything; training will say so in its own time.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return (null, [], fault.Message);
        }
    }

    // Apart, so that nothing of TorchSharp is touched before libtorch is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (DefaultBoxes? DefaultBoxes, IReadOnlyList<string> MapNames, string? Fault) LayOut(WorkContext work)
    {
        var (defaultBoxes, maps) = SsdModel.LayOut(ModelSetup.Spec(work.Resolved));
        return (defaultBoxes, [.. maps.Select(map => map.Name)], null);
    }
}
