using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Experiments;
using MultiBox.Inference.Runs;
using MultiBox.Inference.Setup;
using MultiBox.Native;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Stages;

/// <summary>Trains the detector.</summary>
internal static class TrainStage
{
    private const string Stage = "train";

    /// <summary>Raised when the same inputs train to another result: finished trainings then count as outdated.</summary>
    private const string CodeVersion = "1";

    private const int KeptCheckpoints = 2;

    /// <summary>What a training is made from. The run's name is derived from it.</summary>
    public static Dictionary<string, string> Inputs(WorkContext work)
    {
        var experiment = work.Experiment;
        var inputs = new Dictionary<string, string>
        {
            ["code"] = CodeVersion,
            ["seed"] = $"{experiment.Seed}",
            ["classes"] = ContentHash.OfText(string.Join('\n', experiment.Dataset.Classes)),
            ["difficult"] = $"{experiment.Dataset.TrainOnDifficult}",
            ["model"] = ContentHash.OfText(experiment.CanonicalText(ExperimentSection.Model)),
            ["train"] = ContentHash.OfText(experiment.CanonicalText(ExperimentSection.Train)),
            ["data.train"] = work.Prepared.Split("train").Fingerprint,
        };
        foreach (var (name, value) in InitialWeights.Inputs(work)) inputs[name] = value;
        foreach (var plugin in ManifestWriter.Plugins(work)) inputs[$"plugin.{plugin.Kind}"] = plugin.ContentHash;
        return inputs;
    }

    public static void Run(WorkContext work)
    {
        var run = work.Run;
        if (File.Exists(run.Import))
        {
            work.Log.Line($"Train: {run.Id} was imported, there is nothing to train ({run.Root}).");
            return;
        }

        var inputs = Inputs(work);
        work.LockRun();
        RefuseForeignRun(work, run, inputs);
        if (work.IsCurrent("Train", run.StageRecord(Stage), inputs, run.Root))
        {
            WriteSummary(work, run);
            return;
        }

        var precision = PrecisionSetup.Choose("train.precision", work.Experiment.Train.Precision, work.Device);
        RefuseUnskippable(work.Experiment.Train, precision);
        var from = Checkpoint.Newest(run.Checkpoints);
        var finished = File.Exists(run.StageRecord(Stage));
        if (from is not null && !finished && !work.Options.Force && !work.Options.Resume)
        {
            throw new MultiBoxException(
                $"A training stopped after epoch {from.Position.Epoch} of {work.Experiment.Train.Epochs} in {run.Root}. Continue it with --resume, or start over with --force.");
        }

        if (!work.Options.Resume || finished || (from is not null && Foreign(run, inputs) is not null))
        {
            Reset(run);
            from = null;
        }
        else if (from is null)
        {
            work.Log.Line("Train: nothing to resume, starting at epoch 1.");
            Reset(run); // What an interrupted training left before its first checkpoint.
        }

        Directory.CreateDirectory(run.Root);
        Checkpoint.RemoveUnfinished(run.Checkpoints);
        AtomicFile.WriteText(run.Experiment, ExperimentYaml.Write(work.Experiment));
        StageRecord.Write(StartedPath(run), Stage, inputs, run.Root, []);
        Train(work, run, from, precision);
        WriteCurves(run);

        // Only the weights vouch for the training: what else is missing can be written again from what is there.
        StageRecord.Write(run.StageRecord(Stage), Stage, inputs, run.Root, [Checkpoint.Newest(run.Checkpoints)!.Weights], ManifestWriter.MadeWith(work, precision));
        ManifestWriter.Write(work, run);
    }

    // A loss scale finds its value by steps that overflow, and these optimisers cannot leave a step out.
    private static void RefuseUnskippable(TrainOptions options, PrecisionChoice precision)
    {
        if (precision.Type != TorchSharp.torch.ScalarType.Float16 || options.Optimizer.Name is not (OptimizerName.Rmsprop or OptimizerName.Adadelta)) return;
        throw new MultiBoxException(
            $"train.optimizer.name: {options.Optimizer.Name.ToString().ToLowerInvariant()} does not go with {precision}: it cannot skip steps whose gradients overflow.\n" +
            "Expected sgd, adam or adamw, or train.precision fp32 or bf16.");
    }

    // What follows from a finished training and was removed since.
    private static void WriteSummary(WorkContext work, RunFolder run)
    {
        if (!File.Exists(run.Experiment)) AtomicFile.WriteText(run.Experiment, ExperimentYaml.Write(work.Experiment));
        if (!File.Exists(Path.Combine(run.Curves, "loss.png"))) WriteCurves(run);
    }

    private static void Train(WorkContext work, RunFolder run, Checkpoint? from, PrecisionChoice precision)
    {
        var experiment = work.Experiment;
        var options = experiment.Train;
        var split = work.Prepared.Split("train");
        var device = work.Device;
        var model = work.BuildModel();
        if (from is null) InitialWeights.Put(work, model);
        else ModelWeights.LoadConventions(from.Weights, model);
        var tuning = FineTuningSetup.Apply(model.Network, options);
        using var loader = new BatchLoader(split.Records, split.Pictures, LoaderOptions(work, model));
        if (loader.BatchCount == 0)
        {
            throw new MultiBoxException($"train.batch_size: {options.BatchSize} is more than the {split.Records.Count} training images. Use a smaller one.");
        }

        work.Log.Precision("Train", precision);
        if (!CudaSettings.Apply(device, options.Tf32) && device.type == TorchSharp.DeviceType.CUDA)
        {
            work.Log.Line("Train: this libtorch does not let cuDNN time its algorithms: convolutions may take longer than they could.");
        }

        var stepsPerEpoch = (loader.BatchCount + options.AccumulateSteps - 1) / options.AccumulateSteps;
        using var average = options.Ema is { } ema ? new WeightAverage(model.Network, ema.Decay) : null;
        using var recomputing = options.GradientCheckpointing ? GradientCheckpoints.Install(model.Network) : null;
        if (recomputing is not null) work.Log.Line($"Train: the backward pass computes up to {recomputing.Count} blocks again instead of keeping what is in them.");
        using var emulation = precision.Emulated ? EmulatedConvolutions.Install(model.Network) : null;
        using var updater = new ParameterUpdater(model.Network, TrainingSetup.Optimizer(options.Optimizer), tuning.RateFactors);
        var loss = work.Resolved.Loss.Factory.Create(work.Resolved.Loss.Options, new LossContext(model.DefaultBoxes, model.BoxCoder, model.ClassCount));
        var journal = new TrainingJournal(run.Journal);
        if (from is not null) journal.CutAfter(from.Position.Step);
        work.Log.Line(
            $"Train: {run.Id}, {split.Records.Count} images, {model.Network.parameters().Sum(p => p.numel()):n0} parameters" +
            $"{(tuning.FrozenTensors > 0 ? $" ({tuning.FrozenTensors} tensors frozen)" : "")}, {model.DefaultBoxes.Count:n0} default boxes on {model.FeatureMaps.Count} maps.");
        if (tuning.FrozenStatistics.Count > 0) work.Log.Line($"Train: {tuning.FrozenStatistics.Count} batch norm layers keep their statistics.");
        foreach (var group in tuning.RateFactors.GroupBy(entry => entry.Value).OrderBy(group => group.Key))
        {
            work.Log.Line($"Train: {group.Count()} tensors have {group.Key} times the learning rate.");
        }

        work.Log.WithProgress(report =>
        {
            var validation = ValidationSplit(work.Prepared);
            TrainingHook[] hooks =
            [
                new LogHook(work.Log, journal, options.LogEvery, report),
                new ValidationHook(
                    validation is null ? 0 : options.ValidateEvery,
                    () => EvaluationSetup.Evaluate(work, model, validation!, EvaluationSetup.Evaluator(experiment), done => report("validating", done)),
                    journal, work.Log),
                new CheckpointHook(run.Checkpoints, options.CheckpointEvery, KeptCheckpoints, work.Log),
            ];
            var settings = new TrainerSettings
            {
                ClipGradientNorm = options.ClipGradientNorm,
                Precision = precision.Type,
                ReadEvery = options.LogEvery,
                AccumulateSteps = options.AccumulateSteps,
                BatchesPerEpoch = loader.BatchCount,
                FrozenStatistics = tuning.FrozenStatistics,
                Average = average,
                Checkpoints = recomputing,
            };
            using var trainer = new Trainer(
                model, loss, updater, TrainingSetup.Schedule(options, stepsPerEpoch), (epoch, batch) => loader.Epoch(epoch, batch), settings, hooks);
            from?.Restore(trainer);
            if (from is not null) work.Log.Line($"Train: resumes at epoch {from.Position.Epoch + 1}, batch {from.Position.Batch + 1}.");
            var clock = System.Diagnostics.Stopwatch.StartNew();
            trainer.Run(from?.Position ?? default, work.Cancellation);
            work.Log.Line($"Train: finished in {clock.Elapsed:hh\\:mm\\:ss} on {device} ({run.Root}).");
        });
    }

    /// <summary>How the training's batches are made.</summary>
    internal static BatchLoaderOptions LoaderOptions(WorkContext work, Model.SsdModel model) => new()
    {
        InputSize = model.InputSize,
        BatchSize = work.Experiment.Train.BatchSize,
        Normalization = model.Normalization,
        Seed = work.Experiment.Seed,
        Augmentation = DataSetup.Augmentation(work.Experiment.Train.Augmentation),
        Shuffle = true,
        DropLast = true,
        UseDifficult = work.Experiment.Dataset.TrainOnDifficult,
        Workers = work.Experiment.Train.Workers,
        CacheBytes = (long)work.Experiment.Train.CacheMb << 20,
        PinMemory = model.Device.type == TorchSharp.DeviceType.CUDA,
    };

    // As the reference does, a data set without a split for validation shows its progress on the test split; nothing is chosen by it.
    private static PreparedSplit? ValidationSplit(PreparedDataset prepared) =>
        prepared.Splits.FirstOrDefault(split => split.Name == "val") ?? prepared.Splits.FirstOrDefault(split => split.Name == "test");

    private static string StartedPath(RunFolder run) => run.StageRecord("train.started");

    // Why what is in the folder was not trained from these inputs; null when it was, or when nothing is there.
    private static string? Foreign(RunFolder run, Dictionary<string, string> inputs) => StageRecord.Read(StartedPath(run)) is { } started
        ? started.WhyOutdated(inputs, run.Root)
        : Checkpoint.Newest(run.Checkpoints) is null ? null : "its record is missing";

    // A run that the user named must not be overwritten by another experiment's training.
    private static void RefuseForeignRun(WorkContext work, RunFolder run, Dictionary<string, string> inputs)
    {
        if (work.Options.RunId is null || work.Options.Force || Foreign(run, inputs) is not { } why) return;
        throw new MultiBoxException(
            $"Run '{run.Id}' was trained from other inputs ({why}): {run.Root}.\nUse another --run, or --force to train it again in its place, or --exclusive to use it as it is.");
    }

    // Checkpoints go first: whatever stops this, none is left beside results or records of others.
    private static void Reset(RunFolder run)
    {
        foreach (var folder in new[] { run.Checkpoints, run.Detections, run.Demo, run.Curves, run.Stages }.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (var file in new[] { run.Journal, run.Metrics, run.Manifest }.Where(File.Exists)) File.Delete(file);
    }

    private static void WriteCurves(RunFolder run)
    {
        var entries = new TrainingJournal(run.Journal).Read();
        var steps = entries.OfType<JournalStep>().ToList();
        var validations = entries.OfType<JournalValidation>().ToList();
        double[] x = [.. steps.Select(step => (double)step.Step)];
        Curves.Write(
            Path.Combine(run.Curves, "loss.png"), "Loss", "step", "loss",
            ("CrossEntropy", x, [.. steps.Select(step => step.CrossEntropy)]), ("SmoothL1", x, [.. steps.Select(step => step.SmoothL1)]));
        Curves.Write(Path.Combine(run.Curves, "learning-rate.png"), "Learning rate", "step", "learning rate", ("learning rate", x, [.. steps.Select(step => step.LearningRate)]));
        if (validations.Count == 0) return;
        double[] epochs = [.. validations.Select(validation => (double)validation.Epoch)];
        Curves.Write(
            Path.Combine(run.Curves, "map.png"), "Validation", "epoch", "average precision",
            [
                ("mAP", epochs, [.. validations.Select(validation => validation.MeanAveragePrecision ?? double.NaN)]),
                .. validations[^1].PerClass.Keys.Select(name => (name, epochs, validations.Select(v => v.PerClass.GetValueOrDefault(name) ?? double.NaN).ToArray())),
            ]);
    }
}
