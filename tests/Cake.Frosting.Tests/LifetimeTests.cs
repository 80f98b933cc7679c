using Cake.Core;

namespace Cake.Frosting.Tests;

public class LifetimeTests
{
    [Fact]
    public void Setup_and_teardown_enclose_the_run_and_each_task()
    {
        var run = HostRun.Of<First>().And<Second>()
            .Configured(host => host.UseLifetime<RunLifetime>().UseTaskLifetime<EachLifetime>())
            .With("--target", "Second");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("setup(Second:2) before(First) First after(First) before(Second) Second after(Second) teardown(ok)", run.Journal.Text);
    }

    [Fact]
    public void Teardown_learns_of_the_exception()
    {
        var run = HostRun.Of<Breaks>()
            .Configured(host => host.UseLifetime<RunLifetime>().UseTaskLifetime<EachLifetime>())
            .With("--target", "Breaks");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("setup(Breaks:1) before(Breaks) after(Breaks) teardown(broken)", run.Journal.Text);
    }

    [Fact]
    public void A_setup_that_fails_runs_no_task_but_the_teardown()
    {
        var run = HostRun.Of<First>().Configured(host => host.UseSetup<BadSetup>().UseTeardown<RunLifetime>()).With("--target", "First");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("teardown(no setup)", run.Journal.Text);
        Assert.Equal("Error: no setup\n", run.Error);
    }

    [Fact]
    public void Setups_and_teardowns_can_be_separate_classes()
    {
        var run = HostRun.Of<First>()
            .Configured(host => host.UseSetup<OnlySetup>().UseTeardown<OnlyTeardown>().UseTaskSetup<OnlyTaskSetup>().UseTaskTeardown<OnlyTaskTeardown>())
            .With("--target", "First");
        Assert.Equal("S s First t T", run.Journal.Text);
    }

    internal sealed class First(Journal journal) : JournalTask(journal);

    [IsDependentOn(typeof(First))]
    internal sealed class Second(Journal journal) : JournalTask(journal);

    internal sealed class Breaks : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("broken");
    }

    internal sealed class RunLifetime(Journal journal) : FrostingLifetime
    {
        public override void Setup(ICakeContext context, ISetupContext info) =>
            journal.Add($"setup({info.TargetTask.Name}:{info.TasksToExecute.Count})");

        public override void Teardown(ICakeContext context, ITeardownContext info) =>
            journal.Add($"teardown({info.ThrownException?.Message ?? "ok"})");
    }

    internal sealed class EachLifetime(Journal journal) : FrostingTaskLifetime
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => journal.Add($"before({info.Task.Name})");

        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => journal.Add($"after({info.Task.Name})");
    }

    internal sealed class BadSetup : FrostingSetup
    {
        public override void Setup(ICakeContext context, ISetupContext info) => throw new InvalidOperationException("no setup");
    }

    internal sealed class OnlySetup(Journal journal) : FrostingSetup
    {
        public override void Setup(ICakeContext context, ISetupContext info) => journal.Add("S");
    }

    internal sealed class OnlyTeardown(Journal journal) : FrostingTeardown
    {
        public override void Teardown(ICakeContext context, ITeardownContext info) => journal.Add("T");
    }

    internal sealed class OnlyTaskSetup(Journal journal) : FrostingTaskSetup
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => journal.Add("s");
    }

    internal sealed class OnlyTaskTeardown(Journal journal) : FrostingTaskTeardown
    {
        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => journal.Add("t");
    }
}
