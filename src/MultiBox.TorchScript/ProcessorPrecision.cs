using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.TorchScript;

/// <summary>Which numbers a device computes with fast.</summary>
internal static class ProcessorPrecision
{
    /// <summary>Whether this processor multiplies bfloat16 in hardware, and so that oneDNN uses it: AVX512_BF16 or AMX.</summary>
    public static bool HasBFloat16 { get; } = Detect();

    /// <summary>What automatic means on a device.</summary>
    public static NetworkPrecision Resolve(NetworkPrecision wanted, Device device)
    {
        if (wanted != NetworkPrecision.Auto) return wanted;
        return device.type switch
        {
            DeviceType.CPU => HasBFloat16 ? NetworkPrecision.Bf16 : NetworkPrecision.Fp32,
            _ => NetworkPrecision.Fp32,
        };
    }

    public static ScalarType TypeOf(NetworkPrecision precision) => precision switch
    {
        NetworkPrecision.Bf16 => ScalarType.BFloat16,
        NetworkPrecision.Fp16 => ScalarType.Float16,
        _ => ScalarType.Float32,
    };

    // CPUID leaf 7: AMX-BF16 is EDX bit 22 of subleaf 0, AVX512_BF16 is EAX bit 5 of subleaf 1, of which EAX of subleaf 0 says whether it exists.
    private static bool Detect()
    {
        if (!Avx512BW.VL.IsSupported || !Avx512DQ.VL.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        var (subleaves, _, _, edx) = X86Base.CpuId(7, 0);
        return (edx & (1 << 22)) != 0 || (subleaves >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0);
    }
}
