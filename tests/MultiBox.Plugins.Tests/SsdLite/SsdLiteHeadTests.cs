using MultiBox.Abstractions;
using MultiBox.Plugins.SsdLite;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.SsdLite;

public sealed class SsdLiteHeadTests
{
    private static readonly HeadContext _context = new([new FeatureMap("a", 8, 16), new FeatureMap("b", 16, 32)], [2, 3], 5);

    [Fact]
    public void Predictions_come_map_by_map_then_cell_by_cell_then_box_by_box()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var head = new SsdLiteHeadFactory().Create(new NoOptions(), _context);
        head.eval();
        Tensor[] maps = [randn(2, 8, 3, 4), randn(2, 16, 1, 2)];

        var output = head.call(maps);

        Assert.Equal([2, (3 * 4 * 2) + (1 * 2 * 3), 4], output.Offsets.shape);
        Assert.Equal([2, 30, 5], output.Logits.shape);
        // Box k of cell (y, x) of map a: its values are channels 5k.. of the predictor at that cell.
        var layers = (TorchSharp.Modules.Sequential)head.named_modules().Single(module => module.name == "logits.0").module;
        var raw = layers.call(maps[0]);
        Assert.True(allclose(output.Logits[1, (((2 * 4) + 3) * 2) + 1], raw[1, 5..10, 2, 3]));
    }

    [Fact]
    public void Each_predictor_is_a_depthwise_and_a_pointwise_convolution()
    {
        using var head = new SsdLiteHeadFactory().Create(new NoOptions(), _context);
        var shapes = head.named_parameters().ToDictionary(named => named.name, named => named.parameter.shape);
        Assert.Equal([8, 1, 3, 3], shapes["offsets.0.depthwise.weight"]);
        Assert.Equal([2 * 4, 8, 1, 1], shapes["offsets.0.pointwise.weight"]);
        Assert.Equal([3 * 5], shapes["logits.1.pointwise.bias"]);
        Assert.Equal([16], shapes["logits.1.bn.weight"]);
        Assert.DoesNotContain("logits.1.depthwise.bias", shapes.Keys);
    }
}
