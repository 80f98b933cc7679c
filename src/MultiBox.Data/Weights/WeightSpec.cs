namespace MultiBox.Data;

/// <summary>Weights that can be fetched.</summary>
/// <param name="Name">What people call them.</param>
/// <param name="File">The file that holds them, or the archive.</param>
/// <param name="Members">
/// The files of the archive that are wanted, the weights first: each a path in it, or a pattern with <c>*</c> that fits one file. None: the
/// file itself is the weights.
/// </param>
public sealed record WeightSpec(string Name, ArchiveSpec File, IReadOnlyList<string> Members);
