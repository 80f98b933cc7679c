using MultiBox.Abstractions;
using MultiBox.Inference.Runs;
using MultiBox.Model;
using MultiBox.Pipeline.Checkpoints;
using MultiBox.Pipeline.Training;
using TorchSharp;
using static TorchSharp.torch;
using OptimizerOptions = MultiBox.Pipeline.Training.OptimizerOptions;
using Sequential = TorchSharp.Modules.Sequential;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class ParameterUpdaterTests : IDisposable
{
    private static readonly OptimizerOptions Plain = new(OptimizerKind.Sgd, 0, false, 0.9, 0.999, 0, 1, true);

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<OptimizerKind, bool> Kinds
    {
        get
        {
            var data = new TheoryData<OptimizerKind, bool>();
            foreach (var kind in Enum.GetValues<OptimizerKind>())
            {
                data.Add(kind, false);
                data.Add(kind, true);
            }

            return data;
        }
    }

    public void Dispose() => _scope.Dispose();

    // All parameters and gradients are 1, so that each number below is that of one parameter.
    [Fact]
    public void Biases_have_their_own_rate_and_norms_no_decay()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { WeightDecay = 0.5, BiasRateFactor = 2, NormWeightDecay = false });
        Step(updater, 0.1);
        Assert.Equal(0.85, Value(network, "conv.weight"), 1e-6); // 1 - 0.1 (1 + 0.5)
        Assert.Equal(0.7, Value(network, "conv.bias"), 1e-6); // 1 - 0.2 (1 + 0.5)
        Assert.Equal(0.9, Value(network, "bn.weight"), 1e-6); // 1 - 0.1
        Assert.Equal(0.9, Value(network, "bn.bias"), 1e-6);
    }

    [Fact]
    public void Norms_decay_like_weights_when_asked_to()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { WeightDecay = 0.5, BiasRateFactor = 2, NormWeightDecay = true });
        Step(updater, 0.1);
        Assert.Equal(0.85, Value(network, "bn.weight"), 1e-6);
        Assert.Equal(0.85, Value(network, "bn.bias"), 1e-6);
        Assert.Equal(0.7, Value(network, "conv.bias"), 1e-6);
    }

    [Theory]
    // SGD: 1 - 0.1 x 1, then - 0.1 x (0.9 + 1).
    [InlineData(OptimizerKind.Sgd, false, 0, 0.9, 0.71)]
    // Nesterov: steps of 1 + 0.9 x 1 and 1 + 0.9 x 1.9.
    [InlineData(OptimizerKind.Sgd, true, 0, 0.81, 0.539)]
    // Adam: with equal gradients each step is the rate itself; its decay only changes the gradient, which is normalised.
    [InlineData(OptimizerKind.Adam, false, 0.5, 0.9, 0.8)]
    // AdamW: decays by 0.1 x 0.5 of the weight first: 0.95 - 0.1, then 0.8075 - 0.1.
    [InlineData(OptimizerKind.AdamW, false, 0.5, 0.85, 0.7075)]
    public void Each_method_steps_as_published(OptimizerKind kind, bool nesterov, double decay, double first, double second)
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { Kind = kind, Momentum = 0.9, Nesterov = nesterov, WeightDecay = decay });
        Step(updater, 0.1);
        Assert.Equal(first, Value(network, "conv.weight"), 1e-5);
        // Adam's second gradient is one that decay has moved a little, hence the tolerance.
        Step(updater, 0.1);
        Assert.Equal(second, Value(network, "conv.weight"), 2e-3);
    }

    [Fact]
    public void RmsProp_has_momentum()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { Kind = OptimizerKind.RmsProp, Momentum = 0.9 });
        // Mean square 0.01, so 1 / 0.1 = 10; then mean square 0.0199: 9 + 1 / 0.141067 = 16.0888.
        Step(updater, 0.01);
        Assert.Equal(0.9, Value(network, "conv.weight"), 1e-5);
        Step(updater, 0.01);
        Assert.Equal(0.9 - 0.160888, Value(network, "conv.weight"), 1e-5);
    }

    [Fact]
    public void Adadelta_starts_with_the_root_of_its_small_constant()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { Kind = OptimizerKind.Adadelta });
        Step(updater, 1);
        // sqrt(1e-6) / sqrt(0.1 + 1e-6)
        Assert.Equal(1 - 0.0031623, Value(network, "conv.weight"), 1e-5);
    }

    [Fact]
    public void Frozen_parameters_are_left_out()
    {
        var network = Ones();
        network.get_parameter("conv.weight")!.requires_grad = false;
        using var updater = new ParameterUpdater(network, Plain with { WeightDecay = 0.5 });
        Assert.Equal(3, updater.Parameters.Count);
        Step(updater, 0.1);
        Assert.Equal(1, Value(network, "conv.weight"));
        Assert.NotEqual(1, Value(network, "conv.bias"));
    }

    [Fact]
    public void Each_step_has_the_rate_set_before_it()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain);
        Step(updater, 0.1);
        Step(updater, 0.01);
        Assert.Equal(0.89, Value(network, "conv.weight"), 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_restored_state_makes_the_next_steps_equal_to_the_bit(OptimizerKind kind, bool channelsLast)
    {
        var options = Plain with { Kind = kind, Momentum = 0.9, WeightDecay = 0.01, BiasRateFactor = 2, NormWeightDecay = false };
        var original = Random(channelsLast);
        using var updater = new ParameterUpdater(original, options);
        for (var i = 0; i < 3; i++) RandomStep(original, updater, i);

        using var folder = new TemporaryFolder();
        Safetensors.Write(folder["state"], updater.State());
        Checkpoint.SaveWeights(folder["weights"], original);
        var restored = Random(channelsLast);
        ModelWeights.Load(folder["weights"], restored);
        using var successor = new ParameterUpdater(restored, options);
        successor.Restore(Safetensors.Read(folder["state"]));
        for (var i = 3; i < 6; i++)
        {
            RandomStep(original, updater, i);
            RandomStep(restored, successor, i);
        }

        foreach (var (name, parameter) in original.named_parameters())
        {
            Assert.Equal(Bits(parameter), Bits(restored.get_parameter(name)!));
        }

        var state = successor.State();
        foreach (var (name, value) in updater.State()) Assert.Equal(Bits(value), Bits(state[name]));
    }

    [Fact]
    public void A_fresh_state_makes_another_step()
    {
        // So that the test above cannot pass with a state that does nothing.
        var options = Plain with { Momentum = 0.9 };
        var (one, two) = (Ones(), Ones());
        using var lasting = new ParameterUpdater(one, options);
        Step(lasting, 0.1);
        Step(lasting, 0.1);
        using var first = new ParameterUpdater(two, options);
        Step(first, 0.1);
        using var second = new ParameterUpdater(two, options);
        Step(second, 0.1);
        Assert.Equal(0.71, Value(one, "conv.weight"), 1e-6);
        Assert.Equal(0.8, Value(two, "conv.weight"), 1e-6);
    }

    [Fact]
    public void The_state_is_named_by_parameter_and_field()
    {
        var network = Ones();
        using var updater = new ParameterUpdater(network, Plain with { Momentum = 0.9 });
        Step(updater, 0.1);
        Assert.Equal(
            ["bn.bias/momentum_buffer", "bn.weight/momentum_buffer", "conv.bias/momentum_buffer", "conv.weight/momentum_buffer"],
            updater.State().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_state_of_another_method_is_refused()
    {
        var network = Ones();
        using var adam = new ParameterUpdater(network, Plain with { Kind = OptimizerKind.Adam });
        Step(adam, 0.1);
        using var sgd = new ParameterUpdater(network, Plain with { Momentum = 0.9 });
        var fault = Assert.Throws<MultiBoxException>(() => sgd.Restore(adam.State().Where(entry => entry.Key == "bn.bias/exp_avg").ToDictionary()));
        Assert.Equal("The optimiser's state does not fit this training: 1 values are unknown, e.g. bn.bias/exp_avg.", fault.Message);
    }

    private static Sequential Ones()
    {
        var network = Network();
        using var noGradients = no_grad();
        foreach (var parameter in network.parameters()) parameter.fill_(1);
        return network;
    }

    private static Sequential Random(bool channelsLast)
    {
        manual_seed(3);
        var network = Network();
        if (channelsLast) ChannelsLast.Apply(network);
        return network;
    }

    private static Sequential Network() => nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("bn", nn.BatchNorm2d(4)));

    // The gradient of a sum is 1 everywhere.
    private static void Step(ParameterUpdater updater, double rate)
    {
        updater.ZeroGradients();
        stack([.. updater.Parameters.Select(parameter => parameter.sum())]).sum().backward();
        updater.SetRate(rate);
        updater.Step();
    }

    private static void RandomStep(nn.Module network, ParameterUpdater updater, int step)
    {
        updater.ZeroGradients();
        manual_seed(100 + step);
        stack([.. network.parameters().Select(parameter => (parameter * randn(parameter.shape)).sum())]).sum().backward();
        updater.SetRate(0.01);
        updater.Step();
    }

    private static double Value(nn.Module network, string name)
    {
        var values = network.get_parameter(name)!.detach().contiguous().data<float>().ToArray();
        Assert.Single(values.Distinct());
        return values[0];
    }

    private static byte[] Bits(Tensor tensor) => tensor.detach().contiguous().bytes.ToArray();
}
