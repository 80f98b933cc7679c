using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>The messages that all readers share.</summary>
internal static class WeightFaults
{
    /// <summary>A file that breaks its format's rules.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">The format's name.</param>
    /// <param name="why">What is wrong, where.</param>
    public static MultiBoxException Damaged(string path, string format, string why) =>
        new($"{path}: not a whole {format} file: {why}. Fetch or export it again.");

    /// <summary>A file that asks for what is never done.</summary>
    /// <param name="path">The file.</param>
    /// <param name="why">What it asks for, where.</param>
    public static MultiBoxException Refused(string path, string why) =>
        new($"{path}: refused: {why}. Only tensors are read, nothing of a file is ever run. Export the weights alone, e.g. as safetensors.");
}
