using MultiBox.Experiments;
using MultiBox.Pipeline.Training;
using Settings = MultiBox.Experiments;

namespace MultiBox.Pipeline.Setup;

/// <summary>Turns an experiment's training section into the terms of MultiBox.Pipeline.Training.</summary>
internal static class TrainingSetup
{
    public static Training.LearningRateSchedule Schedule(TrainOptions train, int stepsPerEpoch)
    {
        var rate = train.LearningRate;
        var kind = rate.Schedule switch
        {
            Settings.LearningRateSchedule.Step => ScheduleKind.Step,
            Settings.LearningRateSchedule.Cosine => ScheduleKind.Cosine,
            Settings.LearningRateSchedule.Constant => ScheduleKind.Constant,
            _ => throw new ArgumentOutOfRangeException(nameof(train)),
        };
        return new Training.LearningRateSchedule(
            kind, rate.Base, stepsPerEpoch, train.Epochs, [.. rate.Steps], rate.Factor, rate.WarmupSteps, rate.WarmupFactor, rate.FinalFactor);
    }

    public static Training.OptimizerOptions Optimizer(Settings.OptimizerOptions options) => new(
        options.Name switch
        {
            OptimizerName.Sgd => OptimizerKind.Sgd,
            OptimizerName.Adam => OptimizerKind.Adam,
            OptimizerName.Adamw => OptimizerKind.AdamW,
            OptimizerName.Rmsprop => OptimizerKind.RmsProp,
            OptimizerName.Adadelta => OptimizerKind.Adadelta,
            _ => throw new ArgumentOutOfRangeException(nameof(options)),
        },
        options.Momentum, options.Nesterov, options.Betas[0], options.Betas[1], options.WeightDecay, options.BiasRateFactor, options.NormWeightDecay);
}
