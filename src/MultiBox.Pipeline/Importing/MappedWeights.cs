using MultiBox.Model;
using MultiBox.Weights;

namespace MultiBox.Pipeline.Importing;

/// <summary>A file's weights in the terms of a network.</summary>
/// <param name="File">The file.</param>
/// <param name="Table">The table that fitted, null for names of our own.</param>
/// <param name="Values">The numbers, by name.</param>
/// <param name="Report">What became of each tensor.</param>
/// <param name="Conventions">What the weights take for granted.</param>
internal sealed record MappedWeights(
    WeightFile File, string? Table, IReadOnlyDictionary<string, float[]> Values, MappingReport Report, WeightConventions Conventions);
