using MultiBox.Model;

namespace MultiBox.Pipeline.Exporting;

/// <summary>What is exported, and how.</summary>
internal sealed record ExportRequest
{
    /// <summary>The network with its weights.</summary>
    public required SsdModel Model { get; init; }

    /// <summary>What a program has to know to detect with it.</summary>
    public required DetectorDescription Description { get; init; }

    /// <summary>Text pairs that say where it comes from.</summary>
    public required IReadOnlyDictionary<string, string> Origin { get; init; }

    /// <summary>How many images a run takes, null for any number.</summary>
    public int? Batch { get; init; }

    /// <summary>Whether the file decodes and suppresses by itself.</summary>
    public bool Suppresses { get; init; }
}
