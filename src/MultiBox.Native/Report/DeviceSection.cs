using System.Globalization;

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
        foreach (var line in Cuda(DeviceSelector.CudaDevices(), Cards(cards))) yield return line;
    }

    /// <summary>The CUDA devices that libtorch sees, or why it sees none of the cards that the driver sees.</summary>
    /// <param name="count">How many libtorch sees.</param>
    /// <param name="cards">The cards that the driver sees.</param>
    internal static IEnumerable<ReportLine> Cuda(int count, IReadOnlyList<string> cards)
    {
        // With fewer devices than cards, a list such as CUDA_VISIBLE_DEVICES hides some, and which is which is not known.
        for (var i = 0; i < count; i++)
            yield return new ReportLine(Section, $"cuda:{i}", cards.Count == count ? cards[i] : "available");
        if (count == 0 && cards.Count == 0) yield return new ReportLine(Section, "cuda", "none");
        if (count == 0 && cards.Count > 0)
        {
            yield return new ReportLine(Section, "cuda", $"libtorch sees none, the driver sees {string.Join("; ", cards)}", ReportStatus.Warning,
                $"build with -p:Accelerator=cuda, or set {NativeBackend.EnvironmentVariable} to the folder of an installed PyTorch " +
                $"{NativeBackend.ExpectedVersion} with CUDA; the variable CUDA_VISIBLE_DEVICES must not hide the cards.");
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
