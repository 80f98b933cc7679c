using MultiBox.Experiments;
using MultiBox.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Setup;

/// <summary>A precision and why it was taken.</summary>
/// <param name="Type">The type of convolutions and matrix products.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Warning">What speaks against it, null for nothing.</param>
internal sealed record PrecisionChoice(ScalarType Type, string Reason, string? Warning = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"precision {Name} ({Reason})";

    private string Name => Type switch { ScalarType.BFloat16 => "bf16", ScalarType.Float16 => "fp16", _ => "fp32" };
}

/// <summary>Chooses the precision of a training.</summary>
internal static class PrecisionSetup
{
    // The first compute capabilities with tensor cores for each type.
    private const int FirstWithBfloat16 = 8;
    private const int FirstWithFloat16 = 7;

    /// <summary>The precision for what an experiment asks for, on a device.</summary>
    /// <param name="asked">What the experiment asks for.</param>
    /// <param name="device">The device.</param>
    public static PrecisionChoice Choose(TrainingPrecision asked, Device device) => device.type == DeviceType.CUDA
        ? OnCuda(asked, DeviceAbilities.CudaCapability(Math.Max(0, device.index)))
        : OnCpu(asked, DeviceAbilities.CpuHasBfloat16);

    internal static PrecisionChoice OnCpu(TrainingPrecision asked, bool bfloat16) => asked switch
    {
        TrainingPrecision.Auto when bfloat16 => new(ScalarType.BFloat16, "train.precision is auto, and the processor has instructions for bfloat16"),
        TrainingPrecision.Auto => new(ScalarType.Float32, "train.precision is auto, and the processor has no instructions for bfloat16"),
        TrainingPrecision.Bf16 => new(ScalarType.BFloat16, "train.precision", bfloat16 ? null : Slow("bfloat16")),
        TrainingPrecision.Fp16 => new(ScalarType.Float16, "train.precision", Slow("float16")),
        _ => new(ScalarType.Float32, "train.precision"),
    };

    internal static PrecisionChoice OnCuda(TrainingPrecision asked, Version? capability) => (asked, capability?.Major) switch
    {
        (TrainingPrecision.Auto, >= FirstWithBfloat16) => new(ScalarType.BFloat16, $"train.precision is auto, and compute capability {capability} has bfloat16"),
        (TrainingPrecision.Auto, >= FirstWithFloat16) => new(ScalarType.Float16, $"train.precision is auto, and compute capability {capability} has float16 but not bfloat16"),
        (TrainingPrecision.Auto, null) => new(ScalarType.Float32, "train.precision is auto, and the driver does not tell the device's compute capability"),
        (TrainingPrecision.Auto, _) => new(ScalarType.Float32, $"train.precision is auto, and compute capability {capability} is fast in neither bfloat16 nor float16"),
        (TrainingPrecision.Bf16, < FirstWithBfloat16) => new(
            ScalarType.BFloat16, "train.precision", $"Compute capability {capability} has no instructions for bfloat16, so that bf16 is slower than fp32. fp16 is what it is fast in from 7.0 on."),
        (TrainingPrecision.Bf16, _) => new(ScalarType.BFloat16, "train.precision"),
        (TrainingPrecision.Fp16, _) => new(ScalarType.Float16, "train.precision"),
        _ => new(ScalarType.Float32, "train.precision"),
    };

    private static string Slow(string type) =>
        $"This processor has no instructions for {type}, or libtorch uses none: training takes many times as long as in fp32. Use train.precision auto or fp32.";
}
