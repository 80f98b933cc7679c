using MultiBox.Abstractions;
using MultiBox.Boxes;
using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using MultiBox.Model;
using MultiBox.Pipeline.Tests.EndToEnd;
using MultiBox.Testing;

namespace MultiBox.Pipeline.Tests.Setup;

public sealed class ModelSetupTests
{
    private static readonly FeatureMap[] ThreeMaps = [new("stage2", 16, 8), new("stage3", 32, 16), new("extra1", 32, 32)];

    [Fact]
    public void Lists_that_do_not_fit_the_maps_are_all_named()
    {
        var options = new DefaultBoxOptions
        {
            Rule = DefaultBoxRule.Paper,
            Scales = [0.1, 0.2],
            AspectRatios = [[2], [2, 3]],
            Steps = [8, 16],
        };
        var fault = Assert.Throws<MultiBoxException>(() => ModelSetup.Generator(options, 64, ThreeMaps));
        Assert.Equal(
            """
            model.default_boxes does not fit the 3 maps that predict (stage2, stage3, extra1):
              aspect_ratios: expected 3 lists, or one for all maps, found 2
              scales: expected 3, one for each map, or one more, found 2
              steps: expected 3, found 2
            """.ReplaceLineEndings("\n"),
            fault.Message);
    }

    [Fact]
    public void Sizes_are_given_for_every_map()
    {
        var options = new DefaultBoxOptions { Sizes = [[0.1], [0.2, 0.3]], AspectRatios = [[1, 2]] };
        var fault = Assert.Throws<MultiBoxException>(() => ModelSetup.Generator(options, 64, ThreeMaps));
        Assert.EndsWith("sizes: expected 3 lists, found 2", fault.Message, StringComparison.Ordinal);
        Assert.Equal([2, 3], ModelSetup.Generator(options, 64, ThreeMaps[..2]).BoxesPerCell);
    }

    [Fact]
    public void The_references_scales_need_three_maps()
    {
        var options = new DefaultBoxOptions { MinScale = 0.2, MaxScale = 0.9, AspectRatios = [[1, 2]] };
        var fault = Assert.Throws<MultiBoxException>(() => ModelSetup.Generator(options, 64, ThreeMaps[..2]));
        Assert.EndsWith("min_scale and max_scale of rule mxnet: at least 3 maps expected, found 2. Use scales.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_list_of_ratios_holds_for_all_maps()
    {
        var generator = ModelSetup.Generator(new DefaultBoxOptions { Rule = DefaultBoxRule.Paper, MinScale = 0.2, MaxScale = 0.8, AspectRatios = [[2, 3]] }, 64, ThreeMaps);
        Assert.Equal([6, 6, 6], generator.BoxesPerCell);
    }

    [Fact]
    public void Steps_are_in_pixels_of_the_input()
    {
        var options = new DefaultBoxOptions { Scales = [0.1, 0.2, 0.4], AspectRatios = [[1]], Steps = [8, 16, 32] };
        var boxes = ModelSetup.Generator(options, 64, ThreeMaps).Generate(64, 64, [new(1, 2), new(1, 1), new(1, 1)]).Corners;
        // Two cells of 8 pixels with boxes of 0.1 and of the root of 0.1 x 0.2; the third box is that of the second cell.
        Assert.Equal((8 + 4) / 64f, (boxes[2].X1 + boxes[2].X2) / 2, 1e-6f);
    }

    [SkippableTheory]
    [InlineData("resnet50-512", "resnet50", 512)]
    [InlineData("resnet50-v2-512", "resnet50", 512)]
    [InlineData("vgg16-300", "vgg16_reduced", 300)]
    [InlineData("vgg16-512", "vgg16_reduced", 512)]
    [InlineData("inceptionv3-512", "inceptionv3", 512)]
    [InlineData("mobilenet-512", "mobilenet", 512)]
    [InlineData("densenet121-512", "densenet121", 512)]
    public void A_shipped_experiment_has_the_maps_and_the_default_boxes_of_the_reference(string name, string network, int inputSize)
    {
        var golden = GoldenFile.TryOpen("multibox_prior.json");
        Skip.If(golden is null, SharedData.Absent);
        var layout = golden!.Root["network_layouts"].Items.FirstOrDefault(item => item["network"].Text == network && item["data_shape"].Whole == inputSize);
        Skip.If(layout.Element.ValueKind == System.Text.Json.JsonValueKind.Undefined, "These golden vectors are of another input size.");
        using var model = SsdModel.Build(ModelSetup.Spec(ResolvedExperiment.Load(Laboratory.Repository, name, [], PluginCatalogue.Load(PluginCatalogue.Folders(Laboratory.Repository, null)))));

        var layers = layout["layers"].Items.ToList();
        Assert.Equal(inputSize, model.InputSize);
        Assert.Equal(layers.Select(layer => layer["channels"].Whole), model.FeatureMaps.Select(map => map.Channels));
        Assert.Equal(layers.Select(layer => layer["num_anchors"].Whole), model.DefaultBoxes.PerLayer);
        layout["total_anchors"].MustEqual(model.DefaultBoxes.Count);
        var corners = model.DefaultBoxes.Corners.ToArray().Select(box => new double[] { box.X1, box.Y1, box.X2, box.Y2 }).ToList();
        var tolerance = golden.Tolerance("absolute");
        layout["first_boxes"].MustBeNear(corners[..3].SelectMany(x => x), tolerance);
        layout["last_boxes"].MustBeNear(corners[^3..].SelectMany(x => x), tolerance);
        layout["sample_boxes"].MustBeNear(layout["sample_indices"].Wholes.SelectMany(i => corners[i]), tolerance);
        layout["area_sum"].MustBeNear(corners.Sum(x => (x[2] - x[0]) * (x[3] - x[1])), 2 * tolerance * corners.Count);
    }

    [Theory]
    // torchvision: ssd300_vgg16 has 8,732 default boxes, ssdlite320_mobilenet_v3_large 3,234.
    [InlineData("ssd300-vgg16", 8_732)]
    [InlineData("ssdlite320-mobilenet-v3", 3_234)]
    [InlineData("ssdlite320-mobilenet-v2", 3_234)]
    // 38 x 38 x 4 + (19 x 19 + 10 x 10 + 5 x 5 + 3 x 3) x 6 + (2 x 2 + 1) x 4.
    [InlineData("mobilenet-608", 8_766)]
    // weiliu89/caffe: SSD512 has 24,564; so has the reference's released form of it. chuanqi305/MobileNet-SSD: 1,917.
    [InlineData("vgg16-512-caffe", 24_564)]
    [InlineData("vgg16-512-legacy", 24_564)]
    [InlineData("mobilenet-ssd-300", 1_917)]
    public void The_other_networks_have_as_many_default_boxes_as_published(string name, int expected)
    {
        using var model = SsdModel.Build(ModelSetup.Spec(ResolvedExperiment.Load(Laboratory.Repository, name, [], PluginCatalogue.Load(PluginCatalogue.Folders(Laboratory.Repository, null)))));
        Assert.Equal(expected, model.DefaultBoxes.Count);
    }

    [Theory]
    [InlineData("resnet50-512", ScoreActivation.Softmax, null)]
    [InlineData("resnet50-512-focal", ScoreActivation.Sigmoid, 0.01)]
    public void The_loss_says_how_scores_are_read(string name, ScoreActivation activation, double? prior)
    {
        var spec = ModelSetup.Spec(ResolvedExperiment.Load(Laboratory.Repository, name, [], PluginCatalogue.Load(PluginCatalogue.Folders(Laboratory.Repository, null))));
        Assert.Equal(new ClassScores { Activation = activation, Prior = prior }, spec.ClassScores);
    }

    [Fact]
    public void The_experiment_on_COCO_has_the_maps_and_the_default_boxes_of_its_recipe()
    {
        using var model = SsdModel.Build(ModelSetup.Spec(ResolvedExperiment.Load(
            Laboratory.Repository, "coco-resnet50-512", [], PluginCatalogue.Load(PluginCatalogue.Folders(Laboratory.Repository, null)))));
        Assert.Equal(81, model.ClassCount);
        Assert.Equal([1024, 2048, 512, 512, 256, 256], model.FeatureMaps.Select(map => map.Channels));
        // 32, 16, 8, 4, 2 and 1 cells a side.
        Assert.Equal([4096, 1536, 384, 96, 16, 4], model.DefaultBoxes.PerLayer);
        // The squares of the first and of the last map: 51.2 and 460.8 pixels, and the roots of those times the size after.
        double[] squares = [51.2, Math.Sqrt(51.2 * 133.12), 460.8, Math.Sqrt(460.8 * 542.72)];
        var boxes = model.DefaultBoxes.Corners;
        Assert.Equal(squares, new[] { boxes[0], boxes[1], boxes[^4], boxes[^3] }.Select(box => Math.Round(512.0 * (box.X2 - box.X1), 3)), (a, b) => Math.Abs(a - b) < 1e-3);
    }
}
