using System.Buffers.Binary;
using System.Text.Json;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Writes safetensors files as Python's <c>safetensors</c> does; that reads them.</summary>
internal static class SafetensorsWriter
{
    /// <summary>What the format has no place for, a line for each fault.</summary>
    /// <param name="tensors">The tensors.</param>
    public static IEnumerable<string> Faults(IEnumerable<TensorSource> tensors) => tensors.Where(tensor => tensor.Name == SafetensorsHeader.MetadataKey)
        .Select(tensor => $"{tensor.Name}: the name that the format keeps for itself. Rename the tensor.");

    /// <summary>Writes tensors; a file that exists is replaced.</summary>
    /// <param name="path">The file; it appears whole or not at all.</param>
    /// <param name="tensors">The tensors in the header's order, without faults.</param>
    /// <param name="metadata">Free text pairs for the header.</param>
    /// <exception cref="MultiBoxException">The header is too long, or the file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TensorSource> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        // The widest numbers lie first, so that all are aligned for those who map the file into memory.
        var ordered = tensors.OrderByDescending(tensor => tensor.Type.Size()).ToList();
        var json = Header(tensors, ordered, metadata);
        if (json.Length > SafetensorsHeader.MaxBytes)
        {
            throw WeightFaults.Unwritable(path, SafetensorsFile.Format, [$"a header of {json.Length} bytes; at most {SafetensorsHeader.MaxBytes} are allowed. Shorten names or metadata."]);
        }

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
            stream.Write(length);
            stream.Write(json);
            foreach (var tensor in ordered) tensor.WriteTo(stream);
        });
    }

    private static byte[] Header(IReadOnlyList<TensorSource> tensors, IReadOnlyList<TensorSource> ordered, IReadOnlyDictionary<string, string> metadata)
    {
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        long offset = 0;
        foreach (var tensor in ordered)
        {
            begins[tensor.Name] = offset;
            offset += tensor.Bytes;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0)
            {
                writer.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(key, value);
                writer.WriteEndObject();
            }

            foreach (var tensor in tensors) WriteEntry(writer, tensor, begins[tensor.Name]);
            writer.WriteEndObject();
        }

        // The data starts 8-byte aligned; the format allows trailing spaces.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter writer, TensorSource tensor, long begin)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", SafetensorsTypes.Name(tensor.Type));
        writer.WriteStartArray("shape");
        foreach (var size in tensor.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(begin + tensor.Bytes);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
