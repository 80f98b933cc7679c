using MultiBox.Data;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>
/// Each augmentation alone: from a decoded picture to a normalised input with nothing else done to it. The steps are one pass over the
/// pixels in training, so that none of them has a time of its own outside of it.
/// </summary>
internal sealed class AugmentationWorkloads
{
    private readonly DataBenchSettings _settings;
    private readonly InputWriter _writer;
    private readonly float[] _input;
    private readonly (RgbImage Image, ImageRecord Record)[] _pictures;
    private readonly RgbImage[] _squares;

    /// <summary>Decodes the pictures.</summary>
    /// <param name="records">The pictures.</param>
    /// <param name="settings">How inputs are made of them.</param>
    /// <param name="size">The input's width and height in pixels.</param>
    public AugmentationWorkloads(IReadOnlyList<ImageRecord> records, DataBenchSettings settings, int size)
    {
        _settings = settings;
        _writer = new InputWriter(size, settings.Normalization, settings.Augmentation.ZoomOutFill);
        _input = new float[_writer.Length];
        _pictures = [.. records.Take(DataBenchSettings.DecodedPictures).Select(record => (ImageFile.Decode(record.Picture.Path), record))];
        _squares = [.. _pictures.Select(picture => ImageResizer.Resize(picture.Image, size, size, Interpolation.Bilinear))];
    }

    /// <summary>The workloads.</summary>
    public IEnumerable<Workload> All()
    {
        var options = _settings.Augmentation;
        var zoomOut = new ZoomOut(1, options.ZoomOutMaxScale);
        CropSampler[] crops =
        [
            .. options.CropMinOverlaps.Select(overlap => new CropSampler(
                overlap, options.CropMinScale, options.CropMaxScale, options.CropMinAspect, options.CropMaxAspect, options.CropTrials)),
        ];
        var colors = new ColorJitter(options.ColorProbability, options.Brightness, options.Contrast, options.Saturation, options.Hue);
        var mirrored = new Orientation(Transpose: false, Mirror: true, Flip: false);

        yield return Of("zoom-out", (picture, record, random) => Plan(zoomOut.Apply(ref random, ImageRegion.Of(picture)), Interpolation.Bilinear));
        yield return Of("crop", (picture, record, random) =>
        {
            var boxes = record.Objects.Select(item => item.Box).ToArray();
            var whole = ImageRegion.Of(picture);
            return Plan(crops[random.NextInt(crops.Length)].Sample(ref random, whole, boxes) ?? whole, Interpolation.Bilinear);
        });
        foreach (var interpolation in options.Interpolations)
        {
            yield return Of($"resize-{interpolation.ToString().ToLowerInvariant()}", (picture, _, _) => Plan(ImageRegion.Of(picture), interpolation), hasPeers: true);
        }

        yield return OfSquares("color", (square, random) => Whole(square) with { Color = colors.Sample(ref random) });
        yield return OfSquares("mirror", (square, _) => Whole(square) with { Orientation = mirrored });
        yield return OfSquares("normalize", (square, _) => Whole(square));
    }

    private static AugmentationPlan Plan(ImageRegion region, Interpolation interpolation) => new(region, interpolation, ColorTransform.Identity, default);

    // Of the input's size already: the filter only copies.
    private static AugmentationPlan Whole(RgbImage square) => Plan(ImageRegion.Of(square), Interpolation.Nearest);

    private Workload Of(string name, Func<RgbImage, ImageRecord, RandomSequence, AugmentationPlan> plan, bool hasPeers = false)
    {
        return Workload.Timed(name, Run, hasPeers: hasPeers);

        int Run(int pass)
        {
            for (var i = 0; i < _pictures.Length; i++)
            {
                var (image, record) = _pictures[i];
                _writer.Write(image, plan(image, record, RandomSequence.For(name, _settings.Seed, pass, i)), _input);
            }

            return _pictures.Length;
        }
    }

    private Workload OfSquares(string name, Func<RgbImage, RandomSequence, AugmentationPlan> plan)
    {
        return Workload.Timed(name, Run, hasPeers: true);

        int Run(int pass)
        {
            for (var i = 0; i < _squares.Length; i++)
            {
                _writer.Write(_squares[i], plan(_squares[i], RandomSequence.For(name, _settings.Seed, pass, i)), _input);
            }

            return _squares.Length;
        }
    }
}
