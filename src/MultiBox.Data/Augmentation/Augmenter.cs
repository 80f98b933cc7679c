using MultiBox.Boxes;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>
/// Chooses how training shows each picture. A choice depends on seed, epoch and image alone; every step has its own random
/// sequence, so that turning one off leaves the others' choices as they were.
/// </summary>
public sealed class Augmenter
{
    private readonly long _seed;
    private readonly float _cropProbability;
    private readonly CropSampler[] _crops;
    private readonly ZoomOut _zoomOut;
    private readonly ColorJitter _colors;
    private readonly RandomOrientation _orientation;
    private readonly Interpolation[] _interpolations;

    /// <summary>Composes the steps.</summary>
    /// <param name="options">The steps' ranges and probabilities.</param>
    /// <param name="seed">The experiment's seed.</param>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public Augmenter(AugmentationOptions options, long seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _seed = seed;
        _cropProbability = options.CropProbability;
        _crops =
        [
            .. options.CropMinOverlaps.Select(overlap => new CropSampler(
                overlap, options.CropMinScale, options.CropMaxScale, options.CropMinAspect, options.CropMaxAspect, options.CropTrials)),
        ];
        _zoomOut = new ZoomOut(options.ZoomOutProbability, options.ZoomOutMaxScale);
        _colors = new ColorJitter(options.ColorProbability, options.Brightness, options.Contrast, options.Saturation, options.Hue);
        _orientation = new RandomOrientation(options.MirrorProbability, options.VerticalFlipProbability, options.QuarterTurnProbability);
        _interpolations = [.. options.Interpolations];
    }

    /// <summary>Chooses for one picture.</summary>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="pixelBoxes">The objects that crops have to respect, in original pixels.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="index">The picture's position in its data set, the same in every epoch.</param>
    public AugmentationPlan Plan(int width, int height, IReadOnlyList<Box> pixelBoxes, long epoch, int index)
    {
        ArgumentNullException.ThrowIfNull(pixelBoxes);
        var random = Sequence("zoom-out");
        var region = _zoomOut.Apply(ref random, new ImageRegion(0, 0, width, height));
        random = Sequence("crop");
        if (random.Chance(_cropProbability))
        {
            region = _crops[random.NextInt(_crops.Length)].Sample(ref random, region, pixelBoxes) ?? region;
        }

        random = Sequence("color");
        var color = _colors.Sample(ref random);
        random = Sequence("orientation");
        var orientation = _orientation.Sample(ref random);
        random = Sequence("interpolation");
        return new AugmentationPlan(region, _interpolations[random.NextInt(_interpolations.Length)], color, orientation);

        RandomSequence Sequence(string step) => RandomSequence.For(step, _seed, epoch, index);
    }
}
