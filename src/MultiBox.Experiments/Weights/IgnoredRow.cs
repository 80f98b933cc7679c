using System.ComponentModel;

namespace MultiBox.Experiments;

/// <summary>Foreign tensors without a place here.</summary>
public sealed record IgnoredRow
{
    /// <value>Required.</value>
    [Description("Name of the foreign tensor, a pattern as in the rules.")]
    public required string From { get; init; }

    /// <value>Required.</value>
    [Description("Why, for people.")]
    public required string Reason { get; init; }
}
