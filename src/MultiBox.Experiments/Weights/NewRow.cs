using System.ComponentModel;

namespace MultiBox.Experiments;

/// <summary>Tensors here without a foreign source.</summary>
public sealed record NewRow
{
    /// <value>Required.</value>
    [Description("Name of the tensor here, a pattern as in the rules.")]
    public required string To { get; init; }

    /// <value>Required.</value>
    [Description("Why, for people.")]
    public required string Reason { get; init; }
}
