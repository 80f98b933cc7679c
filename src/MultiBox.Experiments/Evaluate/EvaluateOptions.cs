using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>The <c>evaluate</c> of an experiment: decoding, and the average precision of PASCAL VOC or COCO.</summary>
public sealed record EvaluateOptions : IValidatableObject
{
    /// <value>Default <see cref="AveragePrecisionMetric.Voc07"/>.</value>
    [Description("voc07: 11 points. voc: area under the precision envelope (VOC2010 and later). coco: the twelve numbers of COCO, "
        + "mAP being the mean over IoU 0.50 to 0.95.")]
    public AveragePrecisionMetric Metric { get; init; } = AveragePrecisionMetric.Voc07;

    /// <value>Default 0.5.</value>
    [Description("voc07 and voc: least IoU of a detection with its object.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Iou { get; init; } = 0.5;

    /// <value>Default <see cref="BoxConvention.Devkit"/>.</value>
    [Description("voc07 and voc: devkit counts widths in whole pixels, x2 - x1 + 1, continuous as x2 - x1, as coco always does.")]
    public BoxConvention BoxConvention { get; init; } = BoxConvention.Devkit;

    /// <value>Default false.</value>
    [Description("Count objects marked difficult.")]
    public bool UseDifficult { get; init; }

    /// <value>Default 0.01.</value>
    [Description("Least score of a detection.")]
    [Range(0.0, 1.0)]
    public double ScoreThreshold { get; init; } = 0.01;

    /// <value>Default 0.45.</value>
    [Description("IoU above which non-maximum suppression drops the detection with the lower score.")]
    [Range(0.0, 1.0)]
    public double NmsThreshold { get; init; } = 0.45;

    /// <value>Default 400.</value>
    [Description("Detections that enter non-maximum suppression: of each class (per_class), or of the image (best_class).")]
    [Range(1, int.MaxValue)]
    public int TopK { get; init; } = 400;

    /// <value>Default 200.</value>
    [Description("Most detections of an image.")]
    [Range(1, int.MaxValue)]
    public int MaxDetections { get; init; } = 200;

    /// <value>Default <see cref="DecoderName.PerClass"/>.</value>
    [Description("per_class: a default box may detect several classes (torchvision). best_class: only its best one (the MXNet reference).")]
    public DecoderName Decoder { get; init; } = DecoderName.PerClass;

    /// <value>Default null: as the weights' network does it, which is true for networks that were trained here.</value>
    [Description("Clip boxes to the image before non-maximum suppression (torchvision, MXNet); false: only after it (Caffe). By default "
        + "as the imported network does it, or true.")]
    public bool? Clip { get; init; }

    /// <value>Default 8.</value>
    [Description("Images of one forward pass.")]
    [Range(1, 65536)]
    public int BatchSize { get; init; } = 8;

    /// <value>Default <see cref="NumericPrecision.Fp32"/>.</value>
    [Description("Precision of the network: auto (what the device is fast in), fp32, bf16 or fp16.")]
    public NumericPrecision Precision { get; init; } = NumericPrecision.Fp32;

    /// <value>Default <see cref="DataSplit.Test"/>.</value>
    [Description("The split that is evaluated.")]
    public DataSplit Split { get; init; } = DataSplit.Test;

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Metric == AveragePrecisionMetric.Coco)
        {
            // Given with its default value a key says nothing: resolved experiments give all of them.
            if (Iou != 0.5)
            {
                yield return new ValidationResult("goes only with metric 'voc07' or 'voc': 'coco' averages over IoU 0.50 to 0.95", [nameof(Iou)]);
            }

            if (BoxConvention != BoxConvention.Devkit)
            {
                yield return new ValidationResult("goes only with metric 'voc07' or 'voc': 'coco' always counts widths as x2 - x1", [nameof(BoxConvention)]);
            }
        }

        if (Decoder == DecoderName.BestClass && MaxDetections > TopK)
        {
            yield return new ValidationResult(
                $"more than can pass. Expected at most top_k {TopK}, found '{MaxDetections}'", [nameof(MaxDetections)]);
        }
    }
}
