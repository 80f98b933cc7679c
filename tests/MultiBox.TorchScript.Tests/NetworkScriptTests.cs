using System.IO.Compression;
using MultiBox.Abstractions;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.TorchScript.Tests;

/// <summary>Files of TorchScript compute what the network does, in TorchSharp and in PyTorch.</summary>
public sealed class NetworkScriptTests
{
    private const double Tolerance = 1e-4;

    private static readonly Dictionary<string, string> _files = new() { ["multibox.json"] = """{"classes": "[\"Ärger\"]"}""" };

    public static TheoryData<string> Names => Networks.Names;

    public static TheoryData<string> Activations => [.. ActivationNetwork.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_predicts_the_same(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build(name);
        using var script = jit.load<Tensor, (Tensor, Tensor)>(Write(model.Network));
        foreach (var batch in new[] { 1, 2 })
        {
            var images = randn(batch, 3, model.InputSize, model.InputSize);
            using var mode = inference_mode();
            var (expected, (offsets, logits)) = (model.Network.call(images), script.call(images));
            Outputs.MustAgree(expected.Offsets, offsets, Tolerance);
            Outputs.MustAgree(expected.Logits, logits, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Each_activation_is_the_layers_own_wherever_it_stands(string name)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var network = new ActivationNetwork(name);
        var images = linspace(-8, 8, 2 * 3 * 6 * 6).view(2, 3, 6, 6);
        var (before, (first, second)) = (images.clone(), network.call(images));
        using var script = jit.load<Tensor, (Tensor, Tensor)>(Write(network));
        using var compiled = CompiledNetwork.Compile(network, new CompileOptions { InputSize = 6 });
        foreach (var (offsets, logits) in new[] { script.call(images), compiled.Run(images) })
        {
            Outputs.MustAgree(first, offsets, 1e-5);
            Outputs.MustAgree(second, logits, 1e-5);
        }

        Assert.True(images.equal(before).all().item<bool>());
    }

    [Fact]
    public void A_script_normalises_pixels_where_it_is_asked_to()
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var model = Networks.Build("compact");
        var pixels = rand(1, 3, model.InputSize, model.InputSize) * 255;
        var (mean, deviation) = (PixelNormalization.ImageNet.Mean, PixelNormalization.ImageNet.Deviation);
        var expected = model.Network.call((pixels - Colors(mean)) / Colors(deviation));
        using var script = jit.load<Tensor, (Tensor, Tensor)>(Write(model.Network, PixelNormalization.ImageNet));
        var (offsets, logits) = script.call(pixels);
        Outputs.MustAgree(expected.Offsets, offsets, Tolerance);
        Outputs.MustAgree(expected.Logits, logits, Tolerance);

        static Tensor Colors(Rgb color) => tensor(new[] { color.R, color.G, color.B }).view(1, 3, 1, 1);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet-v3")]
    public void A_file_holds_ordinary_operations_of_float32_and_the_texts_that_travel_with_it(string name)
    {
        using var model = Networks.Build(name);
        using var archive = new ZipArchive(new MemoryStream(Write(model.Network)));
        var code = Text("archive/code/__torch__.py");
        Assert.Contains("torch.conv2d(", code, StringComparison.Ordinal);
        Assert.DoesNotContain("mkldnn", code, StringComparison.Ordinal);
        Assert.DoesNotContain("ops.", code, StringComparison.Ordinal);
        Assert.DoesNotContain("torch.to(", code, StringComparison.Ordinal);
        Assert.Equal(_files["multibox.json"], Text("archive/extra/multibox.json"));

        string Text(string entry)
        {
            using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public void Writing_leaves_no_tensor_behind_and_the_network_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var model = Networks.Build("resnet18");
        var state = model.Network.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Write(model.Network);
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.All(model.Network.state_dict(), pair => Assert.True(pair.Value.equal(state[pair.Key]).all().item<bool>()));
    }

    [Fact]
    public void A_network_that_does_not_give_offsets_and_logits_is_refused()
    {
        using var network = new SingleOutputNetwork();
        var expected = "The network cannot become a script: MultiBox.TorchScript.Tests.SingleOutputNetwork has 1 output.\n  Expected: 2, the offsets and the logits of a detector.";
        Assert.Equal(expected, Assert.Throws<MultiBoxException>(() => Write(network)).Message);
        Assert.Equal(expected, Assert.Throws<MultiBoxException>(() => CompiledNetwork.Compile(network, new CompileOptions { InputSize = 8 })).Message);
        Assert.False(CompiledNetwork.CanCompile(network));
    }

    [SkippableFact]
    public void PyTorch_opens_the_files_and_computes_the_same()
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var folder = new PythonPeer();
        var cases = new List<(string Name, int InputSize, HeadOutput Expected)>();
        foreach (var name in new[] { "compact", "vgg", "resnet18", "mobilenet-v2", "mobilenet-v3", "densenet121" })
        {
            using var model = Networks.Build(name);
            var images = randn(2, 3, model.InputSize, model.InputSize);
            File.WriteAllBytes(folder[$"{name}.pt"], Write(model.Network));
            File.WriteAllBytes(folder[$"{name}.images"], images.bytes.ToArray());
            cases.Add((name, model.InputSize, model.Network.call(images)));
        }

        foreach (var name in ActivationNetwork.Names)
        {
            using var network = new ActivationNetwork(name);
            var images = linspace(-8, 8, 2 * 3 * 6 * 6).view(2, 3, 6, 6);
            File.WriteAllBytes(folder[$"{name}.pt"], Write(network));
            File.WriteAllBytes(folder[$"{name}.images"], images.bytes.ToArray());
            var (first, second) = network.call(images);
            cases.Add((name, 6, new HeadOutput(first, second)));
        }

        var texts = folder.Predict([.. cases.Select(item => (item.Name, item.InputSize))]);
        Assert.All(texts, text => Assert.Equal(_files["multibox.json"], text));
        foreach (var (name, _, expected) in cases)
        {
            Outputs.MustAgree(expected.Offsets, folder.Read($"{name}.offsets", expected.Offsets.shape), Tolerance);
            Outputs.MustAgree(expected.Logits, folder.Read($"{name}.logits", expected.Logits.shape), Tolerance);
        }
    }

    private static byte[] Write(nn.Module network, PixelNormalization? pixels = null)
    {
        using var stream = new MemoryStream();
        NetworkScript.Write(stream, network, pixels, _files);
        return stream.ToArray();
    }
}
