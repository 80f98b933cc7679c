namespace MultiBox.Weights;

/// <summary>
/// What no weight file of a network exceeds, and what therefore bounds the memory that a hostile one can make a reader take: what
/// lies outside of the numbers, which take about the file's own size.
/// </summary>
internal static class WeightLimits
{
    /// <summary>Tensors of a file; the largest detectors have some thousand.</summary>
    public const int Tensors = 1 << 14;

    /// <summary>Dimensions of a tensor.</summary>
    public const int Dimensions = 64;

    /// <summary>Bytes of a text: a tensor's name or whatever a pickle holds beside tensors.</summary>
    public const int Text = 1 << 20;

    /// <summary>Bytes that all tensors of a file may take, as a multiple of its size: tensors may share numbers.</summary>
    public const int Sharing = 4;
}
