using MultiBox.Inference.Runs;
using static TorchSharp.torch;

namespace MultiBox.Pipeline.Tests.EndToEnd;

/// <summary>Weights from a formula: a detector that finds the same on every machine, without a training.</summary>
internal static class FormulaWeights
{
    /// <summary>Replaces the values of a checkpoint; names and shapes stay.</summary>
    /// <param name="path">The file of weights.</param>
    /// <param name="background">The bias of the background's logit, by which few default boxes show an object.</param>
    /// <param name="classCount">C, the number of classes with the background.</param>
    public static void Write(string path, float background, int classCount)
    {
        using var scope = NewDisposeScope();
        var saved = Safetensors.Read(path);
        foreach (var (position, (name, old)) in saved.OrderBy(entry => entry.Key, StringComparer.Ordinal).Index())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            var values = Enumerable.Range(0, (int)old.numel()).Select(i => (float)Value(name, old.shape, i, position, background, classCount)).ToArray();
            saved[name] = tensor(values, old.shape);
            old.Dispose();
        }

        Safetensors.Write(path, saved);
        foreach (var value in saved.Values) value.Dispose();
    }

    private static double Value(string name, long[] shape, int i, int position, float background, int classCount)
    {
        if (name.EndsWith("running_mean", StringComparison.Ordinal)) return 0;
        if (name.EndsWith("running_var", StringComparison.Ordinal)) return 1;
        // The classes of a box lie side by side.
        if (name.StartsWith("head.logits", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal)) return i % classCount == 0 ? background : 0;
        // Large logits, so that a few boxes stand out.
        var scale = name.StartsWith("head.logits", StringComparison.Ordinal) ? 30 : 1;
        if (shape.Length == 4) return scale * Math.Sin((1.37 * (i + 1)) + position) * Math.Sqrt(2.0 / (shape[1] * shape[2] * shape[3]));
        return name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0.1 * Math.Cos((0.7 * (i + 1)) + position);
    }
}
