using MultiBox.Pipeline.Benchmarks.Peers;

namespace MultiBox.Pipeline.Tests.Benchmarks.Peers;

/// <summary>The Python of this machine, for tests with real peers.</summary>
internal static class Python
{
    /// <summary>Those that the benchmark would try.</summary>
    public static IReadOnlyList<string> Candidates { get; } =
        PythonFinder.Candidates(Environment.GetEnvironmentVariable(PythonFinder.Variable), Environment.GetEnvironmentVariable("PATH"));

    /// <summary>Any Python; skips the test where there is none.</summary>
    public static string Any() => With();

    /// <summary>A Python with modules; skips the test where there is none.</summary>
    public static string With(params string[] modules)
    {
        var python = PythonFinder.Find(Candidates, modules);
        Skip.If(python is null, $"There is no Python{(modules.Length == 0 ? "" : $" with {string.Join(" and ", modules)}")}.");
        return python!;
    }
}
