using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>An open safetensors file whose header was read and whose tensors are read one by one into memory of the caller's.</summary>
public sealed class SafetensorsFile : IDisposable
{
    internal const string Format = "safetensors";

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string path, FileStream stream)
    {
        (_path, _stream) = (path, stream);
        var reader = new ByteReader(stream);
        if (reader.Remaining < sizeof(ulong)) throw new InvalidDataException($"at least {sizeof(ulong)} bytes are expected, found {reader.Remaining}");
        var length = reader.U64();
        if (length > (ulong)reader.Remaining) throw new InvalidDataException($"its header claims {length} bytes, but {reader.Remaining} follow");
        if (length > SafetensorsHeader.MaxBytes) throw new InvalidDataException($"its header claims {length} bytes, more than the {SafetensorsHeader.MaxBytes} that the format allows");
        var json = reader.Bytes((long)length);
        _dataStart = reader.Position;
        _header = SafetensorsHeader.Parse(json, reader.Remaining);
    }

    /// <summary>The tensors in the header's order; each name once.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The pairs of <c>__metadata__</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file; the caller disposes it.</returns>
    /// <exception cref="MultiBoxException">It cannot be read or is damaged: what and where.</exception>
    public static SafetensorsFile Open(string path)
    {
        var stream = WeightStream.Open(path);
        try
        {
            return WeightStream.Guard(path, Format, () => new SafetensorsFile(path, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads the numbers of a tensor.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="data">Filled with the numbers, little-endian, in row-major order; <see cref="SafetensorsEntry.Bytes"/> long.</param>
    /// <exception cref="MultiBoxException">The file cannot be read, e.g. as it was cut meanwhile.</exception>
    public void Read(SafetensorsEntry entry, Span<byte> data)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, entry.Bytes);
        try
        {
            _stream.Position = _dataStart + entry.Begin;
            _stream.ReadExactly(data);
        }
        catch (IOException fault)
        {
            throw WeightStream.Unreadable(_path, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
