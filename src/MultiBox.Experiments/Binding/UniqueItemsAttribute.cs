namespace MultiBox.Experiments;

/// <summary>On a list: no item may occur twice.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UniqueItemsAttribute : Attribute;
