using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>How libtorch computes on CUDA devices.</summary>
public static unsafe class CudaSettings
{
    /// <summary>
    /// Allows or forbids TF32 in float32 convolutions and products, and lets cuDNN time its algorithms on the first step: sizes do not
    /// change in a training. Nothing happens for another device.
    /// </summary>
    /// <param name="device">The device of the training.</param>
    /// <param name="tf32">Whether TF32 is allowed.</param>
    /// <returns>Whether cuDNN was told to time its algorithms: not where this libtorch does not offer it.</returns>
    public static bool Apply(Device device, bool tf32)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA) return false;
        backends.cuda.matmul.allow_tf32 = tf32;
        backends.cudnn.allow_tf32 = tf32;
        return TuneCudnn(device);
    }

    /// <summary>Lets cuDNN time its algorithms when it first sees a size, and keep to the fastest. Nothing happens for another device.</summary>
    /// <param name="device">The device that computes.</param>
    /// <returns>Whether cuDNN was told to: not where this libtorch does not offer it.</returns>
    public static bool TuneCudnn(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA && TuneCudnn();
    }

    // at::globalContext().setBenchmarkCuDNN(true), which TorchSharp does not bind.
    internal static bool TuneCudnn()
    {
        var (context, set) = OperatingSystem.IsWindows()
            ? (NativeBackend.Export("?globalContext@at@@YAAEAVContext@1@XZ"), NativeBackend.Export("?setBenchmarkCuDNN@Context@at@@QEAAX_N@Z"))
            : (NativeBackend.Export("_ZN2at13globalContextEv"), NativeBackend.Export("_ZN2at7Context17setBenchmarkCuDNNEb"));
        if (context is null || set is null) return false;
        var global = ((delegate* unmanaged<nint>)context)();
        ((delegate* unmanaged<nint, byte, void>)set)(global, 1);
        return true;
    }
}
