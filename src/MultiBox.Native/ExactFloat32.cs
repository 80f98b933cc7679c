using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Native;

/// <summary>
/// A region in which CUDA devices compute float32 in float32: libtorch otherwise lets cuDNN round the factors of convolutions to TF32, of 10
/// bits. It holds for the whole program, until the last of the regions that began is disposed; then the settings are what they were before
/// the first one.
/// </summary>
public sealed class ExactFloat32 : IDisposable
{
    private static readonly Lock _lock = new();
    private static int _regions;
    private static (bool Products, bool Convolutions) _before;

    private bool _left;

    private ExactFloat32()
    {
    }

    /// <summary>Begins a region.</summary>
    /// <param name="device">The device that computes.</param>
    /// <returns>The region; null for a device other than CUDA, which has no TF32.</returns>
    public static ExactFloat32? On(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA ? Begin() : null;
    }

    /// <summary>Begins a region, whatever the device.</summary>
    internal static ExactFloat32 Begin()
    {
        lock (_lock)
        {
            if (_regions++ == 0)
            {
                _before = (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32);
                Set((false, false));
            }
        }

        return new ExactFloat32();
    }

    /// <summary>Ends the region.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_left) return;
            _left = true;
            if (--_regions == 0) Set(_before);
        }
    }

    private static void Set((bool Products, bool Convolutions) allowed) =>
        (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = allowed;
}
