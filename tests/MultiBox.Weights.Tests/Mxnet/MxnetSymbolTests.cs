using System.Text;
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
        var symbol = Read($$"""
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
    [InlineData("""{"heads": []}""", "not a whole MXNet symbol file")]
    [InlineData("[1, 2", "not a whole MXNet symbol file")]
    [InlineData("""{"nodes": 3}""", "not a whole MXNet symbol file")]
    public void Faults_are_told(string json, string why) =>
        Assert.Contains(why, Assert.Throws<MultiBoxException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static MxnetSymbol Read(string json)
    {
        using var file = new TemporaryFile(Encoding.UTF8.GetBytes(json), ".json");
        return MxnetSymbol.Read(file.Path);
    }
}
