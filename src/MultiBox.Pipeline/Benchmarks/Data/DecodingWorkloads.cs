using MultiBox.Data;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Benchmarks.Data;

/// <summary>Decoding alone, of pictures whose encoded bytes are in memory.</summary>
internal sealed class DecodingWorkloads : IDisposable
{
    private readonly PictureDecoder _decoder = new();
    private readonly (byte[] Encoded, string Name)[] _pictures;

    /// <summary>Reads the pictures' files.</summary>
    /// <param name="records">The pictures.</param>
    public DecodingWorkloads(IReadOnlyList<ImageRecord> records) =>
        _pictures = [.. records.Select(record => (File.ReadAllBytes(record.Picture.Path), record.Picture.Path))];

    /// <summary>The workloads: at full resolution, and at half of it, where a JPEG is.</summary>
    public IEnumerable<Workload> All() =>
    [
        Workload.Timed("decode", _ => Decode(DecodeRequest.Whole), hasPeers: true),
        Workload.Timed("decode-half", _ => Decode(new DecodeRequest(Eighths: 4, Area: null)), hasPeers: true),
    ];

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private int Decode(DecodeRequest request)
    {
        foreach (var (encoded, name) in _pictures) _decoder.Decode(encoded, name, request);
        return _pictures.Length;
    }
}
