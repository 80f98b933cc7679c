namespace MultiBox.Weights;

/// <summary>The tensors of a weight file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The format's name, e.g. <c>MXNet params</c>.</param>
/// <param name="Tensors">The tensors in the file's order; each name once.</param>
/// <param name="Notes">What the file holds beside tensors and was passed over, for people.</param>
public sealed record WeightFile(string Path, string Format, IReadOnlyList<WeightTensor> Tensors, IReadOnlyList<string> Notes)
{
    /// <summary>Free text pairs that travel with the tensors; none in formats that have no place for them.</summary>
    /// <value>Safetensors' <c>__metadata__</c>.</value>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
