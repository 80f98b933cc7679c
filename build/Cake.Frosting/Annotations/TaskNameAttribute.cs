namespace Cake.Frosting;

/// <summary>Names a task; without it the task is called as its class.</summary>
/// <param name="name">The name that targets and reports use.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The task's name.</summary>
    public string Name { get; } = name;
}
