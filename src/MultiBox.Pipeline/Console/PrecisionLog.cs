using MultiBox.Inference.Setup;

namespace MultiBox.Pipeline;

/// <summary>Says in which precision a stage computes.</summary>
internal static class PrecisionLog
{
    /// <summary>Says which was chosen and why, and what speaks against it.</summary>
    /// <param name="log">Receives it.</param>
    /// <param name="stage">The stage's name.</param>
    /// <param name="choice">The choice.</param>
    public static void Precision(this IRunLog log, string stage, PrecisionChoice choice)
    {
        log.Line($"{stage}: {choice}.");
        if (choice.Warning is { } warning) log.Warning(warning);
    }
}
