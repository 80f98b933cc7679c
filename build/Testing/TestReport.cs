using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Build.Testing;

/// <summary>Adds the results of all test projects up.</summary>
/// <param name="Projects">One entry a project, or a part of it, by name.</param>
public sealed record TestReport(IReadOnlyList<TrxFile> Projects)
{
    /// <summary>All tests of all projects.</summary>
    public TestCounts Total => Projects.Aggregate(default(TestCounts), (sum, project) => sum + project.Counts);

    /// <summary>Reads the results of the given projects.</summary>
    /// <param name="folder">
    /// The folder with the trx file of each project, <c>PROJECT.trx</c>, and with those of parts that ran in a process of their own,
    /// <c>PROJECT.PART.trx</c>.
    /// </param>
    /// <param name="projects">The names of all test projects, with or without a file.</param>
    public static TestReport Read(string folder, IEnumerable<string> projects)
    {
        ArgumentNullException.ThrowIfNull(projects);
        return new TestReport([.. projects.Order(StringComparer.Ordinal).SelectMany(project => Parts(folder, project))]);
    }

    /// <summary>A table with a line a project.</summary>
    public string Table()
    {
        var width = Projects.Select(project => project.Project.Length).Append("Project".Length).Max();
        var text = new StringBuilder();
        Row(text, width, "Project", "Passed", "Failed", "Skipped", "Time", "");
        foreach (var project in Projects)
        {
            var counts = project.Counts;
            Row(text, width, project.Project, Text(counts.Passed), Text(counts.Failed), Text(counts.Skipped),
                FormattableString.Invariant($"{project.Duration.TotalSeconds:0.0} s"), project.Completed ? "" : "  broke off");
        }

        return text.ToString();
    }

    /// <summary>Checks that every project ran to its end and every test passed.</summary>
    /// <param name="exitCode">What <c>dotnet test</c> returned.</param>
    /// <exception cref="MultiBoxException">Something is wrong; the message says what.</exception>
    public void ThrowUnlessGreen(int exitCode)
    {
        var faults = new List<string>();
        if (Total.Failed > 0) faults.Add($"{Total.Failed} of {Total.Total} tests failed.");
        faults.AddRange(Projects.Where(project => !project.Completed)
            .Select(project => $"{project.Project} left no complete results: it did not compile, or its process broke off."));
        if (Projects.Count == 0) faults.Add("There is no test project: expected tests/*/*.Tests.csproj.");
        else if (Total.Passed + Total.Failed == 0) faults.Add("No test ran.");
        if (faults.Count == 0 && exitCode != 0) faults.Add($"dotnet test ended with exit code {exitCode}; the reason is printed above.");
        if (faults.Count > 0) throw new MultiBoxException(string.Join('\n', faults));
    }

    private static IEnumerable<TrxFile> Parts(string folder, string project)
    {
        // Without the first of its files a project is incomplete, whatever its other parts did.
        var whole = Path.Combine(folder, project + ".trx");
        yield return File.Exists(whole) ? TrxFile.Read(whole) : new TrxFile(project, default, TimeSpan.Zero, Completed: false);
        if (!Directory.Exists(folder)) yield break;
        foreach (var part in Directory.GetFiles(folder, project + ".*.trx").Order(StringComparer.Ordinal)) yield return TrxFile.Read(part);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Row(
        StringBuilder text, int width, string project, string passed, string failed, string skipped, string time, string note) =>
        text.Append(CultureInfo.InvariantCulture, $"{project.PadRight(width)}  {passed,6}  {failed,6}  {skipped,7}  {time,8}{note}\n");
}
