namespace Cake.Frosting;

/// <summary>This task runs before the other one: the dependency is declared from its far end.</summary>
/// <param name="type">The other task's class, an <see cref="IFrostingTask"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The class of the task that runs afterwards.</summary>
    public Type Task { get; } = type;
}
