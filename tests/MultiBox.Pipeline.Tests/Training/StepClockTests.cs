using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class StepClockTests(ShapesFixture shapes) : IClassFixture<ShapesFixture>
{
    [Fact]
    public void Batches_of_a_step_add_up_and_each_phase_waits_for_the_device()
    {
        var waits = 0;
        var clock = new StepClock(() => waits++);
        clock.Start();
        foreach (var phase in new[] { StepPhase.Input, StepPhase.Forward, StepPhase.Input, StepPhase.Forward, StepPhase.Update, StepPhase.Input, StepPhase.Update })
        {
            Thread.SpinWait(1000);
            clock.End(phase);
        }

        Assert.Equal(7, waits);
        Assert.Equal(2, clock.StepCount);
        Assert.All(clock.Seconds(StepPhase.Input), seconds => Assert.True(seconds > 0));
        Assert.True(clock.Seconds(StepPhase.Forward)[0] > 0);
        Assert.Equal([0, 0], [clock.Seconds(StepPhase.Forward)[1], clock.Seconds(StepPhase.Loss)[0]]);
        clock.Clear();
        Assert.Equal(0, clock.StepCount);
    }

    [Fact]
    public void A_training_tells_its_phases()
    {
        var waits = 0;
        var clock = new StepClock(() => waits++);
        using var training = new TinyTraining(shapes, new TinySettings { BatchSize = 2, Epochs = 1, Trainer = new TrainerSettings { AccumulateSteps = 2, Clock = clock } }).Run();
        Assert.Equal(training.Trainer.Position.Step, clock.StepCount);
        Assert.All(StepClock.Phases, phase => Assert.All(clock.Seconds(phase), seconds => Assert.True(seconds > 0, $"{phase}")));

        // Five phases of each batch, and the update of each step.
        Assert.Equal((5 * training.BatchCount) + clock.StepCount, waits);
    }

    [Fact]
    public void The_journal_tells_how_much_of_the_time_was_waiting_for_input()
    {
        using var folder = new TemporaryFolder();
        var journal = new TrainingJournal(folder["train.jsonl"]);
        using var training = new TinyTraining(shapes, new TinySettings { Epochs = 1 }, new LogHook(new RecordingLog(), journal, every: 1, (_, _) => { })).Run();
        var lines = journal.Read().OfType<JournalStep>().ToArray();
        Assert.Equal(training.BatchCount, lines.Length);
        Assert.All(lines, line => Assert.InRange(line.InputWait!.Value, 0, 1));
        // The first batch is made after it is asked for.
        Assert.True(lines[0].InputWait > 0);
        Assert.True(training.Trainer.InputWait > TimeSpan.Zero && training.Trainer.DeviceWait > TimeSpan.Zero);
    }
}
