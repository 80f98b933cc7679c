namespace MultiBox.Build.CommandLine;

/// <summary>What is printed instead of running targets.</summary>
public enum InformationKind
{
    /// <summary>Nothing: the targets run.</summary>
    None,

    /// <summary>Usage, targets and options.</summary>
    Help,

    /// <summary>The version alone.</summary>
    Version,

    /// <summary>The version and where the program runs.</summary>
    Info,
}
