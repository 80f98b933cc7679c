using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class LearningRateScheduleTests
{
    private static readonly LearningRateSchedule Plain = new(ScheduleKind.Constant, 1, 10, 30, [], 0.1, 0, 0.1, 0);

    [Theory]
    [InlineData(0, 0.004)]
    [InlineData(99, 0.004)]
    [InlineData(100, 0.0004)]
    [InlineData(199, 0.0004)]
    [InlineData(200, 0.00004)]
    [InlineData(1_000_000, 0.00004)]
    public void Steps_multiply_the_rate_from_the_first_step_after_their_epoch(long step, double expected)
    {
        // 10 steps an epoch: epoch 10 ends with step 99.
        var schedule = Plain with { Kind = ScheduleKind.Step, Base = 0.004, DropEpochs = [10, 20] };
        Assert.Equal(expected, schedule.At(step), 1e-12);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1.736396)] // 2 (0.1 + 0.9 (1 + cos 45 degrees) / 2) = 0.2 + 0.9 x 1.7071068
    [InlineData(2, 1.1)] // Half way: the mean of 2 and 0.2.
    [InlineData(4, 0.2)]
    [InlineData(5, 0.2)]
    public void Half_a_cosine_leads_from_the_base_to_the_final_part_of_it(long step, double expected)
    {
        var schedule = Plain with { Kind = ScheduleKind.Cosine, Base = 2, StepsPerEpoch = 2, Epochs = 2, FinalFactor = 0.1 };
        Assert.Equal(expected, schedule.At(step), 1e-6);
    }

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.325)]
    [InlineData(2, 0.55)]
    [InlineData(3, 0.775)]
    [InlineData(4, 1)]
    [InlineData(299, 1)]
    public void Warm_up_rises_in_equal_steps(long step, double expected) => Assert.Equal(expected, (Plain with { WarmupSteps = 4 }).At(step), 1e-12);

    [Fact]
    public void Warm_up_takes_its_part_of_the_schedule_behind_it()
    {
        // Without warm-up step 2 of 4 has half the base rate; of that the warm-up's middle is 0.55.
        var schedule = Plain with { Kind = ScheduleKind.Cosine, StepsPerEpoch = 4, Epochs = 1, WarmupSteps = 4 };
        Assert.Equal(0.5 * 0.55, schedule.At(2), 1e-12);
    }

    [Fact]
    public void An_unknown_kind_is_no_schedule() =>
        Assert.Equal("No schedule 7.", Assert.Throws<InvalidOperationException>(() => (Plain with { Kind = (ScheduleKind)7 }).At(0)).Message);
}
