using System.Text.Encodings.Web;
using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Model;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Importing;
using MultiBox.Pipeline.Setup;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Stages;

/// <summary>Writes a run's weights for other programs: under the names of the network that they know, where there is a table for it.</summary>
internal static class ExportWeightsStage
{
    private const string Safetensors = "safetensors";
    private const string Params = "params";
    private const string Pth = "pth";

    private static readonly string[] _formats = [Safetensors, Params, Pth];

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Run(WorkContext work)
    {
        var format = Format(work.Options.To);
        var run = work.Options.RunId is null ? work.LatestRun : work.Run;
        var (model, _) = work.TrainedModel(run);
        var folder = work.Options.Output ?? Path.Combine(run.Root, "weights");
        var path = Path.Combine(folder, format == Params ? $"{work.Name}-0000.params" : $"{work.Name}.{format}");
        var facts = Facts(work, model);
        Directory.CreateDirectory(folder);
        var names = Write(work, model, format, path, facts);
        // The other formats have no place for it.
        if (format != Safetensors) AtomicFile.WriteBytes(WeightFormats.FactsBeside(path), JsonSerializer.SerializeToUtf8Bytes(facts, _json));
        work.Log.Line($"ExportWeights: the weights of {run.Id} under {names} ({path}).");
    }

    private static string Write(WorkContext work, SsdModel model, string format, string path, IReadOnlyDictionary<string, string> facts)
    {
        if (format == Safetensors)
        {
            Checkpoint.SaveWeights(path, model, facts);
            return "our own names";
        }

        var wanted = format == Params ? MappingFormat.Mxnet : MappingFormat.Pytorch;
        var table = MappingSetup.Tables(work.Options.RepositoryRoot, work.Resolved.Backbone.Info)
            .Where(table => table.IsDetector && table.Formats.Contains(wanted) && table.Needs.Fit(work.Resolved.Backbone.Options)).Select(table => (Table: table, Tensors: Foreign(table.Mapping, model)))
            .FirstOrDefault(candidate => candidate.Tensors is not null);
        var tensors = table.Tensors ?? Own(model, format);
        WeightFiles.Write(path, WeightFormats.ToWrite(wanted), tensors.Select(TensorSource.Of));
        return table.Table is null ? "our own names" : $"the names of {table.Table.Name} ({table.Table.Description.TrimEnd('.')})";
    }

    // Null where the experiment's network is another than the table's: some tensor of ours has no place there, or does not come back.
    private static IReadOnlyList<WeightTensor>? Foreign(WeightMapping mapping, SsdModel model)
    {
        var own = NetworkWeights.Take(model);
        var (tensors, _) = mapping.Invert(own, model.ClassCount);
        var back = mapping.Try(new WeightFile("", "", tensors, []), own.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), model.ClassCount);
        return back.Faults.Count == 0 ? tensors : null;
    }

    private static IReadOnlyList<WeightTensor> Own(SsdModel model, string format) =>
        [.. NetworkWeights.TakeTensors(model).Select(tensor => format == Params ? OwnNames.ForMxnet(tensor) : tensor)];

    private static SortedDictionary<string, string> Facts(WorkContext work, SsdModel model) => new(model.Conventions.ToMetadata().ToDictionary(), StringComparer.Ordinal)
    {
        ["experiment"] = work.Name,
        ["input_size"] = $"{model.InputSize}",
        ["classes"] = JsonSerializer.Serialize(work.Experiment.Dataset.Classes.ToArray()),
    };

    private static string Format(string? typed)
    {
        var names = string.Join(", ", _formats);
        if (typed is null) throw new MultiBoxException($"ExportWeights: --to is missing. Expected one of {names}, such as --to safetensors.");
        return typed.ToLowerInvariant() switch
        {
            Safetensors => Safetensors,
            Params => Params,
            Pth or "pt" or "pth-compatible" => Pth,
            _ => throw new MultiBoxException($"ExportWeights: there is no format '{typed}' to export to.{DidYouMean.Sentence(typed, _formats)} Expected one of {names}."),
        };
    }
}
