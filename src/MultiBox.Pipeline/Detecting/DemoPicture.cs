using MultiBox.Abstractions;
using MultiBox.Data;
using MultiBox.Imaging;

namespace MultiBox.Pipeline.Detecting;

/// <summary>A picture of the demonstration: a file, or one of the data set.</summary>
internal sealed class DemoPicture
{
    private readonly string _place;
    private readonly Func<byte[]> _read;

    private DemoPicture(string name, string place, Func<byte[]> read) => (Name, _place, _read) = (name, place, read);

    /// <summary>Its file name, which results carry.</summary>
    public string Name { get; }

    /// <summary>A file.</summary>
    /// <param name="path">The file.</param>
    public static DemoPicture Of(string path) => new(Path.GetFileName(path), path, () => File.ReadAllBytes(path));

    /// <summary>The picture of a record: as its source has it, or from the split's pack when the source is gone.</summary>
    /// <param name="split">The split.</param>
    /// <param name="index">The index of the record.</param>
    public static DemoPicture Of(PreparedSplit split, int index)
    {
        var record = split.Records[index];
        var picture = record.Picture;
        var name = picture is { Offset: 0, Length: null } ? Path.GetFileName(picture.Path) : record.Id;
        return new DemoPicture(name, picture.ToString(), () =>
        {
            byte[] buffer = [];
            return (File.Exists(picture.Path) ? SourcePictures.Read(picture, ref buffer) : split.Pictures.Read(index, ref buffer)).ToArray();
        });
    }

    /// <summary>The encoded picture.</summary>
    /// <exception cref="MultiBoxException">It cannot be read.</exception>
    public byte[] Read()
    {
        try
        {
            return _read();
        }
        catch (InvalidDataException fault)
        {
            throw new MultiBoxException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{_place}: cannot be read ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    /// <summary>The picture.</summary>
    /// <exception cref="MultiBoxException">It cannot be read or decoded.</exception>
    public RgbImage Decode()
    {
        var encoded = Read();
        try
        {
            return ImageFile.Decode(encoded, _place);
        }
        catch (InvalidDataException fault)
        {
            throw new MultiBoxException($"{fault.Message}\nLeave it out, or convert it to JPEG or PNG.", fault);
        }
    }
}
