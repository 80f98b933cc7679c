namespace MultiBox.Abstractions;

/// <summary>Marks a public factory class with a parameterless constructor as a component that experiments can name.</summary>
/// <param name="name">The name in an experiment's YAML: lower case letters, digits, '-' and '_', starting with a letter.</param>
/// <param name="description">One line for people, shown in the list of plugins.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute(string name, string description) : Attribute
{
    /// <summary>The name in an experiment's YAML.</summary>
    public string Name { get; } = name;

    /// <summary>One line for people.</summary>
    public string Description { get; } = description;
}
