using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Model;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// The training loop: batch, forward, loss, backward, update. All else is in hooks. It allocates no tensor that outlives its step
/// besides the optimiser's state.
/// </summary>
/// <param name="model">The model; its network is trained in place.</param>
/// <param name="loss">The objective.</param>
/// <param name="updater">The optimiser over the network's parameters.</param>
/// <param name="schedule">The learning rate.</param>
/// <param name="batches">Yields the batches of an epoch (first argument, from 0) from a batch on (second argument).</param>
/// <param name="clipGradientNorm">The largest norm of all gradients together, null for no limit.</param>
/// <param name="hooks">What happens besides, in order.</param>
public sealed class Trainer(
    SsdModel model,
    DetectionLoss loss,
    ParameterUpdater updater,
    LearningRateSchedule schedule,
    Func<int, int, IEnumerable<Batch>> batches,
    double? clipGradientNorm,
    IReadOnlyList<TrainingHook> hooks)
{
    /// <summary>The model that is trained.</summary>
    public SsdModel Model { get; } = model;

    /// <summary>The optimiser.</summary>
    public ParameterUpdater Updater { get; } = updater;

    /// <summary>The learning-rate schedule, with the training's length.</summary>
    public LearningRateSchedule Schedule { get; } = schedule;

    /// <summary>Batch norm layers that normalise by their running statistics in training as well, and keep them.</summary>
    public IReadOnlyList<nn.Module> FrozenStatistics { get; init; } = [];

    /// <summary>What to do next.</summary>
    public TrainingPosition Position { get; private set; }

    /// <summary>Trains from a position to the end of the last epoch.</summary>
    /// <param name="from">The position, default for the start.</param>
    /// <param name="cancellation">Stops after the step in progress, or as a hook at the end of an epoch does; the hooks then save what they keep.</param>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    /// <exception cref="MultiBoxException">The loss is not finite: step, terms and images are named.</exception>
    public void Run(TrainingPosition from, CancellationToken cancellation)
    {
        Position = from;
        foreach (var hook in hooks) hook.Started(this);
        while (Position.Epoch < Schedule.Epochs)
        {
            var epoch = Position.Epoch;
            EnterTraining();
            foreach (var batch in batches(epoch, Position.Batch))
            {
                var step = Step(batch);
                foreach (var hook in hooks) hook.StepDone(this, step);
                if (!cancellation.IsCancellationRequested) continue;
                foreach (var hook in hooks) hook.Interrupted(this);
                throw new OperationCanceledException(cancellation);
            }

            EndEpoch();
        }
    }

    // Anew in each epoch: an evaluation leaves the whole network in the other mode.
    private void EnterTraining()
    {
        Model.Network.train();
        foreach (var layer in FrozenStatistics) layer.eval();
    }

    private void EndEpoch()
    {
        var lastStep = Position;
        Position = new TrainingPosition(lastStep.Epoch + 1, 0, lastStep.Step);
        try
        {
            foreach (var hook in hooks) hook.EpochDone(this, lastStep.Epoch);
        }
        catch (OperationCanceledException)
        {
            // A validation was stopped: whoever continues ends the epoch again.
            Position = lastStep;
            foreach (var hook in hooks) hook.Interrupted(this);
            throw;
        }
    }

    private StepResult Step(Batch batch)
    {
        using var scope = NewDisposeScope();
        using var owned = batch;
        var rate = Schedule.At(Position.Step);
        var output = Model.Network.call(Model.ToInput(batch.Images));
        var terms = loss.Compute(output, batch.GroundTruths);
        var values = stack([terms.Classification.detach(), terms.Localization.detach()]).cpu().data<float>().ToArray();
        if (!float.IsFinite(values[0]) || !float.IsFinite(values[1])) throw NotFinite(batch, values, rate);

        Updater.ZeroGradients();
        (terms.Classification + terms.Localization).backward();
        if (clipGradientNorm is { } limit) nn.utils.clip_grad_norm_(Updater.Parameters, limit);
        Updater.SetRate(rate);
        Updater.Step();
        Position = Position with { Batch = Position.Batch + 1, Step = Position.Step + 1 };
        return new StepResult(Position, Schedule.StepsPerEpoch, batch.Records.Count, values[0], values[1], rate);
    }

    private MultiBoxException NotFinite(Batch batch, float[] values, double rate) => new(
        $"""
        The loss is not finite in epoch {Position.Epoch + 1}, batch {Position.Batch + 1} (step {Position.Step + 1}).
          Found: CrossEntropy {values[0]}, SmoothL1 {values[1]}, learning rate {rate:g4}.
          Images of the batch: {string.Join(", ", batch.Records.Select(record => record.Picture.Path))}.
          The last checkpoint is kept. Lower train.learning_rate.base, lengthen train.learning_rate.warmup_steps or set
          train.clip_gradient_norm, and train again.
        """);
}
