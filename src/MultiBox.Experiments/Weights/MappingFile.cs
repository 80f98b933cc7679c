using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MultiBox.Experiments;

/// <summary>
/// A table that a backbone's plugin carries in its folder <c>weights</c>: how the tensors of a published network become those of a network
/// here, and what the pixels and boxes of that network are like.
/// </summary>
public sealed record MappingFile : IValidatableObject
{
    /// <value>Required.</value>
    [Description("One line for people: which published weights these are.")]
    public required string Description { get; init; }

    /// <value>Required: names of plugins.</value>
    [Description("Backbones of this plugin that the table is for.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<string> Backbones { get; init; }

    /// <value>Default none.</value>
    [Description("Options that the backbone has to have, where another form of it would take the weights too.")]
    public PluginOptions Needs { get; init; } = PluginOptions.Empty;

    /// <value>Required.</value>
    [Description("Formats that the weights are published in; the first is written by ExportWeights.")]
    [OneOrMany]
    [MinLength(1)]
    [UniqueItems]
    public required ValueList<MappingFormat> Formats { get; init; }

    /// <value>Required.</value>
    [Description("What the weights fill: backbone (extra layers and predictors start afresh) or detector (all of the network).")]
    public required MappingScope Fills { get; init; }

    /// <value>Default null: the backbone's own normalisation.</value>
    [Description("Normalisation of the pixels (in the order R, G, B) that the weights were trained with; the backbone's own when left out.")]
    public PixelOptions? Pixels { get; init; }

    /// <value>Default: clipped, sizes not bounded.</value>
    [Description("How the detector's predictions are read.")]
    public PredictionConvention Predictions { get; init; } = new();

    /// <value>Required.</value>
    [Description("Where each tensor goes; for one tensor exactly one rule may fit.")]
    [MinLength(1)]
    public required ValueList<MappingRow> Rules { get; init; }

    /// <value>Default none.</value>
    [Description("Foreign tensors that have no place here, each with the reason.")]
    public ValueList<IgnoredRow> Ignored { get; init; } = [];

    /// <value>Default none.</value>
    [Description("Tensors here that the foreign network does not have, each with the reason.")]
    public ValueList<NewRow> New { get; init; } = [];

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Fills == MappingScope.Backbone && Predictions != new PredictionConvention())
        {
            yield return new ValidationResult("a backbone predicts nothing. Expected 'fills: detector', or no 'predictions'", [nameof(Predictions)]);
        }
    }
}
