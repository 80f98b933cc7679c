using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>One layer after the backbone: 1x1 convolution to max(128, channels / 2), then a 3x3 convolution to channels.</summary>
public sealed record ExtraLayerOptions : IValidatableObject
{
    /// <value>Required.</value>
    [Description("Channels of the layer's map.")]
    [Range(1, 65536)]
    public required int Channels { get; init; }

    /// <value>Default 2.</value>
    [Description("Stride of the 3x3 convolution.")]
    [Range(1, 8)]
    public int Stride { get; init; } = 2;

    /// <value>Default 1.</value>
    [Description("Padding of the 3x3 convolution.")]
    [Range(0, 8)]
    public int Padding { get; init; } = 1;

    /// <value>Default 3.</value>
    [Description("Side of the second convolution's kernel, where it is not 3x3.")]
    [Range(2, 7)]
    public int Kernel { get; init; } = 3;

    /// <value>Default null: max(128, channels / 2), or channels / 2 in a separable layer.</value>
    [Description("Channels of the 1x1 convolution in place of max(128, channels / 2).")]
    [Range(1, 65536)]
    public int? Squeeze { get; init; }

    /// <value>Default <see cref="LayerNormalization.None"/>, as in the SSD paper.</value>
    [Description("Normalisation after each convolution.")]
    public LayerNormalization Normalization { get; init; } = LayerNormalization.None;

    /// <value>Default false.</value>
    [Description("SSDLite's form: 1x1 convolution to channels / 2, depthwise 3x3, 1x1 to channels, with batch norm and ReLU6 after each.")]
    public bool Separable { get; init; }

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Separable && Normalization != LayerNormalization.Batch) yield return new ValidationResult("separable layers always have batch norm. Expected 'batch'", [nameof(Normalization)]);
    }
}
