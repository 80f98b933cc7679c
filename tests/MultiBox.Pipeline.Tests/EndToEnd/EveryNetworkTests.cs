using MultiBox.Experiments;
using MultiBox.Pipeline.Artifacts;
using MultiBox.Pipeline.Stages;
using MultiBox.Pipeline.Training;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>Every backbone of the repository learns eight pictures on a CPU, is evaluated and draws its detections.</summary>
[Trait("Category", "EndToEnd")]
public sealed class EveryNetworkTests
{
    private const string Plain = """
        extra_layers: [{channels: 64, normalization: batch}, {channels: 64, normalization: batch}]
        """;

    private const string Light = """
        extra_layers: [{channels: 64, normalization: batch, separable: true}, {channels: 64, normalization: batch, separable: true}]
          head: {name: ssdlite}
        """;

    // Deeper ones of a family differ by the number of blocks alone.
    private static readonly Dictionary<string, string> Rest = new()
    {
        ["compact"] = Plain,
        ["densenet121"] = Plain,
        ["inception_v3"] = Plain,
        ["mobilenet_v1"] = Plain,
        ["mobilenet_v2"] = Light,
        ["mobilenet_v3_large"] = Light,
        ["resnet18"] = Plain,
        ["resnet50"] = Plain,
        ["resnet50_v2"] = Plain,
        ["vgg16_reduced"] = Plain,
    };

    private static readonly string[] Deeper = ["resnet34", "resnet101", "resnet152", "resnet101_v2"];

    public static TheoryData<string> Backbones => [.. Rest.Keys];

    [Fact]
    public void No_backbone_is_forgotten()
    {
        var installed = PluginCatalogue.Load([Path.Combine(Laboratory.Repository, "plugins")]).Plugins.Where(plugin => plugin.Kind == PluginKind.Backbone).Select(plugin => plugin.Name);
        Assert.Equal(installed.Order(StringComparer.Ordinal), Rest.Keys.Concat(Deeper).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Backbones))]
    public void A_network_learns_is_evaluated_and_draws(string backbone)
    {
        // Inception's unpadded convolutions leave nothing of less.
        var size = backbone == "inception_v3" ? 96 : 64;
        using var lab = new Laboratory(
            $$"""
            dataset:
              classes: [circle, cross, ring, square, star, triangle]
              sources:
                - name: shapes
                  format: shapes
                  shapes: {image_size: {{size}}, train_images: 8, test_images: 2}
            model:
              input_size: {{size}}
              backbone: {name: {{backbone}}}
              {{Rest[backbone]}}
              default_boxes: {rule: paper, min_scale: 0.2, max_scale: 0.8, aspect_ratios: [[2]]}
            train:
              batch_size: 4
              epochs: 6
              optimizer: {name: adam, weight_decay: 0}
              learning_rate: {base: 0.0004, schedule: constant}
              clip_gradient_norm: 10
              augmentation: {crop: {enabled: false}, zoom_out: {probability: 0}, color: {probability: 0}, mirror: 0, random_interpolation: false}
              log_every: 1
              validate_every: 0
              checkpoint_every: 6
            evaluate: {batch_size: 2}
            demo: {count: 1, threshold: 0.1}
            """,
            "every");

        lab.RunTo(Stage.Demo);

        var losses = new TrainingJournal(lab.Run.Journal).Read().OfType<JournalStep>().Select(step => step.CrossEntropy + step.SmoothL1).ToList();
        Assert.Equal(12, losses.Count);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss)));
        // An epoch is two batches, of the same eight pictures.
        var (first, last) = (losses[..2].Average(), losses[^2..].Average());
        Assert.True(last < 0.8 * first, $"{backbone}: the loss went from {first:f3} to {last:f3}");
        Assert.Equal(2, RunMetrics.Read(lab.Run.Metrics).Images);
        Assert.Single(Directory.GetFiles(lab.Run.Demo, "*.png"));
    }
}
