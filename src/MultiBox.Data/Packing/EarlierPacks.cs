using MultiBox.Abstractions;

namespace MultiBox.Data;

/// <summary>
/// The packs that an earlier run left: what is in them need not be read, decoded and checked again as long as its source looks the
/// same or holds the same.
/// </summary>
internal sealed class EarlierPacks : IDisposable
{
    private readonly List<DatasetPack> _packs = [];
    private readonly Dictionary<PictureLocation, (EarlierPicture Picture, FileStamp Stamp)> _byPlace = [];
    private readonly Dictionary<Sha256Sum, EarlierPicture> _byContent = [];
    private readonly Dictionary<string, PackedFile> _files = new(StringComparer.Ordinal);
    private readonly PackOptions _options;

    /// <summary>Opens the packs of a folder. Those that are damaged or of another version are passed over.</summary>
    /// <param name="folder">The folder, whether it exists or not; null to take over nothing.</param>
    /// <param name="options">How pictures are to be stored now.</param>
    public EarlierPacks(string? folder, PackOptions options)
    {
        _options = options;
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.GetFiles(folder, "*" + DatasetPack.Extension).Order(StringComparer.Ordinal))
        {
            try
            {
                Add(DatasetPack.Open(path));
            }
            catch (MultiBoxException)
            {
                // Everything that it held is read from the sources again.
            }
        }
    }

    /// <summary>The size of a picture in a file of its own, if the file looks as it did.</summary>
    public (int Width, int Height)? SizeOf(string path)
    {
        if (!_byPlace.TryGetValue(new PictureLocation(path), out var found) || found.Stamp != FileStamp.Of(path)) return null;
        var record = found.Picture.Record;
        return (record.Width, record.Height);
    }

    /// <summary>What a file held, if it looks as it did and was read then.</summary>
    public Sha256Sum? ContentOf(string path, FileStamp stamp) => _files.TryGetValue(path, out var file) && file.Stamp == stamp ? file.Content : null;

    /// <summary>The stored picture of a place whose file looks as it did, if it is stored as it would be now.</summary>
    public EarlierPicture? Find(PictureLocation place, FileStamp stamp) =>
        _byPlace.TryGetValue(place, out var found) && found.Stamp == stamp && IsUsable(found.Picture) ? found.Picture : null;

    /// <summary>A stored picture with some content, if it is stored as it would be now.</summary>
    public EarlierPicture? Find(Sha256Sum content) => _byContent.TryGetValue(content, out var found) && IsUsable(found) ? found : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pack in _packs) pack.Dispose();
    }

    private bool IsUsable(EarlierPicture picture) => picture.Pack.Options.Key == _options.Key;

    private void Add(DatasetPack pack)
    {
        _packs.Add(pack);
        var stamps = new Dictionary<string, FileStamp>(StringComparer.Ordinal);
        foreach (var file in pack.Index.Files)
        {
            stamps[file.Path] = file.Stamp;
            if (file.Content.IsKnown) _files[file.Path] = file;
        }

        for (var i = 0; i < pack.Records.Count; i++)
        {
            var picture = new EarlierPicture(pack, i);
            _byPlace[picture.Record.Picture] = (picture, stamps[picture.Record.Picture.Path]);
            _byContent[picture.Stored.Content] = picture;
        }
    }
}

/// <summary>A picture of an earlier pack.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Index">The index of its record.</param>
internal sealed record EarlierPicture(DatasetPack Pack, int Index)
{
    /// <summary>Its image then.</summary>
    public ImageRecord Record => Pack.Records[Index];

    /// <summary>How it is stored.</summary>
    public PackedPicture Stored => Pack.Index.Pictures[Index];
}
