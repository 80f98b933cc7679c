using System.Reflection;
using Cake.Core;

namespace Cake.Frosting.Internal;

/// <summary>What a task's class declares: names, dependencies, and which of the verbs it overrides.</summary>
internal sealed class TaskShape
{
    private readonly Type _type;
    private readonly Type? _base;

    public TaskShape(Type type)
    {
        _type = type;
        for (var candidate = type; candidate is not null && _base is null; candidate = candidate.BaseType)
        {
            if (IsTaskBase(candidate)) _base = candidate;
        }
    }

    public string Name => NameOf(_type);

    public string? Description =>
        _type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The context that the class is written for; a task written straight against the interface takes any.</summary>
    public Type ContextType => _base?.GenericTypeArguments[0] ?? typeof(ICakeContext);

    public bool ContinuesOnError => _type.IsDefined(typeof(ContinueOnErrorAttribute), inherit: false);

    public IEnumerable<string> Dependencies =>
        _type.GetCustomAttributes<IsDependentOnAttribute>().Select(attribute => TaskName(attribute.Task, "dependency"));

    public IEnumerable<string> Dependees =>
        _type.GetCustomAttributes<IsDependeeOfAttribute>().Select(attribute => TaskName(attribute.Task, "reverse dependency"));

    /// <summary>
    /// Whether the class, or a class between it and the task's base, overrides the verb. The engine treats a task without an action as
    /// a mere group, and one with an error handler as recovered, so that only what is overridden may be registered.
    /// </summary>
    public bool Overrides(string verb) => _base is null
        ? verb == "RunAsync"
        : _type.GetMethods().Any(method => method.Name == verb
            && method.DeclaringType != _base
            && method.GetBaseDefinition().DeclaringType == _base);

    private static bool IsTaskBase(Type type) => type.IsConstructedGenericType
        && (type.GetGenericTypeDefinition() == typeof(FrostingTask<>) || type.GetGenericTypeDefinition() == typeof(AsyncFrostingTask<>));

    private static string NameOf(Type type) => type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;

    private static string TaskName(Type type, string kind) => type.IsAssignableTo(typeof(IFrostingTask))
        ? NameOf(type)
        : throw new FrostingException($"The {kind} '{NameOf(type)}' is not a valid task.");
}
