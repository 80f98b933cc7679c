namespace MultiBox.Experiments;

/// <summary>On a list: one item may be written without its brackets.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOrManyAttribute : Attribute;
