using MultiBox.Imaging;

namespace MultiBox.Inputs;

/// <summary>Memory that writing one input takes, kept for the next one.</summary>
/// <param name="size">The input's width and height, S.</param>
internal sealed class InputScratch(int size)
{
    private readonly int _padded = (size + 7) / 8 * 8;

    /// <summary>Resamples.</summary>
    public Resampler Resampler { get; } = new();

    /// <summary>The red of a row.</summary>
    public float[] Red => field ??= new float[_padded];

    /// <summary>The green of a row.</summary>
    public float[] Green => field ??= new float[_padded];

    /// <summary>The blue of a row.</summary>
    public float[] Blue => field ??= new float[_padded];

    /// <summary>An input before its rows and columns swap, [3, S, S].</summary>
    public float[] Turned => field ??= new float[3 * size * size];
}
