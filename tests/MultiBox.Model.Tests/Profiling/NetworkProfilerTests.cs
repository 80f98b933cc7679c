using MultiBox.Model.Profiling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MultiBox.Model.Tests.Profiling;

public sealed class NetworkProfilerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_network_is_counted_as_by_hand()
    {
        using var network = nn.Sequential(
            ("conv", nn.Conv2d(3, 8, 3, stride: 2, padding: 1)),
            ("bn", nn.BatchNorm2d(8)),
            ("relu", nn.ReLU(inplace: true)),
            ("depthwise", nn.Conv2d(8, 8, (3, 1), padding: (2, 0), dilation: (2, 2), groups: 8, bias: false)),
            ("pool", nn.AdaptiveAvgPool2d(1)),
            ("flat", nn.Flatten()),
            ("fc", nn.Linear(8, 5)));
        var profile = NetworkProfiler.Run(network, 8, 6);
        Assert.Equal(
            [
                // 8 channels of 4 x 3 values, each of 3 x 3 x 3 products; the input's 144 and its own 96 values are kept.
                "conv | Conv2d 3x3/2 | 1 8 4 3 | 224 0 | 2592 | 960",
                // Weight and bias; mean, variance and a counter. It puts out 96 values.
                "bn | BatchNorm2d | 1 8 4 3 | 16 17 | 0 | 384",
                "relu | ReLU | 1 8 4 3 | 0 0 | 0 | 0",
                // Each channel alone: 96 values of 3 products.
                "depthwise | Conv2d 3x1 d2 g8 | 1 8 4 3 | 24 0 | 288 | 384",
                "pool | AdaptiveAvgPool2d | 1 8 1 1 | 0 0 | 0 | 32",
                "flat | Flatten | 1 8 | 0 0 | 0 | 0",
                "fc | Linear | 1 5 | 45 0 | 40 | 20",
            ],
            profile.Layers.Select(layer =>
                $"{layer.Name} | {layer.Kind} | {string.Join(' ', layer.OutputShape!)} | {layer.Parameters} {layer.Buffers} | {layer.MultiplyAdds} | {layer.ActivationBytes}"));
        Assert.Equal((309, 309, 17, 2920), (profile.Parameters, profile.TrainableParameters, profile.Buffers, profile.MultiplyAdds));
        // 309 parameters and 16 statistics of 4 bytes, a counter of 8.
        Assert.Equal(1308, profile.WeightBytes);
        Assert.Equal("Sequential", profile.Modules[^1].Kind);
        Assert.Empty(profile.Unseen);
    }

    [Fact]
    public void A_transposed_convolution_spreads_its_input()
    {
        using var network = nn.Sequential(nn.ConvTranspose2d(3, 4, 2, stride: 2));
        // Each of 3 x 5 x 5 values goes to 4 x 2 x 2 places.
        Assert.Equal(75 * 16, NetworkProfiler.Run(network, 5, 5).MultiplyAdds);
    }

    [Fact]
    public void The_network_is_left_as_it_was_and_no_tensor_is_left_behind()
    {
        using var model = SsdModel.Build(SmallModel.Spec);
        model.Network.train();
        ((nn.Module)model.Network.children().First()).eval();
        var weights = Bytes(model.Network);
        var first = NetworkProfiler.Run(model.Network, SmallModel.InputSize, SmallModel.InputSize);
        var live = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        var second = NetworkProfiler.Run(model.Network, SmallModel.InputSize, SmallModel.InputSize);
        Assert.Equal(live, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);

        // A hook that stayed would tell of each run twice.
        Assert.Equal(first.Modules.Count, second.Modules.Count);
        Assert.Equal(first.Layers.Select(layer => (layer.Name, layer.MultiplyAdds, layer.ActivationBytes)), second.Layers.Select(layer => (layer.Name, layer.MultiplyAdds, layer.ActivationBytes)));
        Assert.Equal(weights, Bytes(model.Network));
        Assert.True(model.Network.training);
        Assert.False(model.Network.children().First().training);
        Assert.All(model.Network.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void A_fault_in_the_network_removes_the_hooks_too()
    {
        var layer = new Counting();
        using var network = nn.Sequential(layer, nn.Conv2d(4, 4, 1));
        network.train();
        Assert.ThrowsAny<Exception>(() => NetworkProfiler.Run(network, 4, 4));
        Assert.Equal(0, layer.Hooks);
        Assert.True(network.training);
    }

    [Fact]
    public void Frozen_layers_keep_nothing_for_the_backward_pass()
    {
        using var network = nn.Sequential(("a", nn.Conv2d(3, 4, 1, bias: false)), ("b", nn.Conv2d(4, 4, 1, bias: false)), ("c", nn.Conv2d(4, 2, 1, bias: false)));
        foreach (var (name, parameter) in network.named_parameters()) parameter.requires_grad = name != "a.weight";
        var profile = NetworkProfiler.Run(network, 10, 10);
        Assert.Equal((12, 0), (profile.Layers[0].Parameters, profile.Layers[0].TrainableParameters));
        // b needs what a put out, and so on.
        Assert.Equal([0, (400 + 400) * 4, 200 * 4], profile.Layers.Select(layer => layer.ActivationBytes));
        Assert.Equal(24, profile.TrainableParameters);
    }

    [Fact]
    public void A_module_that_runs_twice_counts_its_work_twice_and_its_parameters_once()
    {
        using var network = new Twice();
        var profile = NetworkProfiler.Run(network, 5, 5);
        Assert.Equal(["shared", "shared", "sum"], profile.Layers.Select(layer => layer.Name));
        Assert.Equal([9, 0, 0], profile.Layers.Select(layer => layer.Parameters));
        Assert.Equal(2 * 9 * 25, profile.MultiplyAdds);
    }

    [Fact]
    public void Modules_of_several_inputs_are_seen_and_those_called_past_the_hooks_are_told()
    {
        using var network = new Twice { Direct = true };
        var profile = NetworkProfiler.Run(network, 5, 5);
        Assert.Equal(["sum", "shared"], profile.Layers.Select(layer => layer.Name));
        Assert.Equal([1, 3, 5, 5], profile.Layers[0].OutputShape!);
        var unseen = Assert.Single(profile.Unseen);
        Assert.Equal(("shared", 9, 0), (unseen.Name, unseen.Parameters, unseen.MultiplyAdds));
    }

    [Fact]
    public void A_part_is_what_lies_below_a_child()
    {
        using var model = SsdModel.Build(SmallModel.Spec);
        var profile = NetworkProfiler.Run(model.Network, SmallModel.InputSize, SmallModel.InputSize);
        var parts = new[] { "backbone", "extra_layers", "head" }.Select(profile.Part).ToList();
        Assert.Equal(profile.Parameters, parts.Sum(part => part.Parameters));
        Assert.Equal(profile.MultiplyAdds, parts.Sum(part => part.MultiplyAdds));
        // The maps of strides 8 and 16.
        Assert.Equal(["1 16 8 8", "1 32 4 4"], parts[0].Modules[^1].OutputShapes.Select(shape => string.Join(' ', shape)));
        Assert.Equal(model.Network.parameters().Sum(parameter => parameter.numel()), profile.Parameters);
    }

    private static Dictionary<string, string> Bytes(nn.Module module) =>
        module.state_dict().ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value.detach().contiguous().bytes));

    /// <summary>One convolution used twice, and a module of two inputs.</summary>
    private sealed class Twice : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d shared = nn.Conv2d(3, 3, 1, bias: false);
        private readonly Sum sum = new();

        public Twice()
            : base("twice") => RegisterComponents();

        public bool Direct { get; init; }

        public override Tensor forward(Tensor input) => Direct ? sum.call(shared.forward(input), input) : sum.call(shared.call(shared.call(input)), input);
    }

    private sealed class Sum() : nn.Module<Tensor, Tensor, Tensor>("sum")
    {
        public override Tensor forward(Tensor a, Tensor b) => a + b;
    }

    /// <summary>Knows how many hooks it has.</summary>
    private sealed class Counting() : nn.Module<Tensor, Tensor>("counting")
    {
        public int Hooks => post_hooks.Count + pre_hooks.Count;

        public override Tensor forward(Tensor input) => input * 1;
    }
}
