using System.Globalization;
using MultiBox.Pipeline.Benchmarks;
using MultiBox.Pipeline.Benchmarks.Networks;
using MultiBox.Pipeline.Tests.Benchmarks.Peers;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Benchmarks.Networks;

public sealed class NetworkManifestTests
{
    [SkippableTheory]
    [InlineData("bccd")]
    [InlineData("bccd-resnet18-300")]
    [InlineData("resnet50-512")]
    [InlineData("vgg16-300")]
    public void The_peers_network_is_ours(string experiment)
    {
        var python = Python.With("torch", "torchvision", "numpy");
        using var folder = new BenchFolder();
        using var run = new BenchRun();
        using var network = BenchNetwork.Load(run.Context("infer", []), "one", experiment, folder.Root);
        NetworkManifest.Write(folder["manifest.json"], [network], [], 2);
        var words = BenchRun.SelfTest(python, "torch_path.py", folder["manifest.json"])[0].Split(' ');
        using var scope = NewDisposeScope();
        using var noGradients = inference_mode();
        network.Model.Network.eval();
        var output = network.Model.Network.call(network.Model.ToInput(full(1, 3, network.Size, network.Size, 0.5f)));
        Assert.Equal($"{network.Model.Network.parameters().Sum(p => p.numel())}", words[1]);
        Assert.Equal(output.Offsets.abs().mean().item<float>(), Number(words[2]), 1e-3f * Number(words[2]));
        Assert.Equal(output.Logits.abs().mean().item<float>(), Number(words[3]), 1e-3f * Number(words[3]));
    }

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
