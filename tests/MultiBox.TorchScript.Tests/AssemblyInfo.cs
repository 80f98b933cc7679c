using System.Runtime.CompilerServices;
using TorchSharp;

// Tests count live tensors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MultiBox.TorchScript.Tests;

internal static class Startup
{
#pragma warning disable CA2255 // xunit offers no other place that comes before the first test.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void UseOneThread() => torch.set_num_threads(1); // The fastest for networks as small as these, and the same everywhere.
}
