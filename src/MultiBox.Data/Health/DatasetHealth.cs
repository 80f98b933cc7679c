namespace MultiBox.Data;

/// <summary>
/// What is good and bad about a data set before anything is trained on it: counts, sizes, what the default boxes can match, leaks and
/// faults. It depends on the request alone.
/// </summary>
/// <param name="InputSize">The side of the network's square input, in pixels.</param>
/// <param name="Classes">The classes in the order of their labels.</param>
/// <param name="MatchIou">The IoU from which a default box matches an object.</param>
/// <param name="DefaultBoxes">The maps with their default boxes; empty where they cannot be had.</param>
/// <param name="WithoutDefaultBoxes">Why they cannot be had; null where they can.</param>
/// <param name="Splits">The splits.</param>
/// <param name="Duplicates">The pictures that two splits share.</param>
/// <param name="Findings">What deserves attention: warnings first.</param>
public sealed record DatasetHealth(
    int InputSize,
    IReadOnlyList<string> Classes,
    double MatchIou,
    IReadOnlyList<DefaultBoxMap> DefaultBoxes,
    string? WithoutDefaultBoxes,
    IReadOnlyList<SplitHealth> Splits,
    IReadOnlyList<DuplicatePicture> Duplicates,
    IReadOnlyList<HealthFinding> Findings)
{
    /// <summary>Analyses a data set on all processors.</summary>
    /// <param name="request">The data set and the network's default boxes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">There is no class, or a number is out of range.</exception>
    public static DatasetHealth Analyze(HealthRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.InputSize, nameof(request));
        ArgumentOutOfRangeException.ThrowIfNegative(request.WorstKept, nameof(request));
        if (request.ClassNames.Count == 0) throw new ArgumentException("At least one class was expected.", nameof(request));
        if (!(request.MatchIou is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(request), request.MatchIou, "An IoU above 0, up to 1, was expected.");

        IReadOnlyList<DefaultBoxMap> maps = request.DefaultBoxes is { } boxes ? DefaultBoxLayout.Of(boxes, request.InputSize, request.MapNames) : [];
        var matching = request.DefaultBoxes is { Count: > 0 } laid ? new MatchAnalysis(request, laid, maps) : null;
        IReadOnlyList<SplitHealth> splits = [.. request.Splits.Select(split => Analyze(request, split, matching, cancellationToken))];
        return new DatasetHealth(
            request.InputSize, [.. request.ClassNames], Math.Round(request.MatchIou, 4), maps, request.WithoutDefaultBoxes, splits, [.. request.Duplicates],
            HealthFindings.Of(splits, request.Duplicates, request.WithoutDefaultBoxes));
    }

    private static SplitHealth Analyze(HealthRequest request, PreparedSplit split, MatchAnalysis? matching, CancellationToken cancellationToken)
    {
        var seen = SeenObject.Of(split.Records, request.InputSize);
        var perImage = split.Records.Select(record => record.Objects.Count(item => !item.Crowd)).ToList();
        var (objects, classes) = (perImage.Sum(), Count(request.ClassNames, split.Records));
        return new SplitHealth(
            split.Name, split.Records.Count, perImage.Count(count => count == 0), split.Listed, split.WithoutObjects, objects,
            classes.Sum(item => item.Crowd), objects - seen.Count, classes, ClassImbalance.Of(classes), ObjectsPerImage.Of(perImage),
            BoxShapes.Of(seen), PictureSizes.Of(split.Records), matching?.Of(seen, cancellationToken), split.Report.Entries);
    }

    private static List<ClassHealth> Count(IReadOnlyList<string> names, IReadOnlyList<ImageRecord> records)
    {
        var all = records.SelectMany(record => record.Objects.Select(item => (Record: record, Item: item))).ToLookup(pair => pair.Item.Label);
        var total = all.Sum(group => group.Count(pair => !pair.Item.Crowd));
        return [.. names.Select((name, i) =>
        {
            List<(ImageRecord Record, AnnotatedObject Item)> own = [.. all[i + 1].Where(pair => !pair.Item.Crowd)];
            return new ClassHealth(
                name, own.Select(pair => pair.Record).Distinct(ReferenceEqualityComparer.Instance).Count(), own.Count,
                total == 0 ? 0 : Math.Round((double)own.Count / total, 4), own.Count(pair => pair.Item.Difficult),
                own.Count(pair => pair.Item.Truncated), all[i + 1].Count(pair => pair.Item.Crowd));
        })];
    }
}
