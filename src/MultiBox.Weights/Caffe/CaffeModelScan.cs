using Google.Protobuf;
using MultiBox.Weights.Caffe;

namespace MultiBox.Weights;

/// <summary>
/// Goes through a caffemodel before it is read: a message may be written in two bytes but takes a hundred in memory, so a file with
/// more of them than any network has is refused.
/// </summary>
internal static class CaffeModelScan
{
    private const int MaxDepth = 16;

    // Of all sizes of a blob, packed or not: sizes take more memory than bytes in the file.
    private const int MaxShapeBytes = 128;

    private const int LengthDelimited = 2;

    /// <summary>Opens a stream for reading by Google's library; to dispose what is returned would close the stream.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    public static CodedInputStream Open(Stream stream) =>
        // The size limit is the file's own: a length inside it that claims more ends the reading.
        CodedInputStream.CreateWithLimits(stream, (int)Math.Max(1, stream.Length), MaxDepth);

    /// <summary>Counts the messages.</summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <exception cref="InvalidDataException">There are too many.</exception>
    /// <exception cref="InvalidProtocolBufferException">It is no such file.</exception>
    public static void Check(Stream stream)
    {
        var input = Open(stream);
        var messages = 0;
        Fields(input, stream.Length, tag =>
        {
            if (tag is not (Network.LayerFieldNumber or Network.LayersFieldNumber)) return false;
            Count(ref messages);
            var blobs = tag == Network.LayerFieldNumber ? Layer.BlobsFieldNumber : OldLayer.BlobsFieldNumber;
            Fields(input, End(input), field => field == blobs && Blob(input, ref messages));
            return true;
        });
    }

    private static bool Blob(CodedInputStream input, ref int messages)
    {
        Count(ref messages);
        var shapeBytes = 0L;
        Fields(input, End(input), field =>
        {
            if (field != Caffe.Blob.ShapeFieldNumber) return false;
            var start = input.Position;
            var end = End(input);
            shapeBytes += end - start;
            if (shapeBytes > MaxShapeBytes) throw new InvalidDataException($"a blob before byte {end} has sizes of {shapeBytes} bytes, expected at most {MaxShapeBytes}");
            Fields(input, end, _ => false);
            return true;
        });
        return true;
    }

    // Goes through a message's fields; a field of a message within is offered first.
    private static void Fields(CodedInputStream input, long end, Func<int, bool> enter)
    {
        while (input.Position < end && input.ReadTag() is var tag and not 0)
        {
            if ((tag & 7) != LengthDelimited || !enter((int)(tag >> 3))) input.SkipLastField();
        }

        if (input.Position != end) throw new InvalidDataException($"a message ends at byte {input.Position}, expected byte {end}");
    }

    private static long End(CodedInputStream input)
    {
        var length = input.ReadLength();
        return length >= 0 ? input.Position + length : throw new InvalidDataException($"a message of {length} bytes at byte {input.Position}");
    }

    private static void Count(ref int messages)
    {
        if (++messages > WeightLimits.Tensors) throw new InvalidDataException($"it has more than {WeightLimits.Tensors} layers and blobs");
    }
}
