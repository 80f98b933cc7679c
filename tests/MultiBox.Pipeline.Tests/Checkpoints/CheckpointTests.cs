using MultiBox.Abstractions;
using MultiBox.Inference.Runs;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Tests.Training;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Checkpoints;

public sealed class CheckpointTests(ShapesFixture shapes) : IClassFixture<ShapesFixture>, IDisposable
{
    private static readonly TinySettings OneEpoch = new() { Epochs = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_brings_weights_state_and_position_back()
    {
        using var trained = new TinyTraining(shapes, OneEpoch);
        var saved = Checkpoint.Save(_folder.Root, trained.Run().Trainer);
        Assert.Equal((_folder["epoch-0001"], new TrainingPosition(1, 0, 2)), (saved.Folder, saved.Position));
        Assert.Equal(
            ["optimizer.safetensors", "state.json", "weights.safetensors"],
            Directory.GetFileSystemEntries(saved.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        using var fresh = new TinyTraining(shapes, OneEpoch);
        Assert.NotEqual(trained.Weights(), fresh.Weights());
        var newest = Checkpoint.Newest(_folder.Root)!;
        newest.Restore(fresh.Trainer);
        Assert.Equal(saved, newest);
        Assert.Equal(trained.Weights(), fresh.Weights());
        using var scope = NewDisposeScope();
        Assert.Equal(State(trained), State(fresh));
    }

    [Fact]
    public void The_end_of_an_epoch_comes_after_an_interruption_in_its_last_step()
    {
        foreach (var (name, state) in new[] { ("epoch-0002", """{"epoch": 2, "batch": 0, "step": 6, "generator": ""}"""), ("epoch-0002-batch-3", """{"epoch": 1, "batch": 3, "step": 6, "generator": ""}"""), ("epoch-0001", """{"epoch": 1, "batch": 0, "step": 3, "generator": ""}""") })
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllText(_folder[$"{name}/state.json"], state);
        }

        Assert.Equal(["epoch-0002", "epoch-0002-batch-3", "epoch-0001"], Checkpoint.InOrder(_folder.Root).Select(checkpoint => Path.GetFileName(checkpoint.Folder)));
        Assert.Equal(_folder["epoch-0002"], Checkpoint.Newest(_folder.Root)!.Folder);
    }

    [Fact]
    public void Restoring_leaves_no_tensor_behind_but_the_optimisers_state()
    {
        using var trained = new TinyTraining(shapes, OneEpoch);
        var saved = Checkpoint.Save(_folder.Root, trained.Run().Trainer);
        saved.Restore(trained.Trainer);
        // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
        var before = Tensor.TotalCount;
        saved.Restore(trained.Trainer);
        Checkpoint.Save(_folder.Root, trained.Trainer);
        Assert.InRange(Tensor.TotalCount, 0, before);
    }

    [Fact]
    public void The_random_numbers_after_it_are_the_same()
    {
        using var training = new TinyTraining(shapes, OneEpoch);
        var saved = Checkpoint.Save(_folder.Root, training.Run().Trainer);
        var expected = Draw();
        Assert.NotEqual(expected, Draw());
        saved.Restore(training.Trainer);
        Assert.Equal(expected, Draw());

        static float[] Draw()
        {
            using var numbers = rand(4);
            return numbers.data<float>().ToArray();
        }
    }

    [Fact]
    public void Unfinished_folders_are_no_checkpoints()
    {
        using var training = new TinyTraining(shapes, OneEpoch);
        Checkpoint.Save(_folder.Root, training.Run().Trainer);
        _folder.Write("epoch-0009.77.tmp/state.json", """{"epoch":9,"batch":0,"step":18,"generator":""}""");
        _folder.Write("epoch-0010/weights.safetensors", "");
        _folder.Write("notes/state.json", "");
        Assert.Equal(_folder["epoch-0001"], Checkpoint.Newest(_folder.Root)!.Folder);
        Assert.Single(Checkpoint.All(_folder.Root));
    }

    [Fact]
    public void What_an_interrupted_saving_left_can_be_removed()
    {
        State("epoch-0001", 1, 0, 2);
        _folder.Write("epoch-0009.77.tmp/state.json", "");
        Checkpoint.RemoveUnfinished(_folder.Root);
        Assert.Equal([_folder["epoch-0001"]], Directory.GetFileSystemEntries(_folder.Root));
        Checkpoint.RemoveUnfinished(_folder["nowhere"]);
    }

    [Fact]
    public void Without_a_folder_there_is_no_checkpoint() => Assert.Null(Checkpoint.Newest(_folder["nowhere"]));

    [Fact]
    public void The_newest_is_the_one_of_the_most_steps()
    {
        State("epoch-0002", 2, 0, 4);
        State("epoch-0002-batch-000001", 2, 1, 5);
        State("epoch-0001", 1, 0, 2);
        Assert.Equal(new TrainingPosition(2, 1, 5), Checkpoint.Newest(_folder.Root)!.Position);
    }

    [Fact]
    public void Saving_again_replaces_what_an_interruption_left()
    {
        using var training = new TinyTraining(shapes, OneEpoch);
        training.Run();
        _folder.Write($"epoch-0001.{Environment.ProcessId}.tmp/rubbish", "");
        Checkpoint.Save(_folder.Root, training.Trainer);
        Checkpoint.Save(_folder.Root, training.Trainer);
        Assert.Equal([_folder["epoch-0001"]], Directory.GetFileSystemEntries(_folder.Root));
        Assert.Equal(3, Directory.GetFileSystemEntries(_folder["epoch-0001"]).Length);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_every_name()
    {
        using var theirs = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("old", nn.Linear(2, 2)));
        using var ours = nn.Sequential(("conv", nn.Conv2d(3, 8, 3)), ("new", nn.Linear(2, 2)));
        Checkpoint.SaveWeights(_folder["weights"], theirs);
        using var before = ours.get_parameter("new.weight")!.detach().clone();
        var fault = Assert.Throws<MultiBoxException>(() => ModelWeights.Load(_folder["weights"], ours));
        Assert.Equal(
            $"""
            {_folder["weights"]}: the weights are not of this network:
              new.weight: missing in the file
              new.bias: missing in the file
              old.bias: not part of the network
              old.weight: not part of the network
              conv.weight: expected [8, 3, 3, 3], found [4, 3, 3, 3]
              conv.bias: expected [8], found [4]
            Use the experiment that they were trained with.
            """.ReplaceLineEndings("\n"),
            fault.Message);
        Assert.True(before.eq(ours.get_parameter("new.weight")!).all().item<bool>());
    }

    [Fact]
    public void Of_very_many_faults_twenty_are_told()
    {
        using var small = nn.Sequential(("conv", nn.Conv2d(1, 1, 1)));
        using var training = new TinyTraining(shapes, OneEpoch);
        Checkpoint.SaveWeights(_folder["weights"], small);
        var lines = Assert.Throws<MultiBoxException>(() => ModelWeights.Load(_folder["weights"], training.Model.Network)).Message.Split('\n');
        Assert.Equal(1 + 20 + 2, lines.Length);
        var all = training.Model.Network.state_dict().Count + 2;
        Assert.Equal($"  and {all - 20} more", lines[^2]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"epoch\":1")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"epoch":1,"batch":0,"step":2}""")]
    [InlineData("""{"epoch":1,"batch":0,"step":2,"generator":null}""")]
    [InlineData("""{"epoch":1,"batch":0,"step":2,"generator":"?"}""")]
    public void A_damaged_state_says_what_to_do(string text)
    {
        var state = _folder.Write("epoch-0001/state.json", text);
        var fault = Assert.Throws<MultiBoxException>(() => Checkpoint.Newest(_folder.Root));
        Assert.StartsWith($"{state}: the checkpoint's state cannot be read: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith($" Delete the folder {_folder["epoch-0001"]} to use the one before.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights.safetensors")]
    [InlineData("optimizer.safetensors")]
    public void A_checkpoint_without_one_of_its_files_is_refused(string file)
    {
        using var training = new TinyTraining(shapes, OneEpoch);
        var saved = Checkpoint.Save(_folder.Root, training.Run().Trainer);
        File.Delete(Path.Combine(saved.Folder, file));
        var fault = Assert.Throws<MultiBoxException>(() => saved.Restore(training.Trainer));
        Assert.Equal($"{Path.Combine(saved.Folder, file)}: there is no such file. Fetch or make it again, or use another.", fault.Message);
    }

    private static Dictionary<string, string> State(TinyTraining training)
    {
        using var scope = NewDisposeScope();
        return training.Updater.State().ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value.detach().contiguous().bytes));
    }

    private void State(string name, int epoch, int batch, int step) =>
        _folder.Write($"{name}/state.json", $$"""{"epoch":{{epoch}},"batch":{{batch}},"step":{{step}},"generator":""}""");
}
