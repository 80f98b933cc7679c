using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MultiBox.Native.Report;

/// <summary>What the speed of a program depends on, for measurements that are kept and compared.</summary>
/// <param name="Processor">The processor's model, as the system names it.</param>
/// <param name="Cores">The logical cores that the program may use.</param>
/// <param name="VectorBits">The width of the vectors that .NET computes with: 512, 256, 128, or 0 without vector instructions.</param>
/// <param name="VectorInstructions">The vector instructions by their makers' names, separated by commas.</param>
/// <param name="MemoryBytes">The memory of the machine, or of the container where that has less.</param>
/// <param name="System">The operating system and its architecture.</param>
/// <param name="Runtime">The version of .NET.</param>
public sealed record MachineSummary(
    string Processor, int Cores, int VectorBits, string VectorInstructions, long MemoryBytes, string System, string Runtime)
{
    /// <summary>Looks at this machine; nothing is loaded and, on Linux and Windows, no other program asked.</summary>
    public static MachineSummary Read()
    {
        var info = SystemFile.Lines("/proc/cpuinfo");
        return new MachineSummary(
            ProcessorSection.Model(info),
            Environment.ProcessorCount,
            Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0,
            string.Join(", ", ProcessorSection.Features(info)),
            MemorySection.Read(SystemFile.Lines("/proc/meminfo"), "/sys/fs/cgroup").Total,
            SystemSection.Name(),
            RuntimeInformation.FrameworkDescription);
    }
}
