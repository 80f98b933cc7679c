using MultiBox.Abstractions;
using MultiBox.Imaging;
using ScottPlot;
using SkiaSharp;

namespace MultiBox.Pipeline.Artifacts;

/// <summary>Draws a run's curves as PNG.</summary>
internal static class Curves
{
    // A legend of more lines would cover the picture.
    private const int MostNamed = 24;

    static Curves()
    {
        // No font of the system: pictures are the same on every machine, also where none is installed.
        Fonts.FontResolvers.Insert(0, new InterResolver());
    }

    /// <summary>One picture: lines over a common horizontal axis. Values that are not finite are left out.</summary>
    public static void Write(string path, string title, string xLabel, string yLabel, params IReadOnlyList<(string Name, double[] X, double[] Y)> lines)
    {
        using var plot = new Plot();
        foreach (var (name, x, y) in lines.Where(line => line.X.Length > 0))
        {
            var finite = Enumerable.Range(0, x.Length).Where(i => double.IsFinite(y[i])).ToList();
            var scatter = plot.Add.Scatter(finite.Select(i => x[i]).ToArray(), finite.Select(i => y[i]).ToArray());
            scatter.LegendText = name;
            scatter.MarkerSize = finite.Count > 60 ? 0 : 5;
            scatter.LineWidth = 2;
        }

        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        if (lines.Count is > 1 and <= MostNamed) plot.ShowLegend();
        using var image = plot.GetImage(960, 540);
        AtomicFile.WriteBytes(path, image.GetImageBytes(ImageFormat.Png));
    }

    private sealed class InterResolver : IFontResolver
    {
        public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => InterFont.SemiBold;

        public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => InterFont.SemiBold;
    }
}
