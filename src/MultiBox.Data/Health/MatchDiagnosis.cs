using System.Globalization;

namespace MultiBox.Data;

/// <summary>Says why objects have no matching default box, and which scale, ratio or map would give them one.</summary>
internal sealed class MatchDiagnosis
{
    // A cause that concerns fewer objects, or a smaller part of those of its size, is noted but not warned of.
    private const int WarnedObjects = 20;
    private const double WarnedShare = 0.1;

    // Beyond this factor a larger input is no advice.
    private const int LargestInputFactor = 4;
    private const int InputRounding = 32;

    private readonly double _iou;
    private readonly int _inputSize;
    private readonly (DefaultBoxShape Shape, DefaultBoxMap Map)[] _shapes;
    private readonly double _side;

    public MatchDiagnosis(IReadOnlyList<DefaultBoxMap> maps, double matchIou, int inputSize)
    {
        (_iou, _inputSize) = (matchIou, inputSize);
        _shapes = [.. maps.SelectMany(map => map.Shapes.Select(shape => (shape, map))).OrderBy(pair => pair.shape.Area)];

        // Boxes of one area whose overlap is v of it have the IoU v / (2 - v); v of this is the least that matches.
        _side = 2 * matchIou / (1 + matchIou);
    }

    /// <summary>Why an object does not match.</summary>
    public MatchCause CauseOf(SeenObject item)
    {
        var (width, height) = (item.Width, item.Height);
        if (_shapes.Any(pair => pair.Shape.CentredIou(width, height) >= _iou)) return MatchCause.BetweenCells;

        // No IoU is above the ratio of the areas.
        if (width * height < _iou * _shapes[0].Shape.Area) return MatchCause.TooSmall;
        if (_iou * width * height > _shapes[^1].Shape.Area) return MatchCause.TooLarge;

        // With equal areas and one centre the overlap is sqrt(q) of the area, q being the smaller over the larger aspect ratio.
        return _shapes.Any(pair => Math.Sqrt(Likeness(width / height, pair.Shape.Width / pair.Shape.Height)) >= _side)
            ? MatchCause.BetweenScales
            : MatchCause.TooElongated;
    }

    /// <summary>What would help objects of one size that fail for one cause.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="objects">The objects; at least one.</param>
    /// <param name="all">All objects of that size, those that match too.</param>
    public MatchHint Hint(MatchCause cause, IReadOnlyList<SeenObject> objects, int all)
    {
        var share = (double)objects.Count / all;
        var level = objects.Count >= WarnedObjects && share >= WarnedShare ? HealthLevel.Warning : HealthLevel.Note;
        var size = Histogram.Median(objects.Select(item => item.Size))!.Value;
        var hint = new MatchHint(cause, objects.Count, Math.Round(share, 4), level, "", null, null, null, null);
        hint = cause switch
        {
            MatchCause.TooSmall => TooSmall(hint, size),
            MatchCause.TooLarge => WithScale(hint, size, Text($"larger than the largest default box, {_shapes[^1].Shape.Size:0.#} px, can match")),
            MatchCause.TooElongated => TooElongated(hint, objects, size),
            MatchCause.BetweenScales => WithScale(hint, size, Text($"not near enough in size to any default box of their shape: the nearest {Neighbours(size)}")),
            MatchCause.BetweenCells => BetweenCells(hint, objects, size),
            _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
        };
        return hint with { Text = Text($"{objects.Count:n0} of {all:n0} ({100 * share:0.#} %) {(objects.Count == 1 ? "is" : "are")} {hint.Text}") };
    }

    private MatchHint TooSmall(MatchHint hint, double size)
    {
        var smallest = _shapes[0];
        hint = WithScale(hint, size, Text($"smaller than the smallest default box, {smallest.Shape.Size:0.#} px on '{smallest.Map.Name}' with cells {StepOf(smallest.Map):0.#} px apart, can match"));
        return WithStep(hint, size, _shapes.Min(pair => StepOf(pair.Map)));
    }

    private MatchHint TooElongated(MatchHint hint, IReadOnlyList<SeenObject> objects, double size)
    {
        var elongation = Histogram.Median(objects.Select(item => Math.Max(item.Width / item.Height, item.Height / item.Width)))!.Value;
        var rounded = Math.Max(1.5, Math.Round(2 * elongation) / 2);
        var wide = objects.Count(item => item.Width > item.Height);
        var map = _shapes.MinBy(pair => Math.Abs(Math.Log(pair.Shape.Size / size))).Map.Name;
        var (shape, ratio, text) = (wide, objects.Count - wide) switch
        {
            (_, 0) => ("wide", rounded, Text($"{rounded:0.#}")),
            (0, _) => ("tall", 1 / rounded, Text($"1/{rounded:0.#}")),
            var (w, t) => ("wide or tall", w >= t ? rounded : 1 / rounded, Text($"{rounded:0.#} and 1/{rounded:0.#}")),
        };
        return hint with
        {
            AspectRatio = Math.Round(ratio, 4),
            Text = Text($"too {shape} for any default box, {elongation:0.0} to 1 in the median. Add the aspect ratio {text} to the boxes of about {size:0} px, those of '{map}'."),
        };
    }

    private MatchHint BetweenCells(MatchHint hint, IReadOnlyList<SeenObject> objects, double size)
    {
        var map = objects.GroupBy(item => _shapes.MaxBy(pair => pair.Shape.CentredIou(item.Width, item.Height)).Map).MaxBy(group => group.Count())!.Key;
        hint = hint with { Text = Text($"of a shape that '{map.Name}' has, but not where its cells, {StepOf(map):0.#} px apart, have their centres") };

        // The coarsest of the maps that are fine enough: it sees the most around each cell.
        var finer = _shapes.Select(pair => pair.Map).Where(other => StepOf(other) <= StepNeeded(size) && StepOf(other) < StepOf(map)).MaxBy(StepOf);
        if (finer is not null) return WithScale(hint, size, hint.Text, Text($", to '{finer.Name}', whose cells are {StepOf(finer):0.#} px apart"));
        return StepOf(map) <= StepNeeded(size) ? WithScale(hint, size, hint.Text) : WithStep(hint with { Text = $"{hint.Text}." }, size, StepOf(map));
    }

    private MatchHint WithScale(MatchHint hint, double size, string text, string where = "")
    {
        var scale = Math.Max(0.001, Math.Round(size / _inputSize, 3));
        return hint with { Scale = scale, Text = Text($"{text}. Add the scale {scale:0.###}, {size:0.#} px of this input{where}.") };
    }

    private MatchHint WithStep(MatchHint hint, double size, double step)
    {
        var needed = StepNeeded(size);
        if (step <= needed) return hint;
        var input = (int)Math.Ceiling(_inputSize * step / needed / InputRounding) * InputRounding;
        int? advised = input <= LargestInputFactor * _inputSize ? input : null;
        var larger = advised is null ? "" : Text($", or enlarge the input to {advised} px");
        return hint with
        {
            Step = Math.Round(needed, 2),
            InputSize = advised,
            Text = Text($"{hint.Text} To match wherever it lies, an object of that size needs cells at most {needed:0.#} px apart: predict from a finer map{larger}."),
        };
    }

    // A square box of side s meets an equal one in the nearest cell with an offset of up to half a step in both directions. Their overlap is
    // then (s - step / 2)^2, which has to be the least that matches.
    private double StepNeeded(double size) => 2 * size * (1 - Math.Sqrt(_side));

    private string Neighbours(double size)
    {
        var sizes = _shapes.Select(pair => pair.Shape.Size).Order().ToList();
        var (below, above) = (sizes.LastOrDefault(other => other <= size), sizes.FirstOrDefault(other => other > size));
        return (below, above) switch
        {
            (0, _) => Text($"is {above:0.#} px"),
            (_, 0) => Text($"is {below:0.#} px"),
            _ => Text($"are {below:0.#} and {above:0.#} px"),
        };
    }

    // A map of one cell has its centres nowhere else within the input.
    private double StepOf(DefaultBoxMap map) => map.Step ?? _inputSize;

    private static double Likeness(double a, double b) => Math.Min(a / b, b / a);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
