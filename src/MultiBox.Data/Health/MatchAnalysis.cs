using MultiBox.Boxes;

namespace MultiBox.Data;

/// <summary>Looks for the best default box of each object.</summary>
internal sealed class MatchAnalysis
{
    private readonly HealthRequest _request;
    private readonly DefaultBoxes _defaultBoxes;
    private readonly IReadOnlyList<DefaultBoxMap> _maps;
    private readonly DefaultBoxSearch _search;
    private readonly MatchDiagnosis _diagnosis;

    public MatchAnalysis(HealthRequest request, DefaultBoxes defaultBoxes, IReadOnlyList<DefaultBoxMap> maps)
    {
        (_request, _defaultBoxes, _maps) = (request, defaultBoxes, maps);
        _search = new DefaultBoxSearch(defaultBoxes.Corners);
        _diagnosis = new MatchDiagnosis(maps, request.MatchIou, request.InputSize);
    }

    /// <summary>Matches the objects of a split.</summary>
    public MatchingHealth Of(IReadOnlyList<SeenObject> objects, CancellationToken cancellationToken)
    {
        var best = new BestDefaultBox[objects.Count];
        Parallel.For(0, objects.Count, new ParallelOptions { CancellationToken = cancellationToken }, i => best[i] = _search.Find(objects[i].Box));
        List<MatchedObject> all = [.. objects.Select((item, i) => new MatchedObject(item, best[i]))];
        var bySize = all.ToLookup(match => match.Object.SizeBin);
        var byClass = all.ToLookup(match => match.Object.Item.Label);
        double[] edges = BoxShapes.SizeEdges;
        return new MatchingHealth(
            Count(all),
            [.. Enumerable.Range(0, edges.Length + 1).Select(i => Size(i == 0 ? null : edges[i - 1], i == edges.Length ? null : edges[i], [.. bySize[i]]))],
            [.. _request.ClassNames.Select((name, i) => new ClassMatches(name, Count([.. byClass[i + 1]])))]);
    }

    private MatchCount Count(IReadOnlyList<MatchedObject> matches)
    {
        var matched = matches.Count(IsMatched);
        var unreached = matches.Count(match => match.Best.Iou <= 0);
        return new MatchCount(
            matches.Count, matched, matches.Count - matched - unreached, unreached,
            matches.Count == 0 ? null : Math.Round((double)matched / matches.Count, 4),
            matches.Count == 0 ? null : Math.Round(matches.Average(match => (double)match.Best.Iou), 4));
    }

    private SizeMatches Size(double? from, double? to, IReadOnlyList<MatchedObject> matches)
    {
        List<(MatchedObject Match, MatchCause Cause)> missed = [.. matches.Where(match => !IsMatched(match)).Select(match => (match, _diagnosis.CauseOf(match.Object)))];
        return new SizeMatches(
            from, to, Count(matches),
            [
                .. missed.GroupBy(pair => pair.Cause).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
                    .Select(group => _diagnosis.Hint(group.Key, [.. group.Select(pair => pair.Match.Object)], matches.Count)),
            ],
            [.. missed.OrderBy(pair => pair.Match.Best.Iou).Take(_request.WorstKept).Select(pair => Worst(pair.Match, pair.Cause))]);
    }

    private bool IsMatched(MatchedObject match) => match.Best.Iou >= _request.MatchIou;

    private WorstMatch Worst(MatchedObject match, MatchCause cause)
    {
        var (record, item, box, size) = match.Object;
        return new WorstMatch(
            record.Source, record.Id, _request.ClassNames[item.Label - 1], item.Difficult, Corners(item.Box), Corners(box.Scale(size, size)),
            Math.Round(match.Best.Iou, 4), Corners(_defaultBoxes.Corners[match.Best.DefaultBox].Scale(size, size)), _maps[MapOf(match.Best.DefaultBox)].Name, cause);
    }

    private int MapOf(int defaultBox)
    {
        var map = 0;
        for (var end = _maps[0].Boxes; defaultBox >= end; end += _maps[map].Boxes) map++;
        return map;
    }

    private static IReadOnlyList<double> Corners(Box box) => [.. new[] { box.X1, box.Y1, box.X2, box.Y2 }.Select(x => Math.Round((double)x, 2))];

    private readonly record struct MatchedObject(SeenObject Object, BestDefaultBox Best);
}
