using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Imaging;
using MultiBox.Pipeline.Stages;
using Settings = MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns an experiment's data and augmentation sections into the terms of MultiBox.Data.</summary>
internal static class DataSetup
{
    public static SourceLookup Locate(WorkContext work) => SourceSetup.Locate(work);

    public static string HowToFetch(WorkContext work) => $"Run --target Fetch --experiment {work.Options.Experiment}, or name their folder with --data.";

    public static string GeneratedFolder(string dataFolder, DataSource source) => Path.Combine(dataFolder, source.Name);

    public static Data.ShapesOptions Shapes(DataSource source)
    {
        var shapes = source.Shapes ?? new Settings.ShapesOptions();
        return new Data.ShapesOptions
        {
            Seed = shapes.Seed,
            ImageSize = shapes.ImageSize,
            TrainCount = shapes.TrainImages,
            ValCount = shapes.ValImages,
            TestCount = shapes.TestImages,
        };
    }

    public static DatasetRequest Request(DatasetOptions dataset, IReadOnlyList<SourceFolder> folders) => new()
    {
        Sources = folders,
        Splits =
        [
            .. Enum.GetValues<DataSplit>()
                .Select(split => new SplitRequest(
                    SplitName(split),
                    [.. dataset.Sources.Where(source => source.Has(split)).Select(source => new SplitPart(source.Name, ImageSets(source, split)))]))
                .Where(split => split.Parts.Count > 0),
        ],
        Reading = new ReadingOptions
        {
            ClassNames = [.. dataset.Classes],
            IgnoreOtherClasses = dataset.IgnoreOtherClasses,
            KeepEmpty = dataset.KeepEmpty,
            OnBadData = dataset.OnBadData switch
            {
                Settings.BadDataPolicy.Fail => Data.BadDataPolicy.Fail,
                Settings.BadDataPolicy.Drop => Data.BadDataPolicy.Drop,
                Settings.BadDataPolicy.Repair => Data.BadDataPolicy.Repair,
                _ => throw new ArgumentOutOfRangeException(nameof(dataset)),
            },
        },
        Pack = new Data.PackOptions { LongestSide = dataset.Pack.LongestSide, Quality = dataset.Pack.Quality },
    };

    public static string SplitName(DataSplit split) => split.ToString().ToLowerInvariant();

    public static Data.AugmentationOptions Augmentation(Settings.AugmentationOptions options) => new()
    {
        CropProbability = options.Crop.Enabled ? (float)(1 - options.Crop.KeepWhole) : 0,
        CropMinOverlaps = [.. options.Crop.MinOverlaps.Select(overlap => (float)overlap)],
        CropMinScale = (float)options.Crop.MinScale,
        CropMaxScale = (float)options.Crop.MaxScale,
        CropMinAspect = (float)options.Crop.MinAspect,
        CropMaxAspect = (float)options.Crop.MaxAspect,
        CropTrials = options.Crop.Trials,
        ZoomOutProbability = (float)options.ZoomOut.Probability,
        ZoomOutMaxScale = (float)options.ZoomOut.MaxScale,
        ZoomOutFill = RgbColor.Gray((byte)options.ZoomOut.Fill),
        ColorProbability = (float)options.Color.Probability,
        Hue = (float)options.Color.Hue,
        Saturation = (float)options.Color.Saturation,
        Brightness = (float)options.Color.Brightness,
        Contrast = (float)options.Color.Contrast,
        Interpolations = options.RandomInterpolation ? Enum.GetValues<Interpolation>() : [Interpolation.Bilinear],
        MirrorProbability = (float)options.Mirror,
        VerticalFlipProbability = (float)options.FlipVertical,
        QuarterTurnProbability = (float)options.Rotate,
    };

    private static IReadOnlyList<string> ImageSets(DataSource source, DataSplit split) =>
        source.Format == DataFormat.Shapes ? [SplitName(split)] : [.. source.ImageSets(split)];
}
