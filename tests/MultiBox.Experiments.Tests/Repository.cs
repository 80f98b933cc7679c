using System.Reflection;

namespace MultiBox.Experiments.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string TestPlugin(string name) => Path.Combine(Root, "tests", "TestPlugins", name);
}
