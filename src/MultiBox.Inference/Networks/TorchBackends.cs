using MultiBox.Abstractions;
using MultiBox.Model;
using MultiBox.Native;
using MultiBox.TorchScript;
using TorchSharp;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>
/// Chooses how libtorch computes a model: compiled on a CPU, else as its modules define it, which CUDA does and networks with a part that
/// does not describe itself.
/// </summary>
internal static class TorchBackends
{
    /// <summary>A backend for a model that stays its owner's. Changes of its weights may not show in it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">The type of convolutions: float32, bfloat16 or float16.</param>
    /// <param name="batchSize">The usual number of images of a pass.</param>
    public static INetworkBackend Of(SsdModel model, ScalarType precision, int batchSize)
    {
        if (Compiled(model, precision, batchSize) is { } compiled) return compiled;
        return Modules(model, owned: false, precision);
    }

    /// <summary>A backend that takes over a model: it is disposed with the backend, or at once where that needs it no more.</summary>
    /// <param name="model">The model.</param>
    /// <param name="precision">The type of convolutions: float32, bfloat16 or float16.</param>
    /// <param name="batchSize">The usual number of images of a pass.</param>
    public static INetworkBackend Take(SsdModel model, ScalarType precision, int batchSize)
    {
        if (Compiled(model, precision, batchSize) is not { } compiled) return Modules(model, owned: true, precision);
        model.Dispose();
        return compiled;
    }

    private static TorchBackend Modules(SsdModel model, bool owned, ScalarType precision)
    {
        model.Network.eval();
        CudaSettings.TuneCudnn(model.Device);
        return new TorchBackend(model, owned, precision, IsEmulated(model, precision) ? EmulatedConvolutions.Install(model.Network) : null);
    }

    private static bool IsEmulated(SsdModel model, ScalarType precision) => model.Device.type == DeviceType.CPU && !DeviceAbilities.CpuComputes(precision);

    private static CompiledBackend? Compiled(SsdModel model, ScalarType precision, int batchSize)
    {
        if (model.Device.type != DeviceType.CPU) return null;
        var options = new CompileOptions { InputSize = model.InputSize, Batch = batchSize, Precision = precision, Emulated = IsEmulated(model, precision) };
        try
        {
            return new CompiledBackend(CompiledNetwork.Compile(model.Network, options), model.InputSize);
        }
        catch (MultiBoxException)
        {
            return null; // A part does not describe itself.
        }
    }
}
