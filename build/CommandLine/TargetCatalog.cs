using System.Reflection;
using Cake.Frosting;

namespace MultiBox.Build.CommandLine;

/// <summary>A target as people see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">One line.</param>
public sealed record Target(string Name, string Description);

/// <summary>Reads the targets off the task classes, so that help and checks know of a new task by itself.</summary>
public static class TargetCatalog
{
    /// <summary>The target that runs when none is named.</summary>
    public const string Default = "Default";

    /// <summary>The public tasks of an assembly, the default one first, then by name.</summary>
    /// <param name="assembly">The assembly.</param>
    public static IReadOnlyList<Target> Of(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. assembly.GetExportedTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)))
                .Select(type => new Target(
                    type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name,
                    type.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? ""))
                .OrderBy(target => target.Name != Default).ThenBy(target => target.Name, StringComparer.Ordinal),
        ];
    }
}
