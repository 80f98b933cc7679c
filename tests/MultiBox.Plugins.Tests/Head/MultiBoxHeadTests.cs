using MultiBox.Abstractions;
using MultiBox.Plugins.Head;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Head;

public sealed class MultiBoxHeadTests
{
    [Fact]
    public void Predictions_are_in_the_order_of_the_default_boxes()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var head = new MultiBoxHead(new HeadContext([new("a", 1, 8), new("b", 1, 16)], [2, 1], 3));

        // All weights 0: what is left are the biases, which name box and value of their map.
        var state = head.state_dict();
        foreach (var tensor in state.Values) tensor.zero_();
        state["logits.0.bias"].copy_(tensor(new float[] { 10, 11, 12, 20, 21, 22 }));
        state["logits.1.bias"].copy_(tensor(new float[] { 30, 31, 32 }));
        var output = head.call([zeros(1, 1, 1, 2), zeros(1, 1, 1, 1)]);

        Assert.Equal([1, 5, 4], output.Offsets.shape);
        Assert.Equal([1, 5, 3], output.Logits.shape);
        Assert.Equal([10, 11, 12, 20, 21, 22, 10, 11, 12, 20, 21, 22, 30, 31, 32], output.Logits.data<float>().ToArray());
    }

    [Fact]
    public void Cells_come_row_by_row()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var head = new MultiBoxHead(new HeadContext([new("a", 1, 8)], [1], 2));
        var state = head.state_dict();
        foreach (var tensor in state.Values) tensor.zero_();
        state["logits.0.weight"][0, 0, 1, 1] = 1; // Class 0 repeats the input.
        var output = head.call([tensor(new float[] { 1, 2, 3, 4 }, [1, 1, 2, 2])]);
        Assert.Equal([1, 2, 3, 4], output.Logits.select(2, 0).data<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_cell_predicts_whatever_the_kernel(int kernel)
    {
        using var scope = NewDisposeScope();
        using var head = new MultiBoxHeadFactory().Create(new MultiBoxHeadOptions { Kernel = kernel }, new HeadContext([new("a", 5, 8)], [2], 3));
        Assert.Equal([6, 5, kernel, kernel], head.state_dict()["logits.0.weight"].shape);
        Assert.Equal([8, 5, kernel, kernel], head.state_dict()["offsets.0.weight"].shape);
        Assert.Equal([1, 24, 3], head.call([zeros(1, 5, 3, 4)]).Logits.shape);
    }

    [Fact]
    public void Names_of_parameters_are_pinned()
    {
        using var head = new MultiBoxHead(new HeadContext([new("a", 4, 8)], [2], 3));
        Assert.Equal(["logits.0.bias", "logits.0.weight", "offsets.0.bias", "offsets.0.weight"], head.state_dict().Keys.Order(StringComparer.Ordinal));
    }
}
