using System.Text.Json.Serialization;
using MultiBox.Native.Report;
using MultiBox.Pipeline.Artifacts;

namespace MultiBox.Pipeline.Benchmarks;

/// <summary>Where figures were measured, and with which version.</summary>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">The logical cores.</param>
/// <param name="VectorBits">The width of the vectors that .NET computes with.</param>
/// <param name="VectorInstructions">The vector instructions.</param>
/// <param name="MemoryBytes">The memory.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Multibox">MultiBox's own version.</param>
/// <param name="Commit">The commit of the repository, null outside one.</param>
/// <param name="Dirty">Whether files differed from the commit, null outside a repository.</param>
internal sealed record BenchMachine(
    string Processor,
    int Cores,
    int VectorBits,
    string VectorInstructions,
    long MemoryBytes,
    string System,
    string Runtime,
    string Multibox,
    string? Commit,
    bool? Dirty)
{
    /// <summary>The graphics card that was measured, null where it was the processor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    /// <summary>Looks at this machine.</summary>
    /// <param name="repository">The repository's root.</param>
    public static BenchMachine Read(string repository)
    {
        var machine = MachineSummary.Read();
        var git = GitState.Of(repository);
        return new BenchMachine(
            machine.Processor,
            machine.Cores,
            machine.VectorBits,
            machine.VectorInstructions,
            machine.MemoryBytes,
            machine.System,
            machine.Runtime,
            typeof(BenchMachine).Assembly.GetName().Version!.ToString(3),
            git.Commit,
            git.Dirty);
    }

    /// <summary>Whether figures of two machines can be compared: they compute alike, whatever software is on them.</summary>
    /// <param name="other">The other machine.</param>
    public bool IsLike(BenchMachine other) =>
        (Processor, Cores, VectorBits, Device) == (other.Processor, other.Cores, other.VectorBits, other.Device);
}
