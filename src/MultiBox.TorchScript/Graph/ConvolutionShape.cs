namespace MultiBox.TorchScript;

/// <summary>How a convolution's kernel moves; rows, then columns.</summary>
internal sealed record ConvolutionShape(long[] Stride, long[] Padding, long[] Dilation, long Groups)
{
    /// <summary>Whether the kernel never reaches beyond the map.</summary>
    public bool Unpadded => Padding.All(cells => cells == 0);

    /// <summary>Whether the kernel moves in the same way.</summary>
    public bool Matches(ConvolutionShape other) =>
        Groups == other.Groups && Stride.SequenceEqual(other.Stride) && Padding.SequenceEqual(other.Padding) && Dilation.SequenceEqual(other.Dilation);
}
