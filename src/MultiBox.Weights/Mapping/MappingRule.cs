namespace MultiBox.Weights;

/// <summary>How one kind of tensor goes from a foreign network to ours.</summary>
/// <param name="From">The foreign names: one, two for <see cref="WeightTransform.Divide"/>, none for <paramref name="Value"/>.</param>
/// <param name="To">Our name.</param>
/// <param name="Transform">What happens to the numbers.</param>
/// <param name="Value">
/// Fills ours where no other rule does, e.g. a batch norm that the foreign network folded; null for rules with a foreign tensor.
/// </param>
/// <param name="ForeignShape">
/// The foreign shape of a reshaped tensor, for the way back; -1 for the size that follows from the others. Null: our shape.
/// </param>
public sealed record MappingRule(
    IReadOnlyList<NamePattern> From, NamePattern To, WeightTransform Transform = WeightTransform.None, float? Value = null, IReadOnlyList<long>? ForeignShape = null);

/// <summary>Foreign tensors that have no place in our network.</summary>
/// <param name="From">The foreign name.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record IgnoredRule(NamePattern From, string Reason);

/// <summary>Tensors of ours that the foreign network does not have and that start afresh.</summary>
/// <param name="To">Our name.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record NewRule(NamePattern To, string Reason);
