using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Benchmarks.Train;

/// <summary>A network's training as its experiment describes it, but with a low constant rate and without clipping gradients.</summary>
/// <param name="network">The network, which stays its owner's; it is trained in place.</param>
internal sealed class BenchTraining(BenchNetwork network) : IDisposable
{
    private const double Rate = 1e-4;

    private readonly ParameterUpdater _updater = new(network.Model.Network, TrainingSetup.Optimizer(network.Resolved.Experiment.Train.Optimizer));

    /// <summary>Makes a trainer of one epoch; its owner disposes it before this.</summary>
    /// <param name="steps">The steps of the epoch.</param>
    /// <param name="precision">What convolutions compute in.</param>
    /// <param name="batches">Yields the batches of a run.</param>
    /// <param name="clock">Measures the phases of the steps, null for nothing.</param>
    public Trainer Trainer(int steps, BenchPrecision precision, Func<IEnumerable<Batch>> batches, StepClock? clock = null)
    {
        var (resolved, model) = (network.Resolved, network.Model);
        var loss = resolved.Loss.Factory.Create(resolved.Loss.Options, new LossContext(model.DefaultBoxes, model.BoxCoder, model.ClassCount));
        var schedule = new LearningRateSchedule(ScheduleKind.Constant, Rate, steps, Epochs: 1, [], Factor: 1, WarmupSteps: 0, WarmupFactor: 1, FinalFactor: 1);
        var settings = new TrainerSettings { Precision = precision.Type, ReadEvery = steps, Clock = clock };
        return new Trainer(model, loss, _updater, schedule, (_, _) => batches(), settings, []);
    }

    /// <inheritdoc/>
    public void Dispose() => _updater.Dispose();
}
