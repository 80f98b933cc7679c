using System.Xml.Linq;
using MultiBox.Pipeline.Reports;

namespace MultiBox.Pipeline.Networks;

/// <summary>
/// Draws a network from the image to the predictions: a solid for each block, as tall and deep as its map and as thick as its channels, and
/// below it what is predicted there. One file without anything from elsewhere.
/// </summary>
internal static class NetworkDrawing
{
    private const double Margin = 26;
    private const double LabelTop = 84;
    private const double BodyTop = 128;
    private const double TallestBody = 176;
    private const double Depth = 0.3;
    private const double ArrowTop = BodyTop + TallestBody + 8;
    private const double ChipTop = ArrowTop + 30;
    private const double ChipHeight = 36;
    private const double HeadTop = ChipTop + ChipHeight + 24;
    private const double HeadHeight = 30;
    private const double LegendTop = HeadTop + HeadHeight + 30;
    private const double Height = LegendTop + 22;
    private const int LongestLabel = 15;
    private const double NarrowestPage = 800;

    /// <summary>The text of the SVG file.</summary>
    /// <param name="summary">The network.</param>
    public static string Write(NetworkSummary summary)
    {
        var input = new NetworkBlock("input", "input", 3, summary.InputSize, summary.InputSize, 0, 0);
        List<Place> places = [.. NetworkBlocks.Of(summary).Prepend(input).Select(block => new Place(block, summary.InputSize) { IsInput = block == input })];
        var width = Spread(places);
        var title = $"{summary.Experiment}: {summary.Backbone} at {summary.InputSize} × {summary.InputSize}";
        var facts =
            $"{Words.Magnitude(summary.Profile.Parameters)} parameters · {Words.Magnitude(summary.Profile.MultiplyAdds)} multiply-adds an image · " +
            $"{Words.Count(summary.DefaultBoxes)} default boxes on {Words.Count(summary.Maps.Count, "map")}";
        return Svg.Document(Svg.Element(
            "svg", ("viewBox", $"0 0 {Svg.Number(width)} {Svg.Number(Height)}"), ("width", Svg.Number(width)), ("height", Svg.Number(Height)), ("role", "img"),
            ("aria-label", $"{title}. {facts}."),
            Svg.Element("style", DrawingStyle.Text),
            Svg.Rectangle("ground", 0.5, 0.5, width - 1, Height - 1, 10),
            Svg.Text("title", Margin, 38, Svg.Cut(title, (int)((width - (2 * Margin)) / 12))),
            Svg.Text("soft", Margin, 58, facts),
            places.Zip(places.Skip(1), (from, to) => Svg.Arrow("flow", from.FlowRight, Place.Middle, to.FlowLeft, Place.Middle)),
            places.Select(place => Solid(place)),
            places.Select(place => Prediction(place)),
            Head(summary, places, width),
            Legend()));
    }

    // Side by side, with more room where a page as narrow as the legend allows has it.
    private static double Spread(List<Place> places)
    {
        var width = Math.Max(NarrowestPage, places.Sum(place => place.Room) + (2 * Margin));
        var more = (width - (2 * Margin) - places.Sum(place => place.Room)) / places.Count;
        var x = Margin;
        foreach (var place in places)
        {
            place.Centre = x + ((place.Room + more) / 2);
            x += place.Room + more;
        }

        return width;
    }

    private static XElement Solid(Place place)
    {
        var (block, x, y, w, h, d) = (place.Block, place.Left, place.Top, place.Thickness, place.Tall, place.Deep);
        var style = place.IsInput ? "input" : block.IsExtra ? "extra" : "backbone";
        var shape = place.IsInput
            ? $"{block.Height} × {block.Width} pixels"
            : $"{block.Channels} channels of {block.Height} × {block.Width}, {Words.Magnitude(block.Parameters)} parameters, {Words.Magnitude(block.MultiplyAdds)} multiply-adds";
        return Svg.Element(
            "g", ("class", "block"),
            Svg.Element("title", $"{block.Label}: {shape}"),
            Svg.Rectangle(style, x, y + d, w, h),
            Svg.Polygon(style, (x, y + d), (x + d, y), (x + w + d, y), (x + w, y + d)),
            Svg.Polygon("light", (x, y + d), (x + d, y), (x + w + d, y), (x + w, y + d)),
            Svg.Polygon(style, (x + w, y + d), (x + w + d, y), (x + w + d, y + h), (x + w, y + d + h)),
            Svg.Polygon("dark", (x + w, y + d), (x + w + d, y), (x + w + d, y + h), (x + w, y + d + h)),
            Svg.Polygon("edge", (x, y + d), (x + w, y + d), (x + w, y + d + h), (x, y + d + h)),
            Svg.Text("name middle", place.Centre, LabelTop, Svg.Cut(block.Label, LongestLabel)),
            Svg.Text("soft middle", place.Centre, LabelTop + 14, $"{block.Height} × {block.Width}"),
            Svg.Text("soft middle", place.Centre, LabelTop + 28, $"{block.Channels} ch"));
    }

    private static IEnumerable<XElement> Prediction(Place place)
    {
        if (place.Block.Map is not { } map) yield break;
        foreach (var part in Svg.Arrow("predict", place.Centre, place.BottomAtCentre + 3, place.Centre, ChipTop - 1)) yield return part;
        yield return Svg.Element(
            "g", ("class", "map"),
            Svg.Element("title", $"{map.Name}: {map.Height} × {map.Width} cells of {map.BoxesPerCell} default boxes"),
            Svg.Rectangle("chip", place.Centre - (place.Room / 2) + 3, ChipTop, place.Room - 6, ChipHeight, 5),
            Svg.Text("name middle", place.Centre, ChipTop + 15, Words.Count(map.Boxes)),
            Svg.Text("soft middle", place.Centre, ChipTop + 29, $"{map.BoxesPerCell} a cell"));
        foreach (var part in Svg.Arrow("predict", place.Centre, ChipTop + ChipHeight, place.Centre, HeadTop - 1)) yield return part;
    }

    private static XElement[] Head(NetworkSummary summary, List<Place> places, double width)
    {
        var text = $"head {Svg.Cut(summary.Head, 30)}: {Words.Count(summary.DefaultBoxes)} default boxes, each with 4 offsets and {summary.ClassCount} class scores";
        var first = places.Where(place => place.Block.Map is not null).Min(place => place.Centre - (place.Room / 2)) + 3;
        var left = Math.Max(Margin, Math.Min(first, width - Margin - (1.2 * Svg.WidthOf(text)) - 24));
        return
        [
            Svg.Rectangle("head", left, HeadTop, width - Margin - left, HeadHeight, 6),
            Svg.Text("on-head middle", (left + width - Margin) / 2, HeadTop + 20, text),
        ];
    }

    private static IEnumerable<XElement> Legend()
    {
        var x = Margin;
        foreach (var (style, text) in new[] { ("backbone", "backbone"), ("extra", "extra layers"), ("head", "prediction") })
        {
            yield return Svg.Rectangle(style, x, LegendTop - 9, 11, 11, 2);
            yield return Svg.Text("soft", x + 16, LegendTop, text);
            x += 16 + Svg.WidthOf(text) + 18;
        }

        yield return Svg.Text("soft", x, LegendTop, "height and depth: √ of the map's sides; thickness: √ of its channels");
    }

    // Where a block stands: its column, and the solid in it.
    private sealed class Place
    {
        public const double Middle = BodyTop + (TallestBody / 2);

        private const double NarrowestColumn = 60;

        public Place(NetworkBlock block, int inputSize)
        {
            Block = block;
            Tall = Math.Max(7, TallestBody / (1 + Depth) * Math.Sqrt((double)block.Height / inputSize));
            Deep = Math.Max(3, Depth * TallestBody / (1 + Depth) * Math.Sqrt((double)block.Width / inputSize));
            Thickness = Math.Max(3, Math.Sqrt(block.Channels));
            var widest = Math.Max(Svg.WidthOf(Svg.Cut(block.Label, LongestLabel)), Svg.WidthOf($"{block.Height} × {block.Width}"));
            Room = Math.Max(NarrowestColumn, Math.Max(widest + 6, Thickness + Deep + 22));
        }

        public NetworkBlock Block { get; }

        public bool IsInput { get; init; }

        /// <summary>The width of its column.</summary>
        public double Room { get; }

        public double Tall { get; }

        public double Deep { get; }

        public double Thickness { get; }

        /// <summary>The middle of its column.</summary>
        public double Centre { get; set; }

        public double Left => Centre - ((Thickness + Deep) / 2);

        public double Top => Middle - ((Tall + Deep) / 2);

        /// <summary>Where the solid ends below the middle of its column: in front, or on the edge that runs back at 45 degrees.</summary>
        public double BottomAtCentre => Top + Deep + Tall - Math.Max(0, Centre - (Left + Thickness));

        public double FlowLeft => Left - 1;

        public double FlowRight => Left + Thickness + Deep + 1;
    }
}
