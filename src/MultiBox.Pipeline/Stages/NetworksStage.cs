using System.Runtime.CompilerServices;
using MultiBox.Native;
using MultiBox.Native.Report;
using MultiBox.Pipeline.Networks;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Stages;

/// <summary>Tells what every installed backbone and every shipped experiment costs, and which of them this machine can train.</summary>
internal static class NetworksStage
{
    public static void Run(WorkContext work)
    {
        NativeBackend.Load();
        Survey(work);
    }

    // Apart, so that nothing of TorchSharp is touched before libtorch is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Survey(WorkContext work)
    {
        var survey = new NetworkSurvey(work.Options.RepositoryRoot, work.Catalogue);
        work.Log.Line($"Networks: building {Words.Count(survey.Count, "network")} and sending an image through each.");
        work.Log.WithProgress(report => survey.Run(report, work.Cancellation));
        var memory = MachineSummary.Read().MemoryBytes;
        work.Log.Table(
            "Backbones alone, one image",
            ["backbone", ">input", ">parameters", ">multiply-adds", ">step, fixed", ">and per image", "as in"],
            survey.Backbones.Select(row => (IReadOnlyList<string>)
            [
                row.Name, $"{row.InputSize}", Words.Magnitude(row.Profile.Parameters), Words.Magnitude(row.Profile.MultiplyAdds),
                Words.Bytes(row.Memory.FixedBytes), Words.Bytes(row.Memory.BytesPerImage), row.Experiment ?? "no experiment: its defaults",
            ]));
        work.Log.Table(
            $"Experiments, whole; the largest batch is that of a CPU with this machine's {Words.Bytes(memory)} of memory",
            ["experiment", "backbone", ">input", ">parameters", ">multiply-adds", ">boxes", ">step, fixed", ">and per image", ">its batch", ">its step", ">largest batch"],
            survey.Experiments.Select(row => (IReadOnlyList<string>)
            [
                row.Experiment, row.Backbone, $"{row.InputSize}", Words.Magnitude(row.Profile.Parameters), Words.Magnitude(row.Profile.MultiplyAdds),
                Words.Count(row.DefaultBoxes), Words.Bytes(row.Memory.FixedBytes), Words.Bytes(row.Memory.BytesPerImage), Words.Count(row.BatchSize),
                Words.Bytes(row.Memory.Step(row.BatchSize)), row.Memory.LargestBatch(memory) is > 0 and var batch ? Words.Count(batch) : "none",
            ]));
        foreach (var fault in survey.Faults) work.Log.Warning(fault);
        work.Log.Line(
            "Networks: a step's memory is that of its tensors, estimated: what a GPU needs, besides its libraries. " +
            $"A process on a CPU takes up to {Words.Number(TrainingMemory.HeapFactor)} times as much. See docs/networks.md.");
    }
}
