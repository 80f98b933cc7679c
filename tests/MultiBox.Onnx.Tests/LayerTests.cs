using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Onnx.Tests;

/// <summary>Each known layer gives in ONNX Runtime what it gives in TorchSharp, for more than one batch size.</summary>
public sealed class LayerTests
{
    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, long[] Shape)> _maps = new()
    {
        ["convolution"] = (() => Conv2d(6, 8, 3), [6, 9, 7]),
        ["convolution with all settings"] = (() => Conv2d(6, 8, (3, 5), stride: (2, 1), padding: (1, 3), dilation: (2, 1), groups: 2, bias: false), [6, 11, 9]),
        ["depthwise convolution"] = (() => Conv2d(6, 6, 3, padding: 1, groups: 6), [6, 5, 8]),
        ["convolution that keeps the size"] = (() => Conv2d(3, 4, (2, 5), padding: Padding.Same, dilation: (3, 1)), [3, 8, 8]),
        ["convolution without padding"] = (() => Conv2d(3, 4, 3, padding: Padding.Valid), [3, 8, 8]),
        ["convolution that reflects"] = (() => Conv2d(3, 4, 3, padding: 2, padding_mode: PaddingModes.Reflect), [3, 8, 7]),
        ["convolution that replicates"] = (() => Conv2d(3, 4, 3, padding: 2, padding_mode: PaddingModes.Replicate), [3, 8, 7]),
        ["convolution of sequences"] = (() => Conv1d(4, 6, 3, stride: 2, padding: 1, dilation: 2), [4, 17]),
        ["convolution of volumes"] = (() => Conv3d(2, 3, 3, padding: 1, stride: 2), [2, 5, 6, 7]),
        ["transposed convolution"] = (() => ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2), [4, 5, 6]),
        ["transposed convolution, dilated"] = (() => ConvTranspose2d(4, 6, 3, dilation: 2, bias: false), [4, 5, 6]),
        ["transposed convolution of sequences"] = (() => ConvTranspose1d(4, 6, 4, stride: 2, padding: 1), [4, 9]),
        ["linear"] = (() => Linear(5, 7), [5]),
        ["linear without bias on maps"] = (() => Linear(5, 7, hasBias: false), [2, 3, 5]),
        ["batch norm of vectors"] = (() => Trained(BatchNorm1d(6)), [6]),
        ["batch norm of sequences"] = (() => Trained(BatchNorm1d(6, eps: 1e-2)), [6, 5]),
        ["batch norm"] = (() => Trained(BatchNorm2d(6, eps: 1e-3)), [6, 4, 5]),
        ["batch norm without factors"] = (() => Trained(BatchNorm2d(6, affine: false)), [6, 4, 5]),
        ["batch norm of volumes"] = (() => Trained(BatchNorm3d(2)), [2, 3, 4, 5]),
        ["instance norm"] = (() => InstanceNorm2d(4), [4, 5, 6]),
        ["instance norm with factors"] = (() => Trained(InstanceNorm2d(4, affine: true)), [4, 5, 6]),
        ["instance norm with statistics"] = (() => Trained(InstanceNorm2d(4, affine: true, track_running_stats: true)), [4, 5, 6]),
        ["layer norm"] = (() => Trained(LayerNorm([5, 6])), [4, 5, 6]),
        ["layer norm without factors"] = (() => LayerNorm(6, elementwise_affine: false), [4, 6]),
        ["group norm"] = (() => Trained(GroupNorm(3, 6)), [6, 4, 5]),
        ["group norm without factors"] = (() => GroupNorm(2, 6, affine: false), [6, 4]),
        ["local response norm"] = (() => LocalResponseNorm(5, alpha: 0.1, beta: 0.6, k: 1.5), [7, 4, 5]),
        ["relu"] = (() => ReLU(), [4, 5]),
        ["relu6"] = (() => ReLU6(), [4, 5]),
        ["hardtanh"] = (() => Hardtanh(-0.3, 0.7, inplace: true), [4, 5]),
        ["leaky relu"] = (() => LeakyReLU(0.2), [4, 5]),
        ["rrelu"] = (() => RReLU(0.1, 0.3), [4, 5]),
        ["prelu"] = (() => PReLU(1, 0.3), [4, 5]),
        ["prelu of vectors"] = (() => Trained(PReLU(4)), [4]),
        ["prelu of channels"] = (() => Trained(PReLU(4)), [4, 5, 3]),
        ["elu"] = (() => ELU(0.7), [4, 5]),
        ["celu"] = (() => CELU(0.7), [4, 5]),
        ["selu"] = (() => SELU(), [4, 5]),
        ["gelu"] = (() => GELU(), [4, 5]),
        ["gelu with tanh"] = (() => GELU(TorchSharp.Modules.GELU.Approximate.tanh), [4, 5]),
        ["silu"] = (() => SiLU(), [4, 5]),
        ["mish"] = (() => Mish(), [4, 5]),
        ["sigmoid"] = (() => Sigmoid(), [4, 5]),
        ["log sigmoid"] = (() => LogSigmoid(), [4, 5]),
        ["hard sigmoid"] = (() => Hardsigmoid(), [4, 5]),
        ["hard swish"] = (() => Hardswish(), [4, 5]),
        ["tanh"] = (() => Tanh(), [4, 5]),
        ["tanh shrink"] = (() => Tanhshrink(), [4, 5]),
        ["softplus"] = (() => Softplus(), [4, 5]),
        ["softplus, steeper"] = (() => Softplus(3, 15), [4, 5]),
        ["softsign"] = (() => Softsign(), [4, 5]),
        ["hard shrink"] = (() => Hardshrink(0.6), [4, 5]),
        ["soft shrink"] = (() => Softshrink(0.6), [4, 5]),
        ["threshold"] = (() => Threshold(0.4, -2), [4, 5]),
        ["glu"] = (() => GLU(1), [4, 5]),
        ["softmax"] = (() => Softmax(1), [4, 5]),
        ["softmax of the last dimension"] = (() => Softmax(-1), [4, 5]),
        ["softmax of channels"] = (() => Softmax2d(), [4, 5, 6]),
        ["softmin"] = (() => Softmin(1), [4, 5]),
        ["log softmax"] = (() => LogSoftmax(1), [4, 5]),
        ["max pooling"] = (() => MaxPool2d(3, stride: 2, padding: 1), [4, 9, 8]),
        ["max pooling, rounded up"] = (() => MaxPool2d(2, stride: 2, ceil_mode: true), [4, 75, 7]),
        ["max pooling with all settings"] = (() => MaxPool2d((2, 3), stride: (1, 2), padding: (1, 1), dilation: (2, 1)), [4, 9, 8]),
        ["max pooling by its own size"] = (() => MaxPool2d(2), [4, 9, 8]),
        ["max pooling of sequences"] = (() => MaxPool1d(3, stride: 2), [4, 9]),
        ["max pooling of volumes"] = (() => MaxPool3d(2), [2, 4, 6, 5]),
        ["average pooling"] = (() => AvgPool2d(3, stride: 2, padding: 1), [4, 9, 8]),
        ["average pooling without its padding"] = (() => AvgPool2d(3, stride: 2, padding: 1, count_include_pad: false), [4, 9, 8]),
        ["average pooling, rounded up"] = (() => AvgPool2d(2, stride: 2, ceil_mode: true), [4, 9, 7]),
        ["average pooling, padded and rounded up"] = (() => AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true), [4, 8, 6]),
        ["average pooling, padded, rounded up, without its padding"] = (() => AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false), [4, 8, 6]),
        ["average pooling by another number"] = (() => AvgPool2d(2, divisor_override: 3), [4, 8, 6]),
        ["average pooling of sequences"] = (() => AvgPool1d(3, stride: 2), [4, 9]),
        ["global average pooling"] = (() => AdaptiveAvgPool2d([1, 1]), [4, 9, 8]),
        ["adaptive average pooling"] = (() => AdaptiveAvgPool2d([3, 5]), [4, 7, 8]),
        ["adaptive average pooling to more"] = (() => AdaptiveAvgPool2d([7, 7]), [4, 5, 9]),
        ["adaptive average pooling of sequences"] = (() => AdaptiveAvgPool1d(4), [4, 9]),
        ["global max pooling"] = (() => AdaptiveMaxPool2d([1, 1]), [4, 9, 8]),
        ["zero padding"] = (() => ZeroPad2d((1, 2, 3, 4)), [2, 3, 4]),
        ["constant padding"] = (() => ConstantPad2d((1, 0, 2, 1), 1.5), [2, 3, 4]),
        ["constant padding of sequences"] = (() => ConstantPad1d(2, -1), [2, 4]),
        ["reflection padding"] = (() => ReflectionPad2d((1, 2, 2, 1)), [2, 4, 5]),
        ["replication padding"] = (() => ReplicationPad2d((1, 2, 2, 1)), [2, 4, 5]),
        ["flatten"] = (() => Flatten(), [2, 3, 4]),
        ["flatten all"] = (() => Flatten(0), [2, 3, 4]),
        ["flatten some"] = (() => Flatten(1, 2), [2, 3, 4]),
        ["flatten from the end"] = (() => Flatten(-2), [2, 3, 4]),
        ["unflatten"] = (() => Unflatten(1, [2, 3]), [6, 4]),
        ["pixel shuffle"] = (() => PixelShuffle(2), [8, 3, 4]),
        ["upsample, nearest"] = (() => Upsample(scale_factor: [2, 3]), [2, 3, 4]),
        ["upsample, nearest to a size"] = (() => Upsample(size: [7, 9]), [2, 3, 4]),
        ["upsample, bilinear"] = (() => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: false), [2, 3, 4]),
        ["upsample, bilinear to a size, corners aligned"] = (() => Upsample(size: [7, 9], mode: UpsampleMode.Bilinear, align_corners: true), [2, 3, 4]),
        ["upsample, bicubic"] = (() => Upsample(size: [7, 9], mode: UpsampleMode.Bicubic, align_corners: false), [2, 4, 5]),
        ["dropout"] = (() => Sequential(Dropout(0.5), Dropout2d(0.5), Identity()), [2, 3, 4]),
        ["a network"] = (() => Sequential(
            ("features", Sequential(("conv", Conv2d(3, 8, 3, padding: 1, bias: false)), ("bn", Trained(BatchNorm2d(8))), ("relu", ReLU(inplace: true)), ("pool", MaxPool2d(2)))),
            ("pool", AdaptiveAvgPool2d(2)), ("flatten", Flatten()), ("dropout", Dropout(0.5)), ("classifier", Linear(32, 5)), ("softmax", Softmax(1))), [3, 10, 12]),
    };

    public static TheoryData<string> Layers => [.. _maps.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_the_same_in_both(string name)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        manual_seed(1);
        var (make, shape) = _maps[name];
        using var module = make();
        using var runtime = Runtime.Of(new OnnxExporter().ToGraph(module, new OnnxInput("x", [OnnxDimension.Dynamic("batch"), .. shape.Select(OnnxDimension.Fixed)])));
        module.eval();
        foreach (var batch in (long[])[1, 3])
        {
            var input = randn([batch, .. shape]) * 2;
            var expected = module.call(input.clone());
            var actual = Assert.Single(runtime.Run(input));
            Assert.Equal(expected.shape, actual.shape);
            var difference = (expected - actual).abs().max().item<float>();
            Assert.True(difference < 1e-5 * Math.Max(1, expected.abs().max().item<float>()), $"batch {batch}: a difference of {difference}");
            Assert.True(expected.std().item<float>() > 1e-3 || expected.numel() < 2, "an output of one value proves little");
        }
    }

    [Fact]
    public void An_embedding_takes_integers()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var module = Embedding(10, 4);
        using var runtime = Runtime.Of(new OnnxExporter().ToGraph(module, new OnnxInput("words", [OnnxDimension.Dynamic("batch"), 6], ScalarType.Int64)));
        var words = randint(0, 10, [3, 6], ScalarType.Int64);
        Assert.Equal(module.call(words).data<float>().ToArray(), runtime.Run(words)[0].data<float>().ToArray());
    }

    /// <summary>Gives parameters and statistics values that matter.</summary>
    private static T Trained<T>(T module)
        where T : Module
    {
        using var noGradients = no_grad();
        foreach (var parameter in module.parameters()) init.uniform_(parameter, 0.3, 1.7);
        foreach (var (name, buffer) in module.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal)) init.uniform_(buffer, -0.5, 0.5);
            if (name.EndsWith("running_var", StringComparison.Ordinal)) init.uniform_(buffer, 0.5, 2);
        }

        return module;
    }
}
