namespace MultiBox.Pipeline.Training;

/// <summary>The learning rate as a pure function of the step: linear warm-up, then steps, a half cosine, or constant.</summary>
/// <param name="Kind">The shape after warm-up.</param>
/// <param name="Base">The rate after warm-up.</param>
/// <param name="StepsPerEpoch">Optimiser steps in an epoch.</param>
/// <param name="Epochs">Epochs of the whole training.</param>
/// <param name="DropEpochs">Step schedule: the epochs after which the rate is multiplied by <paramref name="Factor"/>.</param>
/// <param name="Factor">Step schedule: the factor at each drop.</param>
/// <param name="WarmupSteps">Steps of warm-up, 0 for none.</param>
/// <param name="WarmupFactor">The first step's rate as a part of the base rate.</param>
/// <param name="FinalFactor">Cosine schedule: where the rate arrives after the last step, as a part of the base rate.</param>
public sealed record LearningRateSchedule(
    ScheduleKind Kind,
    double Base,
    int StepsPerEpoch,
    int Epochs,
    IReadOnlyList<int> DropEpochs,
    double Factor,
    int WarmupSteps,
    double WarmupFactor,
    double FinalFactor)
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">Optimiser steps done before, from 0.</param>
    public double At(long step)
    {
        var rate = Kind switch
        {
            ScheduleKind.Step => Base * Math.Pow(Factor, DropEpochs.Count(epoch => step >= (long)epoch * StepsPerEpoch)),
            ScheduleKind.Cosine => Base * (FinalFactor + ((1 - FinalFactor) * (1 + Math.Cos(Math.PI * Progress(step))) / 2)),
            ScheduleKind.Constant => Base,
            _ => throw new InvalidOperationException($"No schedule {Kind}."),
        };
        return step >= WarmupSteps ? rate : rate * (WarmupFactor + ((1 - WarmupFactor) * step / WarmupSteps));
    }

    private double Progress(long step) => Math.Min(1, (double)step / Math.Max(1, (long)StepsPerEpoch * Epochs));
}
