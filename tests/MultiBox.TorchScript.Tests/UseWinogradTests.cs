using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

public sealed class UseWinogradTests : IDisposable
{
    private static readonly ConvolutionShape Same = new([1, 1], [1, 1], [1, 1], 1);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    // Sides around those of a tile and of several.
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(19)]
    public void Tiles_give_what_the_sum_gives(int side)
    {
        Skip.IfNot(Prepacking.Works(ScalarType.Float32), "This libtorch has no fused convolutions of oneDNN.");
        manual_seed(side);
        var input = new InputStep();
        var first = new ConvolutionStep(input, Random(8, 3), Random(8), Same, Activation.Relu);
        var second = new ConvolutionStep(first, Random(8, 8), null, Same, Activation.Relu, first);
        var third = new ConvolutionStep(second, Random(5, 8), Random(5), Same);
        var graph = new StepGraph(input, [second, third]);
        var tiled = graph.Rewrite((step, _) => step is ConvolutionStep convolution ? new WinogradStep(convolution) : step);
        foreach (var batch in new[] { 1, 3 })
        {
            var images = randn(batch, 3, side, side);
            var (expected, actual) = (Run(graph, images, prepackedFor: null), Run(tiled, images, side));
            Outputs.MustAgree(expected.Item1, actual.Item1, 1e-5);
            Outputs.MustAgree(expected.Item2, actual.Item2, 1e-5);
            // In memory as the convolutions of oneDNN leave theirs and want them.
            Assert.Equal(expected.Item2.shape, actual.Item2.shape);
            Assert.True(actual.Item2.permute(0, 2, 3, 1).is_contiguous());
        }
    }

    [Theory]
    [InlineData(32, 256, 256, true)]
    [InlineData(64, 256, 256, true)]
    // Few tiles do not make up for reading four times the weights.
    [InlineData(6, 512, 512, false)]
    // Few channels do not make up for changing the basis.
    [InlineData(128, 32, 32, false)]
    [InlineData(300, 3, 64, false)]
    public void It_is_used_where_it_pays(int side, int inputs, int outputs, bool pays)
    {
        var input = new InputStep();
        var graph = new StepGraph(input, [new ConvolutionStep(input, Random(outputs, inputs), null, Same)]);
        Assert.Equal(pays, UseWinograd.Apply(graph, side, 1).Outputs[0] is WinogradStep);
    }

    [Fact]
    public void Other_convolutions_stay_as_they_are()
    {
        var input = new InputStep();
        bool Takes(ConvolutionShape shape, params long[] weight) => UseWinograd.Takes(new ConvolutionStep(input, zeros(weight), null, shape));
        Assert.True(Takes(Same, 8, 8, 3, 3));
        Assert.False(Takes(Same, 8, 8, 1, 1));
        Assert.False(Takes(Same, 8, 8, 5, 5));
        Assert.False(Takes(Same with { Stride = [2, 2] }, 8, 8, 3, 3));
        Assert.False(Takes(Same with { Padding = [0, 0] }, 8, 8, 3, 3));
        Assert.False(Takes(Same with { Padding = [6, 6], Dilation = [6, 6] }, 8, 8, 3, 3));
        Assert.False(Takes(Same with { Groups = 8 }, 8, 1, 3, 3));
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 3, 1)]
    public void Maps_have_the_sizes_that_libtorch_gives_them(int kernel, int stride, int padding)
    {
        for (var side = 5; side < 20; side++)
        {
            var (input, map) = (new InputStep(), zeros(1, 1, side, side));
            foreach (var ceil in new[] { false, true })
            {
                MustBe(nn.functional.max_pool2d(map, kernel, stride, padding, ceil_mode: ceil), new MaxPoolStep(input, kernel, stride, padding, ceil), input, side);
            }

            MustBe(nn.functional.avg_pool2d(map, kernel, stride, padding), new AveragePoolStep(input, kernel, stride, padding), input, side);
            var weight = zeros(1, 1, kernel, 1);
            MustBe(
                nn.functional.conv2d(map, weight, null, [stride, 1], [padding, 0], [2, 1]),
                new ConvolutionStep(input, weight, null, new ConvolutionShape([stride, 1], [padding, 0], [2, 1], 1)), input, side);
        }
    }

    private static void MustBe(Tensor map, Step step, InputStep input, int side) =>
        Assert.Equal((map.shape[2], map.shape[3]), MapSizes.Of(new StepGraph(input, [step]), side)[step]);

    private static Tensor Random(long outputs, long inputs) => randn(outputs, inputs, 3, 3, dtype: float64) / Math.Sqrt(9 * inputs);

    private static Tensor Random(long outputs) => randn(outputs, dtype: float64);

    private static (Tensor, Tensor) Run(StepGraph graph, Tensor images, int? prepackedFor)
    {
        using var module = ScriptLoader.Load(ScriptWriter.Write(graph, new ScriptOptions(ChannelsLast: true, PrepackedFor: prepackedFor is { } side ? (side, 1) : null)), CPU);
        if (prepackedFor is not null) module.invoke(ScriptModuleSource.PrepareMethod);
        using var mode = inference_mode();
        return module.call(images);
    }
}
