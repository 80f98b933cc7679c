using MultiBox.Native;
using static TorchSharp.torch;

namespace MultiBox.Inference.Tests;

/// <summary>The settings are libtorch's own, and are there without a CUDA device, too.</summary>
public sealed class ExactFloat32Tests : IDisposable
{
    private readonly (bool, bool) _before;

    public ExactFloat32Tests()
    {
        NativeBackend.Load();
        _before = Allowed;
    }

    private static (bool Products, bool Convolutions) Allowed
    {
        get => (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
        set => (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = value;
    }

    public void Dispose() => Allowed = _before;

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void The_last_of_overlapping_regions_brings_back_what_was_allowed(bool products, bool convolutions)
    {
        Allowed = (products, convolutions);
        var first = ExactFloat32.Begin();
        var second = ExactFloat32.Begin();
        Assert.Equal((false, false), Allowed);
        first.Dispose();
        first.Dispose();
        Assert.Equal((false, false), Allowed);
        second.Dispose();
        Assert.Equal((products, convolutions), Allowed);
    }

    [Fact]
    public void A_processor_needs_none()
    {
        Assert.Null(ExactFloat32.On(CPU));
        Assert.False(CudaSettings.TuneCudnn(CPU));
    }

    [Fact]
    public void CuDNN_can_be_told_to_time_its_algorithms() => Assert.True(CudaSettings.TuneCudnn());
}
