using MultiBox.Boxes;

namespace MultiBox.Evaluation;

/// <summary>Matches the detections of one class with its objects, image after image.</summary>
/// <param name="verdicts">Receives what every detection turned out to be.</param>
internal sealed class CocoMatcher(CocoVerdicts verdicts)
{
    private readonly List<Candidate> _candidates = [];
    private bool[] _ignored = [];
    private ushort[] _taken = [];

    /// <summary>Matches an image.</summary>
    /// <param name="objects">The class's objects in it.</param>
    /// <param name="detections">The class's detections in it.</param>
    public void AddImage(ReadOnlySpan<CocoGroundTruth> objects, ReadOnlySpan<Detection> detections)
    {
        var order = BestFirst(detections);
        var starts = FindCandidates(objects, detections, order);
        verdicts.BeginImage(detections, order);
        if (_ignored.Length < objects.Length) (_ignored, _taken) = (new bool[objects.Length], new ushort[objects.Length]);
        for (var area = CocoArea.All; area <= CocoArea.Large; area++)
        {
            for (var g = 0; g < objects.Length; g++)
            {
                _ignored[g] = objects[g].Crowd || objects[g].Ignored || CocoRules.IsOutside(objects[g].Area ?? AreaOf(objects[g].Box), area);
                _taken[g] = 0;
                if (!_ignored[g]) verdicts.AddPositive(area);
            }

            for (var rank = 0; rank < order.Length; rank++)
            {
                var (matched, right) = Match(objects, starts[rank], starts[rank + 1]);
                var outside = CocoRules.IsOutside(AreaOf(detections[order[rank]].Box), area);
                verdicts.Add(area, rank, (ushort)right, outside ? (ushort)0 : (ushort)~matched);
            }
        }
    }

    private static int[] BestFirst(ReadOnlySpan<Detection> detections)
    {
        var scores = new float[detections.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = detections[i].Score;
        var order = ScoreOrder.Descending(scores);
        return order.Length <= CocoRules.MaxDetections ? order : order[..CocoRules.MaxDetections];
    }

    // The objects that a detection may choose at the lowest threshold: rarely more than one or two.
    private int[] FindCandidates(ReadOnlySpan<CocoGroundTruth> objects, ReadOnlySpan<Detection> detections, int[] order)
    {
        _candidates.Clear();
        var starts = new int[order.Length + 1];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var box = detections[order[rank]].Box;
            for (var g = 0; g < objects.Length; g++)
            {
                var iou = Overlap(box, objects[g]);
                if (iou >= CocoRules.IouThresholds[0]) _candidates.Add(new Candidate(g, iou));
            }

            starts[rank + 1] = _candidates.Count;
        }

        return starts;
    }

    // The thresholds, as bits, at which a detection chose something, and those at which that has to be found.
    private (int Matched, int Right) Match(ReadOnlySpan<CocoGroundTruth> objects, int first, int end)
    {
        var (matched, right) = (0, 0);
        if (first == end) return (0, 0);
        for (var t = 0; t < CocoRules.IouThresholds.Length; t++)
        {
            var chosen = Choose(objects, first, end, t, ignored: false);
            if (chosen >= 0) right |= 1 << t;
            else chosen = Choose(objects, first, end, t, ignored: true);
            if (chosen < 0) continue;
            matched |= 1 << t;
            _taken[chosen] |= (ushort)(1 << t);
        }

        return (matched, right);
    }

    private int Choose(ReadOnlySpan<CocoGroundTruth> objects, int first, int end, int threshold, bool ignored)
    {
        var (highest, chosen) = (CocoRules.IouThresholds[threshold], -1);
        for (var i = first; i < end; i++)
        {
            var (g, iou) = _candidates[i];
            if (_ignored[g] != ignored || iou < highest) continue;
            if ((_taken[g] & (1 << threshold)) != 0 && !objects[g].Crowd) continue;

            // Of equal overlaps the last wins.
            (highest, chosen) = (iou, g);
        }

        return chosen;
    }

    private static double Overlap(Box box, CocoGroundTruth truth)
    {
        var other = truth.Box;
        var width = (double)Math.Min(box.X2, other.X2) - Math.Max(box.X1, other.X1);
        var height = (double)Math.Min(box.Y2, other.Y2) - Math.Max(box.Y1, other.Y1);
        if (!(width > 0 && height > 0)) return 0;
        var intersection = width * height;
        return intersection / (truth.Crowd ? AreaOf(box) : AreaOf(box) + AreaOf(other) - intersection);
    }

    private static double AreaOf(Box box) => ((double)box.X2 - box.X1) * ((double)box.Y2 - box.Y1);

    private readonly record struct Candidate(int Object, double Iou);
}
