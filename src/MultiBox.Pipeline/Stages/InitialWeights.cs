using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Model;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Importing;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Stages;

/// <summary>The weights that a training starts from: a pretrained backbone, or another detector.</summary>
internal static class InitialWeights
{
    /// <summary>Brings the weights to this machine.</summary>
    public static void Fetch(WorkContext work)
    {
        var train = work.Experiment.Train;
        if (train.Pretrained is { } pretrained) WeightFetching.Fetch(work, pretrained);
        else if (train.InitFrom is { } from && RunWeights(work, from) is null) WeightFetching.Fetch(work, from);
    }

    /// <summary>What a training is made from beside its data, by name; nothing where it starts with random weights.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Inputs(WorkContext work)
    {
        if (Files(work) is not { } files) yield break;
        yield return new("weights", ContentHash.OfFile(files[0]));
        yield return new("tables", TablesHash(work));
    }

    /// <summary>Puts the weights into a model that a training starts with, and says what was done.</summary>
    public static void Put(WorkContext work, SsdModel model)
    {
        if (Files(work) is not { } files) return;
        var file = WeightFiles.Read(files[0]);
        if (files.Count > 1) MxnetSymbolCheck.Require(MxnetSymbol.Read(files[1]), file);
        var use = work.Experiment.Train.Pretrained is not null ? WeightUse.Backbone : WeightUse.Start;
        var mapped = WeightMatching.Map(work.Options.RepositoryRoot, work.Resolved, model, file, use);
        NetworkWeights.Put(model, mapped);
        ImportReport.Show(work.Log, "Train", mapped);
    }

    /// <summary>The files that the command line names: weights, and their symbol.</summary>
    /// <param name="work">The work.</param>
    /// <param name="from">A path, an address or a name of the catalogue; the path of a symbol second.</param>
    public static IReadOnlyList<string> Find(WorkContext work, IReadOnlyList<string> from)
    {
        if (from.Count > 2) throw new MultiBoxException($"--from: {from.Count} files. Expected the weights, and for MXNet their -symbol.json.");
        if (from.Count == 2 && !File.Exists(from[1])) throw new MultiBoxException($"--from: '{from[1]}' does not exist. Expected the -symbol.json of {from[0]}.");
        var text = from[0];
        var source = File.Exists(text) ? new WeightSource { File = text }
            : text.Contains("://", StringComparison.Ordinal) ? new WeightSource { Url = text }
            : text.AsSpan().ContainsAny('/', '\\') || text.Contains('.', StringComparison.Ordinal) ? new WeightSource { File = Path.GetFullPath(text) }
            : new WeightSource { Name = text };
        var files = WeightFetching.Resolve(work, source);
        return from.Count == 2 ? [files[0], from[1]] : files;
    }

    /// <summary>The contents of the backbone's tables, as a hash.</summary>
    public static string TablesHash(WorkContext work)
    {
        var folder = Path.Combine(work.Resolved.Backbone.Info.Folder, MappingFiles.FolderName);
        return ContentHash.OfText(!Directory.Exists(folder) ? "" : string.Join('\n', Directory.GetFiles(folder, "*.yml").Order(StringComparer.Ordinal).Select(ContentHash.OfFile)));
    }

    private static IReadOnlyList<string>? Files(WorkContext work)
    {
        var train = work.Experiment.Train;
        if (train.Pretrained is { } pretrained) return WeightFetching.Resolve(work, pretrained);
        return train.InitFrom is { } from ? RunWeights(work, from) ?? WeightFetching.Resolve(work, from) : null;
    }

    // A run is named by its folder in the folder of all runs, <experiment>/<run>, or by its path.
    private static IReadOnlyList<string>? RunWeights(WorkContext work, WeightSource source)
    {
        if (source.File is not { } path) return null;
        foreach (var root in new[] { work.Options.ArtifactsFolder, work.Options.RepositoryRoot })
        {
            var run = new RunFolder(Path.GetFullPath(path, root));
            if (!Directory.Exists(run.Root)) continue;
            return Checkpoint.Newest(run.Checkpoints) is { } checkpoint
                ? [checkpoint.Weights]
                : throw new MultiBoxException($"train.init_from: {run.Root} holds no checkpoint. Expected the folder of a run that was trained or imported.");
        }

        return null;
    }
}
