using MultiBox.Abstractions;
using MultiBox.Pipeline.Training;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.Training;

public sealed class LossLedgerTests
{
    [Fact]
    public void Steps_that_a_loss_scale_skips_are_fine_until_they_never_end()
    {
        using var ledger = new LossLedger(10, CPU);
        for (var round = 0; round < 3; round++) Assert.Equal(10, Read(skipped: 10).Count);
        // One step that is taken starts the count anew.
        Read(skipped: 9);
        for (var round = 0; round < 3; round++) Read(skipped: 10);
        var fault = Assert.Throws<MultiBoxException>(() => Read(skipped: 10));
        Assert.StartsWith("Gradients of 40 steps in a row are, whatever the loss scale, not finite in epoch 1, batch ", fault.Message, StringComparison.Ordinal);

        IReadOnlyList<StepLosses> Read(int skipped)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 10; i++) ledger.Add(new TrainingPosition(0, i + 1, i + 1), 0.1, [], ones(2), full(1, i < skipped ? 1f : 0f));
            return ledger.Read(skipsAreFine: true);
        }
    }
}
