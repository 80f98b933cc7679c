using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Model;
using MultiBox.Pipeline.Setup;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>Finds the table that a weight file fits by, and maps the file onto an experiment's network.</summary>
internal static class WeightMatching
{
    /// <summary>Maps a file onto a network, whose weights stay as they are.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="model">Its model.</param>
    /// <param name="file">The file.</param>
    /// <param name="use">What the weights are for.</param>
    /// <exception cref="MultiBoxException">No table fits: what is in the way of the nearest one.</exception>
    public static MappedWeights Map(string root, ResolvedExperiment experiment, SsdModel model, WeightFile file, WeightUse use)
    {
        var targets = Targets(model);
        var tables = MappingSetup.Tables(root, experiment.Backbone.Info);
        var candidates = Candidates([.. tables.Where(table => table.Needs.Fit(experiment.Backbone.Options))], file, targets, use);
        if (candidates.Count == 0) throw NoTable(experiment, tables, file, use);

        // Where none fits, the nearest says what is in the way; where several do, the one that fills most is meant.
        var tried = candidates.Select(candidate => (candidate.Table, candidate.Mapping, Outcome: candidate.Mapping.Try(file, targets, model.ClassCount, Reinitialized(use)))).ToList();
        var (table, mapping, outcome) = tried.MinBy(attempt => (attempt.Outcome.Faults.Count, attempt.Outcome.Report.New.Count));
        if (outcome.Faults.Count > 0) throw DoesNotFit(mapping, file, outcome.Faults, use);
        return new MappedWeights(file, table?.Name, outcome.Values, outcome.Report, Conventions(experiment, model, file, table, use));
    }

    private static MultiBoxException DoesNotFit(WeightMapping mapping, WeightFile file, IReadOnlyList<string> faults, WeightUse use)
    {
        var fault = mapping.DoesNotFit(file, faults);
        var onlyPredictors = use == WeightUse.Detector && faults.All(text =>
            text.StartsWith($"{NetworkPart.Head}.", StringComparison.Ordinal) || text.Contains($": its place {NetworkPart.Head}.", StringComparison.Ordinal));
        return onlyPredictors
            ? new MultiBoxException($"{fault.Message}\nOnly the predictors differ, as for other classes or default boxes: to train the detector for those, start from the file with 'train.init_from'.")
            : fault;
    }

    private static List<(MappingTable? Table, WeightMapping Mapping)> Candidates(
        IReadOnlyList<MappingTable> tables, WeightFile file, IReadOnlyDictionary<string, IReadOnlyList<long>> targets, WeightUse use)
    {
        var candidates = new List<(MappingTable?, WeightMapping)>();
        if (OwnNames.Table(file, targets) is { } own) candidates.Add((null, own));
        // Whole detectors first: of two tables that fit equally the first is taken.
        candidates.AddRange(tables.Where(table => table.Formats.Any(format => WeightFormats.Name(format) == file.Format))
            .Where(table => table.IsDetector || use == WeightUse.Backbone).OrderByDescending(table => table.IsDetector)
            .Select(table => ((MappingTable?)table, table.Mapping)));
        return [.. candidates.Select(candidate => (candidate.Item1, For(use, candidate.Item2)))];
    }

    private static WeightMapping For(WeightUse use, WeightMapping mapping) => use switch
    {
        WeightUse.Detector => mapping,
        WeightUse.Backbone => mapping.Restrict(NetworkPart.Backbone, NetworkPart.Added),
        WeightUse.Start => mapping with { New = [.. mapping.New, .. NetworkPart.Added.Select(part => new NewRule(NamePattern.Parse($"{part}.{{rest*}}"), "not in the file"))] },
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, null),
    };

    private static Func<string, bool>? Reinitialized(WeightUse use) => use == WeightUse.Start ? NetworkPart.IsAdded : null;

    // What the experiment says of pixels holds for its training; a detector that is used as it is brings its own.
    private static WeightConventions Conventions(ResolvedExperiment experiment, SsdModel model, WeightFile file, MappingTable? table, WeightUse use)
    {
        var brought = table is null ? Saved(file) : new WeightConventions { Pixels = table.Pixels ?? model.BackboneNormalization, ClipBoxes = table.ClipBoxes, BoundSizes = table.BoundSizes };
        if (brought is null) return model.Conventions;
        var stated = experiment.Experiment.Model.Pixels is not null && use != WeightUse.Detector;
        var ofPredictions = use == WeightUse.Backbone ? model.Conventions : brought;
        return ofPredictions with { Pixels = stated ? model.Normalization : brought.Pixels };
    }

    // Formats without a place for them have them in a file beside, which ExportWeights wrote.
    private static WeightConventions? Saved(WeightFile file)
    {
        var beside = WeightFormats.FactsBeside(file.Path);
        try
        {
            var facts = file.Metadata.Count > 0 || !File.Exists(beside) ? file.Metadata : JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(beside)) ?? [];
            return WeightConventions.FromMetadata(facts);
        }
        catch (Exception fault) when (fault is FormatException or JsonException)
        {
            throw new MultiBoxException($"{(file.Metadata.Count > 0 ? file.Path : beside)}: what the weights take for granted cannot be read: {fault.Message.TrimEnd('.')}. Export them again.", fault);
        }
    }

    private static Dictionary<string, IReadOnlyList<long>> Targets(SsdModel model) =>
        model.Network.state_dict().ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape, StringComparer.Ordinal);

    private static MultiBoxException NoTable(ResolvedExperiment experiment, IReadOnlyList<MappingTable> tables, WeightFile file, WeightUse use)
    {
        var known = tables.Select(table =>
            $"{table.Name} ({string.Join(", ", table.Formats.Select(WeightFormats.Name))}, {(table.IsDetector ? "a whole detector" : "the backbone alone")}): {table.Description}"
            + (table.Needs.Fit(experiment.Backbone.Options) ? "" : $" It needs model.backbone.options {table.Needs.ToString().Trim().ReplaceLineEndings(", ")}.")).ToList();
        var wanted = use == WeightUse.Backbone ? "weights of this backbone" : "a whole detector";
        var hint = use != WeightUse.Backbone && tables.Any(table => !table.IsDetector) ? "\nFor a pretrained backbone use 'train.pretrained'." : "";
        return new MultiBoxException(
            $"{file.Path}: no table of backbone '{experiment.Backbone.Info.Name}' reads {wanted} from a {file.Format} file with names such as '{file.Tensors[0].Name}'.\n"
            + (known.Count == 0 ? $"  Found: no tables in {Path.Combine(experiment.Backbone.Info.Folder, MappingFiles.FolderName)}." : $"  Found:\n    {string.Join("\n    ", known)}") + hint);
    }
}
