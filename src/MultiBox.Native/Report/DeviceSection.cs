using System.Globalization;
using TorchSharp;

namespace MultiBox.Native.Report;

/// <summary>The devices to compute on.</summary>
internal static class DeviceSection
{
    private const string Section = "Devices";

    internal static IEnumerable<ReportLine> Lines()
    {
        yield return new ReportLine(Section, "cpu", "available");
        // Without a backend there is nothing to count, and the backend's section says why.
        if (NativeBackend.TryLoad() is not null) yield break;
        var cards = OtherProgram.Ask("nvidia-smi", "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits");
        var hasCuda = NativeBackend.LoadedFrom is { } folder && File.Exists(Path.Combine(folder, LibTorchFolder.FileName("torch_cuda")));
        foreach (var line in Cuda(DeviceSelector.CudaDevices(), Cards(cards), hasCuda, DeviceAbilities.CudaDriver(), FaultOf)) yield return line;
    }

    /// <summary>The CUDA devices that libtorch sees and whether they compute, or why it sees none of the cards that the driver sees.</summary>
    /// <param name="count">How many libtorch sees.</param>
    /// <param name="cards">The cards that the driver sees.</param>
    /// <param name="hasCuda">Whether libtorch is a build with CUDA.</param>
    /// <param name="driver">The latest CUDA that the driver supports, null where there is none.</param>
    /// <param name="faultOf">Computes on a device, and says what went wrong; null where nothing did.</param>
    internal static IEnumerable<ReportLine> Cuda(int count, IReadOnlyList<string> cards, bool hasCuda, Version? driver, Func<int, string?> faultOf)
    {
        for (var i = 0; i < count; i++)
        {
            // With fewer devices than cards, a list such as CUDA_VISIBLE_DEVICES hides some, and which is which is not known.
            var card = cards.Count == count ? cards[i] : "available";
            yield return faultOf(i) is not { } fault
                ? new ReportLine(Section, $"cuda:{i}", card)
                : new ReportLine(Section, $"cuda:{i}", $"{card}; does not compute: {fault}", ReportStatus.Error,
                    $"where it says that there is no kernel image, libtorch {NativeBackend.Version} was not built for this card: set " +
                    $"{NativeBackend.EnvironmentVariable} to a PyTorch {NativeBackend.ExpectedVersion} that was; or compute with --device cpu.");
        }

        if (count > 0) yield break;
        // A container may have the driver's library without its program, which names the cards.
        var seen = cards.Count > 0 ? string.Join("; ", cards) : "a card";
        yield return (cards.Count > 0 || driver is not null, hasCuda) switch
        {
            (false, false) => new ReportLine(Section, "cuda", "none"),
            (false, true) => new ReportLine(Section, "cuda", "none; libtorch has CUDA, but there is no driver that tells of a card", ReportStatus.Warning,
                "install the card's driver, or compute on the processor."),
            (true, false) => new ReportLine(Section, "cuda", $"libtorch is a build for the processor, the driver sees {seen}", ReportStatus.Warning,
                $"build with -p:Accelerator=cuda, or set {NativeBackend.EnvironmentVariable} to the folder of an installed PyTorch " +
                $"{NativeBackend.ExpectedVersion} with CUDA."),
            (true, true) => new ReportLine(
                Section, "cuda", $"libtorch {NativeBackend.Version} sees none, the driver{(driver is null ? "" : $" (up to CUDA {driver})")} sees {seen}", ReportStatus.Warning,
                "the driver must support the CUDA that libtorch was built with (cu128 in its version is CUDA 12.8): update it, or take a PyTorch for an older CUDA; " +
                "and the variable CUDA_VISIBLE_DEVICES must not hide the cards."),
        };
    }

    // A convolution and a product: what a network needs of it.
    private static string? FaultOf(int index)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            var device = torch.device(DeviceType.CUDA, index);
            var product = torch.ones([4, 4], device: device).mm(torch.ones([4, 4], device: device)).sum().item<float>();
            var convolved = torch.nn.functional.conv2d(torch.ones([1, 2, 3, 3], device: device), torch.ones([2, 2, 3, 3], device: device)).sum().item<float>();
            return (product, convolved) == (64, 36) ? null : string.Create(CultureInfo.InvariantCulture, $"a product and a convolution sum to {product} and {convolved}, expected 64 and 36");
        }
        catch (Exception e)
        {
            return e.Message.Split('\n')[0];
        }
    }

    /// <summary>Reads nvidia-smi's lines <c>name, total, free</c> (memory in MiB).</summary>
    /// <param name="output">Its output, or null when there is no driver.</param>
    internal static IReadOnlyList<string> Cards(string? output) =>
        [.. (output ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Card)];

    private static string Card(string line)
    {
        var parts = line.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 3 && Mebibytes(parts[1]) is { } total && Mebibytes(parts[2]) is { } free
            ? $"{parts[0]}, {SystemFile.Size(total)}, {SystemFile.Size(free)} free"
            : line;
    }

    private static long? Mebibytes(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number << 20 : null;
}
