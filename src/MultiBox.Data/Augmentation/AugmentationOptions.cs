using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Data;

/// <summary>
/// What training does to its pictures: the reference's augmentation by default (SSD, arXiv:1512.02325, sec. 2.2 and 3.6). A
/// probability of 0 turns a step off. Evaluation uses none of it: see <see cref="AugmentationPlan.WholeImage"/>.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>How often a crop is tried.</summary>
    /// <value>0..1; default 5/6: the whole picture is one choice of six, beside five samplers.</value>
    public float CropProbability { get; init; } = 5f / 6;

    /// <summary>The samplers' least IoU with some object; one of them is chosen for each crop.</summary>
    /// <value>0..1 each, at least one; default 0.1, 0.3, 0.5, 0.7, 0.9.</value>
    public IReadOnlyList<float> CropMinOverlaps { get; init; } = [0.1f, 0.3f, 0.5f, 0.7f, 0.9f];

    /// <summary>The smallest crop, as the square root of its share of the picture.</summary>
    /// <value>Above 0, up to <see cref="CropMaxScale"/>; default 0.3.</value>
    public float CropMinScale { get; init; } = 0.3f;

    /// <summary>The largest crop, as the square root of its share of the picture.</summary>
    /// <value>Up to 1; default 1.</value>
    public float CropMaxScale { get; init; } = 1;

    /// <summary>The lowest ratio of a crop's relative width to its relative height.</summary>
    /// <value>Above 0, up to 1; default 0.5.</value>
    public float CropMinAspect { get; init; } = 0.5f;

    /// <summary>The highest ratio of a crop's relative width to its relative height.</summary>
    /// <value>1 or above; default 2.</value>
    public float CropMaxAspect { get; init; } = 2;

    /// <summary>How many crops a sampler tries before the picture stays whole.</summary>
    /// <value>At least 1; default 25.</value>
    public int CropTrials { get; init; } = 25;

    /// <summary>How often the picture is placed on a larger canvas.</summary>
    /// <value>0..1; default 0.5.</value>
    public float ZoomOutProbability { get; init; } = 0.5f;

    /// <summary>The largest canvas, in the picture's sides.</summary>
    /// <value>At least 1; default 4.</value>
    public float ZoomOutMaxScale { get; init; } = 4;

    /// <summary>The canvas around the picture.</summary>
    /// <value>Default grey, 127.</value>
    public RgbColor ZoomOutFill { get; init; } = RgbColor.Gray(127);

    /// <summary>How often each of hue, saturation, brightness and contrast changes.</summary>
    /// <value>0..1; default 0.5.</value>
    public float ColorProbability { get; init; } = 0.5f;

    /// <summary>The largest turn of the hue, in degrees.</summary>
    /// <value>0..180; default 36, the reference's 18 in steps of two degrees.</value>
    public float Hue { get; init; } = 36;

    /// <summary>The largest relative change of the saturation.</summary>
    /// <value>0..1; default 0.5 (a factor of 0.5..1.5), as the paper's authors published it.</value>
    public float Saturation { get; init; } = 0.5f;

    /// <summary>The largest change of the brightness.</summary>
    /// <value>0..255; default 32.</value>
    public float Brightness { get; init; } = 32;

    /// <summary>The largest relative change of the contrast about middle grey.</summary>
    /// <value>0..1; default 0.5 (a factor of 0.5..1.5).</value>
    public float Contrast { get; init; } = 0.5f;

    /// <summary>The filters of the resize; one is chosen for each picture.</summary>
    /// <value>At least one; default all.</value>
    public IReadOnlyList<Interpolation> Interpolations { get; init; } = Enum.GetValues<Interpolation>();

    /// <summary>How often left and right are swapped.</summary>
    /// <value>0..1; default 0.5.</value>
    public float MirrorProbability { get; init; } = 0.5f;

    /// <summary>How often top and bottom are swapped, for pictures without an upright such as a microscope's.</summary>
    /// <value>0..1; default 0.</value>
    public float VerticalFlipProbability { get; init; }

    /// <summary>How often the picture turns by 90, 180 or 270 degrees, for pictures without an upright.</summary>
    /// <value>0..1; default 0.</value>
    public float QuarterTurnProbability { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">Some values are out of range; the message names them all.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Check(nameof(CropProbability), CropProbability, 0, 1);
        foreach (var overlap in CropMinOverlaps) Check(nameof(CropMinOverlaps), overlap, 0, 1);
        if (CropMinOverlaps.Count == 0) faults.Add($"{nameof(CropMinOverlaps)}: expected at least one, found none.");
        Check(nameof(CropMaxScale), CropMaxScale, float.Epsilon, 1);
        Check(nameof(CropMinScale), CropMinScale, float.Epsilon, CropMaxScale);
        Check(nameof(CropMinAspect), CropMinAspect, float.Epsilon, 1);
        Check(nameof(CropMaxAspect), CropMaxAspect, 1, float.MaxValue);
        Check(nameof(CropTrials), CropTrials, 1, int.MaxValue);
        Check(nameof(ZoomOutProbability), ZoomOutProbability, 0, 1);
        Check(nameof(ZoomOutMaxScale), ZoomOutMaxScale, 1, 100);
        Check(nameof(ColorProbability), ColorProbability, 0, 1);
        Check(nameof(Hue), Hue, 0, 180);
        Check(nameof(Saturation), Saturation, 0, 1);
        Check(nameof(Brightness), Brightness, 0, 255);
        Check(nameof(Contrast), Contrast, 0, 1);
        if (Interpolations.Count == 0) faults.Add($"{nameof(Interpolations)}: expected at least one, found none.");
        Check(nameof(MirrorProbability), MirrorProbability, 0, 1);
        Check(nameof(VerticalFlipProbability), VerticalFlipProbability, 0, 1);
        Check(nameof(QuarterTurnProbability), QuarterTurnProbability, 0, 1);
        if (faults.Count > 0) throw new ArgumentException(string.Join(Environment.NewLine, faults));

        void Check(string name, float value, float low, float high)
        {
            if (!(value >= low && value <= high)) faults.Add(FormattableString.Invariant($"{name}: expected {Range(low, high)}, found {value}."));
        }

        static string Range(float low, float high) => (low, high) switch
        {
            (float.Epsilon, _) => FormattableString.Invariant($"above 0, up to {high}"),
            (_, >= int.MaxValue) => FormattableString.Invariant($"at least {low}"),
            _ => FormattableString.Invariant($"{low}..{high}"),
        };
    }
}
