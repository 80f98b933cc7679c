namespace MultiBox.Build.CommandLine;

/// <summary>An option as the command line knows it.</summary>
/// <param name="Name">Its name with the dashes.</param>
/// <param name="Value">What its value is called in the help; null for a switch.</param>
/// <param name="Description">One line for the help.</param>
public sealed record BuildOption(string Name, string? Value, string Description)
{
    /// <value>What holds when the option is absent, for the help; null when that needs no words.</value>
    public string? Default { get; init; }

    /// <value>Whether the option may be given several times.</value>
    public bool Repeatable { get; init; }

    /// <value>A one-letter form, or null.</value>
    public string? Letter { get; init; }

    /// <summary>Whether a token on the command line is this option.</summary>
    /// <param name="token">The token up to its '='.</param>
    public bool Is(string token) => string.Equals(token, Name, StringComparison.OrdinalIgnoreCase) || token == Letter;
}
