using System.Runtime.InteropServices;
using MultiBox.Abstractions;
using static TorchSharp.torch;

namespace MultiBox.Inference.Networks;

/// <summary>Brings a network's output into plain memory.</summary>
internal static class TensorOutput
{
    /// <summary>Copies predictions.</summary>
    /// <param name="output">The network's output, on any device and in any precision; its tensors are the caller's.</param>
    /// <param name="offsets">Receives <c>[N, A, 4]</c> at its beginning.</param>
    /// <param name="logits">Receives <c>[N, A, C]</c> at its beginning.</param>
    public static void Copy(HeadOutput output, float[] offsets, float[] logits)
    {
        Copy(output.Offsets, offsets);
        Copy(output.Logits, logits);
    }

    private static void Copy(Tensor tensor, float[] target)
    {
        using var scope = NewDisposeScope();
        var plain = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        MemoryMarshal.Cast<byte, float>(plain.bytes).CopyTo(target);
    }
}
