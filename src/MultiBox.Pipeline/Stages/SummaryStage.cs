using System.Runtime.CompilerServices;
using MultiBox.Data;
using MultiBox.Native;
using MultiBox.Pipeline.Networks;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Stages;

/// <summary>Tells what the network of an experiment is made of, and draws it. Needs neither data nor a GPU.</summary>
internal static class SummaryStage
{
    /// <summary>The drawing's name in the experiment's folder of artifacts.</summary>
    public const string DrawingFile = "network.svg";

    /// <summary>The name of the file for programs.</summary>
    public const string JsonFile = "summary.json";

    public static void Run(WorkContext work)
    {
        NativeBackend.Load();
        Summarize(work);
    }

    // Apart, so that nothing of TorchSharp is touched before libtorch is loaded.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Summarize(WorkContext work)
    {
        var summary = NetworkSummary.Of(work.Resolved);
        var profile = summary.Profile;
        work.Log.Table(
            $"Layers of {summary.Experiment} in the order of execution, for one image",
            ["layer", "kind", ">output, C × H × W", ">parameters", ">multiply-adds"],
            profile.Layers.Select(layer => (IReadOnlyList<string>)
                [layer.Name, layer.Kind, Shape(layer.OutputShape), Words.Count(layer.Parameters), Words.Count(layer.MultiplyAdds)]));
        work.Log.Table("Totals", ["", ">"], Totals(summary));
        work.Log.Table(
            $"Maps that predict, with their default boxes in pixels of the {summary.InputSize} × {summary.InputSize} input",
            ["map", ">channels", ">cells", ">stride", ">boxes a cell", ">boxes", "width × height of a cell's boxes"],
            [.. summary.Maps.Select(Row), ["all", "", "", "", "", Words.Count(summary.DefaultBoxes), ""]]);
        foreach (var layer in profile.Unseen) work.Log.Warning(Unseen(layer.Name));

        var folder = Path.Combine(work.Options.ArtifactsFolder, work.Name);
        SummaryDocument.Write(Path.Combine(folder, JsonFile), summary);
        AtomicFile.WriteText(Path.Combine(folder, DrawingFile), NetworkDrawing.Write(summary));
        work.Log.Line($"Summary: drawn in {Path.Combine(folder, DrawingFile)}, for programs in {Path.Combine(folder, JsonFile)}.");
    }

    private static IEnumerable<IReadOnlyList<string>> Totals(NetworkSummary summary)
    {
        var (profile, memory) = (summary.Profile, summary.Memory);
        yield return ["parameters", Words.Count(profile.Parameters)];
        yield return ["  trained", Words.Count(profile.TrainableParameters)];
        yield return ["buffers", Words.Count(profile.Buffers)];
        yield return ["weights as a file", Words.Bytes(profile.WeightBytes)];
        yield return ["multiply-adds of an image", Words.Count(profile.MultiplyAdds)];
        yield return ["default boxes", Words.Count(summary.DefaultBoxes)];
        yield return ["tensors of a training step (estimate)", $"{Words.Bytes(memory.FixedBytes)} + {Words.Bytes(memory.BytesPerImage)} an image"];
        yield return [$"  batch of {summary.BatchSize}", Words.Bytes(memory.Step(summary.BatchSize))];
    }

    private static IReadOnlyList<string> Row(PredictionMap map) =>
    [
        map.Name, Words.Count(map.Channels), $"{map.Height} × {map.Width}", Words.Count(map.Stride), Words.Count(map.BoxesPerCell), Words.Count(map.Boxes),
        string.Join(", ", map.Shapes.Select(Box)),
    ];

    private static string Box(DefaultBoxShape shape)
    {
        var ratio = shape.Width / shape.Height;
        var size = $"{Words.Number(shape.Width, "0")} × {Words.Number(shape.Height, "0")}";
        // What rounding to float makes of a square is one still.
        return Math.Abs(ratio - 1) < 0.005 ? size : $"{size} ({(ratio > 1 ? $"{Words.Number(ratio)}:1" : $"1:{Words.Number(1 / ratio)}")})";
    }

    private static string Unseen(string layer) =>
        $"{layer} was not seen to run: its output and multiply-adds are missing. A plugin should use a module's call, not its forward.";

    private static string Shape(IReadOnlyList<long>? shape) => shape is null ? "–" : string.Join(" × ", shape.Skip(1));
}
