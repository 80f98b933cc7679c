using MultiBox.Weights;

namespace MultiBox.Pipeline.Tests.Importing;

public sealed class MxnetSsdTests
{
    private static readonly int[] _sixMaps = [4, 6, 6, 6, 4, 4];
    private static readonly int[] _sevenMaps = [4, 6, 6, 6, 6, 4, 4];

    [Theory]
    [InlineData("resnet50-v2-512", "mxnet-ssd-resnet50", "_plus12", "_plus15", 6)]
    [InlineData("resnet101-v2-512", "mxnet-ssd-resnet101", "_plus29", "_plus32", 23)]
    public void Every_array_of_a_resnet_has_its_place(string experiment, string table, string third, string fourth, int units)
    {
        var report = Fits(experiment, table, new MxnetArrays().ResNet(3, 4, units, 3).Detector((third, 1024), (fourth, 2048), [512, 256, 256, 128], _sixMaps));
        Assert.Equal(["backbone.bn_data.weight"], FixedScales(report));
    }

    [Theory]
    [InlineData("vgg16-300", new[] { 512, 256, 256, 256 }, false)]
    [InlineData("vgg16-512", new[] { 512, 256, 256, 256, 256 }, true)]
    public void Every_array_of_vgg16_reduced_has_its_place(string experiment, int[] filters, bool sevenMaps) => Fits(
        experiment, "mxnet-ssd", new MxnetArrays().Vgg("fc6", "fc7").Detector(("relu4_3", 512), ("relu7", 1024), filters, sevenMaps ? _sevenMaps : _sixMaps));

    [Theory]
    [InlineData("vgg16-300", 11)]
    [InlineData("vgg16-512-legacy", 12)]
    public void Every_array_of_the_released_VGG_has_its_place(string experiment, int last)
    {
        var symbol = new MxnetArrays().Vgg("conv6", "conv7");
        var boxes = last == 12 ? _sevenMaps : _sixMaps;
        symbol.Predictors("relu4_3", 512, boxes[0]).Predictors("relu7", 1024, boxes[1]);
        var channels = 1024;
        for (var k = 8; k <= last; k++)
        {
            var (squeezed, filters) = k == 8 ? (256, 512) : (128, 256);
            symbol.Convolution($"conv{k}_1", squeezed, channels, 1, bias: true).Convolution($"conv{k}_2", filters, squeezed, k == 12 ? 4 : 3, bias: true);
            symbol.Predictors($"relu{k}_2", filters, boxes[k - 6]);
            channels = filters;
        }

        Fits(experiment, "mxnet-ssd-legacy", symbol.Weights);
    }

    [Theory]
    [InlineData("mobilenet-512")]
    [InlineData("mobilenet-608")]
    public void Every_array_of_mobilenet_has_its_place(string experiment)
    {
        var report = Fits(experiment, "mxnet-ssd", new MxnetArrays().MobileNet().Detector(("conv_12_relu", 512), ("conv_14_relu", 1024), [512, 256, 256, 256, 256], _sevenMaps));
        Assert.Equal(27, FixedScales(report).Count);
    }

    [Fact]
    public void Every_array_of_inceptionv3_has_its_place()
    {
        var weights = new MxnetArrays().Inception().Detector(("ch_concat_mixed_7_chconcat", 768), ("ch_concat_mixed_10_chconcat", 2048), [512, 256, 256, 128], _sixMaps);
        Assert.Equal(94, FixedScales(Fits("inceptionv3-512", "mxnet-ssd", weights)).Count);
    }

    [Fact]
    public void Every_array_of_densenet121_has_its_place()
    {
        var weights = new MxnetArrays().DenseNet(6, 12, 24, 16).Detector(("DBstage3_concat24", 1024), ("DBstage4_concat16", 1024), [256, 256, 256, 128], _sixMaps);
        Assert.Equal(["backbone.bn_data.weight"], FixedScales(Fits("densenet121-512", "mxnet-ssd", weights)));
    }

    private static MappingReport Fits(string experiment, string table, ForeignWeights weights)
    {
        var resolved = MappingBench.Experiment(experiment);
        var report = DetectorBench.MustFitBothWays(resolved, table, weights.ToFile("MXNet params"));
        Assert.Empty(report.Ignored);
        Assert.All(report.New, entry => Assert.EndsWith(".num_batches_tracked", entry.To, StringComparison.Ordinal));
        var made = MappingBench.Table(resolved, table);
        Assert.True(made is { IsDetector: true, ClipBoxes: true, BoundSizes: false });
        return report;
    }

    private static List<string> FixedScales(MappingReport report) => [.. report.Mapped.Where(entry => entry.Transform == WeightTransform.Ones).Select(entry => entry.To)];
}
