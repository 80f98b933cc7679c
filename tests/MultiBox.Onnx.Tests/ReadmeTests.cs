using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MultiBox.Onnx.Tests;

/// <summary>The examples of the library's README: their lines stand in this file, which compiles and runs them.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onnx-").FullName;
    private readonly string _before = Environment.CurrentDirectory;

    // Paths in the examples are relative.
    public ReadmeTests() => Environment.CurrentDirectory = _folder;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_model_of_known_layers()
    {
        var model = Sequential(
            ("features", Sequential(("conv", Conv2d(3, 16, 3, padding: 1)), ("bn", BatchNorm2d(16)), ("relu", ReLU()), ("pool", MaxPool2d(2)))),
            ("pool", AdaptiveAvgPool2d([1, 1])),
            ("flatten", Flatten()),
            ("classifier", Linear(16, 10)));

        var images = new OnnxInput("images", [OnnxDimension.Dynamic("batch"), 3, 32, 32]);
        new OnnxExporter().Export(model, images, "model.onnx", "scores");

        using var runtime = new Runtime(File.ReadAllBytes("model.onnx"));
        Assert.Equal([-1, 10], runtime.Outputs["scores"].Dimensions);
        Compare(model, runtime, rand(2, 3, 32, 32));
    }

    [Fact]
    public void A_model_of_ones_own()
    {
        var exporter = new OnnxExporter().Handle<ResidualBlock>((graph, block, x) =>
            graph.Relu(graph.Add(x, graph.Layer(block.conv2, graph.Relu(graph.Layer(block.conv1, x))))));

        var model = Sequential(("stem", Conv2d(3, 8, 3, stride: 2)), ("block1", new ResidualBlock(8)), ("block2", new ResidualBlock(8)));
        var images = new OnnxInput("images", [1, 3, OnnxDimension.Dynamic("height", 64), OnnxDimension.Dynamic("width", 64)]);
        var file = exporter.ToGraph(model, images, "features");
        file.Metadata["author"] = "me";
        file.Write("features.onnx");

        using var runtime = new Runtime(File.ReadAllBytes("features.onnx"));
        Assert.Equal("me", runtime.Metadata["author"]);
        Assert.Equal(["", "", "features_2", "features_3"], runtime.Outputs["features"].SymbolicDimensions);
        Compare(model, runtime, rand(1, 3, 40, 27));
    }

    [Fact]
    public void A_model_of_two_inputs()
    {
        var exporter = new OnnxExporter();
        using var first = Linear(8, 4);
        using var second = Linear(8, 4);
        var graph = exporter.CreateGraph("two_inputs");
        var left = graph.Input(new OnnxInput("left", [1, 8]));
        var right = graph.Input(new OnnxInput("right", [1, 8]));
        graph.Output("sum", graph.Add(graph.Layer(first, left), graph.Layer(second, right)), [1, 4]);
        graph.Write("two_inputs.onnx");

        using var runtime = new Runtime(File.ReadAllBytes("two_inputs.onnx"));
        var (a, b) = (rand(1, 8), rand(1, 8));
        Assert.True((first.call(a) + second.call(b)).allclose(runtime.Run(a, b)[0], atol: 1e-6));
    }

    [Fact]
    public void Every_line_of_the_examples_is_here()
    {
        var source = File.ReadAllText(ThisFile());
        var readme = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "src", "MultiBox.Onnx", "README.md"));
        var here = Words(source);
        var lines = Example().Matches(readme).SelectMany(match => match.Groups[1].Value.Split('\n')).Where(line => line.Length > 0).ToList();
        Assert.True(lines.Count > 25);
        Assert.All(lines, line => Assert.Contains(Words(line), here, StringComparison.Ordinal));
    }

    private sealed class ResidualBlock : Module<Tensor, Tensor>
    {
        public readonly Conv2d conv1, conv2;

        public ResidualBlock(int channels) : base("residual_block")
        {
            conv1 = Conv2d(channels, channels, 3, padding: 1);
            conv2 = Conv2d(channels, channels, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => functional.relu(x + conv2.call(functional.relu(conv1.call(x))));
    }

    private static void Compare(Module<Tensor, Tensor> model, Runtime runtime, Tensor input)
    {
        model.eval();
        Assert.True(model.call(input).allclose(runtime.Run(input)[0], rtol: 1e-4, atol: 1e-5));
    }

    private static string Words(string text) => Space().Replace(text, " ").Trim();

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
