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

    // Milliseconds: a processor, a device that is never idle, one that is idle 9 % of the time, one that waits for the loader at each step.
    [Theory]
    [InlineData(1000, 300, 0.1, 20, 0.3)]
    [InlineData(2000, 1600, 200, 20, 0)]
    [InlineData(2200, 2000, 100, 20, 0.09)]
    [InlineData(100, 60, 30, 1, 0.6)]
    [InlineData(0, 0, 0, 1, 0)]
    public void Waiting_for_input_is_lost_where_the_device_has_nothing_to_do(double elapsed, double input, double reading, int steps, double lost) => Assert.Equal(
        lost,
        LogHook.LostWait(TimeSpan.FromMilliseconds(elapsed), TimeSpan.FromMilliseconds(input), TimeSpan.FromMilliseconds(reading), steps),
        0.002);

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
        Assert.True(training.Trainer.InputWait > TimeSpan.Zero && training.Trainer.DeviceWait > TimeSpan.Zero);
    }
}
