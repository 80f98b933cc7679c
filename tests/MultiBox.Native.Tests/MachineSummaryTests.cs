using System.Numerics;
using MultiBox.Native.Report;

namespace MultiBox.Native.Tests;

public sealed class MachineSummaryTests
{
    [Fact]
    public void It_says_what_speed_depends_on()
    {
        var machine = MachineSummary.Read();
        Assert.False(string.IsNullOrWhiteSpace(machine.Processor));
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.InRange(machine.VectorBits, Vector<byte>.Count * 8, 512);
        Assert.True(machine.MemoryBytes > 1 << 20, $"{machine.MemoryBytes}");
        Assert.EndsWith($"({System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture})", machine.System, StringComparison.Ordinal);
        Assert.StartsWith(".NET ", machine.Runtime, StringComparison.Ordinal);
    }
}
