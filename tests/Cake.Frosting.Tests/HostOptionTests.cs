using Cake.Common;

namespace Cake.Frosting.Tests;

public class HostOptionTests
{
    [Fact]
    public void A_dry_run_names_the_tasks_in_order_and_runs_none()
    {
        var run = HostRun.Of<Pack>().And<Compile>().With("--target", "Pack", "--dryrun");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Journal.Text);
        Assert.Contains("1. Compile\n2. Pack\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_shows_what_depends_on_what()
    {
        var run = HostRun.Of<Pack>().And<Compile>().With("--tree");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("\nPack\n└─Compile\n", run.Out.Replace("\n\n", "\n", StringComparison.Ordinal).TrimEnd() + "\n");
    }

    [Fact]
    public void Descriptions_come_from_the_attribute()
    {
        var run = HostRun.Of<Pack>().And<Compile>().With("--description");
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("Pack .*Puts everything in one file\\.", run.Out);
        Assert.Equal("", run.Journal.Text);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("--info")]
    public void Version_and_information_run_nothing(string option)
    {
        var run = HostRun.Of<Pack>().And<Compile>().With("--target", "Pack", option);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Journal.Text);
        Assert.NotEqual("", run.Out);
    }

    [Fact]
    public void Help_runs_nothing()
    {
        var run = HostRun.Of<Compile>().With("--target", "Compile", "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Journal.Text);
    }

    [Fact]
    public void Quiet_verbosity_prints_no_task_headers()
    {
        var run = HostRun.Of<Compile>().With("--target", "Compile", "--verbosity", "quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("=====", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verbosity_that_does_not_exist_is_an_error()
    {
        var run = HostRun.Of<Compile>().With("--target", "Compile", "--verbosity", "loud");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("", run.Journal.Text);
    }

    [Fact]
    public void Other_options_reach_the_tasks_as_arguments()
    {
        var run = HostRun.Of<ReadsArguments>().With("--target", "ReadsArguments", "--color=red", "--size", "3", "--size", "4");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("target=ReadsArguments color=red size=3,4", run.Journal.Text);
    }

    internal sealed class Compile(Journal journal) : JournalTask(journal);

    [TaskDescription("Puts everything in one file.")]
    [IsDependentOn(typeof(Compile))]
    internal sealed class Pack(Journal journal) : JournalTask(journal);

    internal sealed class ReadsArguments(Journal journal) : FrostingTask
    {
        public override void Run(Core.ICakeContext context)
        {
            journal.Add("target=" + context.Argument<string>("target"));
            journal.Add("color=" + context.Argument<string>("color"));
            journal.Add("size=" + string.Join(',', context.Arguments<string>("size")));
        }
    }
}
