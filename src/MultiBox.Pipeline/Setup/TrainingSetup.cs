using System.Text.RegularExpressions;
using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Model;
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

    /// <summary>Freezes the parameters whose names match any pattern.</summary>
    /// <returns>The number of frozen parameters.</returns>
    /// <exception cref="MultiBoxException">A pattern matches nothing, or everything is frozen.</exception>
    public static int Freeze(SsdModel model, IReadOnlyList<string> patterns)
    {
        var parameters = model.Network.named_parameters().ToList();
        var unused = patterns.Where(pattern => !parameters.Any(p => Matches(pattern, p.name))).ToList();
        if (unused.Count > 0)
        {
            throw new MultiBoxException(
                $"train.freeze: no parameter matches {string.Join(", ", unused.Select(pattern => $"'{pattern}'"))}.\n" +
                $"  Found e.g.: {string.Join(", ", parameters.Take(5).Select(p => p.name))}.");
        }

        var frozen = parameters.Where(p => patterns.Any(pattern => Matches(pattern, p.name))).ToList();
        if (frozen.Count == parameters.Count) throw new MultiBoxException("train.freeze: every parameter is frozen. Leave some to train.");
        foreach (var (_, parameter) in frozen) parameter.requires_grad = false;
        return frozen.Count;
    }

    private static bool Matches(string pattern, string name) => Regex.IsMatch(name, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
