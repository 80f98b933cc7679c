using Cake.Core;

namespace Cake.Frosting.Tests;

public class VerbTests
{
    [Fact]
    public void A_task_that_should_not_run_is_skipped_with_its_message()
    {
        var run = HostRun.Of<Skipped>().And<AfterSkipped>().With("--target", "AfterSkipped", "--verbosity", "verbose");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("AfterSkipped", run.Journal.Text);
        Assert.Contains("nothing to do", run.Out, StringComparison.Ordinal);
        Assert.Contains("Skipped", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_should_not_run_fails_the_run()
    {
        var run = HostRun.Of<Skipped>().With("--target", "Skipped");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Could not reach target 'Skipped'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_printed_once_without_its_stack_trace()
    {
        var run = HostRun.Of<Fails>().With("--target", "Fails");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("An error occurred when executing task 'Fails'.\nError: the disk {0} is full\n", run.Error);
        Assert.Contains("Failed", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Diagnostic_verbosity_adds_the_stack_trace()
    {
        var run = HostRun.Of<Fails>().With("--target", "Fails", "--verbosity", "diagnostic");
        Assert.Contains("   at Cake.Frosting.Tests.VerbTests.Fails.Run(", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OnError_handles_the_exception_and_the_run_goes_on()
    {
        var run = HostRun.Of<Recovers>().And<AfterRecovers>().With("--target", "AfterRecovers");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("handled:boom finally AfterRecovers", run.Journal.Text);
    }

    [Fact]
    public void Finally_runs_after_a_failure_too()
    {
        var run = HostRun.Of<FailsFinally>().With("--target", "FailsFinally");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("finally", run.Journal.Text);
    }

    [Fact]
    public void ContinueOnError_lets_the_next_task_run()
    {
        var run = HostRun.Of<Tolerated>().And<AfterTolerated>().With("--target", "AfterTolerated");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("AfterTolerated", run.Journal.Text);
    }

    [Fact]
    public void An_asynchronous_task_is_awaited()
    {
        var run = HostRun.Of<Waits>().And<AfterWaits>().With("--target", "AfterWaits");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("waited AfterWaits", run.Journal.Text);
    }

    [Fact]
    public void An_asynchronous_task_that_fails_after_its_first_await_fails_the_run()
    {
        var run = HostRun.Of<FailsLater>().With("--target", "FailsLater");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("An error occurred when executing task 'FailsLater'.\nError: later\n", run.Error);
        Assert.Equal("handled-by-finally", run.Journal.Text);
    }

    [Fact]
    public void A_task_without_an_action_only_groups_its_dependencies()
    {
        var run = HostRun.Of<Group>().And<AfterWaits>().And<Waits>().With("--target", "everything");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("waited AfterWaits", run.Journal.Text);
        Assert.DoesNotContain("everything   ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verb_overridden_in_a_base_class_counts()
    {
        var run = HostRun.Of<DerivedRecovers>().With("--target", "DerivedRecovers");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("handled:derived", run.Journal.Text);
    }

    [Fact]
    public void A_task_straight_on_the_interface_runs()
    {
        var run = HostRun.Of<Bare>().With("--target", "Bare");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("bare", run.Journal.Text);
    }

    internal sealed class Skipped(Journal journal) : JournalTask(journal), IFrostingTask
    {
        string IFrostingTask.SkippedMessage => "nothing to do";

        public override bool ShouldRun(ICakeContext context) => false;
    }

    [IsDependentOn(typeof(Skipped))]
    internal sealed class AfterSkipped(Journal journal) : JournalTask(journal);

    internal sealed class Fails : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("the disk {0} is full");
    }

    internal sealed class Recovers(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("boom");

        public override void OnError(Exception exception, ICakeContext context) => journal.Add("handled:" + exception.Message);

        public override void Finally(ICakeContext context) => journal.Add("finally");
    }

    [IsDependentOn(typeof(Recovers))]
    internal sealed class AfterRecovers(Journal journal) : JournalTask(journal);

    internal sealed class FailsFinally(Journal journal) : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("boom");

        public override void Finally(ICakeContext context) => journal.Add("finally");
    }

    [ContinueOnError]
    internal sealed class Tolerated : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("boom");
    }

    [IsDependentOn(typeof(Tolerated))]
    internal sealed class AfterTolerated(Journal journal) : JournalTask(journal);

    internal sealed class Waits(Journal journal) : AsyncFrostingTask
    {
        public override async Task RunAsync(ICakeContext context)
        {
            await Task.Delay(20);
            journal.Add("waited");
        }
    }

    [IsDependentOn(typeof(Waits))]
    internal sealed class AfterWaits(Journal journal) : JournalTask(journal);

    internal sealed class FailsLater(Journal journal) : AsyncFrostingTask
    {
        public override async Task RunAsync(ICakeContext context)
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }

        public override void Finally(ICakeContext context) => journal.Add("handled-by-finally");
    }

    [TaskName("everything")]
    [IsDependentOn(typeof(AfterWaits))]
    internal sealed class Group : FrostingTask;

    internal abstract class RecoversBase(Journal journal) : FrostingTask
    {
        public override void OnError(Exception exception, ICakeContext context) => journal.Add("handled:" + exception.Message);
    }

    internal sealed class DerivedRecovers(Journal journal) : RecoversBase(journal)
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("derived");
    }

    internal sealed class Bare(Journal journal) : IFrostingTask
    {
        public Task RunAsync(ICakeContext context)
        {
            journal.Add("bare");
            return Task.CompletedTask;
        }

        public bool ShouldRun(ICakeContext context) => false;

        public void OnError(Exception exception, ICakeContext context) => throw exception;

        public void Finally(ICakeContext context) => journal.Add("never registered");
    }
}
