using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Writes MXNet's <c>.params</c> files, version 2.</summary>
internal static class MxnetParamsWriter
{
    private const int Cpu = 1;

    /// <summary>What the format has no place for, a line for each fault.</summary>
    /// <param name="tensors">The arrays.</param>
    public static IEnumerable<string> Faults(IEnumerable<TensorSource> tensors) => tensors.Select(Fault).OfType<string>();

    /// <summary>Writes arrays; a file that exists is replaced.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="tensors">The arrays, without faults; their names begin with <c>arg:</c> or <c>aux:</c> where MXNet is to load them as a model.</param>
    /// <exception cref="MultiBoxException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors)
    {
        AtomicFile.Write(path, stream =>
        {
            // Small parts; the arrays' numbers go past it.
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
            writer.Write(MxnetParams.ListMagic);
            writer.Write(0UL);
            writer.Write((ulong)tensors.Count);
            foreach (var tensor in tensors)
            {
                WriteHead(writer, tensor);
                writer.Flush();
                tensor.WriteTo(stream);
            }

            writer.Write((ulong)tensors.Count);
            foreach (var name in tensors.Select(tensor => Encoding.UTF8.GetBytes(tensor.Name)))
            {
                writer.Write((ulong)name.Length);
                writer.Write(name);
            }
        });
    }

    private static void WriteHead(BinaryWriter writer, TensorSource tensor)
    {
        writer.Write(MxnetParams.V2);
        writer.Write(0); // Dense.
        writer.Write(tensor.Shape.Count);
        foreach (var size in tensor.Shape) writer.Write(size);
        writer.Write(Cpu);
        writer.Write(0); // The first one.
        writer.Write(MxnetParams.Flag(tensor.Type)!.Value);
    }

    private static string? Fault(TensorSource tensor)
    {
        var text = $"{tensor.Name}: {tensor.Type} [{string.Join(", ", tensor.Shape)}]";
        if (MxnetParams.Flag(tensor.Type) is null) return $"{text}: a type that it lacks. Convert it to F32, or write safetensors.";
        // To version 2 a shape without sizes, or with a 0, is one that is not known yet.
        return tensor.Count == 0 || tensor.Shape.Count == 0 ? $"{text}: a shape that it lacks. Leave the tensor out, give a single number the shape [1], or write safetensors." : null;
    }
}
