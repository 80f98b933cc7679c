using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The <c>demo</c> of an experiment: pictures with their detections drawn.</summary>
public sealed record DemoOptions
{
    /// <value>Default none: the first images of the test split. Relative to the repository.</value>
    [Description("Pictures, relative to this file or to the repository; the first ones of the test split when left out.")]
    [OneOrMany]
    [UniqueItems]
    [FilePath]
    public ValueList<string> Images { get; init; } = [];

    /// <value>Default 6.</value>
    [Description("Number of pictures of the test split, when none is named.")]
    [Range(0, 1000)]
    public int Count { get; init; } = 6;

    /// <value>Default 0.5.</value>
    [Description("Least score of a drawn detection.")]
    [Range(0.0, 1.0)]
    public double Threshold { get; init; } = 0.5;

    /// <value>Default 0.5.</value>
    [Description("IoU above which non-maximum suppression drops the detection with the lower score.")]
    [Range(0.0, 1.0)]
    public double NmsThreshold { get; init; } = 0.5;

    /// <value>Default true.</value>
    [Description("Suppress across classes: of two overlapping detections only the better one is drawn, whatever their classes.")]
    public bool ForceSuppress { get; init; } = true;

    /// <value>Default <see cref="NumericPrecision.Fp32"/>.</value>
    [Description("Precision of the network: auto (what the device is fast in), fp32, bf16 or fp16.")]
    public NumericPrecision Precision { get; init; } = NumericPrecision.Fp32;
}
