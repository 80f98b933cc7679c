using MultiBox.Abstractions;
using MultiBox.Build.Testing;

namespace MultiBox.Build.Tests;

public sealed class TestReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Counts_of_all_projects_are_added_up()
    {
        Trx("B.Tests", total: 3, passed: 3);
        Trx("A.Tests", total: 10, passed: 6, failed: 1, outcome: "Failed");
        var report = Read("B.Tests", "A.Tests");
        // Of A's ten tests three have no outcome: they were skipped.
        Assert.Equal(new TestCounts(9, 1, 3), report.Total);
        Assert.Equal("9 passed, 1 failed, 3 skipped", report.Total.ToString());
        Assert.Equal(
            "Project  Passed  Failed  Skipped      Time\n"
            + "A.Tests       6       1        3     1.5 s\n"
            + "B.Tests       3       0        0     1.5 s\n",
            report.Table());
    }

    [Fact]
    public void A_part_that_ran_by_itself_counts_with_its_project()
    {
        Trx("A.Tests", total: 3, passed: 3);
        Trx("A.Tests.EndToEnd", total: 2, passed: 1, failed: 1, outcome: "Failed");
        var report = Read("A.Tests");
        Assert.Equal(new TestCounts(4, 1, 0), report.Total);
        Assert.Equal(["A.Tests", "A.Tests.EndToEnd"], report.Projects.Select(project => project.Project));
        Assert.Equal("1 of 5 tests failed.", Fault(1, "A.Tests"));
    }

    [Fact]
    public void A_part_does_not_stand_for_its_project()
    {
        Trx("A.Tests.EndToEnd", total: 2, passed: 2);
        Assert.Equal("A.Tests left no complete results: it did not compile, or its process broke off.", Fault(1, "A.Tests"));
    }

    [Fact]
    public void A_line_without_skipped_tests_does_not_mention_them() => Assert.Equal("2 passed, 0 failed", new TestCounts(2, 0, 0).ToString());

    [Fact]
    public void Green_is_green()
    {
        Trx("A.Tests", total: 1, passed: 1);
        Read("A.Tests").ThrowUnlessGreen(0);
    }

    [Fact]
    public void Failed_tests_are_a_fault()
    {
        Trx("A.Tests", total: 2, passed: 1, failed: 1, outcome: "Failed");
        Assert.Equal("1 of 2 tests failed.", Fault(1, "A.Tests"));
    }

    [Fact]
    public void A_project_without_results_is_a_fault()
    {
        Trx("A.Tests", total: 2, passed: 2);
        Assert.Equal("B.Tests left no complete results: it did not compile, or its process broke off.", Fault(1, "A.Tests", "B.Tests"));
        Assert.Contains("B.Tests       0       0        0     0.0 s  broke off\n", Read("A.Tests", "B.Tests").Table(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_broke_off_is_a_fault_though_all_its_tests_passed()
    {
        Trx("A.Tests", total: 2, passed: 2, outcome: "Failed");
        Assert.Equal("A.Tests left no complete results: it did not compile, or its process broke off.", Fault(1, "A.Tests"));
    }

    [Fact]
    public void No_test_at_all_is_a_fault()
    {
        Trx("A.Tests", total: 1, passed: 0);
        Assert.Equal("No test ran.", Fault(0, "A.Tests"));
        Assert.Equal("There is no test project: expected tests/*/*.Tests.csproj.", Fault(0));
    }

    [Fact]
    public void An_exit_code_without_another_reason_is_a_fault()
    {
        Trx("A.Tests", total: 1, passed: 1);
        Assert.Equal("dotnet test ended with exit code 3; the reason is printed above.", Fault(3, "A.Tests"));
    }

    [Fact]
    public void A_file_that_was_cut_short_is_named()
    {
        var file = _folder.File("A.Tests.trx", "<TestRun");
        Assert.StartsWith($"{file}: not a file of test results: ", Assert.Throws<MultiBoxException>(() => Read("A.Tests")).Message, StringComparison.Ordinal);
    }

    private TestReport Read(params string[] projects) => TestReport.Read(_folder.Path, projects);

    private string Fault(int exitCode, params string[] projects) =>
        Assert.Throws<MultiBoxException>(() => Read(projects).ThrowUnlessGreen(exitCode)).Message;

    // The counters as the test platform writes them: skipped tests are only in the total.
    private void Trx(string project, int total, int passed, int failed = 0, string outcome = "Completed") => _folder.File(project + ".trx", $"""
        <?xml version="1.0" encoding="utf-8"?>
        <TestRun id="1" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
          <Times creation="2026-01-01T00:00:00+00:00" start="2026-01-01T00:00:00.5+00:00" finish="2026-01-01T00:00:02+00:00" />
          <ResultSummary outcome="{outcome}">
            <Counters total="{total}" executed="{passed + failed}" passed="{passed}" failed="{failed}" error="0" timeout="0" aborted="0" notExecuted="0" />
          </ResultSummary>
        </TestRun>
        """);
}
