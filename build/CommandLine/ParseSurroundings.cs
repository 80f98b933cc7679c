namespace MultiBox.Build.CommandLine;

/// <summary>What the meaning of a command line depends on besides its text.</summary>
public sealed record ParseSurroundings
{
    /// <value>The folder that the user is in, absolute: paths on the command line are relative to it.</value>
    public required string CurrentFolder { get; init; }

    /// <value>The repository's root folder, absolute: default folders are in it.</value>
    public required string Root { get; init; }

    /// <value>The targets that exist.</value>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <value>The folder of datasets that the environment names; null or empty for none.</value>
    public string? DataVariable { get; init; }
}
