using System.Text.RegularExpressions;

namespace MultiBox.Experiments;

/// <summary>Checks the regular expressions of an experiment.</summary>
internal static class PatternCheck
{
    /// <summary>What is wrong with a pattern, in words; null for a good one.</summary>
    public static string? FindFault(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"not a regular expression: {exception.Message}";
        }
    }
}
