using System.Globalization;
using System.Text.RegularExpressions;
using MultiBox.Abstractions;
using MultiBox.Model;

namespace MultiBox.Pipeline.Training;

/// <summary>Says in the user's terms that memory ran out.</summary>
internal static partial class OutOfMemory
{
    /// <summary>What a fault of libtorch means when it is about memory.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="model">The model that is trained.</param>
    /// <param name="images">Images of the batch.</param>
    /// <param name="batch">The batch's position in its epoch, from 0.</param>
    /// <returns>The exception to throw, or null when the fault is about something else.</returns>
    public static MultiBoxException? Explain(Exception fault, SsdModel model, int images, int batch)
    {
        if (!Is(fault)) return null;
        var text = fault.Message.Split('\n')[0];
        var asked = Bytes().Match(text) is { Success: true } match
            ? $" It asked for {double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) / (1 << 20):n0} MB more."
            : "";
        return new MultiBoxException(
            $"Out of memory on {model.Device} in batch {batch + 1} of an epoch, with train.batch_size {images} and model.input_size {model.InputSize}.{asked}\n" +
            $"  Found: {text}\n" +
            "Use a smaller train.batch_size (train.accumulate_steps keeps the images of an optimiser step), train.gradient_checkpointing: true, or train.precision: bf16.", fault);
    }

    /// <summary>Whether a fault says that memory ran out.</summary>
    /// <param name="fault">A fault of libtorch, or what <see cref="Explain"/> made of it.</param>
    public static bool Is(Exception fault)
    {
        var text = fault.Message.Split('\n')[0];
        return text.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || text.Contains("not enough memory", StringComparison.OrdinalIgnoreCase);
    }

    // "DefaultCPUAllocator: not enough memory: you tried to allocate 1234 bytes."
    [GeneratedRegex(@"allocate (\d+) bytes")]
    private static partial Regex Bytes();
}
