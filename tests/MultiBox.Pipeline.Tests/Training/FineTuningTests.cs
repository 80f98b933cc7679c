using MultiBox.Abstractions;
using MultiBox.Experiments;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Setup;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Training;

/// <summary>Freezing, batch norm and rates of their own, on a real training.</summary>
public sealed class FineTuningTests(ShapesFixture shapes) : IClassFixture<ShapesFixture>
{
    private static readonly TinySettings OneStep = new() { Kind = OptimizerKind.Sgd, BatchSize = 8, Epochs = 1, WeightDecay = 0 };

    [Fact]
    public void Frozen_parameters_stay_and_the_others_move()
    {
        using var untrained = new TinyTraining(shapes, new TinySettings());
        using var training = new TinyTraining(shapes, new TinySettings { Freeze = ["^backbone\\.stem", "logits.*bias$"] });
        var names = training.Model.Network.named_parameters().Select(p => p.name).ToList();
        var before = untrained.Weights();
        var after = training.Run().Weights();
        var frozen = names.Where(name => name.StartsWith("backbone.stem", StringComparison.Ordinal) || (name.Contains("logits", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal))).ToList();
        Assert.Equal(["backbone.stem.bn.bias", "backbone.stem.bn.weight", "backbone.stem.conv.weight", "head.logits.0.bias", "head.logits.1.bias", "head.logits.2.bias"], frozen.Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True((before[name] == after[name]) == frozen.Contains(name), name));
        Assert.Equal(frozen.Count, training.Tuning.FrozenTensors);
    }

    [Fact]
    public void Frozen_parameters_are_not_in_the_optimiser_and_get_no_gradient()
    {
        using var training = new TinyTraining(shapes, OneStep with { Freeze = ["^backbone\\."] });
        training.Run();
        var parameters = training.Model.Network.named_parameters().ToList();
        Assert.All(parameters, p => Assert.Equal(!p.name.StartsWith("backbone.", StringComparison.Ordinal), p.parameter.grad is not null));
        Assert.Equal(parameters.Count(p => p.parameter.requires_grad), training.Updater.Parameters.Count);
        Assert.DoesNotContain(training.Updater.State().Keys, key => key.StartsWith("backbone.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_batch_norm_of_frozen_parameters_still_moves_its_statistics()
    {
        using var untrained = new TinyTraining(shapes, OneStep);
        using var training = new TinyTraining(shapes, OneStep with { Freeze = ["^backbone\\.stem\\."] });
        var (before, after) = (untrained.Weights(), training.Run().Weights());
        Assert.Equal(before["backbone.stem.bn.weight"], after["backbone.stem.bn.weight"]);
        Assert.NotEqual(before["backbone.stem.bn.running_mean"], after["backbone.stem.bn.running_mean"]);
    }

    [Theory]
    [InlineData(BatchNormMode.Train, false, false)]
    [InlineData(BatchNormMode.FreezeStatistics, true, false)]
    [InlineData(BatchNormMode.Freeze, true, true)]
    public void Each_mode_of_batch_norm_keeps_what_it_says_to_the_bit(BatchNormMode mode, bool keepsStatistics, bool keepsAffine)
    {
        using var untrained = new TinyTraining(shapes, new TinySettings());
        using var training = new TinyTraining(shapes, new TinySettings { BatchNorm = new() { Mode = mode } });
        var (before, after) = (untrained.Weights(), training.Run().Weights());
        var names = training.Model.Network.named_parameters().Select(p => p.name).ToList();
        Assert.All(before.Keys, name =>
        {
            var kept = !names.Contains(name) ? keepsStatistics : name.Contains(".bn", StringComparison.Ordinal) && keepsAffine;
            Assert.True((before[name] == after[name]) == kept, name);
        });
    }

    [Fact]
    public void An_evaluation_in_between_does_not_let_frozen_statistics_loose()
    {
        // What a validation does at the end of each epoch.
        var settings = new TinySettings { BatchNorm = new() { Mode = BatchNormMode.FreezeStatistics, Layers = ["^backbone\\.stem\\."] } };
        using var untrained = new TinyTraining(shapes, settings);
        using var training = new TinyTraining(shapes, settings, new Probe { OnEpoch = (trainer, _) => trainer.Model.Network.eval() });
        var (before, after) = (untrained.Weights(), training.Run().Weights());
        var statistics = before.Keys.Where(name => name.Contains(".running_", StringComparison.Ordinal)).ToList();
        Assert.Contains("backbone.stem.bn.running_mean", statistics);
        Assert.Contains("backbone.stage1.0.bn1.running_mean", statistics);
        Assert.All(statistics, name => Assert.True((before[name] == after[name]) == name.StartsWith("backbone.stem.", StringComparison.Ordinal), name));
    }

    [Fact]
    public void Frozen_statistics_normalise_in_training_as_in_evaluation()
    {
        using var training = new TinyTraining(shapes, new TinySettings { BatchNorm = new() { Mode = BatchNormMode.FreezeStatistics } });
        training.Run();
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var network = training.Model.Network;
        var input = ones(2, 3, ShapesFixture.ImageSize, ShapesFixture.ImageSize);
        var trained = network.call(input).Logits;
        network.eval();
        Assert.Equal(0, (trained - network.call(input).Logits).abs().max().item<float>());

        // The same network with statistics of the batch gives other values, so that the line above could fail.
        network.train();
        Assert.NotEqual(0, (trained - network.call(input).Logits).abs().max().item<float>());
    }

    [Fact]
    public void A_step_moves_parameters_in_proportion_to_their_factors()
    {
        using var untrained = new TinyTraining(shapes, OneStep);
        using var plain = new TinyTraining(shapes, OneStep);
        using var tuned = new TinyTraining(
            shapes, OneStep with { RateFactors = [Factor("^backbone\\.stem\\.", 0.25), Factor("^backbone\\.", 0.5), Factor("logits.*bias$", 4)] });
        plain.Run();
        tuned.Run();
        Assert.Equal([0.25, 0.5, 4], tuned.Tuning.RateFactors.Values.Distinct().Order());
        foreach (var (name, start) in untrained.Model.Network.named_parameters())
        {
            var factor = name.StartsWith("backbone.stem.", StringComparison.Ordinal) ? 0.25
                : name.StartsWith("backbone.", StringComparison.Ordinal) ? 0.5
                : name.Contains("logits", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal) ? 4
                : 1;
            Assert.Equal(factor, Moved(tuned, name, start) / Moved(plain, name, start), 1e-3);
        }
    }

    [Fact]
    public void A_training_with_factors_resumes_equal_to_the_bit()
    {
        // Momentum makes the order of the groups matter: a state in another's place would give other weights.
        using var folder = new TemporaryFolder();
        var settings = new TinySettings
        {
            Kind = OptimizerKind.Sgd,
            Rate = 0.01,
            RateFactors = [Factor("^head\\.", 3), Factor("^backbone\\.stage", 0.1)],
            Freeze = ["^backbone\\.stem\\.conv"],
            BatchNorm = new() { Mode = BatchNormMode.Freeze, Layers = ["^backbone\\.stage1\\."] },
        };
        using var whole = new TinyTraining(shapes, settings);
        using var first = new TinyTraining(shapes, settings, new CheckpointHook(folder.Root, 1, 2, new RecordingLog()));
        Assert.Equal(whole.Run().Weights(), first.Run().Weights());

        using var second = new TinyTraining(shapes, settings);
        var checkpoint = Checkpoint.All(folder.Root).Single(checkpoint => checkpoint.Position.Epoch == 1);
        checkpoint.Restore(second.Trainer);
        second.Trainer.Run(checkpoint.Position, CancellationToken.None);
        Assert.Equal(whole.Weights(), second.Weights());
    }

    [Fact]
    public void Patterns_that_match_nothing_are_all_named()
    {
        var fault = Fault(new TinySettings { Freeze = ["^conv1_", "^backbone", "^fc"] });
        Assert.Equal(
            "train.freeze: no parameter matches '^conv1_', '^fc'.\n" +
            "  Found e.g.: backbone.stem.conv.weight, backbone.stem.bn.weight, backbone.stem.bn.bias, backbone.stage1.0.conv1.weight, backbone.stage1.0.bn1.weight.",
            fault);
    }

    [Fact]
    public void The_patterns_of_all_keys_are_checked_together()
    {
        var fault = Fault(new TinySettings
        {
            Freeze = ["^conv1_"],
            BatchNorm = new() { Mode = BatchNormMode.Freeze, Layers = ["bn", "^norm"] },
            RateFactors = [Factor("^fc", 0.1), Factor("\\.bn\\.", 2), Factor("^head", 3)],
        });
        Assert.Equal(
            "train.freeze: no parameter matches '^conv1_'.\n" +
            "  Found e.g.: backbone.stem.conv.weight, backbone.stem.bn.weight, backbone.stem.bn.bias, backbone.stage1.0.conv1.weight, backbone.stage1.0.bn1.weight.\n" +
            "train.batch_norm.layers: no batch norm layer matches '^norm'.\n" +
            "  Found e.g.: backbone.stem.bn, backbone.stage1.0.bn1, backbone.stage1.0.bn2, backbone.stage1.0.shortcut.bn, backbone.stage2.0.bn1.\n" +
            "train.learning_rate.factors: no parameter that trains matches '^fc', '\\.bn\\.'.\n" +
            "  Found e.g.: backbone.stem.conv.weight, backbone.stage1.0.conv1.weight, backbone.stage1.0.conv2.weight, backbone.stage1.0.shortcut.conv.weight, backbone.stage2.0.conv1.weight.",
            fault);
    }

    [Fact]
    public void A_pattern_without_effect_is_a_fault() => Assert.Equal(
        "train.learning_rate.factors: '^backbone\\.stem\\.' has no effect, since patterns before it match all of its parameters. Move it before them.",
        Fault(new TinySettings { RateFactors = [Factor("^backbone", 0.1), Factor("^backbone\\.stem\\.", 0.01)] }));

    [Fact]
    public void Freezing_everything_is_a_fault() =>
        Assert.Equal("train.freeze: every parameter is frozen. Leave some to train.", Fault(new TinySettings { Freeze = ["."] }));

    [Fact]
    public void A_network_without_batch_norm_has_none_to_freeze()
    {
        using var network = nn.Linear(2, 2);
        Assert.Equal(
            "train.batch_norm: the network has no batch norm layer. Remove it.",
            Assert.Throws<MultiBoxException>(() => FineTuningSetup.Apply(network, new TrainOptions { BatchNorm = new() { Mode = BatchNormMode.Freeze } })).Message);
    }

    [Fact]
    public void A_pattern_that_takes_for_ever_is_a_fault() => Assert.Matches(
        @"^train\.freeze: '\^\(\[a-z0-9\.\]\+\)\+\[\^a-z\]\$' takes more than a second to compare with '[a-z0-9.]+'\. Use a simpler pattern\.$",
        Fault(new TinySettings { Freeze = ["^([a-z0-9.]+)+[^a-z]$"] }));

    private static RateFactor Factor(string pattern, double factor) => new() { Pattern = pattern, Factor = factor };

    private string Fault(TinySettings settings) => Assert.Throws<MultiBoxException>(() => new TinyTraining(shapes, settings)).Message;

    // How far a parameter has come, as a whole.
    private static double Moved(TinyTraining training, string name, Tensor start)
    {
        using var scope = NewDisposeScope();
        return (training.Model.Network.get_parameter(name)!.detach() - start.detach()).to(ScalarType.Float64).norm().item<double>();
    }
}
