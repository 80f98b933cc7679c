using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using MultiBox.Native.Report;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>Which short floating-point types a device computes in fast.</summary>
public static partial class DeviceAbilities
{
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;
    private const int LongestName = 256;

    /// <summary>Whether the processor has instructions for products in bfloat16 that libtorch uses: AVX512-BF16 or AMX-BF16, or Arm's.</summary>
    public static bool CpuHasBfloat16 { get; } = HasBfloat16();

    /// <summary>Whether libtorch's convolutions on this processor have instructions for a type; without them they are many times slower than in float32.</summary>
    /// <param name="type">float32, bfloat16 or float16, for which it uses none.</param>
    public static bool CpuComputes(ScalarType type) => type == ScalarType.Float32 || (type == ScalarType.BFloat16 && CpuHasBfloat16);

    /// <summary>The compute capability of a CUDA device, as its driver tells it.</summary>
    /// <param name="index">The device, from 0.</param>
    /// <returns>Such as 8.0; null where there is no driver or device.</returns>
    public static Version? CudaCapability(int index) => Ask(
        index, device => GetAttribute(out var major, CapabilityMajor, device) == 0 && GetAttribute(out var minor, CapabilityMinor, device) == 0 ? new Version(major, minor) : null);

    /// <summary>The name of a CUDA device, as its driver tells it.</summary>
    /// <param name="index">The device, from 0.</param>
    /// <returns>Such as <c>NVIDIA H200</c>; null where there is no driver or device.</returns>
    public static string? CudaName(int index) => Ask(index, device =>
    {
        var name = new byte[LongestName];
        return GetName(name, name.Length, device) == 0 ? Encoding.UTF8.GetString(name.AsSpan(0, Math.Max(0, name.IndexOf((byte)0)))) : null;
    });

    /// <summary>The latest CUDA that the driver supports.</summary>
    /// <returns>Such as 12.8; null where there is no driver.</returns>
    public static Version? CudaDriver()
    {
        try
        {
            return GetDriverVersion(out var version) == 0 && version > 0 ? new Version(version / 1000, version % 1000 / 10) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static T? Ask<T>(int index, Func<int, T?> question)
        where T : class
    {
        try
        {
            return Initialize(0) == 0 && GetDevice(out var device, index) == 0 ? question(device) : null;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static bool HasBfloat16()
    {
        if (!X86Base.IsSupported) return SystemFile.Value(SystemFile.Lines("/proc/cpuinfo"), "Features", ':')?.Split(' ').Contains("bf16") == true;

        // .NET has no test for either; that for AVX-512 includes that the system keeps the wide registers.
        if (!Avx512F.IsSupported || X86Base.CpuId(0, 0).Eax < 7) return false;
        var leaf = X86Base.CpuId(7, 0);
        var avx512Bf16 = leaf.Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        var amxBf16 = (leaf.Edx & (1 << 22)) != 0;
        return avx512Bf16 || amxBf16;
    }

    // The driver's library is named nvcuda.dll on Windows.
    static DeviceAbilities() => NativeLibrary.SetDllImportResolver(typeof(DeviceAbilities).Assembly, static (name, assembly, path) =>
        name != Driver ? 0 : NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda" : "libcuda.so.1", out var handle) ? handle : 0);

    private const string Driver = "libcuda";

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialize(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDriverGetVersion")]
    private static partial int GetDriverVersion(out int version);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int GetDevice(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int GetAttribute(out int value, int attribute, int device);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGetName")]
    private static partial int GetName([Out] byte[] name, int length, int device);
}
