using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>Prepares one image.</summary>
/// <param name="index">The index of its record.</param>
/// <param name="input">Where the network's input goes, [3, S, S].</param>
/// <returns>Its objects.</returns>
internal delegate GroundTruth ImageLoad(int index, Span<float> input);
