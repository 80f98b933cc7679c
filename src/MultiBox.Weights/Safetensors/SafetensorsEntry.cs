namespace MultiBox.Weights;

/// <summary>What the header of a safetensors file says of a tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its sizes, outermost first; none for a single number.</param>
/// <param name="Begin">Where its numbers begin, counted from the end of the header.</param>
/// <param name="End">Where they end.</param>
public sealed record SafetensorsEntry(string Name, WeightType Type, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>How many bytes its numbers take.</summary>
    public long Bytes => End - Begin;
}
