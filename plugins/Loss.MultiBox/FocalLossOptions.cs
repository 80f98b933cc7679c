using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.Loss;

/// <summary>The options of the focal loss; the defaults are RetinaNet's, but for <see cref="BackgroundIou"/>, which is 0.4 there.</summary>
public sealed record FocalLossOptions : IValidatableObject
{
    /// <summary>Weight of a default box's own class; every other class has 1 less this.</summary>
    /// <value>0..1. Default: 0.25.</value>
    [Description("Weight of the class that a default box shows; that of the others is 1 - alpha.")]
    [Range(0.0, 1.0)]
    public float Alpha { get; init; } = 0.25f;

    /// <summary>The power of 1 - p that takes weight from what is predicted well.</summary>
    /// <value>0..10; 0 is weighted cross-entropy. Default: 2.</value>
    [Description("Power that takes weight from well predicted classes; 0 for none.")]
    [Range(0.0, 10.0)]
    public float Gamma { get; init; } = 2;

    /// <summary>Lowest IoU at which a default box takes a ground truth besides its best one.</summary>
    /// <value>0..1. Default: 0.5.</value>
    [Description("Lowest IoU at which a default box is matched to a ground truth.")]
    [Range(0.0, 1.0)]
    public float MatchIou { get; init; } = 0.5f;

    /// <summary>An unmatched default box is background below this IoU with any ground truth, and ignored from it on.</summary>
    /// <value>0..<see cref="MatchIou"/>. Default: null, as <see cref="MatchIou"/>: none is ignored.</value>
    [Description("IoU below which an unmatched default box is background; from there to match_iou it is ignored. As match_iou when left out.")]
    [Range(0.0, 1.0)]
    public float? BackgroundIou { get; init; }

    /// <summary>What the localisation term compares.</summary>
    /// <value>Default: smooth_l1.</value>
    [Description("Box regression: smooth_l1 of the offsets, or giou or ciou of the decoded boxes.")]
    public BoxLoss BoxLoss { get; init; } = BoxLoss.SmoothL1;

    /// <summary>Factor of the localisation term.</summary>
    /// <value>0 or more. Default: 1.</value>
    [Description("Factor of the localisation term.")]
    [Range(0.0, 1000.0)]
    public float LocalizationWeight { get; init; } = 1;

    /// <summary>The score of each object class from which training starts.</summary>
    /// <value>Above 0 and below 1. Default: 0.01.</value>
    [Description("Score of each class from which training starts.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Prior { get; init; } = 0.01;

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (BackgroundIou > MatchIou)
        {
            yield return new ValidationResult($"more than matches. Expected at most match_iou {MatchIou}, found '{BackgroundIou}'", [nameof(BackgroundIou)]);
        }
    }
}
