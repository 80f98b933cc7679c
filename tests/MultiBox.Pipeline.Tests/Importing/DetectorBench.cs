using MultiBox.Experiments;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

/// <summary>Applies a detector's table both ways.</summary>
internal static class DetectorBench
{
    /// <summary>
    /// Maps a published detector's tensors by a table, which has to fit, and writes them back, which has to give every foreign tensor that
    /// is not ignored, number by number; scales that the foreign network holds at 1 come back as 1.
    /// </summary>
    public static MappingReport MustFitBothWays(ResolvedExperiment experiment, string table, WeightFile file)
    {
        var classCount = experiment.Experiment.Dataset.Classes.Count + 1;
        var targets = MappingBench.Targets(experiment);
        var mapping = MappingBench.Table(experiment, table).Mapping;
        var (values, report) = mapping.Apply(file, targets, classCount);
        Assert.Equal(targets.Keys.Order(StringComparer.Ordinal), report.Mapped.Select(entry => entry.To).Concat(report.New.Select(entry => entry.To)).Order(StringComparer.Ordinal));

        var (back, _) = mapping.Invert(values.ToDictionary(entry => entry.Key, entry => (targets[entry.Key], entry.Value)), classCount);
        var ignored = report.Ignored.Select(entry => entry.From).ToHashSet(StringComparer.Ordinal);
        var ones = report.Mapped.Where(entry => entry.Transform == WeightTransform.Ones).SelectMany(entry => entry.From).ToHashSet(StringComparer.Ordinal);
        var expected = file.Tensors.Where(tensor => !ignored.Contains(tensor.Name)).ToDictionary(tensor => tensor.Name);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), back.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var tensor in back)
        {
            var foreign = expected[tensor.Name];
            Assert.Equal(foreign.Shape, tensor.Shape);
            var same = ones.Contains(tensor.Name) ? !tensor.ToFloats().AsSpan().ContainsAnyExcept(1f) : tensor.ToFloats().AsSpan().SequenceEqual(foreign.ToFloats());
            Assert.True(same, $"{tensor.Name} comes back with other numbers");
        }

        return report;
    }
}
