using MultiBox.Plugins.Loss;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Plugins.Tests.Loss;

/// <summary>
/// Losses on the device that holds shapes and no data: whatever waits for a result of the device - a number that is read, a shape that depends on
/// data - fails there. The gradients of the box regression are left out: libtorch has no such kernels of smooth-L1 and of bounds.
/// </summary>
public sealed class NoReadBackTests
{
    [Theory]
    [MemberData(nameof(BoxRegressionTests.Losses), MemberType = typeof(BoxRegressionTests))]
    public void A_loss_needs_no_result_of_the_device(string loss, BoxLoss boxLoss)
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(2);
        var there = predictions with { Offsets = OnMeta(predictions.Offsets), Logits = OnMeta(predictions.Logits) };
        var terms = LossProblem.Create(loss, boxLoss).Compute(there, LossProblem.TwoImages);
        terms.Classification.backward();
        Assert.Equal(2, terms.Positives);
        Assert.Equal(there.Logits.shape, there.Logits.grad!.shape);
        Assert.Equal((DeviceType.META, DeviceType.META), (terms.Classification.device_type, terms.Localization.device_type));
    }

    [Fact]
    public void Ignored_default_boxes_need_none_either()
    {
        using var scope = NewDisposeScope();
        var predictions = LossProblem.Predictions(1);
        var there = predictions with { Offsets = OnMeta(predictions.Offsets), Logits = OnMeta(predictions.Logits) };
        var loss = new FocalLoss(new FocalLossOptions { BackgroundIou = 0.1f }, LossProblem.Context(3, LossProblem.Six));
        loss.Compute(there, [LossProblem.TwoImages[0]]).Classification.backward();
        Assert.Equal(there.Logits.shape, there.Logits.grad!.shape);
    }

    // Without this the others would prove nothing.
    [Fact]
    public void That_device_refuses_what_waits_for_results()
    {
        using var scope = NewDisposeScope();
        var there = OnMeta(ones(3));
        Assert.ThrowsAny<Exception>(() => there.sum().item<float>());
        Assert.ThrowsAny<Exception>(() => there.cpu());
        Assert.ThrowsAny<Exception>(() => there.nonzero());
        Assert.ThrowsAny<Exception>(() => there.masked_select(there > 0));
        Assert.ThrowsAny<Exception>(() => there[there > 0]);
    }

    private static Tensor OnMeta(Tensor tensor) => tensor.detach().to(META).requires_grad_();
}
