using MultiBox.Abstractions;

namespace MultiBox.Weights.Tests.Mxnet;

public sealed class MxnetSymbolTests
{
    [Theory]
    [InlineData("attrs")]
    [InlineData("attr")]
    [InlineData("param")]
    public void Nodes_come_with_their_attributes_whatever_they_were_called(string key)
    {
        var symbol = Symbols.Read($$"""
            {"nodes": [
              {"op": "null", "name": "data", "inputs": []},
              {"op": "null", "name": "conv0_weight", "inputs": []},
              {"op": "Convolution", "name": "conv0", "{{key}}": {"kernel": "(7, 7)", "no_bias": "True"}, "inputs": [[0, 0, 0], [1, 0, 0]]}
            ], "heads": [[2, 0, 0]]}
            """);

        Assert.Equal(["data", "conv0_weight"], symbol.Variables);
        Assert.Equal("(7, 7)", symbol.Nodes[2].Attributes["kernel"]);
        Assert.Equal([0, 1], symbol.Nodes[2].Inputs);
    }

    [Theory]
    [InlineData("""{"nodes": [{"op": "null", "name": "a", "inputs": [[0, 0]]}]}""", "node 0 'a' takes its input from node 0, expected one before it")]
    [InlineData("""{"nodes": [{"op": "null", "name": "a", "inputs": [[5]]}]}""", "node 0 'a' takes its input from node 5, expected one before it")]
    [InlineData("""{"nodes": [{"op": "null", "name": "a", "inputs": [[]]}]}""", "node 0 'a' takes its input from node -1, expected one before it")]
    [InlineData("""{"nodes": [{"op": "null", "name": "a", "inputs": []}, {"op": "null", "name": "a", "inputs": []}]}""", "two of its variables are called 'a'")]
    [InlineData("""{"nodes": []}""", "it has no nodes")]
    [InlineData("""{"heads": []}""", "not a whole MXNet symbol file")]
    [InlineData("[1, 2", "not a whole MXNet symbol file")]
    [InlineData("""{"nodes": 3}""", "not a whole MXNet symbol file")]
    public void Faults_are_told(string json, string why) =>
        Assert.Contains(why, Assert.Throws<MultiBoxException>(() => Symbols.Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_a_mapping_needs_is_found_by_the_names_of_nodes()
    {
        var symbol = Symbols.Read(Symbols.Network);

        Assert.Equal(new MxnetBatchNorm(2e-5, FixGamma: true), symbol.BatchNorms["bn_data"]);
        Assert.Equal(new MxnetBatchNorm(2e-5, FixGamma: false), symbol.BatchNorms["bn0"]);
        Assert.Equal(new MxnetL2Normalization("channel", 1e-10, "norm_scale"), symbol.L2Normalizations["norm"]);
        Assert.Equal(["conv0", "conv1", "head"], symbol.Convolutions.Keys);
        var (first, second) = (symbol.Convolutions["conv0"], symbol.Convolutions["conv1"]);
        Assert.Equal((8, 1, false), (first.Filters, first.Groups, first.HasBias));
        Assert.Equal([7, 7, 2, 2, 3, 3, 1, 1], [.. first.Kernel, .. first.Stride, .. first.Pad, .. first.Dilate]);
        Assert.Equal((8, 4, true), (second.Filters, second.Groups, second.HasBias));
        Assert.Equal([3, 3, 1, 1, 2, 2, 2, 2], [.. second.Kernel, .. second.Stride, .. second.Pad, .. second.Dilate]);
    }

    [Fact]
    public void Attributes_that_are_not_stated_have_the_defaults_of_mxnet()
    {
        var symbol = Symbols.Read(Symbols.Json(Symbols.Variable("data"), Symbols.Node("BatchNorm", "bn", "", 0), Symbols.Node("L2Normalization", "norm", "", 1)));
        Assert.Equal(new MxnetBatchNorm(1e-3, FixGamma: true), symbol.BatchNorms["bn"]);
        Assert.Equal(new MxnetL2Normalization("instance", 1e-10, null), symbol.L2Normalizations["norm"]);
    }

    [Fact]
    public void Two_nodes_of_one_name_have_no_facts_by_name()
    {
        var symbol = Symbols.Read(Symbols.Json(Symbols.Variable("data"), Symbols.Node("BatchNorm", "bn", "", 0), Symbols.Node("BatchNorm", "bn", "", 1)));
        Assert.Equal($"{symbol.Path}: two nodes are called bn (BatchNorm).", Assert.Throws<MultiBoxException>(() => symbol.BatchNorms).Message);
    }
}
