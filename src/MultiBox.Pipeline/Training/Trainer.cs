using System.Diagnostics;
using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Model;
using MultiBox.Native;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Training;

/// <summary>
/// The training loop: batch, forward, loss, backward, update. All else is in hooks. It allocates no tensor that outlives its step
/// besides the optimiser's state, and reads from the device only when it reads the losses of an interval.
/// </summary>
/// <param name="model">The model; its network is trained in place.</param>
/// <param name="loss">The objective.</param>
/// <param name="updater">The optimiser over the network's parameters.</param>
/// <param name="schedule">The learning rate.</param>
/// <param name="batches">Yields the batches of an epoch (first argument, from 0) from a batch on (second argument).</param>
/// <param name="settings">How steps are taken.</param>
/// <param name="hooks">What happens besides, in order.</param>
public sealed class Trainer(
    SsdModel model,
    DetectionLoss loss,
    ParameterUpdater updater,
    LearningRateSchedule schedule,
    Func<int, int, IEnumerable<Batch>> batches,
    TrainerSettings settings,
    IReadOnlyList<TrainingHook> hooks) : IDisposable
{
    private readonly LossLedger _ledger = new(settings.ReadEvery, model.Device);
    private readonly LossScale? _scale = settings.Precision == ScalarType.Float16 ? new LossScale(model.Device) : null;
    private readonly int _batchesPerEpoch = settings.BatchesPerEpoch ?? schedule.StepsPerEpoch;

    /// <summary>The model that is trained.</summary>
    public SsdModel Model { get; } = model;

    /// <summary>The optimiser.</summary>
    public ParameterUpdater Updater { get; } = updater;

    /// <summary>The learning-rate schedule, with the training's length.</summary>
    public LearningRateSchedule Schedule { get; } = schedule;

    /// <summary>The moving average of the weights, null when there is none.</summary>
    public WeightAverage? Average => settings.Average;

    /// <summary>The loss scale of float16, null in other precisions.</summary>
    internal LossScale? Scale => _scale;

    /// <summary>How long the loader had no batch ready, since the trainer was made.</summary>
    public TimeSpan InputWait { get; private set; }

    /// <summary>How long readings of losses waited for the device to be done with the steps before, since the trainer was made.</summary>
    public TimeSpan DeviceWait { get; private set; }

    /// <summary>What to do next.</summary>
    public TrainingPosition Position { get; private set; }

    /// <summary>Trains from a position to the end of the last epoch.</summary>
    /// <param name="from">The position, default for the start.</param>
    /// <param name="cancellation">Stops after the step in progress, or as a hook at the end of an epoch does; the hooks then save what they keep.</param>
    /// <exception cref="OperationCanceledException">The training was stopped.</exception>
    /// <exception cref="MultiBoxException">The loss is not finite: step, terms and images are named. Or there is too little memory: what it takes is named.</exception>
    public void Run(TrainingPosition from, CancellationToken cancellation)
    {
        Position = from;
        foreach (var hook in hooks) hook.Started(this);
        while (Position.Epoch < Schedule.Epochs)
        {
            var epoch = Position.Epoch;
            EnterTraining();
            using (var group = new StepUnderWay())
            {
                settings.Clock?.Start();
                var waitingSince = Stopwatch.GetTimestamp();
                foreach (var batch in batches(epoch, Position.Batch))
                {
                    InputWait += Stopwatch.GetElapsedTime(waitingSince);
                    settings.Clock?.End(StepPhase.Input);
                    var complete = TakeBatch(group, batch);
                    waitingSince = Stopwatch.GetTimestamp();
                    if (!complete || !cancellation.IsCancellationRequested) continue;
                    ReadLosses();
                    foreach (var hook in hooks) hook.Interrupted(this);
                    throw new OperationCanceledException(cancellation);
                }
            }

            EndEpoch();
        }
    }

    /// <summary>Does something with the average of the weights in their place, where there is one.</summary>
    /// <param name="action">What to do with the model.</param>
    public void WithAverage(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Average?.Swap();
        try
        {
            action();
        }
        finally
        {
            Average?.Swap();
        }
    }

    // Anew in each epoch: an evaluation leaves the whole network in the other mode.
    private void EnterTraining()
    {
        Model.Network.train();
        foreach (var layer in settings.FrozenStatistics) layer.eval();
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

    // True when the batch completed a step.
    private bool TakeBatch(StepUnderWay step, Batch batch)
    {
        var done = Position.Batch + step.Batches;
        try
        {
            if (!Accumulate(step, batch)) return false;
            Update(step);
            return true;
        }
        catch (ExternalException fault) when (OutOfMemory.Explain(fault, Model, batch.Records.Count, done) is { } explained)
        {
            throw explained;
        }
        finally
        {
            settings.Checkpoints?.Recover();
        }
    }

    // Forward and backward of one batch; true when it completes a step's batches.
    private bool Accumulate(StepUnderWay step, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var owned = batch;
        var size = Math.Min(settings.AccumulateSteps, _batchesPerEpoch - Position.Batch);
        if (step.Batches == 0) Updater.ZeroGradients();
        var terms = Terms(batch);
        var sum = terms.Classification + terms.Localization;
        if (size > 1) sum = sum / size;
        settings.Clock?.End(StepPhase.Loss);
        (_scale is null ? sum : sum * _scale.Factor.squeeze()).backward();
        settings.Checkpoints?.EndBackward();
        settings.Clock?.End(StepPhase.Backward);
        using var noGradients = no_grad();
        step.Add(stack([terms.Classification.detach(), terms.Localization.detach()]) / size, batch.Records);
        return step.Batches == size;
    }

    private LossTerms Terms(Batch batch)
    {
        var output = Forward(batch);
        settings.Clock?.End(StepPhase.Forward);
        return loss.Compute(output, batch.GroundTruths);
    }

    private HeadOutput Forward(Batch batch)
    {
        var input = Model.ToInput(batch.Images);
        settings.Clock?.End(StepPhase.Copy);
        if (settings.Precision == ScalarType.Float32) return Model.Network.call(input);
        using var region = Autocast.Begin(Model.Device.type, settings.Precision);
        var output = Model.Network.call(input);
        return new HeadOutput(output.Offsets.to(ScalarType.Float32), output.Logits.to(ScalarType.Float32));
    }

    // Nothing here is read from the device: whether the update is skipped is decided there.
    private void Update(StepUnderWay step)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var rate = Schedule.At(Position.Step);
        var skip = step.Terms.isfinite().all().logical_not().to(ScalarType.Float32).view(1);
        var gradients = Updater.Gradients();
        _scale?.Unscale(gradients, skip);
        if (settings.ClipGradientNorm is { } limit) GradientClip.Apply(gradients, limit, skip);
        Updater.SetRate(rate);
        Updater.Step(skip);
        _scale?.Adapt(skip);
        Position = Position with { Batch = Position.Batch + step.Batches, Step = Position.Step + 1 };
        settings.Average?.Update(Position.Step);
        _ledger.Add(Position, rate, step.Records, step.Terms, skip);
        var inEpoch = (Position.Batch + settings.AccumulateSteps - 1) / settings.AccumulateSteps;
        var result = new StepResult(Position, inEpoch, Schedule.StepsPerEpoch, step.Records.Count, rate);
        step.Reset();
        foreach (var hook in hooks) hook.StepDone(this, result);
        if (inEpoch % settings.ReadEvery == 0 || Position.Batch >= _batchesPerEpoch) ReadLosses();
        settings.Clock?.End(StepPhase.Update);
    }

    private void ReadLosses()
    {
        var waitingSince = Stopwatch.GetTimestamp();
        var losses = _ledger.Read(skipsAreFine: _scale is not null);
        DeviceWait += Stopwatch.GetElapsedTime(waitingSince);
        if (losses.Count == 0) return;
        foreach (var hook in hooks) hook.LossesRead(this, losses);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ledger.Dispose();
        _scale?.Dispose();
    }
}
