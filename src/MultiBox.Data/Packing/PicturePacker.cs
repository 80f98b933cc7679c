using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using MultiBox.Imaging;

namespace MultiBox.Data;

/// <summary>
/// Makes pictures ready for a pack: reads, checks, hashes and, where that is asked for, shrinks them, or takes them over from an
/// earlier pack. Safe for several threads.
/// </summary>
internal sealed class PicturePacker(PackOptions options, EarlierPacks earlier)
{
    // The largest picture that is decoded, uncompressed and with some room.
    private const int MaxBytes = 512 << 20;

    // Whole pictures are decoded to four bytes a pixel and packed to three. What shrinks while it is decoded needs less.
    private const int BytesPerPixel = 7;

    /// <summary>How much memory a picture may need at once, roughly, in bytes.</summary>
    /// <param name="record">The image.</param>
    /// <param name="length">The length of its encoded picture in bytes.</param>
    public static long MemoryNeeded(ImageRecord record, long length) => ((long)record.Width * record.Height * BytesPerPixel) + (2 * length);

    /// <summary>Makes a picture ready.</summary>
    /// <param name="record">The image.</param>
    /// <returns>The picture, or what is wrong with it. The receiver disposes it.</returns>
    public ReadyPicture Pack(ImageRecord record)
    {
        try
        {
            var look = FileStamp.Of(record.Picture.Path);
            return (earlier.Find(record.Picture, look) is { } known ? TakeOver(known, record, look) : null) ?? Read(record);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return ReadyPicture.Unusable("damaged picture", "a whole JPEG, PNG, BMP, WebP or GIF file", Reason(e.Message, record.Picture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ReadyPicture.Unusable("unreadable picture", "a readable file", e.Message.TrimEnd('.'));
        }
    }

    // Null when the earlier pack is damaged there, or the picture's size is in doubt: then the source decides.
    private static ReadyPicture? TakeOver(EarlierPicture known, ImageRecord record, FileStamp stamp)
    {
        if ((known.Record.Width, known.Record.Height) != (record.Width, record.Height)) return null;
        var bytes = ArrayPool<byte>.Shared.Rent(known.Stored.Length);
        if (known.Pack.TryCopy(known.Index, bytes.AsSpan(0, known.Stored.Length))) return ReadyPicture.OfRented(bytes, known.Stored, stamp, isTakenOver: true);
        ArrayPool<byte>.Shared.Return(bytes);
        return null;
    }

    private ReadyPicture Read(ImageRecord record)
    {
        using var file = File.OpenHandle(record.Picture.Path);
        // Before the content: a change in between shows as a change next time.
        var stamp = FileStamp.Of(file);
        var length = record.Picture.Length ?? (stamp.Size - record.Picture.Offset);
        if (length is < 0 or > MaxBytes)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{length} bytes, which is no size of a picture"));
        }

        var bytes = ArrayPool<byte>.Shared.Rent((int)length);
        ReadyPicture? ready = null;
        try
        {
            var encoded = bytes.AsSpan(0, (int)length);
            SourcePictures.Read(file, record.Picture, encoded);
            var content = Sha256Sum.Of(encoded);
            return ready = (earlier.Find(content) is { } equal ? TakeOver(equal, record, stamp) : null) ?? Check(record, bytes, (int)length, content, stamp);
        }
        finally
        {
            if (ready?.Holds(bytes) != true) ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private ReadyPicture Check(ImageRecord record, byte[] bytes, int length, Sha256Sum content, FileStamp stamp)
    {
        var encoded = bytes.AsSpan(0, length);
        var name = record.Picture.ToString();
        var thumbnail = Thumbnail.Decode(encoded, name);
        if ((thumbnail.Width, thumbnail.Height) != (record.Width, record.Height))
        {
            return ReadyPicture.Unusable(
                "the picture's size is not its annotation's", Size(record.Width, record.Height), Size(thumbnail.Width, thumbnail.Height));
        }

        var hash = DifferenceHash.Of(thumbnail.Image);
        if (options.Shrink(record.Width, record.Height) is not { } size)
        {
            return ReadyPicture.OfRented(
                bytes, new PackedPicture(0, length, XxHash3.HashToUInt64(encoded), record.Width, record.Height, hash, content), stamp, isTakenOver: false);
        }

        var shrunk = ImageFile.EncodeJpeg(
            ImageResizer.Resize(ImageFile.Decode(encoded, name), size.Width, size.Height, Interpolation.Area), options.Quality);
        return ReadyPicture.Of(shrunk, new PackedPicture(0, shrunk.Length, XxHash3.HashToUInt64(shrunk), size.Width, size.Height, hash, content), stamp);
    }

    private static string Size(int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{width}x{height}");

    // The first clause of a message, without the name that the report gives anyway.
    private static string Reason(string message, PictureLocation picture)
    {
        var name = $"{picture}: ";
        if (message.StartsWith(name, StringComparison.Ordinal)) message = message[name.Length..];
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
