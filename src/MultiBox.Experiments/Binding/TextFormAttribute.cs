namespace MultiBox.Experiments;

/// <summary>
/// On a property of a record: a text in place of the record's map is the value of this key. Where several properties have it, the first
/// whose pattern fits takes the text.
/// </summary>
/// <param name="pattern">A regular expression that the whole text has to match.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextFormAttribute(string pattern = ".*") : Attribute
{
    /// <summary>A regular expression that the whole text has to match.</summary>
    public string Pattern { get; } = pattern;
}
