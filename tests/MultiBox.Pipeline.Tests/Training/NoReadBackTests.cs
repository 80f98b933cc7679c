using MultiBox.Pipeline.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Training;

/// <summary>
/// Parts of a training step on the device that holds shapes and no data, where whatever waits for a result of the device fails. Convolutions, batch
/// norm, the fused updates and checks for what is not finite have no such kernels in libtorch: they are not among them.
/// </summary>
public sealed class NoReadBackTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void The_norm_of_gradients_and_their_scaling_need_no_result_of_the_device()
    {
        Tensor[] gradients = [ones(3, 4, device: META), ones(5, device: META)];
        TensorScripts.Scale(gradients, (TensorScripts.Norm(gradients) + 1e-6).reciprocal().clamp_max(1));
        Assert.All(gradients, gradient => Assert.Equal(DeviceType.META, gradient.device_type));
    }

    [Fact]
    public void Averaging_weights_needs_no_result_of_the_device()
    {
        using var network = nn.Linear(3, 4, device: META);
        using var average = new WeightAverage(network, 0.99);
        average.Update(1);
        Assert.All(network.parameters(), parameter => Assert.Equal(DeviceType.META, parameter.device_type));
    }

    [Fact]
    public void Losses_are_noted_without_a_result_of_the_device_and_only_reading_them_waits_for_it()
    {
        using var ledger = new LossLedger(3, META);
        for (var step = 1; step <= 3; step++) ledger.Add(new TrainingPosition(0, step, step), 0.1, [], ones(2, device: META), zeros(1, device: META));
        Assert.ThrowsAny<Exception>(() => ledger.Read(skipsAreFine: false));
    }
}
