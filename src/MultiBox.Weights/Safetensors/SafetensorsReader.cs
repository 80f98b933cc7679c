using System.Buffers.Binary;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>Reads safetensors files: u64 length of a JSON header, the header, the data.</summary>
public static class SafetensorsReader
{
    /// <summary>Whether a file begins as this format does: a length, then a JSON object.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) =>
        head.Length > 8 && head[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(head) is > 1 and <= SafetensorsHeader.MaxBytes;

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file cannot be read or is damaged: what and where.</exception>
    public static WeightFile Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        WeightStream.RefuseTooLarge(path, file.Entries.Sum(entry => entry.Bytes));
        return WeightStream.Guard(path, SafetensorsFile.Format, () => new WeightFile(path, SafetensorsFile.Format, [.. file.Entries.Select(entry => Load(file, entry))], [])
        {
            Metadata = file.Metadata,
        });
    }

    private static WeightTensor Load(SafetensorsFile file, SafetensorsEntry entry)
    {
        if (entry.Bytes > Array.MaxLength) throw new InvalidDataException($"tensor '{entry.Name}' has {entry.Bytes} bytes, more than one array holds");
        var data = GC.AllocateUninitializedArray<byte>((int)entry.Bytes);
        file.Read(entry, data);
        return new WeightTensor(entry.Name, entry.Type, entry.Shape, data);
    }
}
