namespace MultiBox.Native;

/// <summary>Why the native backend cannot be loaded, and what to do.</summary>
/// <param name="Reason">What is wrong, with the loader's own words where it has any.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record BackendFault(string Reason, string Remedy)
{
    /// <summary>The message of the exception.</summary>
    internal string Message => $"{Reason}\n  To do: {Remedy}";
}
