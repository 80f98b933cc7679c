using System.Globalization;
using MultiBox.Abstractions;
using TorchSharp;

namespace MultiBox.Native;

/// <summary>Chooses the device that a program computes on from what a user typed.</summary>
public static class DeviceSelector
{
    private static readonly string[] Names = ["auto", "cpu", "cuda"];

    /// <summary>
    /// The device for a text, without regard to case: <c>auto</c> (the first CUDA device, or the CPU where there is none),
    /// <c>cpu</c>, <c>cuda</c> (the first one) or <c>cuda:N</c> (N counts from 0).
    /// </summary>
    /// <param name="text">What was typed.</param>
    /// <returns>The device; CUDA devices carry their index.</returns>
    /// <exception cref="MultiBoxException">The text is none of these, or there is no such CUDA device, or libtorch cannot be loaded.</exception>
    public static torch.Device Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (type, index) = Choose(text, CudaDevices);
        // TorchSharp's first use, this one included, loads libtorch its own way unless it is loaded.
        NativeBackend.Load();
        return torch.device(type, index);
    }

    /// <summary>The kind and index of the device for a text, given the number of CUDA devices; the CPU's index is -1.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="cudaDevices">Counts the CUDA devices; called only when the text depends on them.</param>
    internal static (DeviceType Type, int Index) Choose(string text, Func<int> cudaDevices)
    {
        var name = text.Trim().ToLowerInvariant();
        if (name == "cpu" || (name == "auto" && cudaDevices() == 0)) return (DeviceType.CPU, -1);
        if (name == "auto") return (DeviceType.CUDA, 0);

        var (kind, indexText) = name.IndexOf(':', StringComparison.Ordinal) is var at and >= 0 ? (name[..at], name[(at + 1)..]) : (name, "0");
        if (kind != "cuda" || !int.TryParse(indexText, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            throw new MultiBoxException(
                $"device '{text}': there is no such device.{(kind == "cuda" ? "" : DidYouMean.Sentence(kind, Names))}\n" +
                "  Expected: auto, cpu, cuda or cuda:N, where N counts from 0.");
        }

        var count = cudaDevices();
        if (count == 0) throw new MultiBoxException(NoCuda(text));
        if (index >= count)
        {
            var found = count == 1 ? "1 CUDA device: cuda:0." : $"{count} CUDA devices: cuda:0 to cuda:{count - 1}.";
            throw new MultiBoxException($"device '{text}': there is no such CUDA device.\n  Found: {found}");
        }

        return (DeviceType.CUDA, index);
    }

    /// <summary>How many CUDA devices libtorch sees; 0 in a build without CUDA.</summary>
    /// <exception cref="MultiBoxException">libtorch cannot be loaded.</exception>
    internal static int CudaDevices()
    {
        NativeBackend.Load();
        return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
    }

    private static string NoCuda(string text) =>
        $"device '{text}': libtorch sees no CUDA device.\n" +
        $"  Found: libtorch {NativeBackend.Version}, loaded from {NativeBackend.LoadedFrom ?? LibTorchVersion.Unknown}. Doctor shows it with " +
        "the graphics cards and the driver.\n" +
        $"  To do: build with -p:Accelerator=cuda, or set {NativeBackend.EnvironmentVariable} to the folder of an installed PyTorch " +
        $"{NativeBackend.ExpectedVersion} with CUDA; or choose cpu or auto.";
}
