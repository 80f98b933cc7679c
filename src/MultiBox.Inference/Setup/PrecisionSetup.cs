using MultiBox.Experiments;
using MultiBox.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Inference.Setup;

/// <summary>Chooses the precision in which a network is computed.</summary>
internal static class PrecisionSetup
{
    // The first compute capabilities with tensor cores for each type.
    private const int FirstWithBfloat16 = 8;
    private const int FirstWithFloat16 = 7;

    /// <summary>The precision for what is asked for, on a device.</summary>
    /// <param name="key">What asks for it, such as <c>train.precision</c>.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="device">The device.</param>
    public static PrecisionChoice Choose(string key, NumericPrecision asked, Device device) => device.type == DeviceType.CUDA
        ? OnCuda(key, asked, DeviceAbilities.CudaCapability(Math.Max(0, device.index)))
        : OnCpu(key, asked, DeviceAbilities.CpuHasBfloat16);

    internal static PrecisionChoice OnCpu(string key, NumericPrecision asked, bool bfloat16) => asked switch
    {
        NumericPrecision.Auto when bfloat16 => new(ScalarType.BFloat16, $"{key} is auto, and the processor has instructions for bfloat16"),
        NumericPrecision.Auto => new(ScalarType.Float32, $"{key} is auto, and the processor has no instructions for bfloat16"),
        NumericPrecision.Bf16 when bfloat16 => new(ScalarType.BFloat16, key),
        NumericPrecision.Bf16 => Emulated(ScalarType.BFloat16, key, "bfloat16"),
        NumericPrecision.Fp16 => Emulated(ScalarType.Float16, key, "float16"),
        _ => new(ScalarType.Float32, key),
    };

    internal static PrecisionChoice OnCuda(string key, NumericPrecision asked, Version? capability) => (asked, capability?.Major) switch
    {
        (NumericPrecision.Auto, >= FirstWithBfloat16) => new(ScalarType.BFloat16, $"{key} is auto, and compute capability {capability} has bfloat16"),
        (NumericPrecision.Auto, >= FirstWithFloat16) => new(ScalarType.Float16, $"{key} is auto, and compute capability {capability} has float16 but not bfloat16"),
        (NumericPrecision.Auto, null) => new(ScalarType.Float32, $"{key} is auto, and the driver does not tell the device's compute capability"),
        (NumericPrecision.Auto, _) => new(ScalarType.Float32, $"{key} is auto, and compute capability {capability} is fast in neither bfloat16 nor float16"),
        (NumericPrecision.Bf16, < FirstWithBfloat16) => new(
            ScalarType.BFloat16, key, $"Compute capability {capability} has no instructions for bfloat16, so that bf16 is slower than fp32. fp16 is what it is fast in from 7.0 on."),
        (NumericPrecision.Bf16, _) => new(ScalarType.BFloat16, key),
        (NumericPrecision.Fp16, _) => new(ScalarType.Float16, key),
        _ => new(ScalarType.Float32, key),
    };

    private static PrecisionChoice Emulated(ScalarType type, string key, string name) => new(
        type,
        key,
        $"This processor has no instructions for {name}, or libtorch uses none: it is emulated with the same rounding, which takes longer than fp32. Use {key} auto or fp32 for speed.",
        Emulated: true);
}
