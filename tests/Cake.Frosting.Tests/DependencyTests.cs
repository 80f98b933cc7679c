namespace Cake.Frosting.Tests;

public class DependencyTests
{
    [Fact]
    public void Dependencies_run_first_and_each_task_once()
    {
        var run = HostRun.Of<Top>().And<Left>().And<Right>().And<Bottom>().With("--target", "Top");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Bottom Left Right Top", run.Journal.Text);
    }

    [Fact]
    public void A_dependee_runs_before_the_task_that_it_names()
    {
        var run = HostRun.Of<Bottom>().And<Before>().With("--target=Bottom");
        Assert.Equal("Before Bottom", run.Journal.Text);
    }

    [Fact]
    public void The_target_Default_runs_when_none_is_named()
    {
        var run = HostRun.Empty().Configured(host => host.AddAssembly(typeof(Found).Assembly).AddAssembly(typeof(Found).Assembly)).With();
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Found Default", run.Journal.Text);
    }

    [Theory]
    [InlineData("--target", "Left", "--target", "Right")]
    [InlineData("--target", "Left,Right")]
    [InlineData("-t", "left", "-t", "RIGHT")]
    public void Several_targets_run_in_the_order_given_and_share_dependencies(params string[] args)
    {
        var run = HostRun.Of<Left>().And<Right>().And<Bottom>().With(args);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Bottom Left Right", run.Journal.Text);
    }

    [Fact]
    public void An_exclusive_target_runs_without_its_dependencies()
    {
        var run = HostRun.Of<Left>().And<Bottom>().With("--target", "Left", "--exclusive");
        Assert.Equal("Left", run.Journal.Text);
    }

    [Fact]
    public void An_unknown_target_is_an_error_that_names_it()
    {
        var run = HostRun.Of<Bottom>().With("--target", "Botom");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Error: The target 'Botom' was not found.\n", run.Error);
        Assert.Equal("", run.Journal.Text);
    }

    [Fact]
    public void A_dependency_that_was_not_registered_is_an_error()
    {
        var run = HostRun.Of<Left>().With("--target", "Left");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Bottom", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dependency_that_is_no_task_is_an_error()
    {
        var run = HostRun.Of<DependsOnText>().With("--target", "DependsOnText");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Error: The dependency 'String' is not a valid task.\n", run.Error);
    }

    [Fact]
    public void A_reverse_dependency_that_is_no_task_is_an_error()
    {
        var run = HostRun.Of<BeforeText>().With("--target", "BeforeText");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Error: The reverse dependency 'String' is not a valid task.\n", run.Error);
    }

    internal sealed class Bottom(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Bottom))]
    internal sealed class Left(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Bottom))]
    internal sealed class Right(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(Left))]
    [IsDependentOn(typeof(Right))]
    internal sealed class Top(Journal journal) : JournalTask(journal);

    [IsDependeeOf(typeof(Bottom))]
    internal sealed class Before(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(string))]
    internal sealed class DependsOnText(Journal journal) : JournalTask(journal);

    [IsDependeeOf(typeof(string))]
    internal sealed class BeforeText(Journal journal) : JournalTask(journal);
}
