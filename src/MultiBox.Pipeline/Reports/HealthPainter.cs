using System.Globalization;
using MultiBox.Boxes;
using MultiBox.Data;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Reports;

/// <summary>Draws the pictures of a health report: few enough for a second or two.</summary>
internal static class HealthPainter
{
    private const int SampleSide = 132;
    private const int WorstSide = 184;
    private const int WholeSide = 230;
    private const int SamplesOfAll = 120;
    private const int MostSamples = 6;
    private const int WorstShown = 6;
    private const int PairsShown = 6;
    private const int BadShown = 6;

    private static readonly string[] _extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif"];

    /// <summary>Draws the pictures on all processors.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="health">Their health.</param>
    /// <param name="cancellation">Stops it.</param>
    public static HealthPictures Draw(IReadOnlyList<PreparedSplit> splits, DatasetHealth health, CancellationToken cancellation)
    {
        if (splits.Count == 0) return HealthPictures.None;
        var all = splits.SelectMany(split => split.Records.Select(record => (split.Name, record.Source, record.Id, Record: record)))
            .ToLookup(entry => (entry.Name, entry.Source, entry.Id), entry => entry.Record);
        return new HealthPictures(
            DrawEach(Samples(splits[0], health.Classes), cancellation),
            DrawEach([.. (health.Splits[0].Matching?.Sizes ?? []).Select(size => size.Worst.Take(WorstShown).SelectMany(worst =>
                all[(splits[0].Name, worst.Source, worst.ImageId)].Take(1).Select(record => Worst(record, worst, health))))], cancellation),
            Duplicates(health.Duplicates, all, cancellation),
            [.. DrawEach([BadData(splits)], cancellation)[0]]);
    }

    // Objects evenly spread over the split. Easy ones, where there are any.
    private static IReadOnlyList<IEnumerable<Func<ReportPicture?>>> Samples(PreparedSplit split, IReadOnlyList<string> classes)
    {
        var perClass = Math.Clamp(SamplesOfAll / classes.Count, 1, MostSamples);
        var objects = split.Records.SelectMany(record => record.Objects.Where(item => !item.Crowd).Select(item => (Record: record, Item: item))).ToLookup(pair => pair.Item.Label);
        return [.. classes.Select((name, i) =>
        {
            List<(ImageRecord Record, AnnotatedObject Item)> own = [.. objects[i + 1].Where(pair => !pair.Item.Difficult)];
            if (own.Count == 0) own = [.. objects[i + 1]];
            var count = Math.Min(perClass, own.Count);
            return Enumerable.Range(0, count).Select(k => own[(int)((k + 0.5) * own.Count / count)]).Select(pair => Sample(pair.Record, pair.Item, name));
        })];
    }

    private static Func<ReportPicture?> Sample(ImageRecord record, AnnotatedObject item, string name) => () => Draw(record, image =>
    {
        using var view = new PictureView(image, PictureView.Around(image, item.Box), SampleSide);
        view.DrawObject(item);
        return ReportPicture.Of(view.ToImage(), $"A {name} of image {record.Id}", record.Id);
    });

    private static Func<ReportPicture?> Worst(ImageRecord record, WorstMatch worst, DatasetHealth health) => () => Draw(record, image =>
    {
        var (x, y) = ((float)record.Width / health.InputSize, (float)record.Height / health.InputSize);
        var (item, defaultBox) = (new AnnotatedObject(health.Classes.ToList().IndexOf(worst.Class) + 1, ToBox(worst.Box), worst.Difficult, false), ToBox(worst.BestDefaultBox).Scale(x, y));
        using var view = new PictureView(image, PictureView.Around(image, item.Box, defaultBox), WorstSide);
        view.DrawDefaultBox(defaultBox);
        view.DrawObject(item);
        var (width, height) = (worst.InputBox[2] - worst.InputBox[0], worst.InputBox[3] - worst.InputBox[1]);
        return ReportPicture.Of(
            view.ToImage(), $"A {worst.Class} of image {record.Id} with its best default box",
            string.Create(CultureInfo.InvariantCulture, $"{worst.Class}, {width:0.#} × {height:0.#} px, IoU {worst.BestIou:0.00}, {Words.Cause(worst.Cause)} ({record.Id})"));
    });

    private static List<(DuplicatePicture Pair, ReportPicture First, ReportPicture Second)> Duplicates(
        IReadOnlyList<DuplicatePicture> duplicates, ILookup<(string Split, string Source, string Id), ImageRecord> all, CancellationToken cancellation)
    {
        var shown = duplicates.Take(PairsShown).ToList();
        var drawn = DrawEach([.. shown.Select(pair => new[] { pair.First, pair.Second }
            .SelectMany(place => all[(place.Split, place.Source, place.ImageId)].Take(1).Select(record => Whole(record, $"{place.Split}: {place.ImageId}"))))], cancellation);
        return [.. shown.Zip(drawn).Where(pair => pair.Second.Count == 2).Select(pair => (pair.First, pair.Second[0], pair.Second[1]))];
    }

    // A fault tells the file with the annotation, or the picture itself. A file with the annotations of many images tells nothing.
    private static IEnumerable<Func<ReportPicture?>> BadData(IReadOnlyList<PreparedSplit> splits)
    {
        var files = splits.SelectMany(split => split.Report.Entries).Select(entry => entry.File).Distinct().ToList();
        var records = splits.SelectMany(split => split.Records).ToLookup(record => record.AnnotationPath);
        foreach (var file in files.Where(file => records[file].Select(record => record.Picture).Distinct().Count() == 1 || IsPicture(file)).Take(BadShown))
        {
            yield return records[file].FirstOrDefault() is { } record
                ? Whole(record, record.Id)
                : () => Try(() => Of(ImageFile.Decode(file), [], Path.GetFileName(file)));
        }
    }

    private static bool IsPicture(string file) => _extensions.Contains(Path.GetExtension(file).ToLowerInvariant()) && File.Exists(file);

    private static Func<ReportPicture?> Whole(ImageRecord record, string caption) => () => Draw(record, image => Of(image, record.Objects, caption));

    private static ReportPicture Of(RgbImage image, IReadOnlyList<AnnotatedObject> objects, string caption)
    {
        using var view = new PictureView(image, ImageRegion.Of(image), WholeSide);
        foreach (var item in objects.Where(item => !item.Crowd)) view.DrawSmall(item);
        return ReportPicture.Of(view.ToImage(), $"Image {caption} with its objects", caption);
    }

    private static ReportPicture? Draw(ImageRecord record, Func<RgbImage, ReportPicture> draw) => Try(() =>
    {
        byte[] buffer = [];
        return draw(ImageFile.Decode(SourcePictures.Read(record.Picture, ref buffer), record.Picture.ToString()));
    });

    // The report is about the data: a picture that cannot be shown must not keep the rest from being told.
    private static ReportPicture? Try(Func<ReportPicture> draw)
    {
        try
        {
            return draw();
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IReadOnlyList<IReadOnlyList<ReportPicture>> DrawEach(IReadOnlyList<IEnumerable<Func<ReportPicture?>>> groups, CancellationToken cancellation)
    {
        var jobs = groups.SelectMany((group, i) => group.Select(draw => (Group: i, Draw: draw))).ToArray();
        var drawn = new ReportPicture?[jobs.Length];
        Parallel.For(0, jobs.Length, new ParallelOptions { CancellationToken = cancellation }, i => drawn[i] = jobs[i].Draw());
        var byGroup = jobs.Zip(drawn).Where(pair => pair.Second is not null).ToLookup(pair => pair.First.Group, pair => pair.Second!);
        return [.. groups.Select((_, i) => (IReadOnlyList<ReportPicture>)[.. byGroup[i]])];
    }

    private static Box ToBox(IReadOnlyList<double> corners) => new((float)corners[0], (float)corners[1], (float)corners[2], (float)corners[3]);
}
