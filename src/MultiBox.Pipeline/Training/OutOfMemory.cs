using System.Globalization;
using System.Text.RegularExpressions;
using MultiBox.Abstractions;
using MultiBox.Model;

namespace MultiBox.Pipeline.Training;

/// <summary>Says in the user's terms that memory ran out.</summary>
internal static partial class OutOfMemory
{
    // The allocators', those of CUDA's libraries, and C++'s.
    private static readonly string[] _signs = ["out of memory", "not enough memory", "ALLOC_FAILED", "std::bad_alloc"];

    /// <summary>What a fault of libtorch in a training means when it is about memory.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="model">The model that is trained.</param>
    /// <param name="images">Images of the batch.</param>
    /// <param name="batch">The batch's position in its epoch, from 0.</param>
    /// <returns>The exception to throw, or null when the fault is about something else.</returns>
    public static MultiBoxException? Explain(Exception fault, SsdModel model, int images, int batch) => Explain(
        fault,
        $"Out of memory on {model.Device} in batch {batch + 1} of an epoch, with train.batch_size {images} and model.input_size {model.InputSize}.",
        "Use a smaller train.batch_size (train.accumulate_steps keeps the images of an optimiser step), train.gradient_checkpointing: true, or, on a device with instructions for it, train.precision: bf16.");

    /// <summary>What a fault of libtorch in an evaluation means when it is about memory.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="model">The model that is evaluated.</param>
    /// <param name="images">Images of a batch.</param>
    /// <returns>The exception to throw, or null when the fault is about something else.</returns>
    public static MultiBoxException? ExplainEvaluation(Exception fault, SsdModel model, int images) => Explain(
        fault,
        $"Out of memory on {model.Device} in an evaluation, with evaluate.batch_size {images} and model.input_size {model.InputSize}.",
        "Use a smaller evaluate.batch_size, or, on a device with instructions for it, evaluate.precision: bf16.");

    private static MultiBoxException? Explain(Exception fault, string where, string remedy)
    {
        var text = fault.Message.Split('\n')[0];
        if (!_signs.Any(sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase))) return null;
        var asked = Amount().Match(text) is { Success: true } match
            ? $" It asked for {double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * Mebibytes(match.Groups["unit"].Value):n0} MB more."
            : "";
        return new MultiBoxException($"{where}{asked}\n  Found: {text}\n{remedy}", fault);
    }

    private static double Mebibytes(string unit) => unit switch
    {
        "GiB" => 1 << 10,
        "MiB" => 1,
        "KiB" => 1.0 / (1 << 10),
        _ => 1.0 / (1 << 20),
    };

    // "DefaultCPUAllocator: not enough memory: you tried to allocate 1234 bytes.", "CUDA out of memory. Tried to allocate 2.00 GiB."
    [GeneratedRegex(@"allocate (?<number>\d+(\.\d+)?) (?<unit>bytes|KiB|MiB|GiB)")]
    private static partial Regex Amount();
}
