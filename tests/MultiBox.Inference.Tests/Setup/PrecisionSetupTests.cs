using MultiBox.Experiments;
using MultiBox.Inference.Setup;
using static TorchSharp.torch;

namespace MultiBox.Inference.Tests.Setup;

public sealed class PrecisionSetupTests
{
    [Theory]
    [InlineData(NumericPrecision.Auto, true, "precision bf16 (demo.precision is auto, and the processor has instructions for bfloat16)", false)]
    [InlineData(NumericPrecision.Auto, false, "precision fp32 (demo.precision is auto, and the processor has no instructions for bfloat16)", false)]
    [InlineData(NumericPrecision.Fp32, true, "precision fp32 (demo.precision)", false)]
    [InlineData(NumericPrecision.Bf16, true, "precision bf16 (demo.precision)", false)]
    [InlineData(NumericPrecision.Bf16, false, "precision bf16 (demo.precision)", true)]
    [InlineData(NumericPrecision.Fp16, true, "precision fp16 (demo.precision)", true)]
    public void A_processor_is_asked_for_what_it_has(NumericPrecision asked, bool bfloat16, string said, bool warns)
    {
        var choice = PrecisionSetup.OnCpu("demo.precision", asked, bfloat16);
        Assert.Equal(said, choice.ToString());
        Assert.Equal((warns, warns), (choice.Warning is not null, choice.Emulated));
    }

    [Theory]
    [InlineData(NumericPrecision.Auto, "9.0", ScalarType.BFloat16, false)]
    [InlineData(NumericPrecision.Auto, "8.0", ScalarType.BFloat16, false)]
    [InlineData(NumericPrecision.Auto, "7.5", ScalarType.Float16, false)]
    [InlineData(NumericPrecision.Auto, "6.1", ScalarType.Float32, false)]
    [InlineData(NumericPrecision.Auto, null, ScalarType.Float32, false)]
    [InlineData(NumericPrecision.Bf16, "8.6", ScalarType.BFloat16, false)]
    [InlineData(NumericPrecision.Bf16, "7.5", ScalarType.BFloat16, true)]
    [InlineData(NumericPrecision.Fp16, "7.5", ScalarType.Float16, false)]
    [InlineData(NumericPrecision.Fp32, "9.0", ScalarType.Float32, false)]
    public void A_CUDA_device_is_asked_for_what_it_has(NumericPrecision asked, string? capability, ScalarType type, bool warns)
    {
        var choice = PrecisionSetup.OnCuda("evaluate.precision", asked, capability is null ? null : Version.Parse(capability));
        Assert.Equal(type, choice.Type);
        Assert.StartsWith("evaluate.precision", choice.Reason, StringComparison.Ordinal);
        Assert.False(choice.Emulated);
        Assert.Equal(warns, choice.Warning is not null);
    }
}
