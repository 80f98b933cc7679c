using System.Globalization;
using System.Text;
using MultiBox.Abstractions;

namespace MultiBox.Weights;

/// <summary>
/// Reads what PyTorch's <c>torch.save</c> wrote of a state dictionary, in its zip form (since 1.6) and the one before. The pickle in
/// it is read, never run: see <see cref="Unpickler"/>. Nested dictionaries give names with dots; a lone <c>state_dict</c>,
/// <c>model_state_dict</c> or <c>model</c> at the top is looked into without its name.
/// </summary>
public static class PyTorchReader
{
    internal const string Format = "PyTorch weight";

    private const long LegacyProtocol = 1001;

    // PROTO 2, LONG1 of ten bytes: 0x1950a86a20f9469cfc6c, STOP.
    private static ReadOnlySpan<byte> LegacyHead => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    private static ReadOnlySpan<byte> ZipHead => "PK\x03\x04"u8;

    /// <summary>Whether a file begins as this format does.</summary>
    /// <param name="head">The first bytes.</param>
    internal static bool Recognises(ReadOnlySpan<byte> head) => head.StartsWith(ZipHead) || head.StartsWith(LegacyHead);

    /// <summary>Reads all tensors.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MultiBoxException">The file cannot be read, is damaged, or asks for more than tensors.</exception>
    public static WeightFile Read(string path) => WeightStream.Read(path, Format, stream =>
    {
        var head = new byte[LegacyHead.Length];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (head.AsSpan(0, length).StartsWith(LegacyHead)) return ReadLegacy(path, stream);
        if (head.AsSpan(0, length).StartsWith(ZipHead)) return ReadZip(path, stream);
        throw new InvalidDataException("it begins neither as a zip archive nor as PyTorch's older form");
    });

    private static WeightFile ReadZip(string path, FileStream stream)
    {
        var archive = new StoredZipReader(stream);
        var name = archive.Names.FirstOrDefault(name => name.EndsWith("/data.pkl", StringComparison.Ordinal) || name == "data.pkl")
            ?? throw new InvalidDataException("it is an archive without a data.pkl");
        var prefix = name[..^"data.pkl".Length];
        if (archive.Length(prefix + "byteorder") is < 16 && Encoding.ASCII.GetString(archive.Read(prefix + "byteorder")).Trim() is var order and not "little")
        {
            throw new InvalidDataException($"its numbers are in byte order '{order}'; only little is read");
        }

        var root = new Unpickler(new ByteReader(new MemoryStream(archive.Read(name)))).Load();
        return StateDictionary.Collect(path, root, stream.Length, storage =>
        {
            var record = $"{prefix}data/{storage.Key}";
            var bytes = archive.Length(record) ?? throw new InvalidDataException($"its record data/{storage.Key} is missing");
            return bytes % storage.Type.Size() == 0 && bytes / storage.Type.Size() == storage.Count
                ? archive.Read(record)
                : throw new InvalidDataException($"its record data/{storage.Key} has {bytes} bytes, expected {storage.Count} numbers of {storage.Type.Size()}");
        });
    }

    private static WeightFile ReadLegacy(string path, FileStream stream)
    {
        var reader = new ByteReader(stream);
        new Unpickler(reader).Load(); // The magic number, compared already.
        if (new Unpickler(reader).Load() is not LegacyProtocol) throw new InvalidDataException($"its protocol is not {LegacyProtocol}");
        if (new Unpickler(reader).Load() is PickleDictionary system && system.Items.Any(item => item is ("little_endian", false)))
        {
            throw new InvalidDataException("its numbers are big-endian; only little-endian ones are read");
        }

        var unpickler = new Unpickler(reader);
        var root = unpickler.Load();
        if (new Unpickler(reader).Load() is not PickleList keys) throw new InvalidDataException($"the list of its storages is missing before byte {reader.Position}");
        var places = new Dictionary<string, (long Position, long Count)>(StringComparer.Ordinal);
        foreach (var item in keys.Items)
        {
            var key = item is string or long ? Convert.ToString(item, CultureInfo.InvariantCulture)! : throw new InvalidDataException("the list of its storages has an entry that is no key");
            var count = reader.I64();
            if (!unpickler.Storages.TryGetValue(key, out var storage)) throw new InvalidDataException($"its storage '{key}' belongs to no tensor, so its type is unknown");
            var size = storage.Type.Size();
            if (count < 0 || count > reader.Remaining / size) throw new InvalidDataException($"its storage '{key}' claims {count} numbers, but {reader.Remaining} bytes follow");
            if (!places.TryAdd(key, (reader.Position, count))) throw new InvalidDataException($"its storage '{key}' is listed twice");
            reader.Position += count * size;
        }

        return StateDictionary.Collect(path, root, stream.Length, storage =>
        {
            if (!places.TryGetValue(storage.Key, out var place) || place.Count != storage.Count) throw new InvalidDataException($"its storage '{storage.Key}' of {storage.Count} numbers is missing");
            reader.Position = place.Position;
            return reader.Bytes(storage.Count * storage.Type.Size());
        });
    }
}
