using System.Runtime.CompilerServices;
using MultiBox.Native;
using TorchSharp;

// Tests count live tensors, and libtorch uses all cores by itself.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MultiBox.Inference.Tests;

internal static class Startup
{
#pragma warning disable CA2255 // xunit offers no other place that comes before the first use of TorchSharp in any test.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void LoadBackend()
    {
        NativeBackend.Load();
        torch.set_num_threads(1);
    }
}
