using MultiBox.Native;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Benchmarks.Networks;

/// <summary>Numbers that networks are measured in.</summary>
/// <param name="Name">The ending of rows' names.</param>
/// <param name="Type">The type of convolutions.</param>
internal sealed record BenchPrecision(string Name, ScalarType Type)
{
    // The first compute capability with tensor cores for bfloat16 and for TF32.
    private const int FirstWithBfloat16 = 8;

    private static readonly BenchPrecision _bf16 = new("bf16", ScalarType.BFloat16);
    private static readonly BenchPrecision _fp16 = new("fp16", ScalarType.Float16);
    private static readonly BenchPrecision _tf32 = new("tf32", ScalarType.Float32) { Tf32 = true };

    /// <summary>Whether a CUDA device may round the factors of float32 products to TF32.</summary>
    public bool Tf32 { get; private init; }

    /// <summary>float32.</summary>
    public static BenchPrecision Fp32 { get; } = new("fp32", ScalarType.Float32);

    /// <summary>The precisions that are worth measuring on this processor.</summary>
    public static IReadOnlyList<BenchPrecision> All { get; } = On(DeviceAbilities.CpuHasBfloat16);

    /// <summary>Why a precision is not among them, as the end of a line on what was measured; empty when all are.</summary>
    public static string Missing { get; } = MissingOn(DeviceAbilities.CpuHasBfloat16);

    /// <summary>The precisions for a processor.</summary>
    /// <param name="bfloat16">Whether it has instructions for bfloat16; without them it is emulated, and slower than float32.</param>
    public static IReadOnlyList<BenchPrecision> On(bool bfloat16) => bfloat16 ? [Fp32, _bf16] : [Fp32];

    /// <summary>As <see cref="Missing"/>, for a processor.</summary>
    /// <param name="bfloat16">Whether it has instructions for bfloat16.</param>
    public static string MissingOn(bool bfloat16) => bfloat16 ? "" : "; no rows in bf16, for which this processor has no instructions";

    /// <summary>The precisions that are worth measuring on a CUDA device.</summary>
    /// <param name="capability">Its compute capability, null where the driver does not tell.</param>
    public static IReadOnlyList<BenchPrecision> OnCuda(Version? capability) => capability?.Major < FirstWithBfloat16 ? [Fp32, _fp16] : [Fp32, _tf32, _bf16];
}
