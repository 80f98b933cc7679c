using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Plugins.Loss;

/// <summary>The options of the multibox loss.</summary>
public sealed record MultiBoxLossOptions
{
    /// <summary>Whose rule of matching, mining and normalising.</summary>
    /// <value>Default: torchvision.</value>
    [Description("Rule of matching, mining and normalising: torchvision or mxnet.")]
    public MultiBoxRule Rule { get; init; } = MultiBoxRule.Torchvision;

    /// <summary>Lowest IoU at which a default box takes a ground truth besides its best one.</summary>
    /// <value>0..1. Default: 0.5.</value>
    [Description("Lowest IoU at which a default box is matched to a ground truth.")]
    [Range(0.0, 1.0)]
    public float MatchIou { get; init; } = 0.5f;

    /// <summary>Negatives mined for each positive.</summary>
    /// <value>0 or more. Default: 3.</value>
    [Description("Hard negatives mined for each positive of an image.")]
    [Range(0.0, 1000.0)]
    public float NegativeRatio { get; init; } = 3;

    /// <summary>Only with the mxnet rule: unmatched default boxes with a higher IoU than this are ignored, not negatives.</summary>
    /// <value>0..1. Default: 0.5.</value>
    [Description("mxnet rule: default boxes with this IoU or more are never negatives.")]
    [Range(0.0, 1.0)]
    public float MiningIou { get; init; } = 0.5f;

    /// <summary>Only with the mxnet rule: negatives mined at least in an image that has objects.</summary>
    /// <value>0 or more. Default: 0.</value>
    [Description("mxnet rule: negatives mined at least in an image that has objects.")]
    [Range(0, 1_000_000)]
    public int MinimumNegatives { get; init; }

    /// <summary>What the localisation term compares.</summary>
    /// <value>Default: smooth_l1.</value>
    [Description("Box regression: smooth_l1 of the offsets, or giou or ciou of the decoded boxes.")]
    public BoxLoss BoxLoss { get; init; } = BoxLoss.SmoothL1;

    /// <summary>Factor of the localisation term.</summary>
    /// <value>0 or more. Default: 1.</value>
    [Description("Factor of the localisation term.")]
    [Range(0.0, 1000.0)]
    public float LocalizationWeight { get; init; } = 1;
}
