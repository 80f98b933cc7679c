using System.Collections.Concurrent;
using MultiBox.Abstractions;
using MultiBox.Imaging;
using MultiBox.Inputs;

namespace MultiBox.Inference;

/// <summary>Makes a network's input of pictures, as evaluation does. Serves several threads at once.</summary>
/// <param name="writer">Writes inputs.</param>
internal sealed class PictureReader(InputWriter writer) : IDisposable
{
    // A decoder for each thread that reads at the same time, kept for the next picture; no more of them than can work at once, since
    // each keeps the memory of its last picture.
    private static readonly int MostIdle = Environment.ProcessorCount;

    private readonly ConcurrentBag<PictureDecoder> _idle = [];
    private readonly ConcurrentBag<float[]> _inputs = [];

    /// <summary>The number of values of one input: 3 x S x S.</summary>
    public int Length => writer.Length;

    /// <summary>Memory for one input, of <see cref="Length"/> values.</summary>
    public float[] Rent() => _inputs.TryTake(out var input) ? input : new float[Length];

    /// <summary>Takes memory back, for the next picture.</summary>
    /// <param name="input">From <see cref="Rent"/>.</param>
    public void Return(float[] input)
    {
        if (_inputs.Count < 2 * MostIdle) _inputs.Add(input);
    }

    /// <summary>Reads a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="input">Receives the input, of <see cref="Length"/> values.</param>
    /// <returns>The picture's size.</returns>
    /// <exception cref="MultiBoxException">It cannot be read, or is no picture.</exception>
    public PictureSize Read(DetectorPicture picture, Span<float> input)
    {
        if (picture.Image is { } image)
        {
            writer.Write(image, input);
            return new PictureSize(image.Width, image.Height);
        }

        try
        {
            return Read(picture.Read().Span, picture.Name, input);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MultiBoxException($"{picture.Name}: there is no such picture.{Nearby(picture.Name)}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MultiBoxException($"{picture.Name}: cannot be read ({fault.Message.TrimEnd('.')}).", fault);
        }
    }

    /// <summary>Reads an encoded picture.</summary>
    /// <param name="encoded">The file's content.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="input">As for the other.</param>
    /// <returns>As for the other.</returns>
    /// <exception cref="MultiBoxException">It is no picture, or damaged.</exception>
    public PictureSize Read(ReadOnlySpan<byte> encoded, string name, Span<float> input)
    {
        if (!_idle.TryTake(out var decoder)) decoder = new PictureDecoder();
        try
        {
            var view = decoder.Decode(encoded, name);
            var size = new PictureSize(view.PictureWidth, view.PictureHeight);
            writer.Write(view, size, AugmentationPlan.WholeImage(size.Width, size.Height), input);
            return size;
        }
        catch (InvalidDataException fault)
        {
            throw new MultiBoxException(fault.Message, fault);
        }
        finally
        {
            if (_idle.Count < MostIdle) _idle.Add(decoder);
            else decoder.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryTake(out var decoder)) decoder.Dispose();
    }

    private static string Nearby(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder)
        ? DidYouMean.Sentence(Path.GetFileName(path), Directory.GetFiles(folder).Select(Path.GetFileName).OfType<string>())
        : "";
}
