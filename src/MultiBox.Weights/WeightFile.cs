namespace MultiBox.Weights;

/// <summary>The tensors of a weight file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The format's name, e.g. <c>MXNet params</c>.</param>
/// <param name="Tensors">The tensors in the file's order; each name once.</param>
/// <param name="Notes">What the file holds beside tensors and was passed over, for people.</param>
public sealed record WeightFile(string Path, string Format, IReadOnlyList<WeightTensor> Tensors, IReadOnlyList<string> Notes);
