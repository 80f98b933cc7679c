using static TorchSharp.torch;

namespace MultiBox.Inference.Setup;

/// <summary>A precision and why it was taken.</summary>
/// <param name="Type">The type of convolutions and matrix products.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Warning">What speaks against it, null for nothing.</param>
/// <param name="Emulated">Whether it is a shorter type that the processor has no instructions for.</param>
internal sealed record PrecisionChoice(ScalarType Type, string Reason, string? Warning = null, bool Emulated = false)
{
    /// <summary>The type as experiments name it.</summary>
    public string Name => NameOf(Type);

    /// <summary>A type as experiments name it.</summary>
    /// <param name="type">float32, bfloat16 or float16.</param>
    public static string NameOf(ScalarType type) => type switch { ScalarType.BFloat16 => "bf16", ScalarType.Float16 => "fp16", _ => "fp32" };

    /// <inheritdoc/>
    public override string ToString() => $"precision {Name} ({Reason})";
}
