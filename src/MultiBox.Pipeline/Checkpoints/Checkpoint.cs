using System.Text.Json;
using MultiBox.Abstractions;
using MultiBox.Inference.Runs;
using MultiBox.Model;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Checkpoints;

/// <summary>
/// A folder from which a training continues as if it had never stopped: <c>weights.safetensors</c> (parameters and buffers by
/// their state-dict names; their moving average where the training keeps one, with the weights themselves in <c>trained.safetensors</c>),
/// <c>optimizer.safetensors</c>, <c>state.json</c> (position and random generator). It appears whole or not at all.
/// </summary>
/// <param name="Folder">The folder.</param>
/// <param name="Position">What to do next.</param>
public sealed record Checkpoint(string Folder, TrainingPosition Position)
{
    private const string WeightsFile = "weights.safetensors";
    private const string TrainedFile = "trained.safetensors";
    private const string Optimizer = "optimizer.safetensors";
    private const string State = "state.json";

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The weights' file.</summary>
    public string Weights => Path.Combine(Folder, WeightsFile);

    /// <summary>Writes a checkpoint of a training.</summary>
    /// <param name="root">The folder of checkpoints.</param>
    /// <param name="trainer">The training, between two steps.</param>
    /// <exception cref="MultiBoxException">The weights are not finite: nothing is written, so that the last good checkpoint stays the newest.</exception>
    public static Checkpoint Save(string root, Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var position = trainer.Position;
        RefuseNotFinite(trainer.Model.Network, position);
        return Save(root, position, temporary =>
        {
            if (trainer.Average is not null) SaveWeights(Path.Combine(temporary, TrainedFile), trainer.Model.Network);
            trainer.WithAverage(() => SaveWeights(Path.Combine(temporary, WeightsFile), trainer.Model));
            SaveOptimizer(Path.Combine(temporary, Optimizer), trainer);
        });
    }

    /// <summary>Writes a model that was trained elsewhere: a checkpoint without an optimiser, from which no training goes on.</summary>
    /// <param name="root">The folder of checkpoints.</param>
    /// <param name="model">The model.</param>
    public static Checkpoint SaveImported(string root, SsdModel model) => Save(root, default, temporary => SaveWeights(Path.Combine(temporary, WeightsFile), model));

    private static Checkpoint Save(string root, TrainingPosition position, Action<string> write)
    {
        var name = position.Batch == 0 ? $"epoch-{position.Epoch:d4}" : $"epoch-{position.Epoch:d4}-batch-{position.Batch:d6}";
        var folder = Path.Combine(root, name);
        var temporary = $"{folder}.{Environment.ProcessId}.tmp";
        if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        write(temporary);
        AtomicFile.WriteBytes(Path.Combine(temporary, State), JsonSerializer.SerializeToUtf8Bytes(SavedState.Of(position), _json));
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.Move(temporary, folder);
        return new Checkpoint(folder, position);
    }

    /// <summary>The checkpoint that is furthest in the training.</summary>
    /// <param name="root">The folder of checkpoints.</param>
    /// <returns>The checkpoint, or null when there is none.</returns>
    public static Checkpoint? Newest(string root) => InOrder(root).FirstOrDefault();

    /// <summary>All whole checkpoints of a folder, the one that is furthest in the training first.</summary>
    /// <param name="root">The folder of checkpoints; it need not exist.</param>
    /// <remarks>An epoch's end and the interruption before it are of the same step.</remarks>
    public static IEnumerable<Checkpoint> InOrder(string root) =>
        All(root).OrderByDescending(checkpoint => (checkpoint.Position.Step, checkpoint.Position.Epoch, checkpoint.Position.Batch));

    /// <summary>All whole checkpoints of a folder.</summary>
    /// <param name="root">The folder of checkpoints; it need not exist.</param>
    public static IReadOnlyList<Checkpoint> All(string root) => !Directory.Exists(root) ? [] :
    [
        .. Directory.GetDirectories(root, "epoch-*")
            .Where(folder => !folder.EndsWith(".tmp", StringComparison.Ordinal) && File.Exists(Path.Combine(folder, State)))
            .Select(folder => new Checkpoint(folder, ReadState(folder).Position)),
    ];

    /// <summary>Removes what an interrupted saving left behind.</summary>
    /// <param name="root">The folder of checkpoints; it need not exist.</param>
    public static void RemoveUnfinished(string root)
    {
        if (!Directory.Exists(root)) return;
        foreach (var folder in Directory.GetDirectories(root, "epoch-*.tmp")) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Restores weights, optimiser and random generator.</summary>
    /// <param name="trainer">A trainer of the same experiment.</param>
    /// <exception cref="MultiBoxException">The checkpoint is damaged or of another network.</exception>
    public void Restore(Trainer trainer)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ModelWeights.Load(Weights, trainer.Model);
        if (trainer.Average is { } average)
        {
            var trained = Path.Combine(Folder, TrainedFile);
            if (!File.Exists(trained)) throw new MultiBoxException($"{trained} is missing: this training keeps an average of its weights (train.ema) and goes on from both. Train again with --force.");
            average.Swap(); // The file of weights holds the average.
            ModelWeights.Load(trained, trainer.Model.Network);
        }

        RestoreOptimizer(Path.Combine(Folder, Optimizer), trainer);
        ReadState(Folder).RestoreGenerator();
    }

    /// <summary>Writes a model's parameters and buffers, with what they take for granted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="facts">Further text pairs for the file, null for none.</param>
    public static void SaveWeights(string path, SsdModel model, IReadOnlyDictionary<string, string>? facts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var metadata = new Dictionary<string, string>(model.Conventions.ToMetadata());
        foreach (var (key, value) in facts ?? new Dictionary<string, string>()) metadata[key] = value;
        SaveWeights(path, model.Network, metadata);
    }

    /// <summary>Writes a network's parameters and buffers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">The network.</param>
    /// <param name="metadata">Text pairs for the file, null for none.</param>
    public static void SaveWeights(string path, nn.Module network, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Safetensors.Write(path, network.state_dict(), new Dictionary<string, string>(metadata ?? new Dictionary<string, string>()) { ["format"] = "pt" });
    }

    private static void RefuseNotFinite(nn.Module network, TrainingPosition position)
    {
        using var scope = NewDisposeScope();
        var broken = network.state_dict().Where(entry => entry.Value.is_floating_point() && !entry.Value.detach().isfinite().all().item<bool>()).Select(entry => entry.Key).ToList();
        if (broken.Count == 0) return;
        throw new MultiBoxException(
            $"The weights are not finite after step {position.Step}: {broken.Count} tensors, e.g. {broken[0]}. No checkpoint was saved; the last one is kept.\n" +
            "Lower train.learning_rate.base, lengthen train.learning_rate.warmup_steps or set train.clip_gradient_norm, and train again.");
    }

    private static void SaveOptimizer(string path, Trainer trainer)
    {
        using var scope = NewDisposeScope();
        var state = trainer.Updater.State();
        foreach (var (name, value) in trainer.Scale?.State() ?? []) state[name] = value;
        Safetensors.Write(path, state);
    }

    private static void RestoreOptimizer(string path, Trainer trainer)
    {
        var state = Safetensors.Read(path);
        try
        {
            trainer.Scale?.Restore(state);
            trainer.Updater.Restore(state.Where(entry => !LossScale.Names.Contains(entry.Key)).ToDictionary());
        }
        finally
        {
            foreach (var tensor in state.Values) tensor.Dispose();
        }
    }

    private static SavedState ReadState(string folder)
    {
        var path = Path.Combine(folder, State);
        try
        {
            return JsonSerializer.Deserialize<SavedState>(File.ReadAllBytes(path), _json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException fault)
        {
            throw new MultiBoxException($"{path}: the checkpoint's state cannot be read: {fault.Message} Delete the folder {folder} to use the one before.", fault);
        }
    }

    // The generator of the CPU, from which weights are drawn. TorchSharp gives no access to the state of CUDA's generators.
    private sealed record SavedState(int Epoch, int Batch, long Step, byte[] Generator)
    {
        public TrainingPosition Position => new(Epoch, Batch, Step);

        public static SavedState Of(TrainingPosition position)
        {
            using var state = get_rng_state();
            return new SavedState(position.Epoch, position.Batch, position.Step, state.bytes.ToArray());
        }

        public void RestoreGenerator()
        {
            using var state = tensor(Generator, dtype: ScalarType.Byte);
            set_rng_state(state);
        }
    }
}
