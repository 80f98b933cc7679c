using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>For what a network is compiled.</summary>
public sealed record CompileOptions
{
    /// <summary>The side of the square input in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>The number of images that a run is tuned for; runs of other numbers give the same results.</summary>
    /// <value>1 by default.</value>
    public int Batch { get; init; } = 1;

    /// <summary>The type of weights and maps: float32, bfloat16 (about three digits, sums in float32) or float16. Inputs and outputs are float32.</summary>
    /// <value>float32 by default, as in training.</value>
    public ScalarType Precision { get; init; } = ScalarType.Float32;

    /// <summary>
    /// Whether convolutions in a shorter precision compute in float32 what instructions for it would: products of its numbers, of which the
    /// sum is rounded to it. For processors without such instructions, where libtorch's own loops are many times slower.
    /// </summary>
    /// <value>false by default.</value>
    public bool Emulated { get; init; }

    /// <summary>Where it computes.</summary>
    /// <value>The CPU by default.</value>
    public Device Device { get; init; } = CPU;

    /// <summary>How it normalises the pixels of its images itself; null where they come normalised.</summary>
    public PixelNormalization? Pixels { get; init; }
}
