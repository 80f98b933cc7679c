using MultiBox.Abstractions;
using MultiBox.Data.Tests.Voc;

namespace MultiBox.Data.Tests.Fuzz;

/// <summary>A reader of somebody else's bytes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Valid">Valid input, from which cases are made.</param>
/// <param name="Open">Sets up a folder; what it gives reads one input, and returns or throws what is documented.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Valid, Func<TemporaryFolder, Action<byte[]>> Open)
{
    /// <summary>Pieces that mean something in the format.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Makes the checksums of changed input right again, in place, so that what lies behind them is reached; every second case.</summary>
    public Action<byte[]>? Mend { get; init; }

    /// <summary>The exceptions that its documentation names.</summary>
    public IReadOnlyList<Type> Documented { get; init; } = [typeof(MultiBoxException)];

    /// <summary>How many cases are tried.</summary>
    public int Cases { get; init; } = 150;

    /// <summary>How much managed memory one case may take in all, in bytes, besides <see cref="MemoryPerByte"/>.</summary>
    public long Memory { get; init; } = 8L << 20;

    /// <summary>How much more it may take for each byte of the input.</summary>
    public long MemoryPerByte { get; init; } = 256;
}
