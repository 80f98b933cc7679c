using MultiBox.Abstractions;
using TorchSharp;

namespace MultiBox.Native.Tests;

public class DeviceSelectorTests
{
    [Theory]
    [InlineData("cpu", 0, DeviceType.CPU, -1)]
    [InlineData(" CPU ", 2, DeviceType.CPU, -1)]
    [InlineData("auto", 0, DeviceType.CPU, -1)]
    [InlineData("auto", 2, DeviceType.CUDA, 0)]
    [InlineData("cuda", 2, DeviceType.CUDA, 0)]
    [InlineData("Cuda:1", 2, DeviceType.CUDA, 1)]
    public void Chooses_the_device(string text, int cudaDevices, DeviceType type, int index) =>
        Assert.Equal((type, index), DeviceSelector.Choose(text, () => cudaDevices));

    [Fact]
    public void Asks_for_no_CUDA_when_the_CPU_is_chosen() =>
        Assert.Equal((DeviceType.CPU, -1), DeviceSelector.Choose("cpu", () => throw new InvalidOperationException("asked")));

    [Fact]
    public void The_CPU_can_be_chosen() => Assert.Equal(DeviceType.CPU, DeviceSelector.Parse("cpu").type);

    [Theory]
    [InlineData("cud", " Did you mean 'cuda'?")]
    [InlineData("cpu:0", " Did you mean 'cpu'?")]
    [InlineData("gpu", " Did you mean 'cpu'?")]
    [InlineData("tensor-unit", "")]
    [InlineData("", "")]
    [InlineData("cuda:", "")]
    [InlineData("cuda:x", "")]
    [InlineData("cuda:-1", "")]
    [InlineData("cuda:1:2", "")]
    [InlineData("cuda:99999999999", "")]
    public void Refuses_what_is_no_device(string text, string suggestion) => Assert.Equal(
        $"device '{text}': there is no such device.{suggestion}\n  Expected: auto, cpu, cuda or cuda:N, where N counts from 0.",
        Fault(text, 1));

    [Fact]
    public void Says_how_many_devices_there_are()
    {
        Assert.Equal("device 'cuda:1': there is no such CUDA device.\n  Found: 1 CUDA device: cuda:0.", Fault("cuda:1", 1));
        Assert.Equal("device 'cuda:7': there is no such CUDA device.\n  Found: 4 CUDA devices: cuda:0 to cuda:3.", Fault("cuda:7", 4));
    }

    [SkippableFact]
    public void Says_what_to_do_when_there_is_no_CUDA_device()
    {
        Skip.If(DeviceSelector.CudaDevices() > 0, "this machine has a CUDA device");
        var message = Assert.Throws<MultiBoxException>(() => DeviceSelector.Parse("cuda")).Message;
        Assert.Equal(
            $"device 'cuda': libtorch sees no CUDA device.\n  Found: libtorch 2.10.0, loaded from {NativeBackend.LoadedFrom}. Doctor shows it with " +
            "the graphics cards and the driver.\n  To do: build with -p:Accelerator=cuda, or set MULTIBOX_LIBTORCH to the folder of an installed " +
            "PyTorch 2.10.0 with CUDA; or choose cpu or auto.", message);
    }

    [Fact]
    public void The_chosen_device_computes()
    {
        var device = DeviceSelector.Parse("auto");
        using var ones = torch.ones(3, device: device);
        using var sum = ones.sum();
        Assert.Equal(3, sum.item<float>());
    }

    private static string Fault(string text, int cudaDevices) =>
        Assert.Throws<MultiBoxException>(() => DeviceSelector.Choose(text, () => cudaDevices)).Message;
}
