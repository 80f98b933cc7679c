using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Plugins.Compact;
using static TorchSharp.torch;

namespace MultiBox.Model.Tests;

public sealed class SsdModelTests
{
    [Fact]
    public void A_model_knows_its_maps_and_default_boxes()
    {
        using var model = SsdModel.Build(SmallModel.Spec);
        Assert.Equal([new FeatureMap("stage2", 16, 8), new FeatureMap("stage3", 32, 16), new FeatureMap("extra1", 32, 32)], model.FeatureMaps);
        // Sides 64 / 8, 64 / 16 and 64 / 32; one ratio makes four boxes a cell.
        Assert.Equal([4 * 64, 4 * 16, 4 * 4], model.DefaultBoxes.PerLayer);
        Assert.Equal((SmallModel.InputSize, SmallModel.ClassCount), (model.InputSize, model.ClassCount));
        Assert.Same(SmallModel.Coder, model.BoxCoder);
        Assert.Equal(PixelNormalization.ImageNet, model.Normalization);
    }

    [Fact]
    public void The_default_boxes_can_be_had_without_the_network()
    {
        var spec = SmallModel.Spec with { InputSize = 75, PredictFrom = ["extra1", "stage2"] };
        var (defaultBoxes, maps) = SsdModel.LayOut(spec);
        using var model = SsdModel.Build(spec);
        Assert.Equal(model.DefaultBoxes.Corners, defaultBoxes.Corners);
        Assert.Equal(model.DefaultBoxes.PerLayer, defaultBoxes.PerLayer);
        Assert.Equal(model.FeatureMaps, maps);
    }

    [Fact]
    public void The_predictions_fit_the_default_boxes()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = SsdModel.Build(SmallModel.Spec);
        var output = model.Network.call(zeros(2, 3, SmallModel.InputSize, SmallModel.InputSize));
        Assert.Equal([2, model.DefaultBoxes.Count, 4], output.Offsets.shape);
        Assert.Equal([2, model.DefaultBoxes.Count, SmallModel.ClassCount], output.Logits.shape);
    }

    [Fact]
    public void The_head_starts_from_the_prior_of_the_classes()
    {
        using var model = SsdModel.Build(SmallModel.Spec with { ClassScores = new ClassScores { Activation = ScoreActivation.Sigmoid, Prior = 0.2 } });
        Assert.Equal(ScoreActivation.Sigmoid, model.ClassScores.Activation);
        // -ln(0.8 / 0.2) for both classes of each box, 0 for the background.
        Assert.Equal([0, -MathF.Log(4), -MathF.Log(4)], model.Network.state_dict()["head.logits.2.bias"].data<float>().ToArray()[..3]);
    }

    [Fact]
    public void An_odd_input_gives_the_sides_that_the_network_has()
    {
        // 75 -> 38 -> 19 -> 10 -> 5 -> 3: each convolution of stride 2 with padding rounds up.
        using var model = SsdModel.Build(SmallModel.Spec with { InputSize = 75 });
        Assert.Equal([4 * 100, 4 * 25, 4 * 9], model.DefaultBoxes.PerLayer);
    }

    [Fact]
    public void Only_the_named_maps_predict_in_the_networks_order()
    {
        using var scope = NewDisposeScope();
        using var model = SsdModel.Build(SmallModel.Spec with { PredictFrom = ["extra1", "stage2"] });
        Assert.Equal(["stage2", "extra1"], model.FeatureMaps.Select(map => map.Name));
        Assert.Equal([4 * 64, 4 * 4], model.DefaultBoxes.PerLayer);
        var output = model.Network.call(zeros(1, 3, SmallModel.InputSize, SmallModel.InputSize));
        Assert.Equal(model.DefaultBoxes.Count, output.Offsets.shape[1]);
        // The map in between still feeds the one after it.
        Assert.Contains(model.Network.state_dict().Keys, key => key.StartsWith("backbone.stage3", StringComparison.Ordinal));
    }

    [Fact]
    public void Unknown_maps_are_all_named_with_what_there_is()
    {
        var fault = Assert.Throws<MultiBoxException>(() => SsdModel.Build(SmallModel.Spec with { PredictFrom = ["stage2", "satge3", "relu7"] }));
        Assert.Equal(
            """
            model.predict_from: no feature map 'satge3'. Found: stage2, stage3, extra1. Did you mean 'stage3'?
            model.predict_from: no feature map 'relu7'. Found: stage2, stage3, extra1.
            """.ReplaceLineEndings("\n"),
            fault.Message);
    }

    [Fact]
    public void An_input_that_is_too_small_for_the_extra_layers_is_a_users_fault()
    {
        // Strides 8, 16 and 32 leave sides 8, 4 and 2: a 3x3 convolution without padding does not fit into 2.
        var spec = SmallModel.Spec with { ExtraLayers = [new ExtraLayerSpec(32), new ExtraLayerSpec(32, 1, 0)] };
        var fault = Assert.Throws<MultiBoxException>(() => SsdModel.Build(spec));
        Assert.StartsWith("model.input_size: an input of 64 pixels does not pass the network: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith("Use a larger input or fewer extra layers.", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Default_boxes_for_another_number_of_maps_are_refused()
    {
        var spec = SmallModel.Spec with { CreateDefaultBoxes = _ => DefaultBoxGenerator.FromRatios([[2], [2]], 0.2, 0.8) };
        Assert.StartsWith("The default boxes are described for 2 feature maps, but there are 3.", Assert.Throws<ArgumentException>(() => SsdModel.Build(spec)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_normalization_of_ones_own_replaces_the_backbones()
    {
        var own = new PixelNormalization(new Rgb(123, 117, 104), new Rgb(1, 1, 1));
        using var model = SsdModel.Build(SmallModel.Spec with { Normalization = own });
        Assert.Equal(own, model.Normalization);
    }

    [Fact]
    public void A_seed_fixes_the_weights()
    {
        Assert.Equal(Weights(7), Weights(7));
        Assert.NotEqual(Weights(7), Weights(8));

        static float[] Weights(int seed)
        {
            manual_seed(seed);
            using var scope = NewDisposeScope();
            using var model = SsdModel.Build(SmallModel.Spec);
            return [.. model.Network.parameters().SelectMany(parameter => parameter.detach().contiguous().data<float>().ToArray())];
        }
    }

    [Fact]
    public void A_step_forward_leaves_only_its_result_behind()
    {
        using var model = SsdModel.Build(SmallModel.Spec with { PredictFrom = ["stage3"] });
        using var images = randn(1, 3, SmallModel.InputSize, SmallModel.InputSize);
        foreach (var train in new[] { true, false })
        {
            model.Network.train(train);
            Release(model.Network.call(images));
            // What earlier tests left to the finaliser may lower the count meanwhile, never raise it.
            var before = Tensor.TotalCount;
            var output = model.Network.call(images);
            Assert.InRange(Tensor.TotalCount, 0, before + 2);
            Release(output);
            Assert.InRange(Tensor.TotalCount, 0, before);
        }

        static void Release(HeadOutput output)
        {
            output.Offsets.Dispose();
            output.Logits.Dispose();
        }
    }

    [Fact]
    public void Gradients_reach_every_parameter()
    {
        using var scope = NewDisposeScope();
        using var model = SsdModel.Build(SmallModel.Spec);
        model.Network.train();
        var output = model.Network.call(randn(2, 3, SmallModel.InputSize, SmallModel.InputSize));
        (output.Offsets.square().mean() + output.Logits.square().mean()).backward();
        Assert.All(model.Network.named_parameters(), p => Assert.True(p.parameter.grad is not null, $"{p.name} has no gradient"));
    }

    [Fact]
    public void Checkpoints_rely_on_these_names_and_shapes()
    {
        using var model = SsdModel.Build(SmallModel.Spec with
        {
            CreateBackbone = () => new CompactBackbone(new CompactOptions { Width = 4, Features = ["stage1"] }),
            ExtraLayers = [new ExtraLayerSpec(8), new ExtraLayerSpec(8, BatchNorm: true)],
        });
        Assert.Equal(
            """
            backbone.stage1.0.bn1.bias [8]
            backbone.stage1.0.bn1.num_batches_tracked []
            backbone.stage1.0.bn1.running_mean [8]
            backbone.stage1.0.bn1.running_var [8]
            backbone.stage1.0.bn1.weight [8]
            backbone.stage1.0.bn2.bias [8]
            backbone.stage1.0.bn2.num_batches_tracked []
            backbone.stage1.0.bn2.running_mean [8]
            backbone.stage1.0.bn2.running_var [8]
            backbone.stage1.0.bn2.weight [8]
            backbone.stage1.0.conv1.weight [8, 4, 3, 3]
            backbone.stage1.0.conv2.weight [8, 8, 3, 3]
            backbone.stage1.0.shortcut.bn.bias [8]
            backbone.stage1.0.shortcut.bn.num_batches_tracked []
            backbone.stage1.0.shortcut.bn.running_mean [8]
            backbone.stage1.0.shortcut.bn.running_var [8]
            backbone.stage1.0.shortcut.bn.weight [8]
            backbone.stage1.0.shortcut.conv.weight [8, 4, 1, 1]
            backbone.stem.bn.bias [4]
            backbone.stem.bn.num_batches_tracked []
            backbone.stem.bn.running_mean [4]
            backbone.stem.bn.running_var [4]
            backbone.stem.bn.weight [4]
            backbone.stem.conv.weight [4, 3, 3, 3]
            extra_layers.1.conv1x1.bias [128]
            extra_layers.1.conv1x1.weight [128, 8, 1, 1]
            extra_layers.1.conv3x3.bias [8]
            extra_layers.1.conv3x3.weight [8, 128, 3, 3]
            extra_layers.2.bn1x1.bias [128]
            extra_layers.2.bn1x1.num_batches_tracked []
            extra_layers.2.bn1x1.running_mean [128]
            extra_layers.2.bn1x1.running_var [128]
            extra_layers.2.bn1x1.weight [128]
            extra_layers.2.bn3x3.bias [8]
            extra_layers.2.bn3x3.num_batches_tracked []
            extra_layers.2.bn3x3.running_mean [8]
            extra_layers.2.bn3x3.running_var [8]
            extra_layers.2.bn3x3.weight [8]
            extra_layers.2.conv1x1.weight [128, 8, 1, 1]
            extra_layers.2.conv3x3.weight [8, 128, 3, 3]
            head.logits.0.bias [12]
            head.logits.0.weight [12, 8, 3, 3]
            head.logits.1.bias [12]
            head.logits.1.weight [12, 8, 3, 3]
            head.logits.2.bias [12]
            head.logits.2.weight [12, 8, 3, 3]
            head.offsets.0.bias [16]
            head.offsets.0.weight [16, 8, 3, 3]
            head.offsets.1.bias [16]
            head.offsets.1.weight [16, 8, 3, 3]
            head.offsets.2.bias [16]
            head.offsets.2.weight [16, 8, 3, 3]
            """.ReplaceLineEndings("\n"),
            string.Join('\n', model.Network.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]")));
    }
}
